"""A strict reader of answers, built on the model classes of Amazon's own SDK.

The SDK ignores what it does not know. This checker does not: it walks a JSON document along the SDK's models and
lists every unknown field, missing required field, wrong type and value outside an enumeration.
"""

import functools
import importlib
import re
from datetime import datetime

TIMESTAMP = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{3})?Z")
DECIMAL = re.compile(r"-?\d+(\.\d+)?")
PRIMITIVES = {"str": str, "int": int, "float": (int, float), "bool": bool}
POSSIBLE = re.compile(r"\*\*Possible values?\*\*(.*?)(?:\*\*Note|# noqa|$)", re.DOTALL)


class Checker:
    """Checks documents against the models in one module of the SDK (`spapi.models.orders_v2026_01_01`)."""

    def __init__(self, module):
        self.models = importlib.import_module(module)
        self.seen = set()

    def errors(self, document, model):
        """Return what is wrong with `document` as a `model` (the name of a class of the SDK), as a list of texts."""
        return list(self._check(document, model, "$"))

    def _check(self, value, kind, where):
        if kind.startswith("List["):
            yield from self._check_list(value, kind[5:-1], where)
        elif kind.startswith("Dict[str, "):
            for name, part in value.items():
                yield from self._check(part, kind[10:-1], f"{where}.{name}")
        elif kind == "datetime":
            yield from _check_text(value, TIMESTAMP, where)
        elif kind == "date":
            yield from _check_date(value, where)
        elif kind in PRIMITIVES:
            if not isinstance(value, PRIMITIVES[kind]) or (kind != "bool" and isinstance(value, bool)):
                yield f"{where}: {value!r} is no {kind}"
        else:
            yield from self._check_model(value, getattr(self.models, kind), where)

    def _check_list(self, value, kind, where):
        if not isinstance(value, list):
            yield f"{where}: {value!r} is no list"
            return
        for number, element in enumerate(value):
            yield from self._check(element, kind, f"{where}[{number}]")

    def _check_model(self, value, model, where):
        if not model.attribute_map:
            if not isinstance(value, str) or value != getattr(model, value, None):
                yield f"{where}: {value!r} is not in the enumeration {model.__name__}"
            return
        if not isinstance(value, dict):
            yield f"{where}: {value!r} is no {model.__name__}"
            return
        names = {key: attribute for attribute, key in model.attribute_map.items()}
        for key, part in value.items():
            if key not in names:
                yield f"{where}: unknown field {key!r}"
                continue
            self.seen.add(f"{model.__name__}.{key}")
            yield from self._check(part, model.swagger_types[names[key]], f"{where}.{key}")
            yield from _check_possible(model, names[key], part, f"{where}.{key}")
        if model.__name__ == "Money":
            yield from _check_text(value.get("amount"), DECIMAL, f"{where}.amount")
        yield from _check_required(model, names, value, where)


def _check_required(model, names, value, where):
    """The SDK's constructors refuse a missing required field and a value outside a formal enumeration or pattern."""
    known = {names[key]: part for key, part in value.items() if key in names}
    free = frozenset(name for name in known if name not in _formal(model))
    yield from (f"{where}: {error}" for error in _refused(model, free, *_sorted(known, _formal(model))))


def _sorted(known, names):
    # A list would be no key of the cache.
    values = {name: tuple(value) if isinstance(value, list) else value for name, value in known.items()}
    return [(name, values[name]) for name in sorted(names & set(known))]


@functools.cache
def _refused(model, free, *enumerated):
    """Return why the constructor refuses fields: for lack of one, or for a value of those that it holds to a rule."""
    try:
        model(**dict.fromkeys(free, "given"), **dict(enumerated))
    except ValueError as error:
        return [str(error)]
    return []


@functools.cache
def _formal(model):
    """Return the attributes of a model that the SDK itself holds to an enumeration, a pattern or a limit."""
    codes = {name: getattr(model, name).fset.__code__ for name in model.attribute_map}
    numbers = {name for name, kind in model.swagger_types.items() if kind in ("int", "float")}
    texts = {name for name, code in codes.items() if "allowed_values" in code.co_varnames or "re" in code.co_names}
    return texts | numbers


def _check_possible(model, attribute, value, where):
    """Most of Amazon's enumerations are formally texts: their values are in the description only."""
    allowed = _possible(model, attribute)
    for element in value if isinstance(value, list) else [value]:
        if allowed and element not in allowed:
            yield f"{where}: {element!r} is none of {', '.join(allowed)}"


@functools.cache
def _possible(model, attribute):
    match = POSSIBLE.search(getattr(model, attribute).__doc__ or "")
    return re.findall(r"`([A-Z_]+)`", match[1]) if match else []


def _check_text(value, pattern, where):
    if not isinstance(value, str) or not pattern.fullmatch(value):
        yield f"{where}: {value!r} does not look like {pattern.pattern}"


def _check_date(value, where):
    try:
        datetime.strptime(value, "%Y-%m-%d")
    except (TypeError, ValueError):
        yield f"{where}: {value!r} is no date"
