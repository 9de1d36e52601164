from collections import Counter, namedtuple
from decimal import Decimal

from odoo import fields, models

from ..mapping.product_identifier import possible_types
from ..mapping.publication import Problem, PublishDocument
from ..mapping.publication_assemble import Part, Selectors, assemble
from ..mapping.publication_check import (
    EXEMPTION,
    FULFILLMENT,
    IDENTIFIER,
    SUGGESTED,
    Facts,
    check_document,
    leave_out,
)
from .amazon_channel_publish_source import Choice, SourceError, evaluate, read_only, read_path
from .amazon_channel_publish_words import in_words

# What all listings of one channel share while their documents are built.
Build = namedtuple("Build", "channel lang products prices twice definitions problems")

CODE_PATH = "fulfillment_channel_code"
# A field that is empty makes one of these, and the schema's complaint about the same attribute says no more.
SAID_BETTER = {
    *("attribute_missing", "part_missing", "one_of_missing", "wrong_type", "wrong_form", "too_few", "text_short"),
    *("number_small", "number_large"),
}
EMPTY = {"brand": "brand_missing", "item_name": "title_missing"}


class AmazonChannelPublishTemplate(models.Model):
    _inherit = "amazon.channel.publish.template"

    def _build(self, listings):
        """The documents of these listings, with what is wrong with them. Amazon is not asked, nothing is written.

        Costs a few queries, however many listings there are. Products are read with the caller's rights.

        :return: dict amazon.channel.listing -> PublishDocument
        """
        self.ensure_one()
        documents = {}
        for channel, mine in listings.grouped("channel_id").items():
            build = self._prepare_build(channel, mine)
            for listing in mine:
                documents[listing] = self._build_one(listing, build)
        return documents

    # -- What is read for all ----------------------------------------------------------------------------------

    def _prepare_build(self, channel, listings):
        lang, problems = self._language(channel)
        sold = listings.product_id | listings.family_tmpl_id.product_variant_ids
        products = sold.with_company(channel.company_id).with_context(lang=lang)
        same = self.env["product.product"]._amazon_channel_find_by_sku(channel.company_id, set(listings.mapped("sku")))
        return Build(
            channel=channel,
            lang=lang,
            products={product.id: product for product in products},
            prices=self._prices(channel, listings, products),
            twice={sku: found for sku, found in same.items() if len(found) > 1},
            definitions={each.requirements: each._check() for each in self._definitions_of(channel)},
            problems=problems,
        )

    def _definitions_of(self, channel):
        definitions = self.env["amazon.channel.product.type"].sudo()
        wanted = ("requirements", "in", self._requirement_sets())
        return definitions.search([("channel_id", "=", channel.id), ("name", "=", self.product_type), wanted])

    def _language(self, channel):
        """The installed language that is nearest to the marketplace's, and a warning when it is another one."""
        wanted = channel.language_code or "en_US"
        installed = [code for code, _name in self.env["res.lang"].get_installed()]
        near = [code for code in installed if code.split("_")[0] == wanted.split("_")[0]]
        if wanted in installed or near:
            return wanted if wanted in installed else near[0], []
        other = "en_US" if "en_US" in installed else installed[0]
        return other, [Problem("language_missing", values={"language": wanted, "other": other})]

    def _prices(self, channel, listings, products):
        """Dict product id -> price in the pricelist, for the listings whose price is not computed yet."""
        pricelist = channel.pricelist_id
        unknown = listings.filtered(lambda listing: not listing.price_wanted_at).product_id
        if not unknown or not pricelist or pricelist.currency_id != channel.currency_id:
            return {}
        priced = products.filtered(lambda product: product in unknown)
        return pricelist._get_products_price(priced, 1.0, date=fields.Datetime.now())

    # -- One document ------------------------------------------------------------------------------------------

    def _build_one(self, listing, build):
        requirements = self._requirements_of(listing)
        check = build.definitions.get(requirements)
        rules = check.definition.attributes if check else {}
        parts, problems = self._read_parts(listing, build, rules)
        added, complaints = self._family_parts(listing, rules, bool(check))
        parts, problems = parts + added, problems + complaints
        selectors = Selectors(
            build.channel.marketplace_id.amazon_ref,
            build.channel.language_code or "en_US",
            build.channel.currency_id.name,
        )
        attributes, converted = assemble(parts, rules, selectors)
        attributes, left_out = leave_out(_without_lonely_type(attributes))
        facts = Facts(
            sku=listing.sku or "",
            currency=build.channel.currency_id.name,
            has_offer=requirements != "LISTING_PRODUCT_ONLY",
            is_at_amazon=listing.fulfillment_channel == "amazon",
            price_digits=build.channel.currency_id.decimal_places,
        )
        problems = [*build.problems, *problems, *converted, *left_out, *check_document(attributes, facts)]
        problems += self._schema_problems(listing, check, attributes)
        if listing.sku in build.twice:
            names = ", ".join(build.twice[listing.sku].mapped("display_name"))
            problems.append(Problem("sku_twice", values={"sku": listing.sku, "products": names}))
        findings = self._in_words(problems, rules)
        return PublishDocument(listing.sku or "", self.product_type, requirements, attributes, findings)

    def _read_parts(self, listing, build, rules):
        """The values of all lines for one listing.

        :return: list of `Part`, list of `Problem`
        """
        parts, problems, places = [], [], Counter()
        product = self._product_of(listing, build)
        if not product:
            return [], [Problem("no_product")]
        names = {"product": read_only(product), "listing": read_only(listing), "channel": read_only(build.channel)}
        for line in self._lines_of(listing, rules):
            path = line._path_in(rules)
            values, found = self._read_line(line, listing, product, names, build)
            problems += found
            for value in values:
                place = (line.attribute, path, line.entry)
                # Several values of one line, and lines with the same number, follow each other.
                parts.append(Part(line.attribute, path, line.entry - 1 + places[place], value, line.id))
                places[place] += 1
        return parts, problems

    def _read_line(self, line, listing, product, names, build):
        """The values of one line: Amazon's words, and what is wrong when there are none."""
        problems = []
        try:
            values = self._values_of(line, listing, product, names, build, problems)
        except SourceError as error:
            values, problem = [], Problem(error.code, line.attribute, error.values, line.id)
            is_empty = error.code == "relation_empty"
            if is_empty and (line.default_value or not line.is_required):
                problem = None
            problems += [problem] if problem else []
        values = [line._mapped(_mapped_key(line, value)) for value in values if value not in (None, "", [])]
        if not values and line.default_value:
            values = [line.default_value]
        silent = (
            problems or (line.attribute == FULFILLMENT and line._path_in({}) == CODE_PATH) or line.source == "price"
        )
        if not values and line.is_required and not silent:
            code = "expression_empty" if line.source == "expression" else EMPTY.get(line.attribute, "line_empty")
            problems.append(Problem(code, line.attribute, {"source": self._source_name(line)}, line.id))
        return values, problems

    def _source_name(self, line):
        if line.source == "field":
            return line.field_path
        return (
            line.expression
            or line.summary
            or dict(line._fields["source"]._description_selection(self.env))[line.source]
        )

    def _values_of(self, line, listing, product, names, build, problems):
        """The values of a source, unmapped; what is odd is added to `problems`."""
        reader = getattr(self, f"_value_of_{line.source}", None)
        if reader:
            value = reader(line, listing, product, build, problems)
        elif line.source == "field":
            return read_path(product, line.field_path)
        elif line.source == "expression":
            value = evaluate(line.expression, names)
        else:
            value = line.fixed_value
        if value is False and line.source == "expression":
            return []  # what an empty text of Odoo is
        return value if isinstance(value, list) else [value]

    def _value_of_sku(self, line, listing, product, build, problems):
        return listing.sku or None

    def _value_of_asin(self, line, listing, product, build, problems):
        return listing.asin or None

    def _value_of_barcode_type(self, line, listing, product, build, problems):
        """The nearest kind that a barcode can be; what is none is called EAN, and refused as one."""
        barcode = (product.barcode or "").replace(" ", "").replace("-", "")
        if not barcode:
            return None
        kinds = [kind for kind in possible_types(barcode) if kind != "ASIN"]
        return next((kind for kind in ("ISBN", "UPC", "EAN", "GTIN") if kind in kinds), "EAN").lower()

    def _value_of_attribute(self, line, listing, product, build, problems):
        values = product.product_template_attribute_value_ids.filtered(
            lambda value: value.attribute_id == line.product_attribute_id
        )
        lines = product.attribute_line_ids.filtered(lambda each: each.attribute_id == line.product_attribute_id)
        names = values.mapped("name") or (lines.value_ids.mapped("name") if len(lines.value_ids) == 1 else [])
        return [name for name in names if name]

    def _value_of_quantity(self, line, listing, product, build, problems):
        if listing.fulfillment_channel == "amazon":
            return None
        if not listing.quantity_wanted_at and not listing.is_paused:
            problems.append(Problem("quantity_unknown", line.attribute, line_id=line.id))
        return 0 if listing.is_paused else listing.quantity_wanted

    def _value_of_price(self, line, listing, product, build, problems):
        currency, pricelist = build.channel.currency_id, build.channel.pricelist_id
        if listing.price_wanted_at:
            return _price(listing.price_wanted, currency)
        if pricelist and pricelist.currency_id != currency:
            values = {"value": pricelist.currency_id.name, "currency": currency.name}
            problems.append(Problem("price_currency", line.attribute, values, line.id))
            return None
        price = build.prices.get(product.id)
        return None if price is None else _price(price, currency)

    # -- Words -------------------------------------------------------------------------------------------------

    def _in_words(self, problems, rules):
        """Findings, errors first; of what is said twice, the better words."""
        better = {problem.attribute for problem in problems if problem.code not in SAID_BETTER}
        lines = {line.attribute: line.id for line in reversed(self.line_ids)}
        parts = {(line.attribute, line._path_in(rules)): line.id for line in reversed(self.line_ids)}
        findings = {}
        for problem in problems:
            names = problem.values.get("names") or (problem.attribute,)
            if problem.code in SAID_BETTER and better & set(names) - {""}:
                continue
            path = CODE_PATH if problem.code == "fulfillment_missing" else problem.values.get("path")
            line_id = parts.get((problem.attribute, path)) or lines.get(problem.attribute, 0)
            rule = rules.get(problem.attribute)
            shared = {"template": self.name, "type": self.product_type, "title": rule.title if rule else ""}
            finding = in_words(self.env, problem, shared, line_id)
            findings.setdefault((finding.code, finding.message), finding)
        return tuple(sorted(findings.values(), key=lambda finding: finding.severity != "error"))


def _mapped_key(line, value):
    """A selection may be mapped by its value as well as by its label."""
    if isinstance(value, Choice):
        keys = {each.odoo_value.strip().casefold() for each in line.value_ids}
        return value.key if value.key.casefold() in keys else str(value)
    return value


def _price(amount, currency):
    return Decimal(f"{amount:.{currency.decimal_places}f}")


def _without_lonely_type(attributes):
    """Without a type of product id that has no value, where the product is known by its ASIN or needs no id."""
    rows = attributes.get(IDENTIFIER)
    known = SUGGESTED in attributes or any(row.get("value") is True for row in attributes.get(EXEMPTION, []))
    if not rows or not known:
        return attributes
    kept = [row for row in rows if row.get("value")]
    rest = {name: value for name, value in attributes.items() if name != IDENTIFIER}
    return rest | ({IDENTIFIER: kept} if kept else {})
