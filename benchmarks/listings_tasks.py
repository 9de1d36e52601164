"""What is measured of listings, inside the processes; see `tasks`."""

from pathlib import Path

from psycopg2.extras import execute_values

from odoo import fields

from .listings_workload import AMBIGUOUS, MARKETPLACE_COUNTRY, products
from .meter import Meter, replaced

BATCH = 5000
COLUMNS = (
    *("channel_id", "account_id", "company_id", "currency_id", "sku", "asin", "title", "state", "amazon_status"),
    *("price_confirmed", "price_confirmed_at", "quantity_confirmed", "quantity_confirmed_at", "fulfillment_channel"),
    *("fulfillment_code", "product_ref", "product_ref_type", "condition", "shipping_group", "opened_at"),
)
STATES = {"Active": "active", "Inactive": "inactive", "Incomplete": "incomplete"}


def _channel(env):
    domain = [("marketplace_id.country_id.code", "=", MARKETPLACE_COUNTRY)]
    return env["amazon.channel"].search(domain, limit=1)


def import_floor(env, turn, report):
    """The rows of a report by bare SQL: everything is read before the clock starts.

    :param report: path of the file
    :return: figures
    """
    channel = _channel(env)
    batches = _rows(env, channel, report)
    updates = ", ".join(f'"{name}" = excluded."{name}"' for name in COLUMNS if name not in ("channel_id", "sku"))
    names = ", ".join(f'"{name}"' for name in COLUMNS)
    statement = (
        f"INSERT INTO amazon_channel_listing ({names}) VALUES %s ON CONFLICT (channel_id, sku) DO UPDATE SET {updates}"
    )
    env.cr.commit()
    turn.pass_on()
    with Meter(turn) as meter:
        for rows in batches:
            turn.pass_on()
            execute_values(env.cr._obj, statement, rows, page_size=1000)
            env.cr.commit()
    return {**meter.as_dict(), "listings": sum(map(len, batches)), "made": _made(env, channel)}


def _rows(env, channel, report):
    from odoo.addons.amazon_channel.mapping.listings_report import read_listings_report

    now = fields.Datetime.now()
    common = (channel.id, channel.account_id.id, channel.company_id.id, channel.currency_id.id)
    rows = []
    with Path(report).open("rb") as file:
        for line in read_listings_report(file, "utf-8"):
            opened = line.opened_at.replace(tzinfo=None) if line.opened_at else None
            counted = line.quantity is not None
            rows.append(
                (
                    *(*common, line.sku, line.asin or None, line.title, STATES[line.status], line.status),
                    *(line.price, now, line.quantity, now if counted else None, line.fulfillment),
                    *(line.fulfillment_code, line.product_id, line.product_id_type, "new_new"),
                    *(line.shipping_group, opened),
                )
            )
    return [rows[start : start + BATCH] for start in range(0, len(rows), BATCH)]


def import_ours(env, turn, report):
    """The same report by Import Listings; then once more, when nothing has changed.

    :return: figures; those of the second time under `again`, with how many `rows` it wrote
    """
    channel = _channel(env)
    importer = type(env["amazon.channel.listing.import"])
    write_batch = importer._write_batch

    def _write_batch(self, *args):
        turn.pass_on()
        return write_batch(self, *args)

    document = _document(env, channel)
    turn.pass_on()
    with replaced(importer, "_write_batch", _write_batch), Meter(turn) as meter:
        _import(env, document, report)
    figures = {**meter.as_dict(), "made": _made(env, channel)}
    env.cr.execute("CREATE TEMPORARY TABLE bench_before AS SELECT id, xmin::text AS x FROM amazon_channel_listing")
    document = _document(env, channel)
    with Meter(turn) as meter:
        _import(env, document, report)
    env.cr.execute(
        "SELECT count(*) FROM amazon_channel_listing l LEFT JOIN bench_before b USING (id)"
        " WHERE b.x IS DISTINCT FROM l.xmin::text"
    )
    return {**figures, "again": {**meter.as_dict(), "rows": env.cr.fetchone()[0]}}


def _document(env, channel):
    """A report that Amazon has just finished."""
    documents = env["amazon.channel.document"].sudo()
    document = documents._queue_report(
        channel.account_id, "listings", "GET_MERCHANT_LISTINGS_ALL_DATA", channel=channel
    )
    document.write(
        {"state": "done", "is_open": False, "sent_at": fields.Datetime.now(), "done_at": fields.Datetime.now()}
    )
    env.cr.commit()
    return document


def _import(env, document, report):
    with Path(report).open("rb") as file:
        env["amazon.channel.listing.import"]._report_finished(document, file, "utf-8")
    env.cr.commit()


def _made(env, channel):
    env.cr.execute(
        "SELECT count(*), count(asin), sum(price_confirmed), sum(quantity_confirmed), count(DISTINCT state)"
        " FROM amazon_channel_listing WHERE channel_id = %s",
        [channel.id],
    )
    names = ("listings", "asins", "prices", "quantities", "states")
    return {name: float(value or 0) for name, value in zip(names, env.cr.fetchone(), strict=True)}


def link(env, turn, report, listings):
    """Listings, imported before, and their products: linked by the two keys that a channel starts with.

    :return: figures; `linked`, and how many issues there are for the ambiguous ones, after linking twice
    """
    channel = _channel(env)
    quiet = env["product.product"].with_context(tracking_disable=True, mail_create_nosubscribe=True)
    rows = products(listings)
    for start in range(0, len(rows), 1000):
        quiet.create(rows[start : start + 1000])
        env.cr.commit()
        env.invalidate_all()
    importer = type(env["amazon.channel.listing.import"])
    with replaced(importer, "_link_unlinked", lambda *args: None):  # it is measured by itself
        _import(env, _document(env, channel), report)
    found = env["amazon.channel.listing"].search([("channel_id", "=", channel.id)])
    with Meter(turn) as meter:
        linked = env["amazon.channel.listing.link"]._link(found)
        env.cr.commit()
    env.invalidate_all()
    again = env["amazon.channel.listing.link"]._link(found)
    env.cr.commit()
    issues = env["amazon.channel.issue"].search_count([("code", "=", "listing_ambiguous"), ("state", "=", "open")])
    return {
        **meter.as_dict(),
        "listings": len(found),
        "linked": linked,
        "again": again,
        "ambiguous": AMBIGUOUS,
        "issues": issues,
    }
