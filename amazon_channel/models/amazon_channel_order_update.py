from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import float_compare

from .amazon_channel_operation import TRANSIENT_ERRORS
from .amazon_channel_order_import import Candidate


class AmazonChannelOrderUpdate(models.AbstractModel):
    """What Amazon changes after the import: cancelled, another address, other quantities, shipped, other dates.

    Each change of an order is applied whole or not at all; one that Odoo cannot follow becomes an issue.
    """

    _name = "amazon.channel.order.update"
    _description = "Follow Changes of Amazon Orders"

    @api.model
    def _apply(self, order, data):
        """Bring the sale order of one inbox row to what Amazon says now.

        :param order: amazon.channel.order with its sale order
        :param data: OrderData
        """
        issues = self.env["amazon.channel.issue"]
        try:
            with self.env.cr.savepoint():
                self._follow(order, data)
                order._settle("cancelled" if data.status == "CANCELLED" else "imported")
                issues._close(order, "change_refused")
        except TRANSIENT_ERRORS:
            raise
        except UserError as error:
            order._settle("imported")
            issues._open(
                order,
                "change_refused",
                self.env._("Amazon changed order %(order)s, Odoo cannot follow.", order=order.amazon_order_ref),
                self.env._("%(reason)s Compare both and correct the sale order by hand.", reason=str(error)),
            )
        except Exception as error:  # noqa: BLE001 - one order's surprise must not stop the others
            order._fail(error)

    def _follow(self, order, data):
        sale_order = order.sale_order_id
        # Before anything else is changed: what Amazon shows is compared with the quantities as they were told.
        self.env["amazon.channel.submission"]._compare(order, data)
        if data.status == "CANCELLED":
            self._cancel(order, sale_order)
            return
        followed = self.env["amazon.channel.order.header"]._prepare_followed_vals(data)
        values = {
            name: value
            for name, value in followed.items()
            if sale_order[name] != value and not (name == "commitment_date" and not value)
        }
        if values:
            sale_order.with_context(tracking_disable=True).write(values)
        if sale_order.state == "cancel":
            # Cancelled here, not yet there: nothing else of it matters, unless goods have left all the same.
            self.env["amazon.channel.order.delivery"]._ask_about_shipped_though_cancelled(order, data, sale_order)
            return
        self.env["amazon.channel.issue"]._close(order, "shipped_though_cancelled")
        delivery = self.env["amazon.channel.order.delivery"]
        if data.grand_total is not None:
            candidate = self._look_up(order, data)
            self._follow_address(candidate)
            self._follow_lines(candidate)
        if data.fulfilled_by == "MERCHANT":
            delivery._mark_shipped_elsewhere(order, data, sale_order)
        delivery._follow_cancel_request(order, data, sale_order)
        if not sale_order.amazon_channel_tax_differs:
            self.env["amazon.channel.issue"]._close(order, "tax_difference")

    # -- Cancelled ---------------------------------------------------------------------------------------------

    def _cancel(self, order, sale_order):
        """Cancel the sale order and its open deliveries; if goods or an invoice have left, ask a person."""
        issues = self.env["amazon.channel.issue"]
        sale_order.amazon_channel_status = "CANCELLED"
        sale_order.amazon_channel_cancel_requested = False
        issues._close(order, "cancel_requested", "shipped_elsewhere")
        if sale_order.state == "cancel":
            return
        done = sale_order.picking_ids.filtered(
            lambda picking: picking.state == "done" and picking.picking_type_code == "outgoing"
        )
        posted = sale_order.invoice_ids.filtered(lambda move: move.state == "posted")
        if done or posted:
            documents = ", ".join([*done.mapped("name"), *posted.mapped("name")])
            sale_order.picking_ids.filtered(lambda picking: picking.state not in ("done", "cancel")).action_cancel()
            issues._open(
                order,
                "cancelled_after_delivery",
                self.env._(
                    "Amazon cancelled order %(order)s after %(documents)s.",
                    order=order.amazon_order_ref,
                    documents=documents,
                ),
                self.env._("Get the goods back with a return, and credit what was invoiced."),
            )
            return
        if sale_order.locked:
            sale_order.action_unlock()
        sale_order.with_context(amazon_channel_follows=True)._action_cancel()

    # -- Address and lines -------------------------------------------------------------------------------------

    def _look_up(self, order, data):
        """The order as a candidate with its products, as for an import."""
        candidate = Candidate(order, data)
        candidate.sale_order = order.sale_order_id
        candidate.carrier = order.sale_order_id.carrier_id
        wanted = {(order.channel_id, item.sku) for item in data.items if item.quantity}
        found = self.env["amazon.channel.listing.link"]._find_products(order.company_id, wanted)
        items = {
            line.amazon_channel_item_ref: line.product_id
            for line in order.sale_order_id.order_line
            if line.amazon_channel_charge == "item"
        }
        for item in data.items:
            # The product of an imported item stays, even if the SKU has moved to another one since.
            product = items.get(item.item_ref) or found.get((order.channel_id, item.sku))
            if item.quantity and (not product or len(product) != 1):
                raise UserError(self.env._("No single product has the internal reference '%(sku)s'.", sku=item.sku))
            candidate.products[item.sku] = product
        return candidate

    def _follow_address(self, candidate):
        """A new delivery address is a contact of its own; what has left keeps the old one."""
        address, sale_order = candidate.data.address, candidate.sale_order
        if candidate.by_amazon or address is None or not address.is_personal:
            return
        known = sale_order.partner_shipping_id.amazon_channel_address_key or ""
        if known.endswith(address.key):
            return
        self.env["amazon.channel.order.contact"]._assign([candidate])
        left = sale_order.picking_ids.filtered(lambda picking: picking.state in ("done", "cancel"))
        destinations = {picking: picking.partner_id for picking in left}
        # The context makes `sale_stock` change the deliveries instead of writing both addresses into an activity.
        sale_order.with_context(tracking_disable=True, update_delivery_shipping_partner=True).write(
            {"partner_shipping_id": candidate.recipient.id}
        )
        for picking, partner in destinations.items():
            picking.partner_id = partner
        sale_order.message_post(
            body=self.env._("Amazon changed the delivery address; open deliveries go to the new one.")
        )

    def _follow_lines(self, candidate):
        """Quantities and amounts: Amazon's charges against the lines, by item and kind of charge.

        :raises UserError: an invoice or a delivery stands against it, or the total would not be Amazon's
        """
        sale_order = candidate.sale_order
        lines = self.env["amazon.channel.order.lines"]
        existing = {self._charge_key(line): line for line in sale_order.order_line if line.amazon_channel_charge}
        # The order stays as it was imported, whatever the channel says about collected tax by now.
        as_line = (False, "tax_collected") in existing if sale_order.amazon_channel_tax_collected else None
        wanted = lines._prepare_commands(candidate, sale_order.fiscal_position_id, {}, as_line)
        wanted = {self._charge_key(vals): vals for _command, _id, vals in wanted}
        changes = [(existing.get(key), vals) for key, vals in wanted.items() if self._differs(existing.get(key), vals)]
        gone = [line for key, line in existing.items() if key not in wanted and line.product_uom_qty]
        if changes or gone:
            self._write_lines(sale_order, changes, gone)
        self._follow_totals(candidate)
        reason = self.env["amazon.channel.order.check"]._total_reason(sale_order)
        if reason:
            raise UserError(reason.message)

    def _write_lines(self, sale_order, changes, gone):
        """Write changed lines, create new ones, and leave nothing to deliver of those that are gone."""
        if any(move.state == "posted" for move in sale_order.invoice_ids):
            raise UserError(self.env._("Quantities or amounts changed after the order was invoiced."))
        sale_order = sale_order.with_context(tracking_disable=True, sale_no_log_for_new_lines=True)
        locked = sale_order.locked
        if locked:
            sale_order.action_unlock()
        for line, vals in changes:
            if line:
                line = line.with_env(sale_order.env)
                followed = ("product_uom_qty", "product_uom_id", "price_unit", "amazon_channel_quantity")
                line.write({name: vals[name] for name in followed if name in vals})
            else:
                sale_order.order_line.create({**vals, "order_id": sale_order.id})
        for line in gone:
            line.with_env(sale_order.env).write({"product_uom_qty": 0, "amazon_channel_quantity": 0})
        if locked:
            sale_order.action_lock()
        sale_order.message_post(body=self.env._("Amazon changed quantities or amounts; the order follows."))

    def _follow_totals(self, candidate):
        lines, data = self.env["amazon.channel.order.lines"], candidate.data
        totals = {
            "amazon_channel_total": float(data.grand_total),
            "amazon_channel_tax_collected": float(lines._tax_collected(candidate.channel, data)),
            "amazon_channel_tax_reported": float(lines._tax_reported(candidate.channel, data)),
        }
        currency = candidate.sale_order.currency_id
        changed = {
            name: value for name, value in totals.items() if currency.compare_amounts(candidate.sale_order[name], value)
        }
        if changed:
            candidate.sale_order.write(changed)

    @staticmethod
    def _charge_key(line):
        """What a line is about: its item and kind of charge. Takes a record or values for one."""
        item = line["amazon_channel_item_ref"] if not isinstance(line, dict) else line.get("amazon_channel_item_ref")
        return item or False, line["amazon_channel_charge"]

    @staticmethod
    def _differs(line, vals):
        if not line:
            return True
        currency = line.order_id.currency_id
        # Somebody may have put the line into dozens.
        quantity = line.product_uom_id._compute_quantity(line.product_uom_qty, line.product_id.uom_id)
        return bool(
            float_compare(quantity, vals["product_uom_qty"], precision_digits=3)
            or currency.compare_amounts(
                line.price_unit * line.product_uom_qty, vals["price_unit"] * vals["product_uom_qty"]
            )
        )
