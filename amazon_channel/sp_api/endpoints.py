"""Where Amazon listens.

Source: developer-docs.amazon.com/sp-api, "SP-API endpoints". An authorization belongs to one region and works only
there; the login service is one for all regions.
"""

import ipaddress
from urllib.parse import urlsplit

LWA_URL = "https://api.amazon.com/auth/o2/token"
"""Login with Amazon: gives access tokens for refresh tokens and authorization codes."""

LWA_PATH = "/auth/o2/token"
"""The path of `LWA_URL`, for a simulator that serves both the login and the API."""

REGIONS = ("na", "eu", "fe")
ENVIRONMENTS = ("production", "sandbox")


def api_url(region: str, environment: str = "production") -> str:
    """Return the base URL of a region's API, without a slash at its end.

    :param region: ``na`` (North America, Brazil), ``eu`` (Europe, Middle East, Africa, India) or ``fe`` (Far East).
    :param environment: ``production`` or ``sandbox``.
    :raises ValueError: for any other region or environment.
    """
    if region not in REGIONS:
        raise ValueError(f"Unknown Amazon region {region!r}: one of {', '.join(REGIONS)} is needed.")
    if environment not in ENVIRONMENTS:
        raise ValueError(f"Unknown Amazon environment {environment!r}: one of {', '.join(ENVIRONMENTS)} is needed.")
    prefix = "sandbox." if environment == "sandbox" else ""
    return f"https://{prefix}sellingpartnerapi-{region}.amazon.com"


def checked_url(url: str) -> str:
    """Return the URL without a slash at its end, or refuse it: tokens and addresses of buyers go there.

    :param url: `https` to anywhere, or plain `http` to this machine (a simulator, a test).
    :raises ValueError: for anything else; the text does not repeat the URL, which may hold a password.
    """
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname, parts.port  # reading them is what checks them
    except ValueError as error:
        raise ValueError("The address of Amazon's API is not a valid URL.") from error
    if not host or parts.scheme not in ("http", "https"):
        raise ValueError("The address of Amazon's API must start with https:// and name a host.")
    if parts.scheme == "http" and not is_loopback(url):
        raise ValueError("The address of Amazon's API must use https; plain http is allowed only to this machine.")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise ValueError("The address of Amazon's API must not contain a user, a password, a query or a fragment.")
    return url.rstrip("/")


def is_loopback(url: str) -> bool:
    """Return whether the URL's host is this machine: `localhost`, 127.0.0.0/8 or ::1."""
    host = urlsplit(url).hostname or ""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
