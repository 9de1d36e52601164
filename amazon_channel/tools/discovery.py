"""From Amazon's list of a seller's marketplaces to channels.

Amazon lists more than shops ("Non-Amazon US"), and an entry may lack anything: one that makes no sense is left
out and breaks nothing.
"""

import re
from dataclasses import dataclass

# A website of Amazon itself: www.amazon.co.uk. What is no shop has names like sim1.stores.amazon.com.
_SHOP_DOMAIN = re.compile(r"(https?://)?(www\.)?amazon(\.[a-z]{2,3}){1,2}/?")


@dataclass(frozen=True)
class Participation:
    """A marketplace the seller takes part in, in Amazon's words; empty texts for what is missing."""

    amazon_ref: str
    name: str
    domain: str
    currency_code: str
    language_code: str
    store: str
    suspended: bool

    @property
    def is_shop(self):
        """Whether it is a website where people buy."""
        return bool(_SHOP_DOMAIN.fullmatch(self.domain.lower()))


def read(entries):
    """Return what makes sense of `getMarketplaceParticipations`: a list of `Participation`.

    :param list entries: Amazon's objects
    """
    found = []
    for entry in entries:
        marketplace, participation = _object(entry, "marketplace"), _object(entry, "participation")
        if not _text(marketplace, "id") or participation.get("isParticipating") is not True:
            continue
        found.append(
            Participation(
                _text(marketplace, "id"),
                _text(marketplace, "name") or _text(marketplace, "id"),
                _text(marketplace, "domainName"),
                _text(marketplace, "defaultCurrencyCode"),
                _text(marketplace, "defaultLanguageCode"),
                _text(entry, "storeName"),
                participation.get("hasSuspendedListings") is True,
            )
        )
    return found


def sold(account, participations):
    """Return the seller's marketplaces in the account's region that we know.

    :return: dict amazon.channel.marketplace -> Participation
    """
    by_ref = {participation.amazon_ref: participation for participation in participations}
    domain = [("amazon_ref", "in", list(by_ref)), ("region", "=", account.region)]
    return {found: by_ref[found.amazon_ref] for found in account.env["amazon.channel.marketplace"].search(domain)}


def describe(account, participations):
    """Say what Amazon knows about the seller: stores and marketplaces."""
    marketplaces = sold(account, participations)
    stores = dict.fromkeys(participation.store for participation in marketplaces.values() if participation.store)
    return account.env._(
        "Connected. Store: %(stores)s. Marketplaces: %(names)s.",
        stores=", ".join(stores) or account.env._("without a name"),
        names=", ".join(marketplace.name for marketplace in marketplaces),
    )


def create_channels(account, participations):
    """Create the channels that are missing; those that exist, archived ones too, are left as they are.

    :return: what was done, in words
    """
    marketplaces = sold(account, participations)
    channels = account.env["amazon.channel"]
    existing = channels.with_context(active_test=False).search([("account_id", "=", account.id)])
    missing = [marketplace for marketplace in marketplaces if marketplace not in existing.marketplace_id]
    created = channels.create([_prepare_vals(account, each, marketplaces[each]) for each in missing])
    return " ".join(_report(account.env, created, len(marketplaces) - len(missing), participations))


def _prepare_vals(account, marketplace, participation):
    vals = {"account_id": account.id, "marketplace_id": marketplace.id}
    currencies = account.env["res.currency"].with_context(active_test=False)
    currency = currencies.search([("name", "=", participation.currency_code)], limit=1)
    if currency:
        vals["currency_id"] = currency.id
    if participation.language_code:
        vals["language_code"] = participation.language_code
    return vals


def _report(env, created, already_there, participations):
    if created:
        yield env._("New channels: %(names)s.", names=", ".join(created.mapped("name")))
    if already_there:
        yield env._("Already there: %(count)s.", count=already_there)
    refs = [each.amazon_ref for each in participations]
    known = env["amazon.channel.marketplace"].search([("amazon_ref", "in", refs)]).mapped("amazon_ref")
    others = [each.name for each in participations if each.is_shop and each.amazon_ref not in known]
    if others:
        yield env._("Not supported yet: %(names)s.", names=", ".join(others))
    suspended = [each.name for each in participations if each.is_shop and each.suspended]
    if suspended:
        yield env._("Amazon has suspended listings on: %(names)s.", names=", ".join(suspended))


def _object(entry, key):
    value = entry.get(key) if isinstance(entry, dict) else None
    return value if isinstance(value, dict) else {}


def _text(entry, key):
    value = entry.get(key)
    return value.strip() if isinstance(value, str) else ""
