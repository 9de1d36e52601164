"""Amazon's documents about listings as the tests of the mapping read them."""

import json

from .mapping_feeds import FIXTURES

LISTINGS = FIXTURES / "listings"
US, CANADA = "ATVPDKIKX0DER", "A2EUQ1WTGCTBG2"


def listing_document(name):
    """A document of Amazon's sandbox, parsed anew."""
    return json.loads((LISTINGS / name).read_text(encoding="utf-8"))


def suppressing_issue(**fields):
    """An issue for which Amazon took a listing down."""
    enforcements = {"actions": [{"action": "LISTING_SUPPRESSED"}], "exemption": {"status": "NOT_EXEMPT"}}
    settings = {"code": "18155", "message": "Too dear", "severity": "ERROR", "categories": ["INVALID_PRICE"]}
    return {**settings, "enforcements": enforcements, **fields}
