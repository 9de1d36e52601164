"""Who is involved: the buyer, and those with a tax number."""

from .order_data import BuyerData, TaxRegistration
from .values import NAME_LIMIT

TAX_ENTITIES = frozenset({"BUYER", "MERCHANT", "MARKETPLACE"})
TAX_NUMBER_KINDS = frozenset({"BUSINESS", "VAT", "CST", "CPF", "CNPJ"})


def read_buyer(buyer):
    """Amazon's `Buyer`; empty without the data set BUYER or the right to it.

    :rtype: BuyerData
    """
    return BuyerData(
        name=buyer.name("buyerName"),
        email=buyer.text("buyerEmail", NAME_LIMIT).lower(),
        company=buyer.name("buyerCompanyName"),
        purchase_order=buyer.reference("buyerPurchaseOrderNumber"),
    )


def read_tax_registrations(tax):
    """Amazon's `tax.taxRegistrations`.

    :rtype: tuple[TaxRegistration, ...]
    """
    return tuple(
        TaxRegistration(
            entity=registration.word("entityType", TAX_ENTITIES),
            kind=registration.word("taxRegistrationType", TAX_NUMBER_KINDS),
            number=registration.reference("taxRegistrationNumber"),
            legal_name=registration.name("legalName"),
            country_code=registration.child("taxRegistrationAddress").country("countryCode"),
        )
        for registration in tax.children("taxRegistrations")
    )
