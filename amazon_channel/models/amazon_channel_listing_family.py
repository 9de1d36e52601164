from odoo import fields, models


class AmazonChannelListing(models.Model):
    _inherit = "amazon.channel.listing"

    parentage = fields.Selection(
        [("child", "Variant"), ("parent", "Parent of Variants")],
        "Family",
        readonly=True,
        copy=False,
        help="A parent holds variants together at Amazon. It is no product, has no price and no quantity.",
    )
    parent_id = fields.Many2one(
        "amazon.channel.listing", index="btree_not_null", readonly=True, copy=False, ondelete="set null"
    )
    family_tmpl_id = fields.Many2one(
        "product.template",
        "Variants Of",
        index="btree_not_null",
        readonly=True,
        copy=False,
        check_company=True,
        ondelete="set null",
        help="Of a parent: the product whose variants it holds together.",
    )

    _family_uniq = models.UniqueIndex(
        "(channel_id, family_tmpl_id) WHERE family_tmpl_id IS NOT NULL",
        "This product has a parent on this channel already.",
    )
