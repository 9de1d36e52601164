"""Sellers API v1: where a seller sells."""

from .marketplaces import MARKETPLACES, NON_RETAIL
from .operations import Operation


def participations(seller):
    """Return MarketplaceParticipation documents for every marketplace of the seller."""
    return [_participation(seller, identifier) for identifier in seller.marketplaces]


def _participation(seller, identifier):
    marketplace = MARKETPLACES.get(identifier) or NON_RETAIL[identifier]
    return {
        "marketplace": {
            "id": marketplace.id,
            "name": marketplace.name,
            "countryCode": marketplace.country,
            "defaultCurrencyCode": marketplace.currency,
            "defaultLanguageCode": marketplace.language,
            "domainName": marketplace.domain,
        },
        "participation": {"isParticipating": True, "hasSuspendedListings": identifier in seller.suspended},
        "storeName": seller.name,
    }


def get_marketplace_participations(call):
    """GET /sellers/v1/marketplaceParticipations (getMarketplaceParticipations)."""
    return {"payload": participations(call.seller)}


def get_account(call):
    """GET /sellers/v1/account (getAccount)."""
    address = {
        "addressLine1": "1 Example Yard",
        "city": "Sampleton",
        "postalCode": "00001",
        "countryCode": {"na": "US", "eu": "DE", "fe": "JP"}[call.seller.region],
    }
    return {
        "payload": {
            "marketplaceParticipationList": participations(call.seller),
            "businessType": "PRIVATE_LIMITED",
            "sellingPlan": "PROFESSIONAL",
            "business": {"name": f"{call.seller.name} Ltd", "registeredBusinessAddress": address},
            "primaryContact": {"name": "Robin Placeholder", "address": address},
        }
    }


OPERATIONS = (
    Operation(
        "getMarketplaceParticipations",
        "GET",
        "/sellers/v1/marketplaceParticipations",
        0.016,
        15,
        get_marketplace_participations,
    ),
    Operation("getAccount", "GET", "/sellers/v1/account", 0.016, 15, get_account),
)
