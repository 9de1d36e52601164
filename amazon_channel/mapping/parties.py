"""Who is involved: the buyer, those with a tax number, and the parcels on their way."""

from .order_data import BuyerData, PackageData, TaxRegistration
from .values import NAME_LIMIT

TAX_ENTITIES = frozenset({"BUYER", "MERCHANT", "MARKETPLACE"})
TAX_NUMBER_KINDS = frozenset({"BUSINESS", "VAT", "CST", "CPF", "CNPJ"})
PACKAGE_STATUSES = frozenset({"PENDING", "IN_TRANSIT", "SHIPPED", "DELIVERED", "CANCELLED", "UNDELIVERABLE"})


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


def read_packages(order):
    """Amazon's `packages`: what it knows as shipped by the merchant.

    :rtype: tuple[PackageData, ...]
    :raise DocumentError: `missing` for contents without item or quantity.
    """
    return tuple(
        PackageData(
            package_ref=package.reference("packageReferenceId", required=True),
            status=package.child("packageStatus").word("status", PACKAGE_STATUSES),
            carrier=package.name("carrier"),
            shipping_service=package.name("shippingService"),
            tracking_number=package.reference("trackingNumber"),
            ship_time=package.time("shipTime"),
            quantities=tuple(
                (content.reference("orderItemId", required=True), content.count("quantity", required=True))
                for content in package.children("packageItems")
            ),
        )
        for package in order.children("packages")
    )
