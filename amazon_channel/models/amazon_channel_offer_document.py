import base64

from odoo import models


class AmazonChannelDocument(models.Model):
    _inherit = "amazon.channel.document"

    def _replace_content(self, content, message_count):
        """Another content for a feed that was not sent yet; what was uploaded of it is not used."""
        self.write({"content": base64.b64encode(content), "message_count": message_count, "input_document_ref": False})


class AmazonChannelDocumentFollow(models.AbstractModel):
    _inherit = "amazon.channel.document.follow"

    def _send(self, client, document):
        """Feeds of quantities and prices are looked at once more before they leave."""
        if document.purpose == "offers" and document.kind == "feed":
            fit = self.env["amazon.channel.offer.sync"]._check_before_upload(document)
            if not fit:
                document._take_back()
            self.env["ir.cron"]._commit_progress()
            if not fit:
                return
        super()._send(client, document)
