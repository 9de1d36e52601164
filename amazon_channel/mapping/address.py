"""Where to deliver: Amazon's `recipient.deliveryAddress`."""

from .order_data import AddressData
from .text import normalised

KINDS = frozenset({"RESIDENTIAL", "COMMERCIAL", "PICKUP_POINT"})


def read_address(address):
    """Amazon's `CustomerAddress` in the fields of an Odoo contact.

    District and municipality go where they are not yet said: into an empty city, else the second line. So do the
    extended fields of Brazilian addresses, which alone make up the street when Amazon leaves the lines empty.

    :param Node address: `recipient.deliveryAddress`.
    :return: `None` when Amazon tells nothing, as for many orders that it fulfils itself.
    :rtype: AddressData | None
    :raise DocumentError: `malformed`.
    """
    lines = _street_lines(address)
    district, municipality = address.text("districtOrCounty"), address.text("municipality")
    city = address.text("city") or municipality or district
    state = address.text("stateOrRegion")
    said = {normalised(piece) for line in lines for piece in (line, *line.split(","))}
    said |= {normalised(city), normalised(state)}
    places = []
    for place in (district, municipality):
        if place and normalised(place) not in said:
            said.add(normalised(place))
            places.append(place)
    data = AddressData(
        name=address.name("name"),
        company=address.name("companyName"),
        street=lines[0] if lines else "",
        street2=", ".join(lines[1:] + places),
        city=city,
        state=state,
        postal_code=address.text("postalCode"),
        country_code=address.country("countryCode"),
        phone=address.text("phone"),
        kind=address.word("addressType", KINDS),
    )
    says_something = any((data.name, data.company, data.street, data.street2, data.city, data.state))
    return data if says_something or data.postal_code or data.country_code or data.phone else None


def _street_lines(address):
    lines = [line for line in map(address.text, ("addressLine1", "addressLine2", "addressLine3")) if line]
    extended = address.child("extendedFields")
    street, number, complement, neighborhood = map(
        extended.text, ("streetName", "streetNumber", "complement", "neighborhood")
    )
    if not lines:
        first = ", ".join(part for part in (street, number) if part)
        return [line for line in (first, complement, neighborhood) if line]
    return lines + _left_out(lines, (street, number, complement, neighborhood))


def _left_out(lines, parts):
    """Those of `parts` that `lines` do not say.

    What was found is taken away before the next part is looked for: the 25 of "Rua 25 de Março" is no house number.
    """
    rest = f" {normalised(' '.join(lines))} "
    left_out = []
    for part in parts:
        words = normalised(part)
        if words and f" {words} " in rest:
            rest = rest.replace(f" {words} ", " | ", 1)
        elif part:
            left_out.append(part)
    return left_out
