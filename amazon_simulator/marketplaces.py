"""Amazon's marketplaces: reference data."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Marketplace:
    """One row of Amazon's list of marketplaces.

    `region` is `na`, `eu` or `fe`: one authorisation of a seller covers one region. `order_prefixes` are the
    first three digits that its order ids start with.
    """

    id: str
    country: str
    region: str
    currency: str
    name: str
    language: str
    domain: str
    order_prefixes: tuple


_TABLE = """
ATVPDKIKX0DER  US na USD Amazon.com    en_US www.amazon.com    111 112 113 114
A2EUQ1WTGCTBG2 CA na CAD Amazon.ca     en_CA www.amazon.ca     701 702
A1AM78C64UM0Y8 MX na MXN Amazon.com.mx es_MX www.amazon.com.mx 701 702
A2Q3Y263D00KWC BR na BRL Amazon.com.br pt_BR www.amazon.com.br 701 702
A1F83G8C2ARO7P GB eu GBP Amazon.co.uk  en_GB www.amazon.co.uk  202 203 204 205 206
A1PA6795UKMFR9 DE eu EUR Amazon.de     de_DE www.amazon.de     302 303 304 305 306
A13V1IB3VIYZZH FR eu EUR Amazon.fr     fr_FR www.amazon.fr     402 403 404 405 406
APJ6JRA9NG5V4  IT eu EUR Amazon.it     it_IT www.amazon.it     402 403 404 405 406
A1RKKUPIHCS9HS ES eu EUR Amazon.es     es_ES www.amazon.es     402 403 404 405 406
A1805IZSGTT6HS NL eu EUR Amazon.nl     nl_NL www.amazon.nl     402 403 404 405 406
AMEN7PMS3EDWL  BE eu EUR Amazon.com.be fr_BE www.amazon.com.be 402 403 404 405 406
A28R8C7NBKEWEA IE eu EUR Amazon.ie     en_IE www.amazon.ie     202 203 204 205 206
A2NODRKZP88ZB9 SE eu SEK Amazon.se     sv_SE www.amazon.se     402 403 404 405 406
A1C3SOZRARQ6R3 PL eu PLN Amazon.pl     pl_PL www.amazon.pl     402 403 404 405 406
A33AVAJ2PDY3EV TR eu TRY Amazon.com.tr tr_TR www.amazon.com.tr 402 403 404 405 406
A2VIGQ35RCS4UG AE eu AED Amazon.ae     en_AE www.amazon.ae     404 405 406
A17E79C6D8DWNP SA eu SAR Amazon.sa     ar_AE www.amazon.sa     404 405 406
ARBP9OOSHTCHU  EG eu EGP Amazon.eg     ar_EG www.amazon.eg     404 405 406
AE08WJ6YKNBMC  ZA eu ZAR Amazon.co.za  en_ZA www.amazon.co.za  404 405 406
A21TJRUUN4KGV  IN eu INR Amazon.in     en_IN www.amazon.in     402 403 404 405 406
A1VC38T7YXB528 JP fe JPY Amazon.co.jp  ja_JP www.amazon.co.jp  249 250 503
A39IBJ37TRP1C6 AU fe AUD Amazon.com.au en_AU www.amazon.com.au 249 250 503
A19VAU5U5O7RUS SG fe SGD Amazon.sg     en_SG www.amazon.sg     249 250 503
"""


def _read(line):
    identifier, country, region, currency, name, language, domain, *prefixes = line.split()
    return Marketplace(identifier, country, region, currency, name, language, domain, tuple(prefixes))


MARKETPLACES = {row.id: row for row in map(_read, _TABLE.strip().splitlines())}
"""The 23 retail marketplaces, by marketplace id."""

NON_RETAIL = {
    "A2ZV50J4W1RKNI": Marketplace(
        "A2ZV50J4W1RKNI", "US", "na", "USD", "Non-Amazon US", "en_US", "sim1.stores.amazon.com", ()
    )
}
"""Ids that a seller's participations may name although they are no marketplace: searchOrders refuses them (403)."""

BY_COUNTRY = {row.country: row for row in MARKETPLACES.values()}
"""The retail marketplaces by ISO 3166 country code."""


def marketplace_id(name):
    """Return the marketplace id for an id or a country code (`GB`, also `UK`). Raise ValueError if unknown."""
    if name in MARKETPLACES:
        return name
    country = "GB" if name.upper() == "UK" else name.upper()
    if country not in BY_COUNTRY:
        raise ValueError(f"unknown marketplace: {name!r}")
    return BY_COUNTRY[country].id
