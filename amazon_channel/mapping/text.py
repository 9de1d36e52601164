"""Text as Amazon gives it, made fit to be stored, and text made comparable."""

import re
import unicodedata

# PostgreSQL stores neither NUL nor half of a surrogate pair.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_CONTROL = re.compile("[\x01-\x1f\x7f-\x9f]")


def cleaned(text, limit):
    """The text without what cannot be stored, each run of white space and control characters one space.

    :param int limit: characters that are kept.
    """
    # Nearly every text is printable, and then the two searches can be left out.
    if not text.isprintable():
        text = _CONTROL.sub(" ", _UNSTORABLE.sub("", text))
    return " ".join(text.split())[:limit].rstrip()


def is_exact(text):
    """Whether the text can be stored and shown as it is: an identifier must never be altered to fit."""
    return not (_UNSTORABLE.search(text) or _CONTROL.search(text))


def normalised(text):
    """The text in one spelling: compatibility form, no case, punctuation and white space as single spaces.

    Letters, digits, marks and symbols stay: vowel signs of Hindi or Thai are marks, without them it is another place.
    """
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return " ".join("".join(map(_comparable, text)).split())


def _comparable(character):
    category = unicodedata.category(character)
    if category == "Cf":  # soft hyphens, joiners, direction marks: invisible, so no difference
        return ""
    return " " if category[0] in "PZC" else character
