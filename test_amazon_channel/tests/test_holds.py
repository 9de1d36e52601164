from odoo.tests import tagged

from .common import EndToEndCase

UNKNOWN_SKU = "LK-TEAPOT"
CATALOGUE = [{"sku": UNKNOWN_SKU, "title": "Teapot", "price": 29.5}]


@tagged("post_install", "-at_install")
class TestHolds(EndToEndCase):
    """An order for which something is missing waits, says for what, and goes on by itself when it is there."""

    without_skus = (UNKNOWN_SKU,)
    without_services = ("expedited",)

    def held(self, kind, *words, **options):
        """Place orders and see them held for a reason that has these words; return their numbers."""
        options.setdefault("marketplaces", ["US"])
        numbers = self.simulator.generate_orders(2, [kind], **options)
        self.sync()
        rows = self.inbox(*numbers)
        self.assertEqual(rows.mapped("state"), ["held", "held"])
        self.assertFalse(rows.sale_order_id)
        for row in rows:
            for word in words:
                self.assertIn(word, row.hold_reason)
            self.assertEqual(set(row.hold_reason.split("\n")), set(row.hold_ids.mapped("message")))
        return numbers

    def assertReleased(self, numbers):
        """They go on without anybody asking for them one by one."""
        self.assertEqual(self.inbox(*numbers).mapped("state"), ["to_process", "to_process"])
        self.process_orders()
        rows = self.inbox(*numbers)
        self.assertEqual(rows.mapped("state"), ["imported", "imported"])
        self.assertFalse(any(rows.mapped("hold_reason")))
        self.assertFalse(rows.hold_ids)

    # -- Delivery method -------------------------------------------------------------------------------------------

    def test_an_unmapped_service_is_asked_for_with_its_count(self):
        self.held("service_expedited", "Expedited", "Amazon", "Shipping Mappings")
        channel = self.channels.filtered(lambda channel: channel.country_id.code == "US")
        question = channel.shipping_mapping_ids.filtered(lambda mapping: mapping.amazon_method == "expedited")
        self.assertFalse(question.carrier_id)
        self.assertEqual(question.waiting_count, 2)

    def test_a_mapping_releases_all_that_waited_for_it(self):
        numbers = self.held("service_expedited", "Expedited")
        channel = self.inbox(*numbers).channel_id
        carrier = self.env["delivery.carrier"].search([("name", "=", "Parcel Express")])
        channel.shipping_mapping_ids.filtered(lambda m: m.amazon_method == "expedited").carrier_id = carrier
        self.assertReleased(numbers)
        self.assertEqual(self.inbox(*numbers).sale_order_id.carrier_id, carrier)

    def test_a_mapping_of_another_channel_releases_nothing(self):
        numbers = self.held("service_expedited", "Expedited")
        elsewhere = self.channels.filtered(lambda channel: channel.country_id.code == "CA")
        carrier = self.env["delivery.carrier"].search([], limit=1)
        self.env["amazon.channel.shipping.mapping"].create(
            {"channel_id": elsewhere.id, "amazon_method": "expedited", "carrier_id": carrier.id}
        )
        self.assertEqual(self.inbox(*numbers).mapped("state"), ["held", "held"])

    # -- Products --------------------------------------------------------------------------------------------------

    def test_a_new_product_releases_the_orders_of_its_sku(self):
        numbers = self.held("us_facilitator_tax", UNKNOWN_SKU, "internal reference", catalogue=CATALOGUE)
        self.env["product.product"].create({"name": "Teapot", "default_code": UNKNOWN_SKU, "is_storable": True})
        self.assertReleased(numbers)

    def test_a_product_that_gets_the_sku_releases_its_orders(self):
        product = self.env["product.product"].create({"name": "Teapot", "default_code": "TP-1", "is_storable": True})
        numbers = self.held("us_facilitator_tax", UNKNOWN_SKU, catalogue=CATALOGUE)
        product.default_code = UNKNOWN_SKU
        self.assertReleased(numbers)

    def test_a_product_that_gets_the_sku_on_its_form_releases_its_orders(self):
        template = self.env["product.template"].create({"name": "Teapot", "is_storable": True})
        numbers = self.held("us_facilitator_tax", UNKNOWN_SKU, catalogue=CATALOGUE)
        template.default_code = UNKNOWN_SKU
        self.assertReleased(numbers)

    def test_a_product_that_is_taken_out_of_the_archive_releases_its_orders(self):
        product = self.env["product.product"].create({"name": "Teapot", "default_code": UNKNOWN_SKU, "active": False})
        numbers = self.held("us_facilitator_tax", UNKNOWN_SKU, catalogue=CATALOGUE)
        product.action_unarchive()
        self.assertReleased(numbers)

    def test_two_products_of_one_sku_hold_the_order_until_one_loses_it(self):
        products, numbers = self._held_for_two_products()
        products[1].default_code = False
        self.assertReleased(numbers)

    def test_two_products_of_one_sku_hold_the_order_until_one_gets_another(self):
        products, numbers = self._held_for_two_products()
        products[1].default_code = "OTHER"
        self.assertReleased(numbers)

    def test_two_products_of_one_sku_hold_the_order_until_one_is_archived(self):
        products, numbers = self._held_for_two_products()
        products[1].action_archive()
        self.assertReleased(numbers)

    def _held_for_two_products(self):
        products = self.env["product.product"].create(
            [{"name": f"Teapot {number}", "default_code": UNKNOWN_SKU} for number in (1, 2)]
        )
        return products, self.held("us_facilitator_tax", "2 products", catalogue=CATALOGUE)

    # -- Channel, money --------------------------------------------------------------------------------------------

    def test_a_channel_releases_the_orders_of_its_marketplace(self):
        canada = self.channels.filtered(lambda channel: channel.country_id.code == "CA")
        canada.unlink()
        numbers = self.simulator.generate_orders(2, ["ca"], ["CA"])
        for number in numbers:
            with self.request() as env:
                env["amazon.channel.get.orders"].create(
                    {"account_id": self.account.id, "way": "number", "amazon_order_ref": number}
                ).action_get()
        rows = self.inbox(*numbers)
        self.assertEqual(rows.mapped("state"), ["held", "held"])
        self.assertIn("Discover Channels", rows[0].hold_reason)
        with self.request() as env:
            env["amazon.channel.account"].browse(self.account.id).action_discover_channels()
        self.env["amazon.channel.shipping.mapping"].create(
            {
                "channel_id": self.account.channel_ids.filtered(lambda channel: channel.country_id.code == "CA").id,
                "amazon_method": "standard",
                "carrier_id": self.env["delivery.carrier"].search([], limit=1).id,
            }
        )
        self.assertReleased(numbers)

    def test_a_tax_model_that_is_named_releases_its_orders(self):
        numbers = self.held("unknown_tax_model", "SOMETHING_NEW", "under Money")
        self.inbox(*numbers).channel_id.tax_collected_models = "MARKETPLACE_FACILITATOR, SOMETHING_NEW"
        self.assertReleased(numbers)

    def test_a_pricelist_in_the_right_currency_releases_the_orders(self):
        channel = self.channels.filtered(lambda channel: channel.country_id.code == "US")
        dollars = channel.pricelist_id
        euro = self.env["res.currency"].with_context(active_test=False).search([("name", "=", "EUR")])
        channel.pricelist_id = self.env["product.pricelist"].create({"name": "Euro", "currency_id": euro.id})
        numbers = self.held("us_no_tax_state", "USD", "pricelist")
        channel.pricelist_id = dollars
        self.assertReleased(numbers)

    # -- What nobody may swallow -----------------------------------------------------------------------------------

    def test_money_that_does_not_add_up_is_never_imported(self):
        for kind in ("broken_total", "broken_item_total", "unknown_charge"):
            with self.subTest(kind):
                numbers = self.held(kind, "exactly")
                self.assertEqual(set(self.inbox(*numbers).hold_ids.mapped("code")), {"document"})

    def test_an_order_that_amazon_corrects_goes_on_by_itself(self):
        number = self.place("broken_total")
        self.sync()
        document = self.simulator.get_order(number)
        item_totals = [float(item["proceeds"]["proceedsTotal"]["amount"]) for item in document["orderItems"]]
        total = {**document["proceeds"]["grandTotal"], "amount": f"{sum(item_totals):.2f}"}
        self.simulator.change_order(number, {"proceeds": {"grandTotal": total}})
        self.sync()
        self.assertEqual(self.inbox(number).state, "imported")

    def test_all_reasons_are_named_at_once(self):
        numbers = self.held("service_expedited", UNKNOWN_SKU, "Expedited", catalogue=CATALOGUE)
        self.assertEqual(set(self.inbox(*numbers).hold_ids.mapped("code")), {"sku", "shipping"})
