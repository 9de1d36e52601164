"""Credentials at rest: encrypted with a key that is kept outside the database.

The key is the option `amazon_channel_key` of Odoo's configuration file: one or more Fernet keys, separated by
commas. The first one encrypts, all of them decrypt, so that a key can be replaced without losing anything.
Without a key, credentials are stored as they are. A stored value says by itself which of the two it is.
"""

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from odoo.tools import config

OPTION = "amazon_channel_key"
PREFIX = "fernet:"


class SecretStoreError(Exception):
    """A credential cannot be encrypted or decrypted.

    :ivar str cause: `bad_key` (the option holds something that is no Fernet key), `no_key` (the value is encrypted
        and the option is gone) or `wrong_key` (none of the keys opens it, or the value is damaged).
    """

    def __init__(self, cause):
        super().__init__(cause)
        self.cause = cause


def key_state():
    """Return `none` (no key is configured), `good`, or `bad` (the option holds something that is no Fernet key)."""
    try:
        return "good" if _fernets() else "none"
    except SecretStoreError:
        return "bad"


def seal(secret):
    """Return what to store for `secret`: encrypted if there is a key; False for nothing.

    :raises SecretStoreError: the configured key is no key
    """
    if not secret:
        return False
    fernets = _fernets()
    if not fernets:
        return secret
    return PREFIX + fernets[0].encrypt(secret.encode()).decode()


def reveal(stored):
    """Return the credential behind a stored value; False for nothing.

    :raises SecretStoreError: it is encrypted, and no configured key opens it
    """
    if not stored or not stored.startswith(PREFIX):
        return stored or False
    fernets = _fernets()
    if not fernets:
        raise SecretStoreError("no_key")
    return _open(MultiFernet(fernets), stored)


def reveal_or_false(stored):
    """Like `reveal`, but False for what cannot be read: for screens, which must open to repair it."""
    try:
        return reveal(stored)
    except SecretStoreError:
        return False


def condition(stored):
    """Say how a value is stored.

    :return: `empty`, `plain`, `encrypted`, `outdated` (encrypted with a key that is not the first) or `unreadable`
    """
    if not stored:
        return "empty"
    if not stored.startswith(PREFIX):
        return "plain"
    try:
        reveal(stored)
    except SecretStoreError:
        return "unreadable"
    try:
        _open(_fernets()[0], stored)
    except SecretStoreError:
        return "outdated"
    return "encrypted"


def _open(fernet, stored):
    try:
        return fernet.decrypt(stored.removeprefix(PREFIX).encode()).decode()
    except (InvalidToken, ValueError) as error:
        raise SecretStoreError("wrong_key") from error


def _key_texts():
    return [text.strip() for text in (config.get(OPTION) or "").split(",") if text.strip()]


def _fernets():
    try:
        return [Fernet(text) for text in _key_texts()]
    except ValueError as error:
        raise SecretStoreError("bad_key") from error
