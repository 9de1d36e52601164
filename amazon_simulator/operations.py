"""The registry of operations: which path, how often, and who answers."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from .accounts import Application, Seller


@dataclass(frozen=True)
class Operation:
    """One operation of the Selling Partner API.

    `path` is Amazon's, with parameters in Werkzeug's notation (`<order_id>`); `rate` (calls a second) and `burst`
    are Amazon's default usage plan; `handler` takes a `Call` and returns the JSON document of the answer (status
    200) or a whole Response, or raises an ApiError.
    """

    name: str
    method: str
    path: str
    rate: float
    burst: int
    handler: Callable


@dataclass(frozen=True)
class Call:
    """One authorised call of an operation, as its handler sees it.

    `query` maps parameter names to lists of texts; `path` holds the path's parameters; `body` the JSON document
    of a POST, PUT or PATCH. `base_url` is where the simulator was called.
    """

    simulator: Any
    seller: Seller
    application: Application
    now: datetime
    query: dict = field(default_factory=dict)
    path: dict = field(default_factory=dict)
    body: Any = None
    base_url: str = ""


def all_operations():
    """Return every operation that the simulator knows. A new API family is one file and one line here."""
    from . import (
        catalog_api,
        fba_inventory_api,
        feeds_api,
        listings_api,
        orders_api,
        product_types_api,
        reports_api,
        restrictions_api,
        sellers_api,
        shipments_api,
    )

    families = (
        sellers_api,
        orders_api,
        shipments_api,
        feeds_api,
        reports_api,
        listings_api,
        restrictions_api,
        product_types_api,
        catalog_api,
        fba_inventory_api,
    )
    return tuple(operation for family in families for operation in family.OPERATIONS)
