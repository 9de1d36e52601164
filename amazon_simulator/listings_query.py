"""What the listings operations, the catalogue and the definitions are asked: reading and checking of parameters."""

import re

from .errors import invalid_input, unauthorized
from .jobs_query import moment_of, text_of
from .marketplaces import MARKETPLACES

LISTING_ROLE = "PRODUCT_LISTING"
LOCALE = re.compile(r"[a-z]{2}(_[A-Z]{2})?|DEFAULT")


def check_listing_role(call, *roles):
    """Raise Amazon's 403 unless the application was granted one of the roles (product listing, if none is named)."""
    if not set(call.seller.roles) & set(roles or (LISTING_ROLE,)):
        raise unauthorized("The application has no role for this operation.")


def list_of(query, name, most=None, allowed=None):
    """Return the values of a parameter that is a comma-separated list; raise Amazon's 400."""
    values = [value.strip() for text in query.get(name, []) for value in text.split(",") if value.strip()]
    if most is not None and len(values) > most:
        raise invalid_input(f"{name} must not have more than {most} values.")
    if allowed and set(values) - set(allowed):
        raise invalid_input(f"{name} has an unknown value.")
    return values


def one_of(query, name, allowed, usual=None):
    """Return a parameter that has one of some values, or `usual`."""
    value = text_of(query, name)
    if value is None:
        return usual
    if value not in allowed:
        raise invalid_input(f"{name} has an unknown value.")
    return value


def marketplaces_asked(call, most=None):
    """Return the marketplaceIds of a query; raise Amazon's 400, or 403 for those out of the seller's reach."""
    values = list_of(call.query, "marketplaceIds", most)
    if not values:
        raise invalid_input("marketplaceIds is required.")
    for value in values:
        if value not in MARKETPLACES or MARKETPLACES[value].region != call.seller.region:
            raise unauthorized("The seller has no access to one of the marketplaces.")
    return list(dict.fromkeys(values))


def check_locale(query, *names):
    """Raise Amazon's 400 for a locale that is none."""
    for name in names:
        value = text_of(query, name)
        if value is not None and not LOCALE.fullmatch(value):
            raise invalid_input(f"{name} is not a locale.")


def check_seller(call, seller_id):
    """Raise Amazon's 403 for another seller's listings."""
    if seller_id != call.seller.selling_partner_id:
        raise unauthorized("The listings of another selling partner cannot be reached.")


def number_of(query, name, usual, most):
    """Return a whole number from 1 to `most`."""
    text = text_of(query, name) or str(usual)
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= most):
        raise invalid_input(f"{name} must be between 1 and {most}.")
    return int(text)


def time_of(query, name):
    """Return a moment, or None."""
    return moment_of(text_of(query, name), name)
