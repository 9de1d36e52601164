import base64
import tempfile
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.image import ImageProcess

from ..sp_api.documents import DownloadSource, download
from ..sp_api.errors import AmazonError, AnswerError, NotFoundError, RequestError
from .amazon_channel_operation import TRANSIENT_ERRORS

MAX_BYTES = 10 * 1024 * 1024
SECONDS = 30.0  # for one picture
SIZE = (1920, 1920)
TRIES = 3
BATCH = 200  # pictures of one turn; the cron goes on at once while there are more
PAUSE = timedelta(minutes=15)


class AmazonChannelListing(models.Model):
    _inherit = "amazon.channel.listing"

    picture_wanted = fields.Boolean(readonly=True, copy=False, help="Its product is to get Amazon's picture.")
    picture_tries = fields.Integer(readonly=True, copy=False)
    picture_retry_at = fields.Datetime(readonly=True, copy=False)

    _picture_idx = models.Index("(id) WHERE picture_wanted")


class AmazonChannelPicture(models.AbstractModel):
    """Fetch Pictures: those that Amazon shows, for products created from listings. One by one, long after the products.

    A try is counted before its download: a picture that kills the process is not fetched for ever.
    """

    _name = "amazon.channel.picture"
    _inherit = ["amazon.channel.operation"]
    _description = "Fetch Amazon Pictures"

    @api.model
    def _want(self, listings):
        """Fetch the pictures of these listings soon, one for each product that has none."""
        first = {}
        for listing in listings.sudo():
            if listing.image_url and listing.product_id:
                first.setdefault(listing.product_id, listing)
        # Not `image_1920` itself: the files of many products would be read.
        has_none = (
            self.env["product.template"]
            .sudo()
            .search([("id", "in", [product.product_tmpl_id.id for product in first]), ("image_1920", "=", False)])
        )
        wanted = [listing.id for product, listing in first.items() if product.product_tmpl_id in has_none]
        if wanted:
            values = {"picture_wanted": True, "picture_tries": 0, "picture_retry_at": False}
            listings.sudo().browse(wanted).write(values)
            self.env.ref("amazon_channel.ir_cron_fetch_pictures")._trigger()

    @api.model
    def _cron_fetch_pictures(self):
        """Fetch what is wanted and due."""
        due = ["|", ("picture_retry_at", "=", False), ("picture_retry_at", "<=", fields.Datetime.now())]
        listings = self.env["amazon.channel.listing"].search([("picture_wanted", "=", True), *due], order="id")
        self.env["ir.cron"]._commit_progress(remaining=len(listings))
        for listing in listings[:BATCH]:
            try:
                self._fetch(listing)
            except TRANSIENT_ERRORS:
                self.env.cr.rollback()
            except Exception as error:  # noqa: BLE001 - one picture must not stop the others
                self.env.cr.rollback()
                self._log_surprise(f"Fetch Pictures of listing {listing.id}", error)
            if not self.env["ir.cron"]._commit_progress(1):
                break

    @api.model
    def _fetch(self, listing):
        """Fetch one picture. Whatever comes of it ends in the listing."""
        if not listing.exists().picture_wanted:
            return
        url = listing.image_url
        if not url or not listing.product_id or listing.picture_tries >= TRIES:
            self._give_up(listing, self.env._("It was tried %s times.", TRIES) if url else "")
            return
        listing.picture_tries += 1
        listing.picture_retry_at = fields.Datetime.now() + PAUSE * listing.picture_tries
        self.env["ir.cron"]._commit_progress()
        try:
            content = self._download(url)
        except (AnswerError, NotFoundError, RequestError):
            self._give_up(listing, self.env._("Amazon does not have it, or it is too large."))
        except AmazonError as error:
            if listing.picture_tries >= TRIES:
                self._give_up(listing, str(error))
        except UserError as error:
            self._give_up(listing, str(error))
        else:
            self._set(listing, content)

    @api.model
    def _download(self, url):
        """The picture at an address, ready for a product. No transaction is open.

        :raises AmazonError: it cannot be had
        :raises UserError: it is no picture
        """
        with tempfile.TemporaryFile() as file:
            download(DownloadSource(url), file, seconds=SECONDS, max_bytes=MAX_BYTES)
            content = file.read(MAX_BYTES)
        no_picture = self.env._("What came is no picture.")
        if not content or content[:1] == b"<":
            # A drawing may carry scripts.
            raise UserError(no_picture)
        try:
            # Read to its end: what is damaged shows only then.
            image = ImageProcess(content, verify_resolution=True)
            if not image.image:
                raise UserError(no_picture)
            image.image.load()
            return image.resize(*SIZE).image_quality()
        except (OSError, SyntaxError, ValueError):
            raise UserError(no_picture) from None

    @api.model
    def _set(self, listing, content):
        """Give the product its picture, unless somebody has given it one meanwhile."""
        product = listing.exists().product_id
        if product and not product.product_tmpl_id.image_1920:
            product.product_tmpl_id.image_1920 = base64.b64encode(content)
        listing.exists().picture_wanted = False

    @api.model
    def _give_up(self, listing, why):
        """Say once that there will be no picture."""
        listing.picture_wanted = False
        if listing.product_id and why:
            template = listing.product_id.product_tmpl_id
            template.message_post(
                body=self.env._(
                    "The picture of Amazon listing %(sku)s could not be fetched. %(why)s Add a picture by hand.",
                    sku=listing.sku,
                    why=why,
                )
            )
