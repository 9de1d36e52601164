import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError

REGIONS = [("na", "North America"), ("eu", "Europe, Middle East, Africa, India"), ("fe", "Far East, Australia")]

# People are sent to this host with their session at Amazon, so it must be one of Amazon's.
SELLER_CENTRAL_HOST = re.compile(r"sellercentral[a-z0-9-]*\.amazon\.(com|[a-z]{2}|com?\.[a-z]{2})")


class AmazonChannelMarketplace(models.Model):
    """Reference data: one of Amazon's retail marketplaces.

    Amazon's answers may name others, which are no places to sell: what is not in this table is never polled.
    """

    _name = "amazon.channel.marketplace"
    _description = "Amazon Marketplace"
    _order = "region desc, name"

    name = fields.Char(required=True)
    amazon_ref = fields.Char("Marketplace ID", required=True, help="Amazon's own identifier, such as ATVPDKIKX0DER.")
    country_id = fields.Many2one("res.country", required=True)
    region = fields.Selection(
        REGIONS, required=True, help="One authorization covers all marketplaces of a region, and none of another."
    )
    currency_id = fields.Many2one("res.currency", required=True)
    language_code = fields.Char("Language", required=True, help="Amazon's default language there, such as en_US.")
    domain = fields.Char("Website", required=True)
    seller_central_host = fields.Char(
        required=True,
        help="Where sellers of this marketplace log in, and give their consent. Amazon moves it at times.",
    )

    _amazon_ref_uniq = models.Constraint("UNIQUE (amazon_ref)", "This marketplace is in the list already.")

    @api.constrains("seller_central_host")
    def _check_seller_central_host(self):
        for marketplace in self:
            if not SELLER_CENTRAL_HOST.fullmatch(marketplace.seller_central_host):
                raise ValidationError(
                    self.env._(
                        "'%(host)s' is not a Seller Central of Amazon. Enter the host alone, such as "
                        "sellercentral.amazon.com.",
                        host=marketplace.seller_central_host,
                    )
                )

    @api.model
    def _of_host(self, host):
        """The marketplaces whose sellers log in at `host`; empty when it is not one of Amazon's.

        Besides the host of the table, Amazon also uses one per website: sellercentral.amazon.de.
        """
        if not host:
            return self.browse()
        domain = host.removeprefix("sellercentral.") if host.startswith("sellercentral.") else False
        return self.search(["|", ("seller_central_host", "=", host), ("domain", "=", domain)])
