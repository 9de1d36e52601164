"""Invented buyers and where their parcels go."""

import string
from dataclasses import dataclass

from .countries import COUNTRIES

EMAIL_ALPHABET = string.ascii_lowercase + string.digits


@dataclass
class Person:
    """A buyer: name, company name that fits the country, delivery address (Amazon's CustomerAddress), e-mail."""

    name: str
    company: str
    address: dict
    email: str


def invent_person(rng, marketplace, country_code=None):
    """Return a `Person` who buys in `marketplace` and lives in `country_code` (by default the marketplace's)."""
    code = country_code or marketplace.country
    country = COUNTRIES[code]
    family = rng.choice(country.family)
    name = _full_name(code, rng.choice(country.given), family)
    alias = "".join(rng.choices(EMAIL_ALPHABET, k=14))
    domain = marketplace.domain.removeprefix("www.")
    return Person(
        name=name,
        company=country.company.format(family=family.split()[0]),
        address=_address(rng, code, country, name),
        email=f"{alias}@marketplace.{domain}",
    )


def _full_name(code, given, family):
    return f"{family} {given}" if code == "JP" else f"{given} {family}"


def _address(rng, code, country, name):
    """Return a CustomerAddress; parts that the country does not use are missing, not empty."""
    city, region, postal_code = rng.choice(country.places)
    street, number = rng.choice(country.streets), _house_number(rng, code)
    parts = {
        "name": name,
        "addressLine1": country.line.format(street=street, number=number),
        "addressLine2": _second_line(rng, country),
        "city": city,
        "stateOrRegion": region,
        "postalCode": digits(rng, postal_code),
        "countryCode": code,
        "phone": digits(rng, country.phone),
        "addressType": "RESIDENTIAL",
    }
    address = {field: value for field, value in parts.items() if value}
    if code == "JP":
        address["addressLine1"] = f"{rng.choice(('中央区', '北区', '南区'))}{address['addressLine1']}"
    if code == "TR":
        address["districtOrCounty"] = rng.choice(("Çamlıca", "Yeşilova", "Gökçeada"))
    if code == "BR":
        address["districtOrCounty"] = "Jardim Fictício"
        address["extendedFields"] = _extended_fields(address, street, number)
    return address


def _extended_fields(address, street, number):
    fields = {"streetName": street, "streetNumber": number, "neighborhood": "Jardim Fictício"}
    if "addressLine2" in address:
        fields["complement"] = address["addressLine2"]
    return fields


def _house_number(rng, code):
    if code == "JP":
        return f"{rng.randint(1, 6)}-{rng.randint(1, 20)}-{rng.randint(1, 15)}"
    return str(rng.randint(1, 240))


def _second_line(rng, country):
    if not country.second_lines or rng.random() < 0.6:
        return ""
    return rng.choice(country.second_lines).format(number=rng.randint(1, 40))


def digits(rng, pattern):
    """Replace every `#` of a pattern by a digit and every `@` by a capital letter."""
    replace = {"#": lambda: str(rng.randint(0, 9)), "@": lambda: rng.choice("ABCDEFGHJKLMNPRSTUWXYZ")}
    return "".join(replace[char]() if char in replace else char for char in pattern)
