"""Every company sees its own Amazon data only."""

from odoo.tests import tagged

from .shipment_common import ShipmentCase

# The same for everybody, without data of a company.
SHARED = {
    "amazon.channel.marketplace": "Amazon's marketplaces",
    "amazon.channel.carrier": "carriers that Amazon knows",
    "amazon.channel.listing.hint": "what helps with Amazon's issues",
    "amazon.channel.stock.mark": "numbers of records whose listings are to be computed again",
    "amazon.channel.price.mark": "numbers of products whose price is to be computed again",
}


@tagged("post_install", "-at_install")
class TestCompanies(ShipmentCase):
    def stored_models(self):
        """The addon's models with a table that outlives a dialog."""
        for name in self.env.registry:
            model = self.env[name]
            stored = model._auto and not model._abstract and not model._transient
            if stored and f"{name}.".startswith("amazon.channel."):
                yield name

    def test_every_model_belongs_to_a_company_or_is_reference_data(self):
        without = {name for name in self.stored_models() if "company_id" not in self.env[name]._fields}
        self.assertEqual(without, set(SHARED))

    def test_every_model_of_a_company_has_a_global_rule(self):
        for name in set(self.stored_models()) - set(SHARED):
            rules = self.env["ir.rule"].search([("model_id.model", "=", name), ("global", "=", True)])
            self.assertTrue(any("company_ids" in (rule.domain_force or "") for rule in rules), name)

    def test_another_company_sees_nothing(self):
        self.ship(self.sold(1)[1], tracking=False)
        other = self.env["res.company"].create({"name": "Kestrel Goods"})
        stranger = self.create_user("kestrel_manager", "base.group_system,account.group_account_manager")
        stranger.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        seen = {
            name: self.env[name].with_user(stranger).with_context(active_test=False).search_count([])
            for name in set(self.stored_models()) - set(SHARED)
            if self.env[name].with_user(stranger).has_access("read")
        }
        self.assertEqual({name: count for name, count in seen.items() if count}, {})
        self.assertGreater(len(seen), 8)
