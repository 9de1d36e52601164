"""Amazon's documents, damaged at random: what a client may receive on its worst day."""

import copy
import random

NUL = "\x00"
LONE_SURROGATE = "\ud83d"
STRANGE_TEXTS = (
    "",
    " ",
    NUL,
    f"A{NUL}B",
    LONE_SURROGATE,
    f"{LONE_SURROGATE} half a sign",
    "\u202eright to left\u202c",
    "e\u0301\u0301\u0301",
    "🎁" * 50,
    "Robert'); DROP TABLE sale_order;--",
    "<script>alert(1)</script>",
    "%s %(name)s {0} {name}",
    "\r\n\t\x1b[31m\x7f",
    "x" * 70_000,
    "null",
    "NaN",
    "-0",
    "1e400",
    "12,50",
    "١٢٫٥٠",
    "0x10",
    "9" * 400,
    "0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59.999Z",
    "2026-02-30T12:00:00Z",
    "SOMETHING_NEW",
    "XXX",
)
HUGE = (10**7, 10**30, -(10**18), 1e308, float("nan"), float("inf"))
STRANGE_NUMBERS = (0, -1, 1, 0.1, -0.01, 0.30000000000000004, *HUGE)
OTHER_TYPES = (None, True, False, [], {}, [None], [[]], [{}], {"": None}, "text", 7, 7.5)


def mutated(document, seed):
    """A damaged copy of an order document; the same seed gives the same damage.

    :param dict document: an Order of Orders 2026-01-01
    :return: the copy, and the damages as sentences
    """
    rng = random.Random(f"mutation:{seed}")
    number, document = document["orderId"], copy.deepcopy(document)
    damages = [_damage(rng, document) for _ in range(rng.choice((1, 1, 1, 2, 3)))]
    if isinstance(document.get("orderId"), str) and document["orderId"].strip():
        # Two documents with the same number would be two versions of one order.
        document["orderId"] = document["orderId"].replace(number, "").strip()[:40] + number
    return document, damages


def _damage(rng, document):
    holder, key, path = rng.choice(list(_places(document)))
    name, change = rng.choice(_CHANGES)
    change(rng, holder, key)
    return f"{path}: {name}"


def _places(value, path=""):
    """All (holder, key, path) below a document, so that every value may be hit, whole branches included."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in pairs:
        place = f"{path}[{key}]" if isinstance(value, list) else f"{path}.{key}".lstrip(".")
        yield value, key, place
        yield from _places(inner, place)


def _remove(rng, holder, key):
    del holder[key]


def _retype(rng, holder, key):
    holder[key] = copy.deepcopy(rng.choice(OTHER_TYPES))


def _strange_text(rng, holder, key):
    holder[key] = rng.choice(STRANGE_TEXTS)


def _spoil_text(rng, holder, key):
    text = str(holder[key])
    place = rng.randrange(len(text) + 1)
    holder[key] = text[:place] + rng.choice((NUL, LONE_SURROGATE, "\u0000\u0001", "\n", "é", " ")) + text[place:]


def _strange_number(rng, holder, key):
    number = rng.choice(STRANGE_NUMBERS)
    holder[key] = rng.choice((number, str(number)))


def _nudge(rng, holder, key):
    """Make an amount or a quantity another plausible one: the most dangerous damage, since nothing looks wrong."""
    value = holder[key]
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        holder[key] = None
    elif isinstance(value, str):
        try:
            holder[key] = f"{float(value) + rng.choice((0.01, -0.01, 1, 10)):.2f}"
        except ValueError:
            holder[key] = value[::-1]
    else:
        holder[key] = value + rng.choice((1, -1, 2))


def _negate(rng, holder, key):
    value = holder[key]
    if isinstance(value, int | float) and not isinstance(value, bool):
        holder[key] = -value
    elif isinstance(value, str):
        holder[key] = f"-{value}"
    else:
        holder[key] = None


def _double(rng, holder, key):
    if isinstance(holder, list):
        holder.insert(key, copy.deepcopy(holder[key]))
    elif isinstance(holder[key], list):
        holder[key] = holder[key] * 2
    else:
        holder[f"{key}Copy"] = copy.deepcopy(holder[key])


def _nest(rng, holder, key):
    holder[key] = rng.choice(([holder[key]], {"value": holder[key]}))


_CHANGES = (
    ("missing", _remove),
    ("another type", _retype),
    ("a strange text", _strange_text),
    ("a spoilt text", _spoil_text),
    ("a strange number", _strange_number),
    ("a little more or less", _nudge),
    ("negative", _negate),
    ("doubled", _double),
    ("wrapped", _nest),
)
