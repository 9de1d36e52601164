from collections import Counter

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..mapping.linking import BARCODE, form_of, spellings_of
from ..mapping.product_identifier import check_identifier, possible_types

NEW = {"", "new_new", "11"}  # the same condition in words and in the number of Amazon's report


class AmazonChannelProductCreateLine(models.TransientModel):
    """A listing, and the product that it would become."""

    _name = "amazon.channel.product.create.line"
    _description = "Product from an Amazon Listing"
    _order = "id"
    _check_company_auto = True

    wizard_id = fields.Many2one("amazon.channel.product.create", required=True, ondelete="cascade")
    company_id = fields.Many2one(related="wizard_id.company_id")
    currency_id = fields.Many2one(related="wizard_id.currency_id")
    is_selected = fields.Boolean("Do It")
    listing_id = fields.Many2one("amazon.channel.listing", required=True, readonly=True, ondelete="cascade")
    channel_id = fields.Many2one(related="listing_id.channel_id")
    sku = fields.Char(related="listing_id.sku")
    asin = fields.Char(related="listing_id.asin")
    image_url = fields.Char(related="listing_id.image_url")
    group_key = fields.Char(readonly=True, help="Lines with the same one become one product.")
    name = fields.Char(required=True)
    default_code = fields.Char("Internal Reference")
    barcode = fields.Char()
    list_price = fields.Monetary("Sales Price")
    product_id = fields.Many2one(
        "product.product",
        "Existing Product",
        check_company=True,
        help="The listing is linked to it, and no product is created.",
    )
    note = fields.Char(readonly=True)

    # -- The plan ----------------------------------------------------------------------------------------------

    @api.model
    def _plan(self, listings):
        """Values of a line for each listing, in groups; a few queries, however many there are."""
        listings.fetch()
        # What the merchant sends comes first: its SKU names the product.
        listings = listings.sorted(lambda one: (one.fulfillment_channel == "amazon", one.id))
        groups = self._groups(listings)
        barcodes = {}
        for listing in listings:
            if code := _barcode(listing):
                barcodes.setdefault(groups[listing], code)
        existing = self._existing(listings, groups, barcodes)
        rates = self._rates(listings)
        rows, first, used = [], {}, {}
        for listing in listings:
            group = groups[listing]
            first.setdefault(group, listing)
            vals = {
                "listing_id": listing.id,
                "group_key": str(group),
                "name": listing.title or listing.sku,
                "default_code": listing.sku,
                "list_price": self._price(listing, rates),
                "is_selected": True,
            }
            if listing.price_confirmed_at and not rates[listing.currency_id]:
                vals["note"] = self.env._("There is no rate for %s: enter the price.", listing.currency_id.name)
            form = form_of(BARCODE, barcodes.get(group))
            if form and group not in existing and used.setdefault(form, group) == group:
                vals["barcode"] = barcodes[group]
            rows.append(vals | self._remark(listing, first[group], *existing.get(group, (None, ""))))
        self._mark_equal_references(rows)
        place = {str(group): number for number, group in enumerate(first)}
        return sorted(rows, key=lambda vals: place[vals["group_key"]])

    def _existing(self, listings, groups, barcodes):
        """Dict group -> (products that it seems to be already, why)."""
        references = self._taken("default_code", set(listings.mapped("sku")))
        spellings = {text for value in barcodes.values() for text in spellings_of(BARCODE, value)}
        by_barcode = self._taken("barcode", spellings, lambda product: form_of(BARCODE, product.barcode))
        siblings = self._siblings(listings)
        by_reference = self.env._("This internal reference exists: tick it to link the listing.")
        by_asin = self.env._("A listing of the same ASIN has this product: tick it to link the listing.")
        has_barcode = self.env._("This product has the barcode: tick it to link the listing.")
        found = {}
        for listing in listings:
            group = groups[listing]
            cases = (
                (siblings.get(_kind(listing)), by_asin),
                (references.get(listing.sku), by_reference),
                (by_barcode.get(form_of(BARCODE, barcodes.get(group))), has_barcode),
            )
            for products, note in cases:
                if products and group not in found:
                    found[group] = products, note
        return found

    def _remark(self, listing, first, products, note):
        """What stands against a new product: values of a line."""
        if listing.is_ambiguous:
            return {"is_selected": False, "note": self.env._("Several products fit: choose one on the listing.")}
        if products and len(products) > 1:
            note = self.env._("%(count)s products fit: choose one on the listing.", count=len(products))
            return {"is_selected": False, "note": note}
        if products and not products.active:
            note = self.env._("The product that fits is archived. Unarchive it and press Link.")
            return {"is_selected": False, "note": note}
        if products:
            return {"is_selected": False, "product_id": products.id, "note": note}
        if listing != first:
            return {"note": self.env._("The same product as SKU %s: one product for both.", first.sku)}
        return {}

    def _mark_equal_references(self, rows):
        """Two products of one reference are no plan: the second has to get another one first."""
        owners, seen = {}, set()
        for vals in rows:
            group = vals["group_key"]
            if not vals["is_selected"] or group in seen:
                continue
            seen.add(group)
            if owners.setdefault(vals["default_code"], group) != group:
                note = self.env._("Another line has this internal reference: enter another one and tick it.")
                vals |= {"is_selected": False, "note": note}

    def _groups(self, listings):
        """Dict listing -> id of the first listing that is the same product: same ASIN, or same SKU of an account."""
        found, groups = {}, {}
        for listing in listings:
            keys = [("sku", listing.account_id.id, listing.sku)]
            if listing.asin:
                keys.insert(0, _kind(listing))
            group = next((found[key] for key in keys if key in found), listing.id)
            groups[listing] = group
            for key in keys:
                found.setdefault(key, group)
        return groups

    def _taken(self, name, values, form=None):
        """Dict value -> products that have it, archived ones too."""
        if not values:
            return {}
        products = self.env["product.product"].with_context(active_test=False)
        domain = [(name, "in", list(values)), *products._check_company_domain(self.env.company)]
        found = products.search_fetch(domain, [name, "active"])
        return found.grouped(form or name)

    def _siblings(self, listings):
        """Dict kind -> the products that other listings of the same ASIN are linked to."""
        asins = set(filter(None, listings.mapped("asin")))
        domain = [("company_id", "=", self.env.company.id), ("asin", "in", list(asins)), ("product_id", "!=", False)]
        linked = self.env["amazon.channel.listing"].search_fetch(domain, ["asin", "condition", "product_id"])
        return {kind: group.product_id for kind, group in linked.grouped(_kind).items()}

    def _rates(self, listings):
        """Dict currency of a listing -> its rate to the company's, 0 where that is not known."""
        company, today = self.env.company, fields.Date.context_today(self)
        return {
            currency: currency._amazon_channel_rate(company.currency_id, company, today)
            for currency in listings.currency_id
        }

    def _price(self, listing, rates):
        """Amazon's price in the company's currency, 0 where it or a rate is not known."""
        if not listing.price_confirmed_at:
            return 0.0
        return self.env.company.currency_id.round(listing.price_confirmed * rates[listing.currency_id])

    # -- Creating ----------------------------------------------------------------------------------------------

    def _leaders(self):
        """Dict line -> the first line of its group: the product is made from that one."""
        first = {}
        return {line: first.setdefault(line.group_key, line) for line in self}

    def _check_values(self):
        """References and barcodes are still free, and not given twice.

        :raises UserError: names those that are not
        """
        references = Counter(filter(None, self.mapped("default_code")))
        barcodes = Counter(form_of(BARCODE, code) for code in self.mapped("barcode") if code)
        spellings = {text for code in self.mapped("barcode") for text in spellings_of(BARCODE, code or "")}
        taken = set(self._taken("default_code", set(references)))
        taken |= set(self._taken("barcode", spellings))
        twice = {text for counter in (references, barcodes) for text, count in counter.items() if count > 1}
        if taken | twice:
            raise UserError(
                self.env._(
                    "These internal references or barcodes exist already or are entered twice: %(values)s. Change "
                    "them, or choose the existing product.",
                    values=", ".join(sorted(taken | twice)[:10]),
                )
            )

    def _product_vals(self):
        return {
            "name": self.name,
            "default_code": self.default_code,
            "barcode": self.barcode,
            "list_price": self.list_price,
        }


def _kind(listing):
    """What is the same product at Amazon: used things are not new ones."""
    condition = listing.condition or ""
    return ("asin", listing.asin, "new" if condition in NEW else condition)


def _barcode(listing):
    """The listing's product id where it is a barcode whose check digit is right; else ''."""
    check = check_identifier(listing.product_ref_type, listing.product_ref)
    value = check.value
    kinds = [kind for kind in possible_types(value) if kind != "ASIN"]
    if check.type == "ASIN" or not kinds or len(value) == 10:
        return ""
    return value if check_identifier(kinds[0], value).is_good else ""
