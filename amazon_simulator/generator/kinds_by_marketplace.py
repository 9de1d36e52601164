"""Ordinary orders of each marketplace, with the taxes and papers that are usual there."""

from . import tax_numbers
from .people import digits
from .plan import ZERO
from .registry import kind
from .tax import US_NO_TAX, american, included, separate_from_gross


@kind(12, "US")
def us_facilitator_tax(plan):
    """Amazon collects the state's sales tax: TAX beside ITEM, and taxCollections."""
    plan.lines[0].shipping = plan.rng.choice((ZERO, plan.price("4.99")))


@kind(3, "US")
def us_no_tax_state(plan):
    """Delivered to a state without sales tax: no TAX breakdown, no taxCollections."""
    state = plan.rng.choice(sorted(US_NO_TAX))
    city, postal_code = US_NO_TAX[state]
    plan.person.address.update(city=city, stateOrRegion=state, postalCode=digits(plan.rng, postal_code))
    plan.tax = american(state)


@kind(8, "GB")
def uk_vat_included(plan):
    """VAT is inside the prices and does not show."""
    plan.tax = included(plan.marketplace)
    plan.lines[0].shipping = plan.rng.choice((ZERO, plan.price("4.90")))


@kind(8, "DE")
def de_tax_separate(plan):
    """ITEM is net and TAX[ITEM] is beside it; together they are the price that the buyer saw."""
    plan.tax = separate_from_gross(plan.marketplace)


@kind(2, "BR")
def br(plan):
    """A Brazilian order: structured address, CPF of the buyer, state of the electronic invoice."""
    _brazilian_papers(plan, plan.person.name, "CPF", tax_numbers.cpf(plan.rng))


@kind(1, "BR")
def br_company(plan):
    """A Brazilian company with its CNPJ."""
    plan.programs.append("AMAZON_BUSINESS")
    plan.person.address.update(companyName=plan.person.company, addressType="COMMERCIAL")
    plan.details["buyer"] = {"buyerCompanyName": plan.person.company}
    _brazilian_papers(plan, plan.person.company, "CNPJ", tax_numbers.cnpj(plan.rng))


def _brazilian_papers(plan, legal_name, registration_type, number):
    registration = {
        "entityType": "BUYER",
        "legalName": legal_name,
        "taxRegistrationType": registration_type,
        "taxRegistrationNumber": number,
    }
    plan.details["tax"] = {
        "taxRegistrations": [registration],
        "taxInvoicing": {"invoiceStatus": plan.rng.choice(("NOT_REQUIRED", "NOT_FOUND", "ACCEPTED"))},
    }


@kind(1, "TR")
def tr(plan):
    """A Turkish order: what kind of invoice the buyer wants, and the tax office of a company."""
    wish = plan.rng.choice(("INDIVIDUAL", "BUSINESS"))
    plan.details["tax"] = {"taxInvoicing": {"buyerInvoicePreference": wish}}
    if wish == "BUSINESS":
        registration = {
            "entityType": "BUYER",
            "legalName": plan.person.company,
            "taxRegistrationType": "BUSINESS",
            "taxRegistrationNumber": tax_numbers.vat_number(plan.rng, "TR"),
            "taxRegistrationAttributes": [{"key": "TAX_OFFICE", "value": "Örnek Vergi Dairesi"}],
        }
        plan.details["tax"]["taxRegistrations"] = [registration]


@kind(1, "AU", "SG")
def low_value_goods(plan):
    """Goods from abroad: Amazon collects the goods and services tax."""
    plan.tax = separate_from_gross(plan.marketplace, facilitated=True)


def _ordinary(plan):
    """An ordinary order; the marketplace alone makes it what it is."""


for _weight, _country in (
    (4, "CA"),
    (2, "MX"),
    (3, "FR"),
    (3, "IT"),
    (3, "ES"),
    (1, "NL"),
    (1, "BE"),
    (1, "IE"),
    (2, "SE"),
    (2, "PL"),
    (3, "JP"),
    (2, "AU"),
    (0.5, "SG"),
    (0.5, "IN"),
    (0.5, "AE"),
    (0.5, "SA"),
    (0.5, "EG"),
    (0.5, "ZA"),
):
    kind(_weight, _country, name=_country.lower())(_ordinary)
