"""What an operator does with listings in the demo: import them, let Odoo link them, read what Amazon objects to.

Runs inside Odoo, like `devtools.demo_job`.
"""

from .demo_shipping import ask, follow_documents

# Listings that no order asks for: titles and SKUs of the kind that real shops have, and some that Amazon took down.
ODD_LISTINGS = 12
ODD_MARKETPLACES = ("US", "DE")


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
    #accounts.channel_ids.action_sync_listings()
    env.cr.commit()


def summary(env):
    """What is listed now.

    :return: dict `listings`, `linked`, `errors` (counts of listings) and `states`, in words
    """
    listings = env["amazon.channel.listing"]
    states = dict(listings._fields["state"]._description_selection(env))
    counts = listings._read_group([], ["state"], ["__count"])
    return {
        "listings": listings.search_count([]),
        "linked": listings.search_count([("product_id", "!=", False)]),
        "errors": listings.search_count([("error_count", ">", 0)]),
        "states": ", ".join(f"{count} {states[state].lower()}" for state, count in counts),
    }
