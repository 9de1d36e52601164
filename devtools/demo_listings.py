"""What an operator does with listings in the demo: import them, let Odoo link them, read what Amazon objects to;
publish a few products, of which some have something wrong with them.

Runs inside Odoo, like `devtools.demo_job`.
"""

from amazon_simulator.catalog_items import OF_OTHERS, barcode

from .demo_shipping import ask, follow_documents

# Listings that no order asks for: titles and SKUs of the kind that real shops have, and some that Amazon took down.
ODD_LISTINGS = 12
ODD_MARKETPLACES = ("US", "DE")
TYPING_ERROR = 504  # the number of the product whose barcode somebody mistyped


def import_and_link(env, url, accounts, first):
    """Import the listings of all channels, and ask Amazon about each of them; commits as the schedules do.

    :param str url: base URL of the simulator
    :param first: whether this shop has not imported anything before
    """
    if first:
        ask(url, "/simulator/listings/generate", {"n": ODD_LISTINGS, "marketplaces": list(ODD_MARKETPLACES)})
        ask(url, "/simulator/listings/finish", {})
    accounts.channel_ids.action_import_listings()
    follow_documents(env, url)
    accounts.channel_ids.action_sync_listings()
    env.cr.commit()


def publish(env, url):
    """Publish products that Amazon's catalogue knows on the American channel: one goes well, two have barcodes of
    several of Amazon's products, one is of a brand that needs approval, one has a typing error in its barcode."""
    products = env["product.product"].create(
        [
            {
                "name": title,
                "default_code": f"NEW-{number:03d}",
                "barcode": barcode(number) if number != TYPING_ERROR else barcode(number)[:-1] + "0",
                "list_price": 29.9,
                "is_storable": True,
            }
            for _asin, title, _brand, number in OF_OTHERS
        ]
    )
    channel = _american(env)
    wizard = env["amazon.channel.publish"].create(
        {
            "product_ids": products.ids,
            "channel_ids": channel.ids,
            "template_id": env.ref("amazon_channel.publish_template_offer").id,
        }
    )
    wizard.action_publish()
    env.cr.commit()
    for _turn in range(2):
        channel.action_publish_listings()
        ask(url, "/simulator/listings/finish", {})
    env.cr.commit()


def send_offers(env, url):
    """Tell Amazon the quantities of the American seller and the prices of its American channel. The shop's prices are
    far from those at Amazon: they are stopped and wait for somebody."""
    channel = _american(env)
    channel.account_id.channel_ids.action_sync_inventory()
    channel.action_sync_prices()
    follow_documents(env, url)
    ask(url, "/simulator/listings/finish", {})
    env.cr.commit()


def summary(env):
    """What is listed now, what was published, and what Amazon was told of quantities and prices.

    :return: dict `listings`, `linked`, `errors`, `quantities`, `prices`, `stopped` (counts of listings), `states` and
        `published`, in words
    """
    publications = env["amazon.channel.publication"]
    outcomes = dict(publications._fields["state"]._description_selection(env))
    published = publications._read_group([], ["state"], ["__count"])
    listings = env["amazon.channel.listing"]
    states = dict(listings._fields["state"]._description_selection(env))
    counts = listings._read_group([], ["state"], ["__count"])
    return {
        "listings": listings.search_count([]),
        "linked": listings.search_count([("product_id", "!=", False)]),
        "errors": listings.search_count([("error_count", ">", 0)]),
        "states": ", ".join(f"{count} {states[state].lower()}" for state, count in counts),
        "quantities": listings.search_count([("quantity_sent_at", "!=", False)]),
        "prices": listings.search_count([("price_sent_at", "!=", False)]),
        "stopped": env["amazon.channel.offer.batch.line"].search_count([("batch_id.state", "=", "waiting")]),
        "published": ", ".join(f"{count} {outcomes[state].lower()}" for state, count in published),
    }


def _american(env):
    return env["amazon.channel"].search([("marketplace_id.country_id.code", "=", "US")], limit=1)
