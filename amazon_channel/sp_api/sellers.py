"""Sellers API v1: who the seller is and where they sell. Source: Amazon's model `sellers.json`."""

from .answers import wrong_shape
from .client import Client
from .operation import Operation, UsagePlan

GET_MARKETPLACE_PARTICIPATIONS = Operation(
    "getMarketplaceParticipations", "GET", "/sellers/v1/marketplaceParticipations", UsagePlan(0.016, 15), True
)
GET_ACCOUNT = Operation("getAccount", "GET", "/sellers/v1/account", UsagePlan(0.016, 15), True)


def get_marketplace_participations(client: Client) -> list[dict]:
    """Return the marketplaces that the seller can sell in.

    :return: `{"marketplace": {"id", "name", "countryCode", "defaultCurrencyCode", "defaultLanguageCode",
        "domainName"}, "participation": {"isParticipating", "hasSuspendedListings"}, "storeName"}` for each. Amazon
        lists marketplaces that are not shops as well; other operations refuse their ids.
    :raises AmazonError: see `Client.call`.
    """
    answer = client.call(GET_MARKETPLACE_PARTICIPATIONS)
    participations = answer.payload.get("payload") if isinstance(answer.payload, dict) else None
    if not isinstance(participations, list) or not all(isinstance(each, dict) for each in participations):
        raise wrong_shape(answer, GET_MARKETPLACE_PARTICIPATIONS, "a list 'payload' of objects")
    return participations


def get_account(client: Client) -> dict:
    """Return the seller's account: `businessType`, `sellingPlan`, `marketplaceParticipationList`, `business` ...

    `business` and `primaryContact` hold names and addresses.

    :raises AmazonError: see `Client.call`.
    """
    answer = client.call(GET_ACCOUNT)
    account = answer.payload.get("payload") if isinstance(answer.payload, dict) else None
    if not isinstance(account, dict):
        raise wrong_shape(answer, GET_ACCOUNT, "an object 'payload'")
    return account
