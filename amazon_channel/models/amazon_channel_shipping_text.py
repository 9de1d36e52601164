from odoo import api, models
from odoo.tools import SQL

from .amazon_channel_shipping_mapping import UNSPECIFIED, plain_text


class AmazonChannelShippingMapping(models.Model):
    """Shipping texts, which only the order report brings: questions for new ones, release of orders."""

    _inherit = "amazon.channel.shipping.mapping"

    @api.model
    def _learn_texts(self, channels, services):
        """Shipping texts have become known: ask for those that no line decides, release orders that one decides.

        The number of queries does not depend on the number of texts.

        :param channels: amazon.channel records
        :param services: tuples (channel id, Amazon's method in lower case or '', programs, shipping text)
        """
        by_id = {channel.id: channel for channel in channels}
        asked = {}
        for channel_id, method, programs, text in services:
            channel = by_id.get(channel_id)
            if channel and not self._match(channel, method, programs, text):
                asked.setdefault((channel, method or UNSPECIFIED), {}).setdefault(plain_text(text), text)
        to_create = []
        for (channel, method), texts in asked.items():
            to_create += self._name_question(channel, method, texts)
        self.create(to_create)
        self._release_texts(channels)

    def _name_question(self, channel, method, texts):
        """Give the open question of a method its text, where it has none yet.

        :param dict texts: text in small letters -> text
        :return: values of the lines to create for the other texts
        """
        lines = channel.shipping_mapping_ids.filtered(lambda line: not line.program)
        known = {plain_text(line.shipping_text) for line in lines if line.amazon_method in (method, False)}
        new = [text for plain, text in sorted(texts.items()) if plain not in known]
        nameless = lines.filtered(
            lambda line: line.amazon_method == method and not line.shipping_text and not line.carrier_id
        )
        if nameless and new:
            nameless[0].shipping_text = new.pop(0)
        return [{"channel_id": channel.id, "amazon_method": method, "shipping_text": text} for text in new]

    @api.model
    def _release_texts(self, channels):
        """Process again the orders held for shipping whose text has a delivery method by now."""
        self.flush_model()
        orders = self.env["amazon.channel.order"].sudo()
        orders.flush_model(["state", "channel_id", "shipping_text"])
        rows = self.env.execute_query(
            SQL(
                """SELECT DISTINCT o.id
                     FROM amazon_channel_order o
                     JOIN amazon_channel_order_hold h ON h.order_id = o.id AND h.code = 'shipping'
                     JOIN amazon_channel_shipping_mapping m
                       ON m.channel_id = o.channel_id AND m.carrier_id IS NOT NULL
                      AND LOWER(TRIM(m.shipping_text)) = LOWER(TRIM(o.shipping_text))
                    WHERE o.state = 'held' AND o.channel_id IN %s AND o.shipping_text > ''""",
                tuple(channels.ids) or (0,),
            )
        )
        orders.browse([order_id for (order_id,) in rows])._requeue()
