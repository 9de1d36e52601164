"""Where values of a publish template come from: fields and expressions, read and never written."""

from datetime import date, datetime
from decimal import Decimal

from odoo.exceptions import AccessError, MissingError, ValidationError
from odoo.models import BaseModel
from odoo.tools import html2plaintext
from odoo.tools.safe_eval import safe_eval

BUILT_IN = [
    ("attribute", "Odoo Attribute"),
    ("price", "Price"),
    ("quantity", "Quantity"),
    ("sku", "SKU"),
    ("asin", "ASIN of the Listing"),
    ("barcode_type", "Kind of the Barcode"),
]
RELATIONS = ("many2one", "one2many", "many2many")
NOT_TOLD = ("binary", "image", "json", "properties", "properties_definition", "reference", "many2one_reference")
MAX_VALUES = 50  # of one field through relations


class SourceError(Exception):
    """A source that gives no value; `code` says why, `values` what the words need."""

    def __init__(self, code, **values):
        super().__init__(code)
        self.code = code
        self.values = values


# -- Fields ------------------------------------------------------------------------------------------------------


def is_open(field):
    """Whether a template may read a field: nothing that only some employees may see."""
    groups = (field.groups or "").replace(" ", "")
    if field.type in RELATIONS and field.comodel_name == "res.users":
        return False
    return not field.name.startswith("_") and (not groups or "base.group_user" in groups.split(","))


def check_field_path(env, path):
    """Refuse a path that is none, with the reason.

    :raises ValidationError:
    """
    model, names = env["product.product"], path.split(".")
    for place, name in enumerate(names):
        field = model._fields.get(name)
        if field is None or not is_open(field):
            raise ValidationError(
                env._(
                    "'%(path)s' cannot be used: %(model)s has no field '%(name)s' that everybody may read.",
                    path=path,
                    model=model._description,
                    name=name,
                )
            )
        if place + 1 < len(names):
            if field.type not in RELATIONS:
                words = env._("'%(path)s' cannot be used: '%(name)s' leads to no other record.", path=path, name=name)
                raise ValidationError(words)
            model = env[field.comodel_name]
    if field.type in NOT_TOLD:
        raise ValidationError(
            env._(
                "'%(path)s' cannot be told to Amazon. Of pictures Amazon wants the public address: choose a text "
                "field that holds it, or write an expression.",
                path=path,
            )
        )


def read_path(record, path):
    """The values of a field, through relations.

    :return: list of plain values; empty ones left out
    :raises SourceError: `relation_empty` when there is no record to read it from, `field_gone`
    """
    records, names = record, path.split(".")
    for name in names[:-1]:
        field = records._fields.get(name)
        if field is None or not is_open(field) or field.type not in RELATIONS:
            raise SourceError("field_gone", path=path)
        following = records.mapped(name)
        if not following:
            raise SourceError("relation_empty", path=path, name=_label(records, name))
        records = following
    field = records._fields.get(names[-1])
    if field is None or not is_open(field):
        raise SourceError("field_gone", path=path)
    values = []
    for each in records[:MAX_VALUES]:
        found = plain(each, field)
        values += found if isinstance(found, list) else [found]
    return [value for value in values if value not in (None, "")]


def plain(record, field):
    """One field of one record as Amazon can be told; None when it is empty."""
    value = record[field.name]
    if field.type in RELATIONS:
        names = [each.display_name for each in value[:MAX_VALUES]]
        return names if field.type != "many2one" else (names or [None])[0]
    if field.type == "selection":
        return Choice(dict(field._description_selection(record.env)).get(value, value), value) if value else None
    if field.type in ("float", "monetary"):
        return _decimal(value, _digits(record, field))
    if field.type in ("boolean", "integer"):
        return value
    if field.type == "html":
        return html2plaintext(value).strip() if value else None
    return value.strip() if isinstance(value, str) else value or None


class Choice(str):
    """The label of a selection, which still knows the value behind it."""

    __slots__ = ("key",)

    def __new__(cls, label, key):
        """A label with its key."""
        self = super().__new__(cls, label)
        self.key = str(key)
        return self


def _digits(record, field):
    if field.type == "monetary":
        currency = record[field.get_currency_field(record)] if field.get_currency_field(record) else None
        return currency.decimal_places if currency else 2
    digits = field.get_digits(record.env)
    return digits[1] if digits else 6


def _decimal(value, digits):
    """The number that people see, without the dust of binary fractions."""
    number = Decimal(f"{value or 0:.{digits}f}")
    return Decimal(int(number)) if number == number.to_integral_value() else number.normalize()


def _label(records, name):
    return records._fields[name]._description_string(records.env)


# -- Expressions -------------------------------------------------------------------------------------------------


def read_only(record):
    """A record of which only fields can be read: expressions are written by people who may not do all that Odoo can."""

    class Reader:
        __slots__ = ()

        def __getattr__(self, name):
            field = record._fields.get(name)
            if field is None or not is_open(field) or field.type in NOT_TOLD:
                raise AttributeError(f"{record._description} has no field '{name}'")
            value = record[name]
            if isinstance(value, BaseModel):
                if field.type == "many2one":
                    return read_only(value)
                return [read_only(each) for each in value[:MAX_VALUES]]
            return value

        def __bool__(self):
            return bool(record)

        def __len__(self):
            return len(record)

        def __str__(self):
            return record.display_name or "" if record else ""

        __repr__ = __str__

    return Reader()


def check_expression(env, expression):
    """Refuse an expression that is none, or that uses names that there are not.

    :raises ValidationError:
    """
    empty = {name: read_only(env[model]) for name, model in _NAMES.items()}
    try:
        evaluate(expression, empty)
    except SourceError as error:
        # An empty product has empty fields: only what fails for every product is refused.
        if error.values.get("always"):
            raise ValidationError(
                env._(
                    "The expression '%(expression)s' cannot be used: %(reason)s",
                    expression=expression,
                    reason=error.values["reason"],
                )
            ) from None


_NAMES = {"product": "product.product", "listing": "amazon.channel.listing", "channel": "amazon.channel"}


def evaluate(expression, names):
    """The value of an expression.

    :param dict names: `product`, `listing` and `channel`, each made by `read_only`
    :raises SourceError: `expression_error` with the reason in words
    """
    if "__" in expression or "format" in expression:
        # Texts that format themselves would reach behind the fields.
        raise SourceError("expression_error", reason="format and __ are forbidden", expression=expression, always=True)
    try:
        value = safe_eval(expression.strip(), {**names, "join": _join})
    except (AccessError, MissingError) as error:
        raise SourceError("expression_error", reason=str(error), expression=expression) from None
    except Exception as error:  # noqa: BLE001 - whatever people write
        raise SourceError(
            "expression_error", reason=_reason(error), expression=expression, always=_is_always(error)
        ) from None
    return _told(value)


def _told(value):
    """A value of an expression, as far as Amazon can be told."""
    if isinstance(value, (list, tuple, set)):
        return [_told(each) for each in value]
    if isinstance(value, float):
        return _decimal(value, 6)
    if value is None or isinstance(value, (str, int, Decimal, date, datetime)):
        return value
    return str(value)


def _join(separator, values):
    return separator.join(str(value) for value in values if value not in (None, False, ""))


def _is_always(error):
    words = str(error)
    return isinstance(error, (SyntaxError, NameError, TypeError)) or any(
        name in words for name in ("SyntaxError(", "NameError(", "has no field", "forbidden")
    )


def _reason(error):
    """What is wrong, without the expression that Odoo adds to it."""
    words = str(error).split(" while evaluating\n")[0]
    return words.replace("\n", " ")[:200]
