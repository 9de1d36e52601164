"""What people do in Odoo on a random day. Each action is one transaction, as a press of a button is."""

from odoo.fields import Command

from .amazon import Impossible

REASONS = ("NoInventory", "PricingError", "CarrierCoverageFailure", "GeneralAdjustment")


class People:
    """The warehouse and the operator.

    :param env: an environment; every action gets its own
    :param rng: the step's random
    """

    def __init__(self, env, rng):
        self.env = env
        self.rng = rng

    # -- The warehouse ---------------------------------------------------------------------------------------------

    def validates_whole(self):
        picking = self._open_delivery()
        self._number_now_or_later(picking)
        self._pick(picking, {move: move.product_uom_qty for move in self._moves(picking)})
        return self._validate(picking)

    def validates_a_part(self):
        picking = self._open_delivery()
        self._number_now_or_later(picking)
        quantities = {move: self.rng.randint(0, int(move.product_uom_qty)) for move in self._moves(picking)}
        if not any(quantities.values()):
            quantities[next(iter(quantities))] = 1
        self._pick(picking, quantities)
        return self._validate(picking)

    def validates_in_packages(self):
        picking = self._open_delivery()
        packages = self.env["stock.package"].create([{} for _number in range(self.rng.randint(2, 3))])
        for move in self._moves(picking):
            quantity, shares = int(move.product_uom_qty), {}
            if self.rng.random() < 0.3:
                quantity = self.rng.randint(1, quantity)
            for _piece in range(quantity):
                package = self.rng.choice(packages)
                shares[package] = shares.get(package, 0) + 1
            self._pack(move, shares)
        done = self._validate(picking)
        if picking.state != "done":
            return done
        way = self.rng.choice(("own", "own", "joined", "later"))
        parcels = picking.amazon_channel_submission_ids
        if way == "own":
            for package in parcels.package_id:
                package.amazon_channel_tracking_ref = self._new_number()
        elif way == "joined" and parcels:
            picking.carrier_tracking_ref = ", ".join(self._new_number() for _parcel in parcels)
        return f"{done} {len(parcels)} packages, numbers {way}"

    def _open_delivery(self):
        domain = [
            ("amazon_channel_id", "!=", False),
            ("picking_type_code", "=", "outgoing"),
            ("state", "in", ("confirmed", "assigned")),
            ("amazon_channel_shipped_elsewhere", "=", False),
        ]
        pickings = self.env["stock.picking"].search(domain)
        # One that the buyer wants to cancel is tried now and then: it is refused.
        if self.rng.random() < 0.95:
            pickings = pickings.filtered(lambda picking: not picking.amazon_channel_cancel_requested)
        return self._one(pickings, lambda picking: (picking.amazon_channel_order_ref, picking.id))

    @staticmethod
    def _moves(picking):
        return picking.move_ids.filtered(lambda move: move.state != "cancel" and move.product_uom_qty >= 1)

    @staticmethod
    def _pick(picking, quantities):
        for move, quantity in quantities.items():
            move.write({"quantity": quantity, "picked": bool(quantity)})

    @staticmethod
    def _pack(move, shares):
        line = {
            "picking_id": move.picking_id.id,
            "product_id": move.product_id.id,
            "product_uom_id": move.product_uom.id,
            "location_id": move.location_id.id,
            "location_dest_id": move.location_dest_id.id,
        }
        created = [
            Command.create({**line, "quantity": quantity, "result_package_id": package.id})
            for package, quantity in shares.items()
        ]
        move.move_line_ids.unlink()
        move.write({"move_line_ids": created, "picked": True})

    @staticmethod
    def _validate(picking):
        picking.with_context(skip_backorder=True).button_validate()
        return f"{picking.amazon_channel_order_ref} {picking.name} {picking.state}"

    def _number_now_or_later(self, picking):
        picking.carrier_tracking_ref = self._new_number() if self.rng.random() < 0.7 else False

    def _new_number(self):
        return f"1Z{self.rng.randrange(10**10):010d}"

    # -- Tracking numbers and carriers -----------------------------------------------------------------------------

    def enters_a_number(self):
        waiting = self.env["amazon.channel.submission"].search([("waiting_for", "=", "tracking")])
        submission = self._one(waiting, lambda submission: submission.id)
        self.enter_number(submission)
        return submission.display_name

    def enter_number(self, submission):
        if submission.package_id and self.rng.random() < 0.5:
            submission.package_id.amazon_channel_tracking_ref = self._new_number()
        elif not submission.package_id and self.rng.random() < 0.5:
            submission.picking_id.carrier_tracking_ref = self._new_number()
        else:
            submission.tracking_number = self._new_number()

    def corrects_a_number(self):
        told = self.env["amazon.channel.submission"].search(
            [("kind", "=", "shipment"), ("tracking_number", "!=", False), ("state", "!=", "cancelled")]
        )
        submission = self._one(told, lambda submission: submission.id)
        self.enter_number(submission)
        return f"{submission.display_name} {submission.state}"

    def maps_carriers(self):
        carriers = self.env["delivery.carrier"].search([("amazon_channel_carrier_id", "=", False)])
        carriers.amazon_channel_carrier_id = self.env["amazon.channel.carrier"].search([("name", "=", "FedEx")])
        return str(carriers.mapped("name"))

    def changes_a_carrier(self):
        pickings = self.env["amazon.channel.submission"].search([("kind", "=", "shipment")]).picking_id
        picking = self._one(pickings, lambda picking: picking.id)
        carriers = self.env["delivery.carrier"].search([("delivery_type", "=", "fixed"), ("name", "like", "Parcel")])
        picking.carrier_id = self._one(carriers, lambda carrier: carrier.name)
        return f"{picking.name} {picking.carrier_id.name}"

    # -- Cancellations ---------------------------------------------------------------------------------------------

    def cancels_an_order(self):
        order = self._cancellable()
        self._wizard(order, self.rng.choice(REASONS)).action_cancel_orders()
        return order.amazon_channel_order_ref

    def cancels_without_reason(self):
        order = self._cancellable()
        order.action_cancel()
        return order.amazon_channel_order_ref

    def cancels_pieces(self):
        order = self._cancellable()
        wizard = self._wizard(order, self.rng.choice(REASONS))
        for line in wizard.line_ids:
            line.quantity = self.rng.randint(0, line.open_quantity)
        wizard.action_cancel_orders()
        return f"{order.amazon_channel_order_ref} {wizard.line_ids.mapped('quantity')}"

    def takes_an_order_up_again(self):
        orders = self.env["sale.order"].search(
            [("amazon_channel_id", "!=", False), ("state", "=", "cancel"), ("amazon_channel_status", "!=", "CANCELLED")]
        )
        order = self._one(orders, lambda order: order.amazon_channel_order_ref)
        order.action_draft()
        order.action_confirm()
        return order.amazon_channel_order_ref

    def gives_a_reason(self):
        waiting = self.env["amazon.channel.submission"].search([("waiting_for", "=", "reason")])
        submission = self._one(waiting, lambda submission: submission.id)
        submission.cancel_reason = self.rng.choice(REASONS)
        return submission.display_name

    def _cancellable(self):
        orders = self.env["sale.order"].search([("amazon_channel_id", "!=", False), ("state", "=", "sale")])
        orders = orders._amazon_channel_cancellable().filtered(
            lambda order: not order.locked and order._amazon_channel_open_items()
        )
        return self._one(orders, lambda order: order.amazon_channel_order_ref)

    def _wizard(self, order, reason):
        action = order.action_amazon_channel_cancel()
        wizards = self.env[action["res_model"]].with_context(**action["context"])
        return wizards.create({"cancel_reason": reason, "sale_order_ids": [Command.set(order.ids)]})

    # -- Decisions -------------------------------------------------------------------------------------------------

    def decides_on_a_request(self):
        asked = self.env["sale.order"].search([("amazon_channel_cancel_requested", "=", True), ("state", "=", "sale")])
        return self.decide_request(self._one(asked, lambda order: order.amazon_channel_order_ref))

    def decide_request(self, order):
        if self.rng.random() < 0.5:
            order.action_amazon_channel_refuse_cancel()
            return f"{order.amazon_channel_order_ref} refused"
        action = order.action_amazon_channel_accept_cancel()
        wizards = self.env[action["res_model"]].with_context(**action["context"])
        wizards.create({"sale_order_ids": [Command.set(order.ids)]}).action_cancel_orders()
        return f"{order.amazon_channel_order_ref} accepted"

    def decides_on_goods_shipped_outside(self):
        marked = self.env["stock.picking"].search(
            [("amazon_channel_shipped_elsewhere", "=", True), ("state", "not in", ("done", "cancel"))]
        )
        return self.decide_goods(self._one(marked.sale_id, lambda order: order.amazon_channel_order_ref))

    def decide_goods(self, order):
        left = self.rng.random() < 0.5
        decide = order.action_amazon_channel_goods_left if left else order.action_amazon_channel_goods_here
        decide()
        return f"{order.amazon_channel_order_ref} {'left' if left else 'here'}"

    def tests_connections(self):
        accounts = self.env["amazon.channel.account"].search([("state", "=", "reauthorize")])
        account = self._one(accounts, lambda account: account.name)
        account.action_test_connection()
        return f"{account.name} {account.state}"

    def asks_for_an_audit(self):
        accounts = self.env["amazon.channel.account"].search([("state", "=", "connected")])
        account = self._one(accounts, lambda account: account.name)
        account.action_audit_orders()
        return account.name

    def settles_a_refusal(self):
        refused = self.env["amazon.channel.submission"].search([("state", "=", "refused")])
        return self.settle_refusal(self._one(refused, lambda submission: submission.id))

    def settle_refusal(self, submission):
        if submission.kind == "cancellation" and self.rng.random() < 0.5:
            submission.sale_order_id.action_amazon_channel_ship_anyway()
            return f"{submission.display_name} ship anyway"
        submission.action_retry()
        return f"{submission.display_name} retry"

    def _one(self, records, key):
        """One of these records, the same one whatever their order in the database is."""
        if not records:
            raise Impossible("nothing of that kind")
        return self.rng.choice(records.sorted(key))


# How often each happens, beside the others.
WEIGHTS = {
    "validates_whole": 14,
    "validates_a_part": 9,
    "validates_in_packages": 7,
    "enters_a_number": 8,
    "corrects_a_number": 4,
    "maps_carriers": 1,
    "changes_a_carrier": 1,
    "cancels_an_order": 3,
    "cancels_without_reason": 2,
    "cancels_pieces": 4,
    "takes_an_order_up_again": 2,
    "gives_a_reason": 3,
    "decides_on_a_request": 3,
    "decides_on_goods_shipped_outside": 3,
    "settles_a_refusal": 3,
    "tests_connections": 1,
    "asks_for_an_audit": 1,
}
