"""A shop that publishes: products that Amazon does not list yet, and the templates to tell Amazon about them."""

from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.fields import Command

from amazon_simulator.catalog_items import barcode

from .common import EndToEndCase

AVAILABILITY, OFFER, IDENTIFIER = (
    "fulfillment_availability",
    "purchasable_offer",
    "externally_assigned_product_identifier",
)


class PublishingCase(EndToEndCase):
    live = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.channel = cls.channels.filtered(lambda channel: channel.marketplace_id.country_id.code == "US")
        if cls.live:
            cls.channel.action_go_live()
        cls.full = cls._template("Household", "LISTING", "HOME", **cls._words())
        cls.offer = cls._template("Offers", "LISTING_OFFER_ONLY", "PRODUCT")

    @classmethod
    def _words(cls):
        return {
            "item_name": ("field", "name"),
            "brand": ("fixed", "Larkspur"),
            "product_description": ("fixed", "Made to last."),
            "bullet_point": ("fixed", "Easy to clean"),
            "country_of_origin": ("fixed", "PT"),
        }

    @classmethod
    def _template(cls, name, requirements, product_type, **attributes):
        sources = {
            "condition_type": ("fixed", "new_new"),
            f"{AVAILABILITY}/fulfillment_channel_code": ("fixed", "DEFAULT"),
            f"{AVAILABILITY}/quantity": ("fixed", "5"),
            OFFER: ("price", False),
            f"{IDENTIFIER}/type": ("barcode_type", False),
            f"{IDENTIFIER}/value": ("field", "barcode"),
            **attributes,
        }
        lines = []
        for place, (source, value) in sources.items():
            attribute, _slash, path = place.partition("/")
            known = {"fixed": "fixed_value", "field": "field_path"}.get(source)
            line = {"attribute": attribute, "path": path or False, "source": source}
            lines.append(Command.create(line | ({known: value} if known else {})))
        return cls.env["amazon.channel.publish.template"].create(
            {
                "name": name,
                "company_id": cls.account.company_id.id,
                "product_type": product_type,
                "requirements": requirements,
                "line_ids": lines,
            }
        )

    @classmethod
    def product(cls, code, number=None, **vals):
        """A product with the simulator's barcode of this number."""
        code_bar = barcode(number) if number else False
        values = {"name": f"Linen Towel {code}", "default_code": code, "list_price": 19.9, "barcode": code_bar}
        return cls.env["product.product"].create({**values, "is_storable": True, **vals})

    def start(self, products, template):
        """Press Publish in the wizard; return the publications."""
        wizard = self.env["amazon.channel.publish"].create(
            {"product_ids": products.ids, "channel_ids": self.channel.ids, "template_id": template.id}
        )
        return self.env["amazon.channel.publication"].search(wizard.action_publish()["domain"])

    def publish(self):
        """Run the schedule, whatever it waits for."""
        return self._run_and_return_runs("publish_listings")

    def later(self):
        """Let Amazon show what it accepted, and the time pass after which it is looked at."""
        self.simulator.finish_listings()
        self.env["amazon.channel.publication"].search([("next_attempt_at", "!=", False)]).next_attempt_at = (
            fields.Datetime.now() - timedelta(seconds=1)
        )

    def puts(self, preview=False):
        """The putListingsItem calls that were no previews, or those that were."""
        return [call for call in self.calls("putListingsItem") if self._is_preview(call) == preview]

    @staticmethod
    def _is_preview(call):
        return "VALIDATION_PREVIEW" in str(call)

    def messages(self, publication):
        return " ".join(f"{one.message} {one.fix or ''}" for one in publication.finding_ids)

    def follow_feeds(self):
        """Let feeds be sent, processed at Amazon, and their results be read."""
        self.run_cron("follow_documents")
        self.simulator.finish_feeds()
        self.env["amazon.channel.document"].search([]).next_attempt_at = False
        self.run_cron("follow_documents")

    def dying(self, target, name):
        """The process dies when it gets to this line."""
        return patch.object(type(self.env[target]), name, side_effect=KeyboardInterrupt)
