from odoo import api, fields, models
from odoo.fields import Command

# What a price-included twin takes over from the tax it stands for, whenever that changes.
FOLLOWED_FIELDS = (
    "amount",
    "amount_type",
    "tax_group_id",
    "tax_exigibility",
    "include_base_amount",
    "is_base_affected",
)


class AccountTax(models.Model):
    """Price-included twins.

    Amazon tells what the buyer paid, tax inside. A price-excluded tax cannot reach every such amount (at 20 % every
    sixth cent is skipped), so that Amazon's lines carry its twin: same rate, accounts, tags and group, price included.
    """

    _inherit = "account.tax"

    amazon_channel_source_id = fields.Many2one(
        "account.tax",
        "Price-included Twin Of",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="cascade",
        help="Made for Amazon's orders, whose prices include tax; follows this tax.",
    )

    _amazon_channel_twin_uniq = models.UniqueIndex(
        "(amazon_channel_source_id) WHERE amazon_channel_source_id IS NOT NULL", "A tax has one price-included twin."
    )

    def _amazon_channel_price_included(self):
        """These taxes, each price-excluded one replaced by its price-included twin.

        :rtype: account.tax
        """
        twins = self.browse()
        for tax in self:
            # A twin stays the twin of its own source, even where somebody changed what it includes.
            tax = tax.amazon_channel_source_id or tax
            twins |= tax if tax._amazon_channel_is_included() else tax._amazon_channel_twin()
        return twins

    def _amazon_channel_is_included(self):
        """Whether a price is the same with and without this tax, or contains it."""
        self.ensure_one()
        if self.amount_type == "group":
            return all(child._amazon_channel_is_included() for child in self.children_tax_ids)
        return self.price_include or (self.amount_type == "percent" and not self.amount)

    def _amazon_channel_twin(self):
        """The twin of one price-excluded tax: made by an accountant, made earlier, or made now."""
        self.ensure_one()
        taxes = self.sudo().with_context(active_test=False)
        twin = taxes.search([("amazon_channel_source_id", "=", self.id)])
        if twin:
            return twin.sudo(False)
        if self.amount_type != "group":
            twin = taxes.search(
                [
                    ("company_id", "=", self.company_id.id),
                    ("type_tax_use", "=", self.type_tax_use),
                    ("amount_type", "=", self.amount_type),
                    ("amount", "=", self.amount),
                    ("tax_group_id", "=", self.tax_group_id.id),
                    ("country_id", "=", self.country_id.id),
                    ("price_include_override", "=", "tax_included"),
                    ("active", "=", True),
                    ("amazon_channel_source_id", "=", False),
                ]
            ).filtered(lambda other: other._amazon_channel_repartition() == self._amazon_channel_repartition())[:1]
        return (twin or self._amazon_channel_create_twin()).sudo(False)

    def _amazon_channel_create_twin(self):
        return self.sudo().copy(
            {
                "name": self.env._("%(tax)s (Amazon, included)", tax=self.name),
                "price_include_override": "tax_included",
                "amazon_channel_source_id": self.id,
                # Chosen on Amazon's lines only: nobody should find it on a product by mistake.
                "sequence": self.sequence + 100,
                # Nor may a fiscal position bring it to other customers, beside the tax that it stands for.
                "fiscal_position_ids": [Command.clear()],
                "original_tax_ids": [Command.clear()],
                "children_tax_ids": [Command.set(self.children_tax_ids._amazon_channel_price_included().ids)],
            }
        )

    def _amazon_channel_repartition(self):
        """Where base and tax go, comparable between taxes."""
        return [
            (
                line.document_type,
                line.repartition_type,
                line.factor_percent,
                line.account_id.id,
                tuple(line.tag_ids.ids),
            )
            for line in (self.invoice_repartition_line_ids | self.refund_repartition_line_ids).sorted(
                lambda line: (line.document_type, line.sequence, line.id)
            )
        ]

    def write(self, vals):
        result = super().write(vals)
        followed = {name: vals[name] for name in FOLLOWED_FIELDS if name in vals}
        repartition = {"invoice_repartition_line_ids", "refund_repartition_line_ids", "repartition_line_ids"} & set(
            vals
        )
        if followed or repartition:
            twins = self.sudo().with_context(active_test=False).search([("amazon_channel_source_id", "in", self.ids)])
            for twin in twins:
                twin.write({**followed, **(twin._amazon_channel_follow_repartition() if repartition else {})})
        return result

    def _amazon_channel_follow_repartition(self):
        """Commands that give a twin the repartition lines its source has now."""
        source = self.amazon_channel_source_id
        return {
            name: [Command.clear()] + [Command.create(line.copy_data()[0]) for line in source[name].sorted()]
            for name in ("invoice_repartition_line_ids", "refund_repartition_line_ids")
        }

    @api.ondelete(at_uninstall=False)
    def _unlink_with_twin(self):
        # A twin that invoices use refuses to go, and keeps its source with it: as Odoo does for any used tax.
        self.sudo().with_context(active_test=False).search([("amazon_channel_source_id", "in", self.ids)]).unlink()
