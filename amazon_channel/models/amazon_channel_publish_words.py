"""The problems of a listing's document in words: what is wrong, and what to do about it."""

from odoo.tools import LazyTranslate

from ..mapping.publication import ERROR, WARNING, Finding

_lt = LazyTranslate(__name__)

# Code -> what is wrong, what to do. The texts know the problem's values, the attribute's `title` and the `template`.
WORDS = {
    # SKU
    "sku_missing": (_lt("The listing has no SKU."), _lt("Give the product an internal reference, or enter a SKU.")),
    "sku_space": (
        _lt("The SKU '%(sku)s' begins or ends with a space."),
        _lt("Take the space away: Amazon would keep another SKU than Odoo."),
    ),
    "sku_long": (
        _lt("The SKU '%(sku)s' has %(count)s characters; Amazon takes %(limit)s at most."),
        _lt("Choose a shorter SKU."),
    ),
    "sku_characters": (_lt("The SKU has characters that cannot be shown."), _lt("Type the SKU anew.")),
    "sku_twice": (
        _lt("Several products have the internal reference %(sku)s: %(products)s."),
        _lt("Give each product a reference of its own, so that orders find the right one."),
    ),
    "no_product": (_lt("The listing is not linked to a product."), _lt("Choose the product on the listing.")),
    # Product ids
    "id_no_value": (
        _lt("The product ID is required when the Product ID Type is provided"),
        _lt("Enter the barcode of the product, or remove the type %(kind)s from the template's lines."),
    ),
    "id_no_type": (
        _lt("The product ID %(value)s has no type."),
        _lt("Add a line for the part 'type' to the template, from 'Kind of the Barcode'. It can be: %(kinds)s."),
    ),
    "id_unknown_type": (
        _lt("%(kind)s is no type of product ID."),
        _lt("Use EAN, UPC, GTIN, ISBN or JAN."),
    ),
    "id_characters": (
        _lt("The product ID %(value)s is no barcode: it needs 8, 12, 13 or 14 digits."),
        _lt("Correct the barcode of the product."),
    ),
    "id_check_digit": (
        _lt("The product ID %(value)s has a typing error: its last digit does not fit the others."),
        _lt("Compare it with the package. If the other digits are right, the last one is %(digit)s."),
    ),
    "id_wrong_type": (
        _lt("The product ID %(value)s is no %(kind)s."),
        _lt("By its digits it is: %(kinds)s. Choose that type in the template, or 'Kind of the Barcode'."),
    ),
    "asin_form": (
        _lt("%(value)s is no ASIN: an ASIN has ten characters, such as B0EXAMPLE1."),
        _lt("Correct the ASIN, or leave it empty and give the barcode."),
    ),
    "exemption_and_id": (
        _lt("The template declares that the product has no barcode, but tells its barcode %(value)s."),
        _lt("Remove the line of the exemption, or the lines of the product ID."),
    ),
    # Offer
    "fulfillment_missing": (
        _lt("Missing required mapping for fulfillment_center_id in publish template '%(template)s'"),
        _lt(
            "Say in the template which stock Amazon sells from: fulfillment_availability, part "
            "fulfillment_channel_code, with DEFAULT for your own warehouse or Amazon's code, such as AMAZON_NA."
        ),
    ),
    "would_leave_amazon": (
        _lt("Amazon sends this SKU from its own warehouses; the template would make you the sender."),
        _lt("Use a template with Amazon's code, or switch the listing to your own fulfilment first."),
    ),
    "condition_note_new": (
        _lt("Condition notes are not accepted for products with a new condition type"),
        _lt("The note is left out, and the listing goes ahead."),
    ),
    "quantity_at_amazon": (
        _lt("The quantity is left out: of what is sold from %(value)s, Amazon counts the units itself."),
        _lt("Nothing is to be done."),
    ),
    "quantity_unknown": (
        _lt("The quantity is not computed yet: Amazon is told 0."),
        _lt("It follows with the next update of quantities."),
    ),
    "quantity_negative": (_lt("The quantity is negative: %(value)s."), _lt("Correct the source of the quantity.")),
    "quantity_large": (
        _lt("The quantity %(value)s is more than Amazon takes (%(limit)s)."),
        _lt("Correct the source of the quantity."),
    ),
    "lead_time": (
        _lt("The handling time of %(value)s days is not between 0 and %(limit)s."),
        _lt("Correct the line of lead_time_to_ship_max_days."),
    ),
    "price_missing": (
        _lt("There is no price."),
        _lt(
            "Give the channel a pricelist with a price of this product, and the template a line with the source Price."
        ),
    ),
    "price_zero": (_lt("The price is 0."), _lt("Enter a price in the channel's pricelist or on the product.")),
    "price_negative": (_lt("The price is negative: %(value)s."), _lt("Correct the price.")),
    "price_digits": (
        _lt("The price %(value)s has more than %(digits)s decimals."),
        _lt("Round the price as the currency wants it."),
    ),
    "price_currency": (
        _lt("The price is in %(value)s, but this marketplace sells in %(currency)s."),
        _lt("Give the channel a pricelist in %(currency)s."),
    ),
    "sale_above": (
        _lt("The sale price %(value)s is not below the price %(price)s."),
        _lt("Lower the sale price, or leave it out."),
    ),
    "sale_dates": (
        _lt("The sale price has no first or no last day."),
        _lt("Add lines for start_at and end_at of the sale price."),
    ),
    "sale_dates_order": (
        _lt("The sale ends on %(end)s, before it begins on %(start)s."),
        _lt("Correct the days of the sale."),
    ),
    "minimum_above": (
        _lt("The lowest price allowed, %(value)s, is above the price %(price)s."),
        _lt("Lower it, or raise the price."),
    ),
    "maximum_below": (
        _lt("The highest price allowed, %(value)s, is below the price %(price)s."),
        _lt("Raise it, or lower the price."),
    ),
    # Texts, pictures, dates
    "html": (
        _lt("%(title)s contains HTML: %(value)s"),
        _lt("Amazon takes plain text: remove the tags, or choose a field without formatting."),
    ),
    "picture_https": (
        _lt("The picture's address does not begin with https://: %(value)s"),
        _lt("Amazon fetches pictures itself: enter a public address with https."),
    ),
    "picture_private": (
        _lt("Amazon cannot reach the picture: %(value)s is an address inside your network."),
        _lt("Put the picture where everybody can see it, and enter that address."),
    ),
    "date": (
        _lt("'%(value)s' is no date (%(path)s)."),
        _lt("Write dates as 2026-11-24, or choose a date field."),
    ),
    # Sources
    "line_empty": (
        _lt("%(title)s is required, but %(source)s is empty."),
        _lt("Fill it in on the product, or enter a value for 'If Empty' in the template."),
    ),
    "brand_missing": (
        _lt("The product has no brand: %(source)s is empty."),
        _lt("Enter the brand on the product, or as a fixed value in the template."),
    ),
    "title_missing": (
        _lt("The product has no title: %(source)s is empty."),
        _lt("Enter the title on the product."),
    ),
    "relation_empty": (
        _lt("%(title)s cannot be read from %(path)s: the product has no %(name)s."),
        _lt("Fill in %(name)s on the product, or enter a value for 'If Empty' in the template."),
    ),
    "field_gone": (
        _lt("The field %(path)s of the template's line %(title)s is not there any more."),
        _lt("Choose another field in the template."),
    ),
    "expression_error": (
        _lt("The expression for %(title)s fails: %(reason)s"),
        _lt("Correct the expression in the template: %(expression)s"),
    ),
    "expression_empty": (
        _lt("%(title)s is required, but its expression gives nothing: %(source)s"),
        _lt("Fill in the fields that it uses, or enter a value for 'If Empty' in the template."),
    ),
    "text_not_number": (
        _lt("'%(value)s' is a text, but %(title)s is a number (%(path)s)."),
        _lt("Enter a number, such as 12.5, or choose a field with one."),
    ),
    "text_not_truth": (
        _lt("'%(value)s' is neither yes nor no (%(title)s)."),
        _lt("Enter true or false, or choose a check box of the product."),
    ),
    "truth_not_wanted": (
        _lt("%(title)s is no yes or no, but the source gives %(value)s."),
        _lt("Choose another field, or translate the value in the line's table of values."),
    ),
    "not_whole": (_lt("%(value)s is no whole number (%(title)s)."), _lt("Round the value, or choose another field.")),
    "number_as_text": (
        _lt("%(title)s is a text, but the source gives the number %(value)s, which is sent as it is."),
        _lt("Check that this is the field you mean."),
    ),
    "language_missing": (
        _lt("The language %(language)s is not installed: texts are taken in %(other)s."),
        _lt("Install the language, and translate what shoppers read."),
    ),
    # Definition
    "no_definition": (
        _lt("Amazon's definition of the product type %(type)s is not here yet."),
        _lt("Open the template and press 'Get Amazon's Definition'."),
    ),
    "attribute_unknown": (
        _lt("Amazon does not know the attribute %(attribute)s for the product type %(type)s."),
        _lt("Remove its line from the template, or correct the name."),
    ),
    "part_unknown": (
        _lt("%(title)s has no part %(path)s."),
        _lt("Correct the part in the template's line."),
    ),
    "attribute_missing": (
        _lt("%(title)s (%(attribute)s) is required by Amazon and missing."),
        _lt("Add a line for it to the template, or fill in the field it is taken from."),
    ),
    "part_missing": (
        _lt("%(title)s is incomplete: %(path)s is missing."),
        _lt("Add a line for this part to the template."),
    ),
    "one_of_missing": (
        _lt("One of these is needed: %(titles)s."),
        _lt("Enter the product's barcode or the listing's ASIN, and give the template a line for it."),
    ),
    "choice_meant": (
        _lt("'%(value)s' is not what Amazon calls it (%(title)s)."),
        _lt("Amazon's word is %(meant)s: add '%(value)s' to the values of the template's line."),
    ),
    "choice": (
        _lt("Amazon does not know the value '%(value)s' of %(title)s."),
        _lt("Allowed are: %(choices)s. Add '%(value)s' to the values of the template's line."),
    ),
    "wrong_type": (
        _lt("'%(value)s' is of the wrong kind for %(title)s (%(path)s); Amazon wants: %(limit)s."),
        _lt("Choose another source in the template."),
    ),
    "text_long": (
        _lt("%(title)s has %(count)s characters; Amazon takes %(limit)s at most."),
        _lt("Shorten the text."),
    ),
    "text_long_bytes": (
        _lt("%(title)s is too long: %(count)s bytes of %(limit)s. Letters with accents count two, others up to four."),
        _lt("Shorten the text."),
    ),
    "text_short": (_lt("%(title)s is too short: '%(value)s'."), _lt("Enter at least %(limit)s characters.")),
    "number_small": (_lt("%(title)s is too small: %(value)s."), _lt("Amazon takes %(limit)s or more.")),
    "number_large": (_lt("%(title)s is too large: %(value)s."), _lt("Amazon takes %(limit)s at most.")),
    "number_step": (_lt("%(title)s does not fit: %(value)s."), _lt("Amazon takes multiples of %(limit)s.")),
    "wrong_form": (
        _lt("'%(value)s' does not have the form that Amazon wants of %(title)s."),
        _lt("Correct it; Amazon's pattern is %(limit)s."),
    ),
    "too_many": (_lt("%(title)s has more values than Amazon takes: %(limit)s."), _lt("Remove lines of the template.")),
    "too_few": (_lt("%(title)s is empty."), _lt("Give it a value.")),
    "too_few_values": (_lt("%(title)s has too few values: Amazon wants %(limit)s."), _lt("Add lines to the template.")),
    "schema_other": (
        _lt("%(title)s does not fit Amazon's definition: %(words)s"),
        _lt("Correct the template's line."),
    ),
    "schema_unusable": (
        _lt("Amazon's definition of the product type cannot be used to check this listing."),
        _lt("It is checked by Amazon only. Get the definition anew."),
    ),
    # Families
    "no_family": (
        _lt("The product type %(type)s has no variations, but the template makes families."),
        _lt("Choose another product type, or leave the variation theme of the template empty."),
    ),
    "no_parent": (
        _lt("The parent of this variant is not there yet."),
        _lt("It is made when the listing is published."),
    ),
}
WARNINGS = {
    *("condition_note_new", "quantity_at_amazon", "quantity_unknown", "number_as_text", "language_missing"),
    *("schema_unusable", "no_parent"),
}


class _Blank(dict):
    def __missing__(self, key):
        return ""


def in_words(env, problem, values, line_id):
    """A problem as a `Finding`.

    :param Problem problem: what is wrong
    :param dict values: what all problems of a document share: `template`, `type`, and the `title` of the attribute
    """
    known = _Blank({**values, "attribute": problem.attribute, **problem.values})
    known["title"] = known["title"] or values.get("title") or problem.attribute
    texts = [env._(text) for text in WORDS[problem.code]]
    message, fix = (text % known for text in texts)
    severity = WARNING if problem.code in WARNINGS else ERROR
    return Finding(severity, problem.code, message, fix, problem.attribute, problem.line_id or line_id)
