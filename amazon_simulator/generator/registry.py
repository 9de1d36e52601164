"""The kinds of orders: names, how common they are, where they occur, and what makes them special."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """One kind of order.

    `weight` is its share in a mixture (0: only when asked for by name), `countries` the marketplaces where it occurs
    (empty: all), `shape` a function that makes an ordinary `Plan` into one of this kind.
    """

    name: str
    weight: float
    countries: tuple
    shape: Callable

    @property
    def description(self):
        """What is special about the kind, in a sentence."""
        return (self.shape.__doc__ or "").strip()


KINDS = {}
"""All kinds by name."""


def kind(weight, *countries, name=None):
    """Register the decorated function as a kind of order under its own name."""

    def register(shape):
        key = name or shape.__name__
        KINDS[key] = Kind(key, weight, countries, shape)
        return shape

    return register
