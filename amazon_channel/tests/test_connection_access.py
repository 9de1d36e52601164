"""Every model of the addon belongs to a company, and to people."""

from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestConnectionAccess(TransactionCase):
    def own_models(self):
        """The addon's models that have a table."""
        for name, model in self.env.items():
            if (name == "amazon.channel" or name.startswith("amazon.channel.")) and model._auto and not model._abstract:
                yield name, model

    def test_every_model_with_a_company_has_a_company_rule(self):
        for name, model in self.own_models():
            if model._transient or "company_id" not in model._fields:
                continue
            rules = self.env["ir.rule"].search([("model_id.model", "=", name), ("groups", "=", False)])
            self.assertTrue(
                any("company_ids" in (rule.domain_force or "") for rule in rules), f"{name} has no company rule"
            )

    def test_every_model_can_be_used_by_somebody(self):
        for name, _model in self.own_models():
            self.assertTrue(self.env["ir.model.access"].search([("model_id.model", "=", name)]), name)

    def test_every_model_tells_what_it_is(self):
        for name, model in self.own_models():
            self.assertNotEqual(model._description, name)
            self.assertTrue(type(model).__doc__ or any(base.__doc__ for base in type(model).__mro__), name)
