from odoo.tests import tagged

from .linking_common import LinkingCase


@tagged("post_install", "-at_install")
class TestLinkingMany(LinkingCase):
    """What links has to stay cheap: listings by the ten thousand, products that change all day."""

    def make(self, prefix, number):
        """Half of them match by SKU, half by barcode; all of a new prefix."""
        self.env["product.product"].create(
            [
                {
                    "name": f"{prefix} {place}",
                    "default_code": f"{prefix}-{place}" if place % 2 else False,
                    "barcode": False if place % 2 else f"{prefix}0000{place:04d}",
                    "company_id": self.company.id,
                }
                for place in range(number)
            ]
        )
        return self.env["amazon.channel.listing"].create(
            [
                {
                    "channel_id": self.channel.id,
                    "sku": f"{prefix}-{place}",
                    "product_ref": f"{prefix}0000{place:04d}",
                    "state": "active",
                }
                for place in range(number)
            ]
        )

    def cost(self, prefix, number):
        listings = self.make(prefix, number)
        listings.with_context(tracking_disable=True).write({"product_id": False, "link_source": False})
        self.env.flush_all()
        self.env.invalidate_all()
        with self.statements() as collected:
            linked = self.env["amazon.channel.listing.link"]._link(listings)
        self.assertEqual(linked, number)
        return collected

    def test_many_listings_and_two_keys_cost_a_handful_of_queries(self):
        self.cost("1001", 10)
        few, many = self.cost("1002", 10), self.cost("1003", 1500)
        self.assertLessEqual(len(many), len(few) + 2, "\n".join(many))
        self.assertLessEqual(len(many), 12, "\n".join(many))

    def test_product_write_costs_one_query_more_when_nothing_waits(self):
        self.env["amazon.channel.listing"].search([("product_id", "=", False)]).unlink()
        self.mug.weight = 1  # everything that is read once
        self.env.flush_all()
        with self.statements() as plain:
            self.mug.with_context(tracking_disable=True).weight = 2
        with self.statements() as watched:
            self.mug.with_context(tracking_disable=True).default_code = "MUG-2"
        asked = [text for text in watched if "amazon_channel" in text]
        self.assertEqual(len(asked), 1, "\n".join(watched))
        self.assertFalse([text for text in plain if "amazon_channel" in text])

    def test_products_created_together_link_their_listings_together(self):
        listings = self.listings([f"NEW-{number}" for number in range(30)])
        vals_list = [
            {"name": "New", "default_code": f"NEW-{number}", "company_id": self.company.id} for number in range(30)
        ]
        with self.statements() as collected:
            products = self.env["product.product"].create(vals_list)
        self.env.invalidate_all()
        self.assertEqual(listings.product_id, products)
        asked = [text for text in collected if "amazon_channel_listing" in text]
        self.assertLessEqual(len(asked), 12, "\n".join(asked))
