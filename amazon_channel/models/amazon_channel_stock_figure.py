from typing import NamedTuple

from odoo import api, models
from odoo.tools import SQL

from ..tools.stock_quantity import StockSupply, quantity_steps
from .amazon_channel_listing_stock import STALE


class Row(NamedTuple):
    """A listing as it is read for its quantity, with what is known of its product."""

    id: int
    channel_id: int
    product_id: int
    sku: str
    state: str
    fulfillment_channel: str
    is_paused: bool
    is_quantity_owner: bool
    template_id: int
    categ_path: str
    is_storable: bool
    quantity: int
    quantity_at: object
    lead_time: int
    restock_date: object
    owner_id: int
    reason: str
    is_stale: bool
    basis: str


class Figure:
    """The quantity of a listing and where it comes from. Without `steps` there is none, for `reason`."""

    __slots__ = ("lead_time", "owner_id", "reason", "restock_date", "row", "rule", "steps", "supply")

    def __init__(self, row, reason=None, owner_id=None):
        self.row, self.reason, self.owner_id = row, reason, owner_id
        self.rule = self.supply = None
        self.steps, self.lead_time, self.restock_date = [], 0, None

    @property
    def quantity(self):
        return int(self.steps[-1].result) if self.steps else None


class AmazonChannelStockFigure(models.AbstractModel):
    """Works out the quantities of listings, thousands at once or one that somebody asks about: which listing has one,
    which rule decides, what there is, and the steps from that to the figure."""

    _name = "amazon.channel.stock.figure"
    _description = "Figures of Amazon Quantities"

    @api.model
    def _figures(self, account, listing_ids):
        """The figures of listings of one account and of all others of their SKUs there. Changes nothing.

        :param account: amazon.channel.account, as from `_importer`
        :return: list of `Figure`
        """
        rows = self._rows(self._with_siblings(account, listing_ids))
        owners = self._owners(account, rows)
        rules = self.env["amazon.channel.stock.rule"]._by_target(account.company_id)
        tracked = self._tracked(account.company_id, rows)
        figures = []
        for row in rows:
            figure = Figure(row, *self._no_figure(row, owners))
            if not figure.reason:
                figure.rule = self._rule_of(rules, row)
                if row.product_id not in tracked and figure.rule.basis != "fixed":
                    figure.reason = "untracked"
            figures.append(figure)
        self._fill([figure for figure in figures if not figure.reason])
        return figures

    def _with_siblings(self, account, listing_ids):
        """The listings of the same SKUs on all marketplaces of the account, when Amazon keeps one quantity for them."""
        channels = account.with_context(active_test=False).channel_ids
        if not account.is_quantity_shared or len(channels) < 2:
            return list(listing_ids)
        rows = self.env.execute_query(
            SQL(
                """SELECT id FROM amazon_channel_listing WHERE channel_id = ANY(%s)
                    AND sku = ANY(SELECT sku FROM amazon_channel_listing WHERE id = ANY(%s))""",
                channels.ids,
                list(listing_ids),
            )
        )
        return [listing_id for (listing_id,) in rows]

    def _rows(self, listing_ids):
        for name in ("amazon.channel.listing", "product.product", "product.template", "product.category"):
            self.env[name].flush_model()
        query = """SELECT l.id, l.channel_id, l.product_id, l.sku, l.state, l.fulfillment_channel, l.is_paused,
                          l.is_quantity_owner, p.product_tmpl_id, c.parent_path, t.is_storable, l.quantity_wanted,
                          l.quantity_wanted_at, l.quantity_lead_time, l.quantity_restock_date, l.quantity_owner_id,
                          l.quantity_reason, l.is_stale, l.quantity_basis
                     FROM (SELECT *, %s AS is_stale FROM amazon_channel_listing WHERE id = ANY(%s)) l
                     LEFT JOIN product_product p ON p.id = l.product_id
                     LEFT JOIN product_template t ON t.id = p.product_tmpl_id
                     LEFT JOIN product_category c ON c.id = t.categ_id"""
        return [Row(*row) for row in self.env.execute_query(SQL(query, SQL(STALE), list(listing_ids)))]

    def _owners(self, account, rows):
        """Which listing decides the quantity of each SKU.

        :return: dict SKU -> id of its listing; None where each listing decides its own
        """
        channels = account.with_context(active_test=False).channel_ids
        if not account.is_quantity_shared or len(channels) < 2:
            return None
        home = account.company_id.country_id
        rank = {
            channel.id: (
                not channel.active,
                channel.mode != "live",
                channel.inventory_sequence,
                channel.marketplace_id.country_id != home,
                channel.id,
            )
            for channel in channels
        }
        owners = {}
        for row in rows:
            if not self._why_none(row):
                place = (not row.is_quantity_owner, bool(row.is_paused), rank[row.channel_id], row.id)
                owners[row.sku] = min(owners.get(row.sku, place), place)
        return {sku: place[-1] for sku, place in owners.items()}

    @staticmethod
    def _why_none(row):
        """Why a listing can have no quantity, or None."""
        if row.state in ("gone", "draft"):
            return row.state
        if row.fulfillment_channel != "merchant":
            return "amazon" if row.fulfillment_channel else "unknown"
        return None if row.product_id else "unlinked"

    def _no_figure(self, row, owners):
        """Why a listing has no quantity of its own, or None, and which listing decides instead, or None."""
        reason = self._why_none(row)
        owner_id = owners.get(row.sku) if owners and not reason else None
        if owner_id and owner_id != row.id:
            return "shared", owner_id
        return reason, None

    def _rule_of(self, rules, row):
        above = [int(part) for part in (row.categ_path or "").split("/") if part]
        targets = [
            ("listing_id", row.id),
            ("product_id", row.product_id),
            ("product_tmpl_id", row.template_id),
            *(("categ_id", category_id) for category_id in reversed(above)),
        ]
        return self.env["amazon.channel.stock.rule"]._nearest(rules, row.channel_id, targets)

    def _tracked(self, company, rows):
        """Ids of the products of which Odoo knows a stock: storable ones and kits."""
        tracked = {row.product_id for row in rows if row.is_storable}
        others = {row.product_id for row in rows if row.product_id} - tracked
        products = self.env["product.product"].with_context(company_id=company.id).browse(others)
        return tracked | {product.id for product in self.env["amazon.channel.stock.kit"]._boms(products)}

    # -- What they need ----------------------------------------------------------------------------------------

    def _fill(self, figures):
        """Complete figures with their steps, and what is told along with them."""
        if not figures:
            return
        channels = self.env["amazon.channel"].browse({figure.row.channel_id for figure in figures})
        channels = {channel.id: channel for channel in channels}
        self._fill_supplies(figures, channels)
        sales = self._sales(figures, channels)
        for figure in figures:
            policy = figure.rule._policy()
            if policy.buffer_days:
                figure.supply = figure.supply._replace(sold=self._sold_of(figure, sales))
            figure.steps = quantity_steps(figure.supply, policy, paused=bool(figure.row.is_paused))
            figure.lead_time = figure.rule.handling_days
        self._fill_restock_dates(figures, channels)

    def _fill_supplies(self, figures, channels):
        """Read stock once for all channels that sell from the same places."""
        company = next(iter(channels.values())).company_id
        demand = self.env["amazon.channel.order.demand"]._by_product(company)
        places = {}
        for figure in figures:
            figure.supply = StockSupply()
            if figure.rule.basis != "fixed":
                channel = channels[figure.row.channel_id]
                places.setdefault((channel._stock_scope(), channel.inventory_basis), []).append(figure)
        for same in places.values():
            channel = channels[same[0].row.channel_id]
            product_ids = list({figure.row.product_id for figure in same})
            supplies = self.env["amazon.channel.stock.supply"]._read(channel, product_ids, demand)
            for figure in same:
                figure.supply = supplies[figure.row.product_id]

    def _sales(self, figures, channels):
        """Dict days -> what was sold in them of the products whose rule keeps a buffer for so long."""
        company = next(iter(channels.values())).company_id
        wanted = {}
        for figure in figures:
            if figure.rule.buffer_days:
                wanted.setdefault(figure.rule.buffer_window, set()).add(figure.row.product_id)
        supply = self.env["amazon.channel.stock.supply"]
        sales = {}
        for days, product_ids in wanted.items():
            by_product = sales[days] = {}
            for (product_id, channel_id), quantity in supply._sold(company, product_ids, days).items():
                by_product.setdefault(product_id, {})[channel_id] = quantity
        return sales

    @staticmethod
    def _sold_of(figure, sales):
        """What was sold of the product of a figure, where its rule looks."""
        rule, row = figure.rule, figure.row
        sold = sales[rule.buffer_window].get(row.product_id, {})
        if rule.buffer_scope == "channel":
            return sold.get(row.channel_id, 0)
        return sum(quantity for channel_id, quantity in sold.items() if channel_id or rule.buffer_scope == "all")

    def _fill_restock_dates(self, figures, channels):
        """When nothing is left, the day of the next receipt, where the rule wants it told."""
        places = {}
        for figure in figures:
            if figure.rule.send_restock_date and not figure.quantity and not figure.row.is_paused:
                places.setdefault(channels[figure.row.channel_id]._stock_scope(), []).append(figure)
        for same in places.values():
            channel = channels[same[0].row.channel_id]
            product_ids = list({figure.row.product_id for figure in same})
            dates = self.env["amazon.channel.stock.supply"]._restock_dates(channel, product_ids)
            for figure in same:
                figure.restock_date = dates.get(figure.row.product_id)
