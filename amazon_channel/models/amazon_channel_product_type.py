import base64
import tempfile
from datetime import timedelta

from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.lru import LRU

from ..mapping.errors import DocumentError
from ..mapping.product_type import Definition, read_schema
from ..mapping.schema_check import SchemaCheck
from ..sp_api.errors import AmazonError
from ..sp_api.product_types import download_schema, get_product_type

REQUIREMENTS = [
    ("LISTING_OFFER_ONLY", "Offer on a Product That Amazon Has"),
    ("LISTING", "Full Listing: Product and Offer"),
    ("LISTING_PRODUCT_ONLY", "Product Data Without an Offer"),
]
GOOD_FOR = timedelta(days=1)

# Reading a definition takes longer than checking a hundred listings by it. A checksum always means the same one.
_checks = LRU(16)


class AmazonChannelProductType(models.Model):
    """Amazon's definition of one kind of product on one channel, kept by its checksum.

    Of a channel and not of a marketplace: Amazon's answer knows what this seller may do, such as its brands.
    """

    _name = "amazon.channel.product.type"
    _description = "Amazon Product Type"
    _order = "name, channel_id, requirements, id"
    _rec_names_search = ["name", "title"]
    _check_company_auto = True

    channel_id = fields.Many2one("amazon.channel", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="channel_id.company_id", store=True, index=True, precompute=True)
    name = fields.Char("Product Type", required=True, readonly=True, help="Amazon's name of it, such as LUGGAGE.")
    title = fields.Char("In Words", readonly=True)
    requirements = fields.Selection(REQUIREMENTS, "Used For", required=True, readonly=True)
    locale = fields.Char("Language", readonly=True, help="Language of titles and of the names of values.")
    version = fields.Char(readonly=True)
    checksum = fields.Char(readonly=True, help="Amazon's: the same again means that nothing has changed.")
    schema = fields.Binary("Definition", attachment=True, readonly=True)
    fetched_at = fields.Datetime("Asked Amazon", readonly=True)
    changed_at = fields.Datetime("Changed", readonly=True, help="When Amazon told another definition than before.")
    attribute_count = fields.Integer("Attributes", readonly=True)
    required_count = fields.Integer("Required", readonly=True)
    attributes_html = fields.Html("What Amazon Wants to Know", compute="_compute_attributes_html", sanitize=False)

    _definition_uniq = models.Constraint(
        "UNIQUE (channel_id, name, requirements)", "This channel has the definition of this product type already."
    )

    @api.depends("name", "title", "requirements", "channel_id")
    def _compute_display_name(self):
        for record in self:
            record.display_name = f"{record.title or record.name} ({record.channel_id.name})"

    @api.depends("checksum")
    def _compute_attributes_html(self):
        for record in self:
            check = record._check()
            values = check and {"attributes": list(check.definition.attributes.values()), "required": check.required}
            record.attributes_html = values and self.env["ir.qweb"]._render(
                "amazon_channel.product_type_attributes", values
            )

    # -- Actions -----------------------------------------------------------------------------------------------

    def action_refresh(self):
        """Button: ask Amazon whether anything has changed."""
        self.check_access("write")
        for record in self:
            self._get(record.channel_id, record.name, record.requirements, force=True)
        return True

    # -- Amazon ------------------------------------------------------------------------------------------------

    @api.model
    def _get(self, channel, name, requirements, force=False):
        """The definition, asked from Amazon when there is none of today. For buttons: commits.

        :raises UserError: why there is none
        """
        found = self._find(channel, name, requirements)
        if found and not force and not found._is_old():
            return found
        account = channel.account_id.sudo()
        self.env["ir.cron"]._commit_progress()
        try:
            with account._amazon_client() as client:
                return self._fetch(client, channel, name, requirements).with_env(self.env)
        except AmazonError as error:
            raise UserError(account._error_in_words(error)) from None
        except DocumentError as error:
            raise UserError(str(error)) from None

    @api.model
    def _ensure(self, client, channel, name, requirements):
        """As `_fetch`, but Amazon is not asked when the definition is of today."""
        found = self.sudo()._find(channel, name, requirements)
        return found if found and not found._is_old() else self._fetch(client, channel, name, requirements)

    @api.model
    def _fetch(self, client, channel, name, requirements):
        """Ask Amazon for a definition (getDefinitionsProductType), and download it unless its checksum is known.

        Commits before each call, and what came of it. Not for use inside a business transaction.

        :param client: of the channel's account
        :return: the amazon.channel.product.type, with full rights
        :raises AmazonError: see `get_product_type`; NotFoundError when there is no such product type
        :raises DocumentError: the definition cannot be read; the one of before is kept
        """
        self, channel = self.sudo(), channel.sudo()
        account, marketplace, locale = channel.account_id, channel.marketplace_id.amazon_ref, channel.language_code
        seller = account.selling_partner_id or None
        self.env["ir.cron"]._commit_progress()
        answer = get_product_type(
            client, name, marketplace, seller_ref=seller, requirements=requirements, locale=locale or None
        )
        record = self._find(channel, name, requirements)
        vals = {
            "title": _text(answer.payload.get("displayName")) or name,
            "locale": _text(answer.payload.get("locale")),
            "version": answer.version,
            "fetched_at": fields.Datetime.now(),
        }
        if not record or record.checksum != answer.checksum or not record.schema:
            self.env["ir.cron"]._commit_progress()
            with tempfile.TemporaryFile() as file:
                download_schema(answer, file)
                content = file.read()
            vals |= self._schema_vals(content, answer.checksum)
        record = self._store(record, channel, name, requirements, vals)
        self.env["ir.cron"]._commit_progress()
        return record

    @api.model
    def _schema_vals(self, content, checksum):
        check = SchemaCheck(Definition(read_schema(content)))
        return {
            "schema": base64.b64encode(content),
            "checksum": checksum,
            "changed_at": fields.Datetime.now(),
            "attribute_count": len(check.definition.attributes),
            "required_count": len(check.required),
        }

    @api.model
    def _store(self, record, channel, name, requirements, vals):
        if not record:
            key = {"channel_id": channel.id, "name": name, "requirements": requirements}
            try:
                with self.env.cr.savepoint():
                    return self.create(key | vals)
            except UniqueViolation:
                # Somebody else has just fetched the same.
                record = self._find(channel, name, requirements)
        record.write(vals)
        return record

    # -- Use ---------------------------------------------------------------------------------------------------

    @api.model
    def _find(self, channel, name, requirements):
        domain = [("channel_id", "=", channel.id), ("name", "=", name), ("requirements", "=", requirements)]
        return self.search(domain, limit=1)

    def _is_old(self):
        """Whether Amazon is asked again before it is used for something that is sent."""
        self.ensure_one()
        return not self.schema or not self.fetched_at or self.fetched_at < fields.Datetime.now() - GOOD_FOR

    def _check(self):
        """The check of documents by this definition (`SchemaCheck`); None when it cannot be read."""
        record = self.sudo().with_context(bin_size=False)
        if not record.checksum or not record.schema:
            return None
        check = _checks.get(record.checksum)
        if check is None:
            try:
                schema = read_schema(base64.b64decode(record.schema))
            except (ValueError, DocumentError):
                return None
            check = _checks[record.checksum] = SchemaCheck(Definition(schema))
        return check

    def _definition(self):
        """What Amazon wants to know (`Definition`); None when there is none."""
        check = self and self._check()
        return check.definition if check else None


def _text(value):
    return value if isinstance(value, str) else False
