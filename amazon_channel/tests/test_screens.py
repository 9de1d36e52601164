"""Every screen of the addon opens, for everybody who may open it, with nothing and with something behind it."""

from lxml import etree, html

from odoo.fields import Domain
from odoo.tests import tagged
from odoo.tools import SQL
from odoo.tools.safe_eval import safe_eval

from .order_common import OrderCase
from .order_documents import item, order

MODULE = "amazon_channel"
ROLES = {
    "user": "amazon_channel.amazon_channel_group_user",
    "manager": "amazon_channel.amazon_channel_group_manager",
    "accountant": "account.group_account_invoice",
    "administrator": "base.group_system",
}
FEW = 3
MANY = 100_000
PAGE = 80
MULTI = {"list", "kanban"}


class ScreenCase(OrderCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = {role: cls.create_user(f"screens-{role}", groups) for role, groups in ROLES.items()}
        cls.actions = cls._of_addon("ir.actions.act_window")

    @classmethod
    def _of_addon(cls, model):
        """What the addon's files define of a model."""
        data = cls.env["ir.model.data"].search([("module", "=", MODULE), ("model", "=", model)])
        return cls.env[model].browse(data.mapped("res_id")).exists()

    def fill(self):
        """One record, at least, of what most screens show."""
        row = self.receive(order(item(sku="MUG", price="24.90", tax="3.25", collected=True)))
        self.deliver(row.sale_order_id)
        self.receive(order(item(sku="UNKNOWN", price="5.00")))
        self.env["amazon.channel.listing"].create({"channel_id": self.channel.id, "sku": "MUG"})
        self.env["amazon.channel.issue"]._open(row, "order_changed", "It changed", "Look at it")
        documents = self.env["amazon.channel.document"]
        documents._queue_report(self.account, "listings", "GET_MERCHANT_LISTINGS_ALL_DATA", channel=self.channel)
        self.env.flush_all()
        self.env.invalidate_all()

    # -- What the web client does --------------------------------------------------------------------------------

    def specification(self, arch, model, fields):
        """What the web client asks for: the fields of the view, and those of the lists in it."""
        found = {}
        for node in arch.xpath("//field[not(ancestor::field)]"):
            name = node.get("name")
            field = fields.get(name)
            if not field:
                continue
            found[name] = {}
            inner = self.env.get(field.get("relation", ""))
            if field["type"] in ("one2many", "many2many"):
                nested = node.xpath("./list | ./kanban")
                names = nested[0].xpath(".//field[not(ancestor::field[ancestor::field])]/@name") if nested else []
                found[name] = {"fields": {each: {} for each in names if each in inner._fields}, "limit": 40}
            elif field["type"] == "many2one":
                found[name] = {"fields": {"display_name": {}}}
        return found

    def open(self, action, user, records=None):
        """Open an action as the web client does; return how many queries its list took.

        :param records: show these only, in the list and in the form; None for what the action shows
        """
        model = self.env[action.res_model].with_user(user).with_context(allowed_company_ids=self.company.ids)
        context = safe_eval(action.context or "{}", {"uid": user.id, "allowed_company_ids": self.company.ids})
        model = model.with_context(**{k: v for k, v in context.items() if not k.startswith("search_default")})
        domain = Domain(safe_eval(action.domain or "[]", {"uid": user.id}))
        if records is not None:
            domain = Domain("id", "in", records.ids)
        views = [(view_id, kind) for view_id, kind in action.views if kind]
        result = model.get_views([*views, (action.search_view_id.id or False, "search")], {"action_id": action.id})
        queries = 0
        for kind, view in result["views"].items():
            arch = etree.fromstring(view["arch"])
            wanted = self.specification(arch, model, result["models"][action.res_model]["fields"])
            if kind in MULTI:
                self.env.flush_all()
                self.env.invalidate_all()
                start = self.env.cr.sql_log_count
                model.web_search_read(list(domain), wanted, limit=PAGE, count_limit=10_001)
                queries = queries or self.env.cr.sql_log_count - start
            elif kind == "form":
                self._open_form(model, domain, wanted)
            elif kind in ("graph", "pivot"):
                model.formatted_read_group(list(domain), [], ["__count"])
        return queries

    def _open_form(self, model, domain, wanted):
        if record := model.search(domain, limit=1):
            record.web_read(wanted)
        elif model.has_access("create"):
            model.onchange({}, [], wanted)


@tagged("post_install", "-at_install")
class TestScreens(ScreenCase):
    def allowed(self, action, user):
        """Whether the menu shows it, or, for what is in no menu, whether the model can be read."""
        if action.group_ids and not action.group_ids & user.all_group_ids:
            return False
        menus = self.env["ir.ui.menu"].search([("action", "=", f"{action._name},{action.id}")])
        if menus and not set(menus.ids) & self.env["ir.ui.menu"].with_user(user)._visible_menu_ids():
            return False
        return self.env[action.res_model].with_user(user).has_access("read")

    def test_every_action_opens_for_everybody_who_may_with_nothing_behind_it(self):
        for role, user in self.users.items():
            for action in self.actions:
                if self.allowed(action, user):
                    with self.subTest(role=role, action=action.get_external_id()[action.id]):
                        self.open(action, user, self.env[action.res_model])

    def test_every_action_opens_for_everybody_who_may_with_something_behind_it(self):
        self.fill()
        seen = set()
        for role, user in self.users.items():
            for action in self.actions:
                if self.allowed(action, user):
                    with self.subTest(role=role, action=action.get_external_id()[action.id]):
                        self.open(action, user)
                        seen.add(action.res_model)
        shown = {model for model in seen if self.env[model].search_count([], limit=1)}
        for name in ("order", "order.hold", "listing", "issue", "submission", "run", "document", "account"):
            self.assertIn(f"amazon.channel.{name}", shown)

    def test_every_view_of_the_addon_loads_for_everybody_who_may_read_its_model(self):
        for view in self._of_addon("ir.ui.view").filtered(lambda view: view.model and view.mode == "primary"):
            for role, user in self.users.items():
                model = self.env[view.model].with_user(user)
                if model.has_access("read") and view.type != "qweb":
                    with self.subTest(role=role, view=view.name):
                        model.get_views([(view.id, view.type)])

    def test_everybody_may_open_what_the_menu_shows_them(self):
        for role, user in self.users.items():
            menus = self.env["ir.ui.menu"].with_user(user)
            ours = self._of_addon("ir.ui.menu")
            visible = ours.browse(menus._visible_menu_ids() & set(ours.ids))
            self.assertTrue(visible, role)
            for menu in visible.filtered("action"):
                action = menu.action
                if action._name == "ir.actions.act_window":
                    with self.subTest(role=role, menu=menu.complete_name):
                        self.assertTrue(self.env[action.res_model].with_user(user).has_access("read"))
                        self.assertTrue(not action.group_ids or action.group_ids & user.all_group_ids)

    # -- Empty ---------------------------------------------------------------------------------------------------

    def test_every_list_that_can_be_empty_says_what_to_do(self):
        for action in self.actions:
            kinds = set((action.view_mode or "").split(","))
            if action.target == "new" or not kinds & MULTI:
                continue
            with self.subTest(action=action.get_external_id()[action.id]):
                help_text = html.fromstring(f"<div>{action.help or ''}</div>")
                heading = help_text.xpath("//p[hasclass('o_view_nocontent_smiling_face')]") if action.help else []
                self.assertEqual(len(heading), 1, "no heading")
                self.assertGreater(len(help_text.xpath("//p")), 1, "nothing that says what to do")

    def test_the_links_of_empty_lists_open_the_setup(self):
        links = [
            link
            for action in self.actions.filtered("help")
            for link in html.fromstring(f"<div>{action.help}</div>").xpath("//a")
        ]
        self.assertGreater(len(links), 5)
        for link in links:
            self.assertEqual((link.get("type"), link.get("name")), ("action", "amazon_channel.action_open_setup"))
        for user in self.users.values():
            action = self.env.ref("amazon_channel.action_open_setup").with_user(user).run()
            self.assertEqual(action["res_model"], "amazon.channel.setup")

    # -- Many ----------------------------------------------------------------------------------------------------

    def multiply(self, record, number, **unique):
        """Copy a row by SQL. `unique` says how the columns differ that must: SQL with the number as `n`."""
        self.env.flush_all()
        table = record._table
        names = [
            name
            for (name,) in self.env.execute_query(
                SQL(
                    "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND column_name != 'id'",
                    table,
                )
            )
        ]
        columns = SQL(", ").join(SQL.identifier(name) for name in names)
        values = SQL(", ").join(SQL(unique[name]) if name in unique else SQL.identifier(name) for name in names)
        query = SQL(
            "INSERT INTO %s (%s) SELECT %s FROM %s, generate_series(1, %s) AS n WHERE id = %s",
            *(SQL.identifier(table), columns, values, SQL.identifier(table), number, record.id),
        )
        self.env.cr.execute(query)
        self.env.cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))
        self.env.invalidate_all()

    def assert_flat(self, action_name, record, **unique):
        """The list takes as many queries with 100,000 records as with three: none for a row, none for all."""
        action = self.env.ref(f"{MODULE}.{action_name}")
        user = self.users["user"]
        few = {name: sql.replace("n::text", "'few' || n::text") for name, sql in unique.items()}
        self.multiply(record, FEW, **few)
        self.open(action, user)
        before = self.open(action, user)
        self.multiply(record, MANY, **unique)
        # One more: a page that is full is followed by a count.
        self.assertLessEqual(self.open(action, user), before + 1)

    def test_a_hundred_thousand_listings_take_no_more_queries_than_three(self):
        self.fill()
        listing = self.env["amazon.channel.listing"].search([("sku", "=", "MUG")], limit=1)
        self.assert_flat("amazon_channel_listing_action", listing, sku="'MANY-' || n::text")

    def test_a_hundred_thousand_orders_take_no_more_queries_than_three(self):
        self.fill()
        row = self.env["amazon.channel.order"].search([("state", "=", "held")], limit=1)
        self.assert_flat("amazon_channel_order_action", row, amazon_order_ref="'MANY-' || n::text")

    def test_a_hundred_thousand_issues_take_no_more_queries_than_three(self):
        self.fill()
        issue = self.env["amazon.channel.issue"].search([("code", "=", "order_changed")], limit=1)
        self.assert_flat("amazon_channel_issue_action", issue, key="'MANY-' || n::text")

    def test_a_hundred_thousand_orders_to_review_take_no_more_queries_than_three(self):
        self.fill()
        row = self.env["amazon.channel.order"].search([("sale_order_id", "!=", False)], limit=1)
        self.assert_flat("amazon_channel_order_review_action", row, amazon_order_ref="'MANY-' || n::text")
        self.assertGreater(self.env["amazon.channel.order.review"].search_count([]), MANY)
