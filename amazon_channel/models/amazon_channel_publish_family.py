from odoo import fields, models

from ..mapping.publication import Problem
from ..mapping.publication_assemble import Part
from ..mapping.publication_check import EXEMPTION, IDENTIFIER, SUGGESTED
from ..mapping.schema_check import FAMILY

LEVEL, THEME, RELATION = "parentage_level", "variation_theme", "child_parent_sku_relationship"
# What a parent has none of: it cannot be bought.
OFFER_SOURCES = {"price", "quantity", "asin", "barcode_type", "sku", "attribute"}
OFFER_ATTRIBUTES = {
    *("condition_type", "condition_note", "purchasable_offer", "fulfillment_availability", "list_price"),
    *("merchant_shipping_group", "max_order_quantity", IDENTIFIER, SUGGESTED, EXEMPTION),
}
PARENT_REQUIREMENTS = "LISTING_PRODUCT_ONLY"


class AmazonChannelPublishTemplate(models.Model):
    _inherit = "amazon.channel.publish.template"

    variation_theme = fields.Char(
        help="Amazon's name of what the variants differ in, such as COLOR or SIZE/COLOR. Then products with several "
        "variants are published as a family: a parent, and the variants below it. Empty: each variant for itself."
    )

    def _families(self, listings):
        """The parents of these listings' families, made where they are missing; the variants are told of them.

        Few queries, however many listings there are. A parent is a listing of its own, with a SKU that is never sold.

        :return: listings without a product; none when the template makes no families
        """
        self.ensure_one()
        parents = listings.browse()
        if not self._makes_families():
            return parents
        variants = listings.filtered(lambda listing: listing.product_id.product_tmpl_id.product_variant_count > 1)
        for channel, mine in variants.grouped("channel_id").items():
            parents |= self._parents_on(channel, mine)
        return parents

    def _parents_on(self, channel, variants):
        products = variants.product_id.product_tmpl_id
        found = variants.search([("channel_id", "=", channel.id), ("family_tmpl_id", "in", products.ids)])
        found |= variants.create(
            [
                {
                    "channel_id": channel.id,
                    "sku": f"PARENT-{product.id}",
                    "title": product.name,
                    "product_type": self.product_type,
                    "parentage": "parent",
                    "family_tmpl_id": product.id,
                }
                for product in products - found.family_tmpl_id
            ]
        )
        for parent in found:
            mine = variants.filtered(
                lambda each, parent=parent: each.product_id.product_tmpl_id == parent.family_tmpl_id
            )
            mine.filtered(lambda each, parent=parent: each.parent_id != parent).write(
                {"parentage": "child", "parent_id": parent.id}
            )
        return found

    def _makes_families(self):
        return bool(self.variation_theme) and self.requirements != "LISTING_OFFER_ONLY"

    # -- Documents ---------------------------------------------------------------------------------------------

    def _filled_in(self):
        return FAMILY if self._makes_families() else set()

    def _requirement_sets(self):
        """Parents have no offer, so that another definition is theirs."""
        return list(dict.fromkeys([self.requirements, *([PARENT_REQUIREMENTS] if self._makes_families() else [])]))

    def _requirements_of(self, listing):
        """The set of Amazon's requirements for one listing."""
        return PARENT_REQUIREMENTS if listing.parentage == "parent" else self.requirements

    def _product_of(self, listing, build):
        """The product that a listing's values are read from; of a parent, the first variant. None without one."""
        product = listing.product_id or listing.family_tmpl_id.product_variant_ids[:1]
        return build.products.get(product.id)

    def _lines_of(self, listing, rules):
        """The lines for one listing; of a parent, those that all its variants share."""
        if listing.parentage != "parent":
            return self.line_ids
        own = OFFER_ATTRIBUTES | self._theme_attributes()
        return self.line_ids.filtered(lambda line: line.source not in OFFER_SOURCES and line.attribute not in own)

    def _theme_attributes(self):
        """The attributes in which the variants of the theme differ: SIZE/COLOR -> size, color."""
        return {word.strip().lower() for word in (self.variation_theme or "").split("/")} | {
            line.attribute for line in self.line_ids if line.source == "attribute"
        }

    def _family_parts(self, listing, rules, is_defined):
        """What the relation of parent and variant adds to a document.

        :return: list of `Part`, list of `Problem`
        """
        if not self._makes_families() or not self._is_in_family(listing):
            return [], []
        if is_defined and not {LEVEL, THEME} <= set(rules):
            return [], [Problem("no_family", THEME)]
        is_parent = listing.parentage == "parent"
        theme = rules.get(THEME)
        parts = [
            Part(LEVEL, "value", 0, "parent" if is_parent else "child"),
            Part(THEME, (theme and theme.main_path) or "name", 0, self.variation_theme.strip()),
        ]
        if is_parent:
            return parts, []
        if not listing.parent_id:
            return parts, [Problem("no_parent", RELATION)]
        relation = [("child_relationship_type", "variation"), ("parent_sku", listing.parent_id.sku)]
        return parts + [Part(RELATION, path, 0, value) for path, value in relation], []

    def _is_in_family(self, listing):
        return bool(listing.parentage) or listing.product_id.product_tmpl_id.product_variant_count > 1

    def _schema_problems(self, listing, check, attributes):
        """What Amazon's definition objects to. What only variants have is not missed of a parent."""
        problems = check.problems(attributes) if check else [Problem("no_definition")]
        if listing.parentage != "parent":
            return problems
        spared = OFFER_ATTRIBUTES | self._theme_attributes() | {RELATION}
        missing = ("attribute_missing", "one_of_missing")
        return [each for each in problems if each.code not in missing or each.attribute not in spared]
