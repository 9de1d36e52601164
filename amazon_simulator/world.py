"""The world a new simulator starts with: one application, and one seller in each of Amazon's regions."""

import random

from .marketplaces import MARKETPLACES

SELLERS = (("na", "Larkspur Goods US"), ("eu", "Larkspur Goods Europe"), ("fe", "Larkspur Goods Far East"))
BASE36 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"


def populate(accounts, seed):
    """Fill empty accounts. The same seed gives the same ids, client secret and refresh tokens.

    Every seller has authorised the application itself (a refresh token that does not expire). The North American
    one also has a participation that is no marketplace, as Amazon's answers may contain.
    """
    rng = random.Random(f"world:{seed}")
    application = accounts.add_application(
        "Simulated Application",
        application_id=f"amzn1.sp.solution.{_hex(rng, 8)}-{_hex(rng, 4)}-{_hex(rng, 4)}-{_hex(rng, 4)}-{_hex(rng, 12)}",
        client_id=f"amzn1.application-oa2-client.{_hex(rng, 32)}",
        client_secret=f"amzn1.oa2-cs.v1.{_hex(rng, 64)}",
    )
    for region, name in SELLERS:
        marketplaces = [row.id for row in MARKETPLACES.values() if row.region == region]
        if region == "na":
            marketplaces.append("A2ZV50J4W1RKNI")
        partner_id = "A" + "".join(rng.choices(BASE36, k=13))
        accounts.add_seller(name, region, marketplaces, selling_partner_id=partner_id)
        accounts.authorize(partner_id, application.client_id, refresh_token=f"Atzr|IwEB{_hex(rng, 160)}")


def _hex(rng, digits):
    return f"{rng.getrandbits(4 * digits):0{digits}x}"
