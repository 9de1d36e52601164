from odoo import api, models
from odoo.fields import Domain
from odoo.tools import escape_psql, formatLang

from .amazon_channel_order import HoldReason
from .amazon_channel_order_import import SALE_STATUSES, OrdersRefusedError
from .amazon_channel_shipping_mapping import UNSPECIFIED


class AmazonChannelOrderCheck(models.AbstractModel):
    """What must be known before an order becomes a sale order, and the sentence for each thing that is not.

    Everything is looked up once for the whole batch.
    """

    _name = "amazon.channel.order.check"
    _description = "Check Amazon Orders"

    # -- Before: is everything known? --------------------------------------------------------------------------

    @api.model
    def _ready(self, candidates):
        """Look up products and delivery methods; hold the orders for which something is missing.

        :return: the candidates that can be imported, completed
        """
        products = self._find_products(candidates)
        ready, questions = [], set()
        for candidate in candidates:
            reasons = self._refusals(candidate) or self._look_up(candidate, products)
            if not reasons:
                ready.append(candidate)
                continue
            candidate.order._hold(reasons)
            questions |= {
                (candidate.channel, candidate.data.service_level) for reason in reasons if reason.code == "shipping"
            }
        self.env["amazon.channel.shipping.mapping"]._ask(questions)
        return ready

    def _find_products(self, candidates):
        wanted = {(candidate.channel, item.sku) for candidate in candidates for item in candidate.data.items}
        if not wanted:
            return {}
        company = candidates[0].order.company_id
        return self.env["amazon.channel.listing.link"]._find_products(company, wanted)

    def _refusals(self, candidate):
        """Reasons that no mapping of products or services would mend."""
        data, channel = candidate.data, candidate.channel
        if data.sales_channel != "AMAZON":
            message = self.env._(
                "Amazon names a sales channel that this version does not know: '%(name)s'. Update the addon.",
                name=data.sales_channel,
            )
            return [HoldReason("status", data.sales_channel, message)]
        if data.status == "UNFULFILLABLE":
            message = self.env._(
                "Amazon says the order cannot be fulfilled. Look at it in Seller Central; "
                "it goes on by itself when Amazon changes it."
            )
            return [HoldReason("unfulfillable", "", message)]
        if data.status not in SALE_STATUSES or data.fulfilled_by not in ("AMAZON", "MERCHANT"):
            message = self.env._(
                "Amazon's status '%(status)s' (fulfilled by '%(by)s') is not known to this version. Update the addon.",
                status=data.status,
                by=data.fulfilled_by,
            )
            return [HoldReason("status", data.status, message)]
        if not channel:
            message = self.env._(
                "There is no channel for marketplace %(marketplace)s. Press Discover Channels on the account.",
                marketplace=data.marketplace_ref or self.env._("(none named)"),
            )
            return [HoldReason("channel", data.marketplace_ref, message)]
        if data.currency != channel.pricelist_id.currency_id.name:
            return [HoldReason("currency", data.currency, self._currency_message(channel, data.currency))]
        return self._unknown_tax_models(candidate)

    def _currency_message(self, channel, currency):
        if not channel.pricelist_id:
            return self.env._(
                "%(channel)s has no pricelist. Choose a pricelist in %(currency)s on the channel.",
                channel=channel.display_name,
                currency=currency,
            )
        return self.env._(
            "The order is in %(order_currency)s, but %(channel)s sells in %(channel_currency)s. "
            "Choose a pricelist in %(order_currency)s on the channel.",
            order_currency=currency,
            channel=channel.display_name,
            channel_currency=channel.pricelist_id.currency_id.name,
        )

    def _unknown_tax_models(self, candidate):
        known = candidate.channel._tax_models()
        unknown = {model for item in candidate.data.items for model in item.tax_models} - set(known)
        return [
            HoldReason(
                "tax_model",
                model,
                self.env._(
                    "Amazon names a tax collection model '%(model)s'. Say on the channel, under Money, whether such "
                    "tax is collected by Amazon or owed by you.",
                    model=model,
                ),
            )
            for model in sorted(unknown)
        ]

    def _look_up(self, candidate, products):
        """Complete the candidate with its products and delivery method.

        :return: a HoldReason for each that was not found
        """
        reasons = []
        for item in candidate.data.items:
            if not item.quantity:
                continue
            found = products.get((candidate.channel, item.sku))
            if found and len(found) == 1 and found.active:
                candidate.products[item.sku] = found
            else:
                message = self._sku_message(candidate.order.company_id, item, found)
                reasons.append(HoldReason("sku", item.sku, message))
        if not candidate.by_amazon:
            mapping = self.env["amazon.channel.shipping.mapping"]._match(
                candidate.channel,
                candidate.data.service_level,
                candidate.data.programs,
                candidate.order.shipping_text,
            )
            candidate.carrier = mapping.carrier_id
            if not mapping:
                reasons.append(self._shipping_reason(candidate))
        return reasons

    def _sku_message(self, company, item, found):
        if not item.sku:
            return self.env._(
                "Amazon names no SKU for '%(title)s'. Look at the order in Seller Central.", title=item.title
            )
        if found and len(found) == 1:
            return self.env._(
                "The listing '%(sku)s' is linked to '%(product)s', which is archived. Unarchive the product, or choose "
                "another one on the listing.",
                product=found.display_name,
                sku=item.sku,
            )
        if found:
            return self.env._(
                "%(count)s products have the internal reference '%(sku)s'. Keep it on one of them.",
                count=len(found),
                sku=item.sku,
            )
        message = self.env._(
            "No product has the internal reference '%(sku)s' (%(title)s). Set it on the product, or create the "
            "product, or choose the product on the listing; the order goes on by itself.",
            sku=item.sku,
            title=item.title or item.asin,
        )
        likely = self._likely_product(company, item)
        if likely:
            message += " " + self.env._("Perhaps it is '%(product)s'?", product=likely.display_name)
        return message

    def _likely_product(self, company, item):
        """A product that a person may have meant by an unknown SKU: other capitals, its barcode, the same name."""
        domain = Domain("default_code", "=ilike", escape_psql(item.sku)) | Domain("barcode", "=", item.sku)
        if item.title:
            domain |= Domain("name", "=", item.title)
        products = self.env["product.product"]
        return products.search(domain & Domain(products._check_company_domain(company)), limit=1)

    def _shipping_reason(self, candidate):
        level = candidate.data.service_level or UNSPECIFIED
        service = self.env["amazon.channel.shipping.mapping"]._service_name(
            candidate.data.service_level, False, candidate.order.shipping_text
        )
        if level == UNSPECIFIED and not candidate.order.shipping_text:
            message = self.env._(
                "Amazon names no shipping service for this order. Choose a delivery method for such orders of "
                "%(channel)s under Shipping Mappings.",
                channel=candidate.channel.display_name,
            )
        else:
            message = self.env._(
                "No shipping mapping for '%(service)s' on %(channel)s. "
                "Choose its delivery method under Shipping Mappings.",
                service=service,
                channel=candidate.channel.display_name,
            )
        likely = self.env["amazon.channel.shipping.mapping"]._likely_carrier(candidate.channel, level)
        if likely:
            message += " " + self.env._("Other channels use '%(carrier)s' for it.", carrier=likely.display_name)
        return HoldReason("shipping", level, message)

    # -- After: does the sale order say what Amazon says? ------------------------------------------------------

    @api.model
    def _verify_totals(self, candidates):
        """Compare each new sale order with Amazon's figures, to the cent.

        :raises OrdersRefusedError: naming every order that differs
        """
        reasons = {}
        for candidate in candidates:
            reason = self._total_reason(candidate.sale_order) or self._tax_reason(candidate.sale_order)
            if reason:
                reasons[candidate] = [reason]
        if reasons:
            raise OrdersRefusedError(reasons)

    def _total_reason(self, sale_order):
        """Why the totals are not equal, or None."""
        difference = sale_order.amazon_channel_difference
        if sale_order.currency_id.is_zero(difference):
            return None
        message = self.env._(
            "Amazon's total is %(amazon)s, Odoo comes to %(odoo)s plus %(collected)s of tax collected by Amazon. "
            "Nothing was imported. The taxes of the products are the usual cause: all must be percentages.",
            amazon=formatLang(self.env, sale_order.amazon_channel_total, currency_obj=sale_order.currency_id),
            odoo=formatLang(self.env, sale_order.amount_total, currency_obj=sale_order.currency_id),
            collected=formatLang(
                self.env, sale_order.amazon_channel_tax_collected, currency_obj=sale_order.currency_id
            ),
        )
        return HoldReason("total", "", message)

    def _tax_reason(self, sale_order):
        """Why the order is held for its tax, or None: only where the channel asks for that."""
        if sale_order.amazon_channel_id.tax_difference_policy != "hold" or not sale_order.amazon_channel_tax_differs:
            return None
        return HoldReason("tax", "", sale_order._amazon_channel_tax_message())

    # -- Words -------------------------------------------------------------------------------------------------

    @api.model
    def _document_message(self, error):
        """A `DocumentError` in words, with what can be done about it."""
        return self.env._(
            "Amazon's document cannot be taken over exactly: %(problem)s Nothing was imported; the document is kept. "
            "Look at the order in Seller Central and try again, or report it.",
            problem=str(error),
        )

    @api.model
    def _currencies(self):
        """Dict ISO code -> id of res.currency, inactive ones included."""
        currencies = self.env["res.currency"].with_context(active_test=False).search_fetch([], ["name"])
        return {currency.name: currency.id for currency in currencies}
