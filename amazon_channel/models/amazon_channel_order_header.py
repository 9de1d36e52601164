from odoo import api, fields, models


class AmazonChannelOrderHeader(models.AbstractModel):
    """Headers: from `OrderData` to the fields of the inbox row and of the sale order."""

    _name = "amazon.channel.order.header"
    _description = "Amazon Order Headers"

    @api.model
    def _prepare_inbox_vals(self, data, channels, currencies):
        """What the inbox shows of the order before, and whether or not, it becomes a sale order.

        :param data: OrderData
        :param dict channels: marketplace id of Amazon -> amazon.channel
        :param dict currencies: ISO code -> id of res.currency
        """
        channel = channels.get(data.marketplace_ref)
        return {
            "channel_id": channel and channel.id,
            "amazon_status": data.status,
            "fulfillment": {"AMAZON": "amazon", "MERCHANT": "merchant"}.get(data.fulfilled_by, False),
            "service_level": data.service_level,
            "programs": ", ".join(data.programs),
            "purchase_date": naive_utc(data.purchase_date),
            "last_updated": naive_utc(data.last_updated),
            "ship_by": naive_utc(data.ship_by.latest),
            "deliver_by": naive_utc(data.deliver_by.latest),
            "currency_id": currencies.get(data.currency, False),
            "amazon_total": float(data.grand_total or 0),
            "unknown_values": "\n".join(data.unknown) or False,
        }

    @api.model
    def _prepare_sale_orders(self, candidates):
        """Values for `sale.order.create`, lines included, one dict per candidate."""
        lines = self.env["amazon.channel.order.lines"]
        taxes = {}  # shared by the batch: taxes -> their price-included twins
        vals_list = []
        for candidate in candidates:
            channel, data = candidate.channel, candidate.data
            position = self._fiscal_position(candidate)
            vals_list.append(
                {
                    **self._prepare_sale_order_vals(candidate),
                    **self._prepare_followed_vals(data),
                    "fiscal_position_id": position.id,
                    "amazon_channel_total": float(data.grand_total),
                    "amazon_channel_tax_collected": float(lines._tax_collected(channel, data)),
                    "amazon_channel_tax_reported": float(lines._tax_reported(channel, data)),
                    "order_line": lines._prepare_commands(candidate, position, taxes),
                }
            )
        return vals_list

    def _fiscal_position(self, candidate):
        """The channel's, or the one Odoo finds for the buyer and the delivery address."""
        channel = candidate.channel
        positions = self.env["account.fiscal.position"].with_company(channel.company_id)
        return channel.fiscal_position_id or positions._get_fiscal_position(candidate.buyer, candidate.recipient)

    def _prepare_sale_order_vals(self, candidate):
        channel, data = candidate.channel, candidate.data
        return {
            "company_id": channel.company_id.id,
            "partner_id": candidate.buyer.id,
            "partner_invoice_id": candidate.buyer.id,
            "partner_shipping_id": candidate.recipient.id,
            "pricelist_id": channel.pricelist_id.id,
            "warehouse_id": channel.warehouse_id.id,
            "team_id": channel.team_id.id,
            "user_id": channel.user_id.id,
            "carrier_id": candidate.carrier.id,
            "client_order_ref": data.buyer.purchase_order or data.order_ref,
            "origin": data.order_ref,
            "date_order": naive_utc(data.purchase_date),
            "note": False,
            "require_signature": False,
            "require_payment": False,
            "amazon_channel_id": channel.id,
            "amazon_channel_order_id": candidate.order.id,
            "amazon_channel_order_ref": data.order_ref,
        }

    @api.model
    def _prepare_followed_vals(self, data):
        """Fields of the sale order that follow Amazon for as long as the order lives.

        The commitment is the ship-by date, since that is what Amazon measures the warehouse by.
        """
        ship_by = naive_utc(data.ship_by.latest)
        return {
            "commitment_date": ship_by if data.fulfilled_by == "MERCHANT" else False,
            "amazon_channel_status": data.status,
            "amazon_channel_fulfillment": "amazon" if data.fulfilled_by == "AMAZON" else "merchant",
            "amazon_channel_service_level": data.service_level,
            "amazon_channel_programs": ", ".join(data.programs),
            "amazon_channel_ship_by": ship_by,
            "amazon_channel_deliver_by": naive_utc(data.deliver_by.latest),
            "amazon_channel_replaces": ", ".join(reference for _kind, reference in data.replaces) or False,
        }


def naive_utc(value):
    """An aware time as Odoo stores it, to the second; False for None."""
    return fields.Datetime.to_datetime(value.strftime("%Y-%m-%d %H:%M:%S")) if value else False
