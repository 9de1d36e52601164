from decimal import Decimal

from odoo.tests import tagged

from .publish_common import US, PublishCase


@tagged("post_install", "-at_install")
class TestPublishTemplateBuild(PublishCase):
    def test_a_product_becomes_a_document_without_findings(self):
        document = self.build()
        self.assertFalse(document.findings)
        local = {"marketplace_id": US, "language_tag": "en_US"}
        self.assertEqual(
            document.body,
            {
                "productType": "TOWEL",
                "requirements": "LISTING",
                "attributes": {
                    "item_name": [{"value": "Linen Towel", **local}],
                    "brand": [{"value": "Larkspur", **local}],
                    "condition_type": [{"value": "new_new", "marketplace_id": US}],
                    "purchasable_offer": [
                        {
                            "currency": "USD",
                            "audience": "ALL",
                            "marketplace_id": US,
                            "our_price": [{"schedule": [{"value_with_tax": Decimal("19.90")}]}],
                        }
                    ],
                    "fulfillment_availability": [{"fulfillment_channel_code": "DEFAULT", "quantity": 5}],
                    "externally_assigned_product_identifier": [
                        {"type": "ean", "value": "4006381333931", "marketplace_id": US}
                    ],
                },
            },
        )
