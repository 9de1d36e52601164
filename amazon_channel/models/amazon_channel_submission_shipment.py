import re
from datetime import timezone

from odoo import api, fields, models

from ..mapping.shipment import OTHER_CARRIER, Shipment, ShippedItem

# How delivery methods and people write several tracking numbers into the one field that a delivery has.
NUMBER_SEPARATORS = re.compile(r"[\s,;+]+")
# What is never part of one number; people do write one with spaces.
LIST_SEPARATORS = re.compile(r"\s*[,;+\n]\s*")
FIRST_PACKAGE_REF = 1_000_000_000


class AmazonChannelSubmission(models.Model):
    """Packages: what Amazon is told about one, and where that comes from."""

    _inherit = "amazon.channel.submission"

    def _prepare_package_vals(self):
        carrier = self.picking_id.carrier_id
        amazon_carrier = carrier.amazon_channel_carrier_id
        purchased, shipped = self.sale_order_id.date_order, self.picking_id.date_done or fields.Datetime.now()
        return {
            "carrier_code": amazon_carrier.name or False,
            "carrier_name": (amazon_carrier.name == OTHER_CARRIER and carrier.amazon_channel_carrier_name) or False,
            "shipping_method": carrier.amazon_channel_shipping_method or False,
            "tracking_number": self._find_tracking_number() or False,
            # A clock that is behind must not make goods leave before they were ordered: Amazon refuses that.
            "shipped_at": max(filter(None, [purchased, shipped])),
        }

    def _find_tracking_number(self):
        """The package's own number; else the delivery's, where it names one for each package."""
        own = (self.package_id.amazon_channel_tracking_ref or "").strip()
        if own:
            return own
        on_delivery = (self.picking_id.carrier_tracking_ref or "").strip()
        if not on_delivery:
            return False
        # Goods of two orders in one package are one parcel.
        parcels = self.picking_id.amazon_channel_submission_ids.sorted("id").grouped("package_id")
        if len(parcels) <= 1:
            # Several parcels that nobody has packed in Odoo: Amazon takes one number.
            return LIST_SEPARATORS.split(on_delivery)[0].strip()
        numbers = list(filter(None, NUMBER_SEPARATORS.split(on_delivery)))
        if len(numbers) == len(parcels):
            return numbers[list(parcels).index(self.package_id)]
        named = {package.amazon_channel_tracking_ref for package in parcels}
        # Goods beside the packages have no other place for their number.
        return not self.package_id and len(numbers) == 1 and numbers[0] not in named and numbers[0]

    def _missing_in_package(self, told):
        """Which of carrier and tracking number is missing, and what to do about it."""
        carrier = self.picking_id.carrier_id
        delivery = self.picking_id.name
        if not carrier:
            return "carrier", self.env._("Choose the carrier on delivery %(delivery)s.", delivery=delivery)
        if not told["carrier_code"]:
            message = self.env._("Choose Amazon's carrier on the delivery method %(carrier)s.", carrier=carrier.name)
            return "carrier", message
        if told["carrier_code"] == OTHER_CARRIER and not told["carrier_name"]:
            message = self.env._("Enter the carrier's name on the delivery method %(carrier)s.", carrier=carrier.name)
            return "carrier", message
        if told["tracking_number"] or not carrier.amazon_channel_tracking_required:
            return False, False
        several = len(self.picking_id.amazon_channel_submission_ids) > 1
        if self.package_id and (several or self.picking_id.carrier_tracking_ref):
            message = self.env._(
                "Delivery %(delivery)s has several packages. Enter the tracking number of %(package)s.",
                delivery=delivery,
                package=self.package_id.name,
            )
        else:
            message = self.env._("Enter the tracking number of delivery %(delivery)s.", delivery=delivery)
        return "tracking", message

    def _inverse_tracking_number(self):
        """A number that somebody enters here belongs to the package, or to the delivery if that has no packages."""
        if self.env.context.get("amazon_channel_refresh"):
            return
        for submission in self:
            number = (submission.tracking_number or "").strip()
            if submission.package_id:
                submission.package_id.sudo().amazon_channel_tracking_ref = number
            else:
                submission.picking_id.sudo().carrier_tracking_ref = number

    @api.model
    def _refresh_by_carrier(self, carriers):
        """The delivery methods say something else to Amazon now: release what waited for it, and tell again what Amazon
        refused.

        What was confirmed stays as it is: it was shipped with what the method said then.
        """
        states = ("waiting", "to_send", "refused")
        self.search([("state", "in", states), ("picking_id.carrier_id", "in", carriers.ids)])._refresh()

    def _package_ref(self):
        """The number of this package at Amazon, the same for ever.

        Far from the small numbers that people and other software give: with one of theirs, Amazon would change their
        package instead of adding this one.
        """
        return str(FIRST_PACKAGE_REF + self.id)

    def _as_shipment(self):
        """This package in Amazon's words.

        :rtype: mapping.shipment.Shipment
        """
        self.ensure_one()
        return Shipment(
            amazon_order_ref=self.order_id.amazon_order_ref,
            marketplace_ref=self.channel_id.marketplace_id.amazon_ref,
            package_ref=self._package_ref(),
            carrier_code=self.carrier_code or "",
            carrier_name=self.carrier_name or "",
            shipping_method=self.shipping_method or "",
            tracking_number=self.tracking_number or "",
            ship_date=self.shipped_at.replace(tzinfo=timezone.utc),
            items=tuple(ShippedItem(item_ref, quantity) for item_ref, quantity in self.items.items()),
        )
