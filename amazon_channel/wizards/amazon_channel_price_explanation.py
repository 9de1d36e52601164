from odoo import api, fields, models
from odoo.tools import format_amount


class AmazonChannelPriceExplanation(models.TransientModel):
    """Why a listing costs what it costs: the steps of the computation itself, in words.

    They are computed anew when it is opened, from what is in Odoo then.
    """

    _name = "amazon.channel.price.explanation"
    _description = "Why This Price"

    listing_id = fields.Many2one("amazon.channel.listing", required=True, readonly=True, ondelete="cascade")
    currency_id = fields.Many2one(related="listing_id.currency_id")
    rule_id = fields.Many2one("amazon.channel.price.rule", readonly=True, ondelete="cascade")
    problem = fields.Text(readonly=True)
    outcome = fields.Char(readonly=True)
    line_ids = fields.One2many("amazon.channel.price.explanation.line", "explanation_id", readonly=True)

    @api.model
    def _explain(self, listing):
        """Compute the price of one listing, and put the way to it into words.

        :rtype: amazon.channel.price.explanation
        """
        channel = listing.channel_id.sudo().with_company(listing.company_id)
        compute = self.env["amazon.channel.price.compute"].with_env(channel.env)
        listing = listing.with_env(channel.env)
        result = compute._results(compute._setup(channel), listing)[listing]
        explanation = self.create(
            {
                "listing_id": listing.id,
                "rule_id": result.rule and result.rule.id,
                "problem": compute._problem_in_words(result.problem) if result.problem else False,
                "outcome": self._outcome(listing, result),
                "line_ids": [
                    fields.Command.create(vals) for vals in self._prepare_lines(compute, channel, result.sections)
                ],
            }
        )
        return explanation

    def _outcome(self, listing, result):
        if result.offer:
            return format_amount(self.env, float(result.offer.price), listing.currency_id)
        if result.problem:
            return self.env._("No price")
        return self.env._("No price: it has no product, or is no longer at Amazon")

    @api.model
    def _prepare_lines(self, compute, channel, sections):
        lines = []
        for name, steps in sections:
            lines.append({"display_type": "line_section", "name": compute._section_in_words(name)})
            lines += [self._prepare_line(compute, channel, name, step) for step in steps]
        return lines

    @api.model
    def _prepare_line(self, compute, channel, section, step):
        what, detail = compute._step_in_words(channel, step)
        listed = step.code == "listed" and step.params != ("locked",)
        currency = self._pricelist(channel, section).currency_id if listed else channel.currency_id
        currency = currency or channel.company_id.currency_id
        digits = max(currency.decimal_places, -step.amount.normalize().as_tuple().exponent)
        return {
            "name": what,
            "detail": detail,
            "amount": f"{step.amount:.{min(digits, 6)}f} {currency.name}",
            "section": str(section),
            "value": str(step.amount),
            "item_id": step.params[1] if listed else False,
        }

    @api.model
    def _pricelist(self, channel, section):
        if section == "price":
            return channel.pricelist_id
        return channel.sale_pricelist_id if section == "sale" else channel.business_pricelist_id


class AmazonChannelPriceExplanationLine(models.TransientModel):
    _name = "amazon.channel.price.explanation.line"
    _description = "Step to a Price"
    _order = "id"

    explanation_id = fields.Many2one("amazon.channel.price.explanation", required=True, ondelete="cascade")
    display_type = fields.Selection([("line_section", "Section")])
    name = fields.Char("Step")
    detail = fields.Char("Details")
    amount = fields.Char("Price")
    section = fields.Char()
    value = fields.Char(help="The exact figure.")
    item_id = fields.Many2one("product.pricelist.item", ondelete="cascade")

    def action_open_item(self):
        """Button: the rule of the pricelist."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Pricelist Rule"),
            "res_model": "product.pricelist.item",
            "res_id": self.item_id.id,
            "view_mode": "form",
            "target": "new",
        }
