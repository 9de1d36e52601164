from odoo import api, models

from ..mapping.shipment import Cancellation, CancelledItem


class AmazonChannelSubmission(models.Model):
    """Cancellations: what Amazon is told about one."""

    _inherit = "amazon.channel.submission"

    @api.model
    def _selection_cancel_reason(self):
        """Amazon's reasons, those that a seller may give first."""
        return [
            ("NoInventory", self.env._("No inventory")),
            ("BuyerCanceled", self.env._("The buyer cancelled")),
            ("ShippingAddressUndeliverable", self.env._("The address cannot be delivered to")),
            ("CarrierCoverageFailure", self.env._("No carrier delivers there")),
            ("PricingError", self.env._("Pricing error")),
            ("CannotVerifyInformation", self.env._("The order's details cannot be verified")),
            ("RiskAssessmentInformationNotValid", self.env._("The risk assessment failed")),
            ("CustomerExchange", self.env._("The customer exchanges it")),
            ("CustomerReturn", self.env._("The customer returned it")),
            ("MerchandiseNotReceived", self.env._("The merchandise was not received")),
            ("WeatherDelay", self.env._("Delayed by the weather")),
            ("CarrierCreditDecision", self.env._("The carrier's credit decision")),
            ("RejectOrder", self.env._("The order is rejected")),
            ("GeneralAdjustment", self.env._("Another reason")),
        ]

    def _missing_in_cancel(self, told):
        if told["cancel_reason"]:
            return False, False
        return "reason", self.env._("Choose the reason that Amazon is told for the cancellation.")

    def _inverse_cancel_reason(self):
        if not self.env.context.get("amazon_channel_refresh"):
            self.sudo()._refresh()

    def _as_cancellation(self):
        """This cancellation in Amazon's words: a quantity of None stands for the whole item.

        :rtype: mapping.shipment.Cancellation
        """
        self.ensure_one()
        return Cancellation(
            amazon_order_ref=self.order_id.amazon_order_ref,
            items=tuple(
                CancelledItem(item_ref, quantity, self.cancel_reason) for item_ref, quantity in self.items.items()
            ),
        )
