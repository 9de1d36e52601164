import math
from collections import defaultdict

from odoo import api, models

# Quantities are floats in Odoo: what is a hair less than a piece is a piece.
ALMOST = 1e-6


class AmazonChannelShipment(models.AbstractModel):
    """Shipments: from done deliveries to one submission per package, in Amazon's items and quantities.

    Amazon is told about an item as often as it was shipped, and never about more than it sold: what earlier packages
    have told is taken off. A kit counts when it is complete; a substitute counts for what it replaces.
    """

    _name = "amazon.channel.shipment"
    _description = "Amazon Shipments"

    @api.model
    def _tell(self, pickings):
        """Write the submissions of these deliveries, in the transaction in which they are done.

        :param pickings: stock.picking, done
        :return: the amazon.channel.submission records that are new or have changed
        """
        submissions = self.env["amazon.channel.submission"].sudo()
        pickings = pickings.sudo().filtered(self._goes_to_an_amazon_buyer)
        if not pickings:
            return submissions
        told = self._told_quantities(pickings)
        known = {submission.source: submission for submission in pickings.amazon_channel_submission_ids}
        new, changed = [], submissions
        for picking in pickings:
            for (order, package), items in self._pack(picking, told).items():
                source = f"stock.picking,{picking.id},{package.id or 0},{order.id}"
                if source in known:
                    submission = known[source]
                    if submission.state == "cancelled":
                        # Dismissed, and told after all: its pieces do not count as told.
                        submission.write({"state": "waiting", "items": items})
                    else:
                        submission.items = _sum(submission.items, items)
                    changed |= submission
                else:
                    new.append(self._prepare_submission(picking, package, order, items, source))
        created = submissions.create(new)
        created._read_records()
        created._wake()
        changed._refresh()
        return created | changed

    @api.model
    def _goes_to_an_amazon_buyer(self, picking):
        """Whether this delivery brings goods that the seller ships himself to a buyer of Amazon."""
        order = picking.sale_id
        return (
            picking.state == "done"
            and order.amazon_channel_id
            and order.amazon_channel_fulfillment == "merchant"
            and picking.location_dest_id.usage == "customer"
            and picking.location_id.usage != "customer"
        )

    def _prepare_submission(self, picking, package, order, items, source):
        return {
            "kind": "shipment",
            "source": source,
            "account_id": order.amazon_channel_id.account_id.id,
            "channel_id": order.amazon_channel_id.id,
            "order_id": order.amazon_channel_order_id.id,
            "sale_order_id": order.id,
            "picking_id": picking.id,
            "package_id": package.id,
            "deadline": order.amazon_channel_ship_by,
            "items": items,
        }

    # -- Quantities --------------------------------------------------------------------------------------------

    def _told_quantities(self, pickings):
        """What earlier packages of the same orders have told: dict (sale order id, item) -> quantity."""
        told = defaultdict(int)
        orders = pickings.move_ids.sale_line_id.order_id
        domain = [("sale_order_id", "in", orders.ids), ("kind", "=", "shipment"), ("state", "!=", "cancelled")]
        for submission in self.env["amazon.channel.submission"].sudo().search_fetch(domain, ["sale_order_id", "items"]):
            for item_ref, quantity in (submission.items or {}).items():
                told[submission.sale_order_id.id, item_ref] += quantity
        return told

    def _pack(self, picking, told):
        """The packages of one delivery and what is in them.

        :param dict told: see `_told_quantities`; what is packed here is added
        :return: dict (sale order, package) -> {item: quantity}; the package is empty for goods without one
        """
        parcels = defaultdict(dict)
        strays = self.env["stock.move"]
        moves_by_item = defaultdict(lambda: self.env["stock.move"])
        for move in picking.move_ids.filtered(lambda move: move.state == "done" and move.quantity > 0):
            line = move.sale_line_id._amazon_channel_item_line()
            if line:
                moves_by_item[line] |= move
            else:
                strays |= move
        for line, moves in moves_by_item.items():
            key = line.order_id.id, line.amazon_channel_item_ref
            gone = min(self._gone(line), line.amazon_channel_quantity)
            left = gone - line.amazon_channel_known_quantity - told[key]
            for package, quantity in self._share_out(line, moves, left):
                parcels[line.order_id, package][line.amazon_channel_item_ref] = quantity
                told[key] += quantity
        self._report_strays(picking, strays)
        return parcels

    def _gone(self, line):
        """How many of an Amazon item have been shipped so far, from this stock or another one, as far as Odoo knows."""
        return self._shipped(line) + line.amazon_channel_other_stock_quantity

    def _shipped(self, line):
        """How many of an Amazon item have been shipped so far, whole ones, in Amazon's units.

        Counted gross: what came back was shipped all the same.
        """
        lines = line.order_id.order_line.filtered(lambda other: other._amazon_channel_item_line() == line)
        outgoing = lines.move_ids.filtered(
            lambda move: (
                move.state == "done"
                and move._is_outgoing()
                # Sent once more in exchange for what came back.
                and not move.origin_returned_move_id
            )
        )
        kits = 0
        if line._amazon_channel_is_kit():
            components = outgoing & line.move_ids
            kits, outgoing = self._complete_kits(line, components), outgoing - components
        return kits + _whole(
            sum(self._pieces(line, move.product_id, move.product_uom, move.quantity) for move in outgoing)
        )

    def _complete_kits(self, line, components):
        """How many kits these done moves of components make.

        The delivered quantity of the line does not say: it goes down with what came back.
        """
        product = line.product_id
        boms = components.bom_line_id.bom_id.filtered(
            lambda bom: (bom.product_id or bom.product_tmpl_id) in (product, product.product_tmpl_id)
        )
        found = boms._bom_find(product, company_id=line.company_id.id, bom_type="phantom")
        bom = boms[:1] or found[product]
        if not bom:
            return _whole(line.product_uom_id._compute_quantity(line.qty_delivered, product.uom_id))
        everything = {"incoming_moves": lambda move: True, "outgoing_moves": lambda move: False}
        kits = components._compute_kit_quantities(product, line.amazon_channel_quantity or 1, bom, everything)
        return _whole(bom.product_uom_id._compute_quantity(kits, product.uom_id, rounding_method="HALF-UP"))

    def _pieces(self, line, product, uom, quantity):
        """A quantity in Amazon's units, which are those of the product that was sold. A substitute is one piece."""
        target = line.product_id.uom_id if product == line.product_id else product.uom_id
        return uom._compute_quantity(quantity, target, rounding_method="HALF-UP")

    def _share_out(self, line, moves, left):
        """Share what is left to tell of one item among the packages of a delivery.

        :param moves: the delivery's done moves for this item
        :param int left: how many Amazon may still be told
        :return: list of (stock.package, quantity), no quantity below 1
        """
        packed = defaultdict(float)
        for move_line in moves.move_line_ids.filtered("quantity").sorted(
            lambda ml: (ml.result_package_id.id or 0, ml.id)
        ):
            packed[move_line.result_package_id] += self._pieces(
                line, move_line.product_id, move_line.product_uom_id, move_line.quantity
            )
        if line._amazon_channel_is_kit():
            # Complete with its last component.
            return [(list(packed)[-1], left)] if packed and left > 0 else []
        left = min(left, math.ceil(sum(packed.values()) - ALMOST))
        shares = []
        for package, quantity in packed.items():
            share = min(_whole(quantity), left)
            left -= share
            shares.append([package, share])
        if shares and left > 0:
            # Fractions that make a whole one only together.
            shares[-1][1] += left
        return [(package, share) for package, share in shares if share > 0]

    # -- Goods that stand for no item --------------------------------------------------------------------------

    def _report_strays(self, picking, strays):
        """Goods left that belong to no item of the Amazon order: a person says what they stand for."""
        order = picking.sale_id
        issues = self.env["amazon.channel.issue"].sudo()
        if not strays or not self._has_open_items(order):
            issues._close(order.amazon_channel_order_id, "goods_without_item")
            return
        issues._open(
            order.amazon_channel_order_id,
            "goods_without_item",
            self.env._(
                "%(delivery)s shipped %(products)s, which order %(order)s does not contain.",
                delivery=picking.name,
                products=", ".join(strays.product_id.mapped("display_name")),
                order=order.amazon_channel_order_ref,
            ),
            self.env._(
                "Amazon was not told about it. On the sale order, choose in column Stands For which item it replaces, "
                "then press Confirm at Amazon on the delivery."
            ),
        )

    def _has_open_items(self, order):
        lines = order.order_line.filtered(lambda line: line.amazon_channel_charge == "item")
        return any(self._gone(line) < line.amazon_channel_quantity for line in lines)


def _whole(quantity):
    return math.floor(quantity + ALMOST)


def _sum(items, more):
    """Add quantities by item."""
    return {item_ref: items.get(item_ref, 0) + more.get(item_ref, 0) for item_ref in {**items, **more}}
