"""Orders API v0, the part that writes: confirm a shipment. Source: Amazon's model `ordersV0.json`."""

from .client import Client
from .operation import Operation, UsagePlan

# Not to be repeated when the outcome is unclear: Amazon limits how often a package may be updated, and an answer that
# got lost may have been a success. Read the order again instead.
CONFIRM_SHIPMENT = Operation(
    "confirmShipment", "POST", "/orders/v0/orders/{orderId}/shipmentConfirmation", UsagePlan(2, 10), False
)


def confirm_shipment(client: Client, amazon_order_ref: str, body: dict) -> None:
    """Tell Amazon that a package has left; Amazon tells the buyer and takes the money.

    :param amazon_order_ref: Amazon's order number, e.g. ``114-9876543-1234567``.
    :param body: Amazon's `ConfirmShipmentRequest`. One package a call; the same `packageReferenceId` again changes it.
    :raises RequestError: when Amazon refuses it (400). Its message says why, also for an order that is shipped or
        cancelled already ("PackageToUpdateNotFound").
    :raises AmazonError: see `Client.call`. After `NetworkError` and `ServerError` nobody knows whether Amazon acted.
    """
    client.call(CONFIRM_SHIPMENT, path={"orderId": amazon_order_ref}, body=body)
