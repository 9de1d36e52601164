from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError

from ..mapping.linking import ASIN, BARCODE, EXACT, form_of, spellings_of

# What a channel starts with: (field at Amazon, field of the product).
DEFAULTS = [("sku", "default_code"), ("product_ref", "barcode")]


class AmazonChannelLinkingKey(models.Model):
    """One way in which a channel recognises the product of a listing: a value at Amazon equals a field of the product.

    The keys of a channel are tried in their sequence. The first under which exactly one product is found links it;
    one under which several are found asks a person.
    """

    _name = "amazon.channel.linking.key"
    _description = "Amazon Linking Key"
    _order = "channel_id, sequence, id"
    _rec_name = "amazon_field"

    channel_id = fields.Many2one("amazon.channel", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="channel_id.company_id", store=True, index=True)
    sequence = fields.Integer(default=10)
    amazon_field = fields.Selection(
        [("sku", "SKU"), ("asin", "ASIN"), ("product_ref", "Product ID (EAN, UPC ...)")],
        "At Amazon",
        required=True,
        default="sku",
    )
    product_field = fields.Selection(
        "_select_product_field",
        "On the Product",
        required=True,
        default="default_code",
        help="Equal letter for letter. Of barcodes leading zeros do not count, of ASINs capital letters.",
    )

    _channel_fields_uniq = models.Constraint(
        "UNIQUE (channel_id, amazon_field, product_field)", "This channel has this linking key already."
    )

    @api.model
    def _select_product_field(self):
        """The stored text fields of products; labels tell those of the same name apart."""
        described = self.env["product.product"].fields_get(attributes=["string"])
        names = sorted(
            filter(self._is_linkable, described), key=lambda name: (name not in ("default_code", "barcode"), name)
        )
        return [(name, described[name]["string"]) for name in names]

    @api.model
    def _is_linkable(self, name):
        """Whether a field of products can be compared in the database: one text for everybody."""
        field = self.env["product.product"]._fields.get(name)
        stored = field and (field.store or (field.inherited and field.related_field.store))
        return bool(stored) and field.type == "char" and not field.translate and not field.company_dependent

    @api.constrains("product_field")
    def _check_product_field(self):
        for key in self:
            if not self._is_linkable(key.product_field):
                raise ValidationError(self.env._("Products cannot be found by '%s'.", key.product_field))

    # -- CRUD --------------------------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        keys = super().create(vals_list)
        self.env.registry.clear_cache()
        return keys

    def write(self, vals):
        result = super().write(vals)
        self.env.registry.clear_cache()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result

    @api.model
    def _create_defaults(self, channels):
        """Give new channels the keys that fit most shops."""
        missing = channels - self.sudo().search([("channel_id", "in", channels.ids)]).channel_id
        self.sudo().create(
            [
                {"channel_id": channel.id, "sequence": 10 * place, "amazon_field": theirs, "product_field": ours}
                for channel in missing
                for place, (theirs, ours) in enumerate(DEFAULTS, 1)
            ]
        )

    @api.model
    @tools.ormcache()
    def _used_pairs(self):
        """The different pairs (field at Amazon, field of the product) of all channels; kept until a key changes."""
        groups = self.sudo()._read_group([], ["amazon_field", "product_field"])
        return tuple(sorted(pair for pair in groups if self._is_linkable(pair[1])))

    # -- Comparing ---------------------------------------------------------------------------------------------

    @api.model
    def _kind(self, amazon_field, product_field):
        """How the values of a pair of fields are compared."""
        if amazon_field == "asin":
            return ASIN
        return BARCODE if amazon_field == "product_ref" or product_field == "barcode" else EXACT

    def _candidates(self, listings):
        """The products that this key finds. One query, however many listings.

        :param listings: amazon.channel.listing records of the key's channel
        :return: dict listing -> product.product; without those for which nothing is found
        """
        self.ensure_one()
        if not self._is_linkable(self.product_field):
            # A custom field may have been deleted since.
            return {}
        kind = self._kind(self.amazon_field, self.product_field)
        wanted = {listing: form_of(kind, listing[self.amazon_field]) for listing in listings}
        spellings = {text for listing in listings for text in spellings_of(kind, listing[self.amazon_field] or "")}
        if not spellings:
            return {}
        products = self.env["product.product"].with_context(active_test=True)
        domain = [(self.product_field, "in", list(spellings)), *products._check_company_domain(self.company_id)]
        found = products.search_fetch(domain, [self.product_field]).grouped(
            lambda product: form_of(kind, product[self.product_field])
        )
        return {listing: found[form] for listing, form in wanted.items() if form and form in found}

    @api.model
    def _listing_domain(self, amazon_field, product_field, values):
        """The listings for which products with one of these values may be found by such a key."""
        kind = self._kind(amazon_field, product_field)
        return [(amazon_field, "in", list({text for value in values for text in spellings_of(kind, value)}))]
