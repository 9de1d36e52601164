"""The `user-agent` that Amazon demands of every caller.

`AppName/Version (Language=Python/3.12; Platform=Linux)`, at most 500 characters, with a backslash before characters
that have a meaning at that place. Source: developer-docs.amazon.com/sp-api, "Include a User-Agent header in all
requests".
"""

import platform

MAX_LENGTH = 500


def user_agent(app_name: str, version: str, **attributes: str) -> str:
    """Return the header for an application.

    :param app_name: the application's name, not that of a library.
    :param attributes: more to tell, e.g. ``Host="Odoo/19.0"``. `Language` and `Platform` are there by themselves.
        When the header gets too long, attributes are left out from the last one on; `Language` never is.
    :raises ValueError: when name or version is missing, or the header is too long without any attribute.
    """
    if not app_name.strip() or not version.strip():
        raise ValueError("Amazon wants the application's name and version in the user agent.")
    known = {"Language": f"Python/{platform.python_version()}", "Platform": platform.system() or "Unknown"}
    parts = [f"{_escaped(key, '=')}={_escaped(value, ');')}" for key, value in (known | attributes).items()]
    head = f"{_escaped(app_name, '/')}/{_escaped(version, '(')}"
    while len(text := f"{head} ({'; '.join(parts)})") > MAX_LENGTH and len(parts) > 1:
        parts.pop()
    if len(text) > MAX_LENGTH:
        raise ValueError(f"Amazon allows {MAX_LENGTH} characters in the user agent; this one has {len(text)}.")
    return text


def _escaped(text: str, special: str) -> str:
    """Return the text in printable ASCII, blanks made plain, with a backslash before special characters."""
    text = " ".join(str(text).encode("ascii", "replace").decode().split())
    text = "".join(character for character in text if character.isprintable())
    return "".join("\\" + character if character in special + "\\" else character for character in text)
