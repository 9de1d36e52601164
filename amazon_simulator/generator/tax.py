"""How tax shows in an order of each marketplace."""

from dataclasses import dataclass
from decimal import Decimal

US_RATES = {"WA": "0.1025", "TX": "0.0825", "CO": "0.0881", "NY": "0.08", "CA": "0.07975", "FL": "0.075", "ID": "0.06"}
US_NO_TAX = {
    "OR": ("Portland", "972##"),
    "MT": ("Helena", "596##"),
    "NH": ("Concord", "033##"),
    "DE": ("Dover", "199##"),
}
CANADIAN_RATES = {"ON": "0.13", "QC": "0.14975", "AB": "0.05", "NS": "0.14", "BC": "0.12"}
VAT = {
    "MX": "0.16",
    "BR": "0.17",
    "GB": "0.20",
    "DE": "0.19",
    "FR": "0.20",
    "IT": "0.22",
    "ES": "0.21",
    "NL": "0.21",
    "BE": "0.21",
    "IE": "0.23",
    "SE": "0.25",
    "PL": "0.23",
    "TR": "0.20",
    "AE": "0.05",
    "SA": "0.15",
    "EG": "0.14",
    "ZA": "0.15",
    "IN": "0.18",
    "JP": "0.10",
    "AU": "0.10",
    "SG": "0.09",
}
FACILITATOR = {"na": "Amazon Services, Inc.", "eu": "Amazon Services Europe S.a r.l.", "fe": "Amazon Services, Inc."}


@dataclass(frozen=True)
class TaxRegime:
    """How tax shows.

    `separate`: there is a TAX breakdown and the other amounts are net; otherwise tax is inside them, or there is
    none. `inclusive`: the displayed price contains the tax. `facilitator`: who collects the tax instead of the
    seller (empty: nobody).
    """

    rate: Decimal
    separate: bool
    inclusive: bool
    facilitator: str = ""

    def split(self, displayed, round_to):
        """Split a displayed amount into (amount that Amazon reports, its tax); both are zero-safe Decimals."""
        if not self.separate:
            return displayed, Decimal(0)
        if self.inclusive:
            net = round_to(displayed / (1 + self.rate))
            return net, displayed - net
        return displayed, round_to(displayed * self.rate)


def included(marketplace):
    """Tax is inside the prices and does not show."""
    return TaxRegime(Decimal(VAT[marketplace.country]), separate=False, inclusive=True)


def separate_from_gross(marketplace, facilitated=False):
    """Prices are displayed gross and reported net, with a TAX breakdown."""
    party = FACILITATOR[marketplace.region] if facilitated else ""
    return TaxRegime(Decimal(VAT[marketplace.country]), separate=True, inclusive=True, facilitator=party)


def american(state):
    """Net prices; Amazon adds, collects and remits the state's sales tax. None in states without."""
    if state not in US_RATES:
        return TaxRegime(Decimal(0), separate=False, inclusive=False)
    return TaxRegime(Decimal(US_RATES[state]), separate=True, inclusive=False, facilitator=FACILITATOR["na"])


def canadian(province, facilitated):
    """Net prices and a TAX breakdown; the seller owes the tax unless Amazon is the facilitator."""
    party = FACILITATOR["na"] if facilitated else ""
    return TaxRegime(Decimal(CANADIAN_RATES[province]), separate=True, inclusive=False, facilitator=party)


def usual(marketplace, address, rng):
    """Return the regime that an ordinary order of the marketplace has."""
    if marketplace.country == "US":
        return american(address.get("stateOrRegion"))
    if marketplace.country == "CA":
        return canadian(address["stateOrRegion"], facilitated=rng.random() < 0.5)
    if marketplace.country in ("DE", "IT", "BE", "PL"):
        return separate_from_gross(marketplace)
    if marketplace.country in ("AU", "SG") and rng.random() < 0.4:
        return separate_from_gross(marketplace, facilitated=True)
    return included(marketplace)
