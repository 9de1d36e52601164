"""A shop in Odoo that fits the simulated sellers: products, taxes, delivery methods, connected accounts.

Runs inside Odoo (`env` is a superuser environment). Used by the demo, the pictures, the benchmarks and the
end-to-end tests. Every function can be called again and then adds only what is missing.
"""

from odoo.fields import Command

# VAT of the simulated countries. Elsewhere Amazon collects the tax, or none is due.
VAT_RATES = {
    "GB": 20, "DE": 19, "FR": 20, "IT": 22, "ES": 21, "NL": 21, "BE": 21, "IE": 23, "SE": 25, "PL": 23,
    "JP": 10, "AU": 10, "CA": 5,
}  # fmt: skip

CARRIERS = {
    "standard": "Parcel Standard",
    "expedited": "Parcel Express",
    "second_day": "Parcel Express",
    "next_day": "Courier Next Day",
    "same_day": "Courier Same Day",
    "priority": "Courier Next Day",
    "free_economy": "Parcel Standard",
    "scheduled": "Parcel Standard",
}
# What shipments by these methods are confirmed with at Amazon.
AMAZON_CARRIERS = {
    "Parcel Standard": "UPS",
    "Parcel Express": "FedEx",
    "Courier Next Day": "DHL",
    "Courier Same Day": "DHL",
}


def build_shop(env, catalogue, without_skus=()):
    """Create products with stock, taxes by country, and delivery methods.

    :param catalogue: products of the simulator, with `sku` and `title`
    :param without_skus: SKUs that Odoo shall not know, so that orders wait for them
    """
    create_taxes(env)
    create_products(env, [product for product in catalogue if product.sku not in without_skus])
    create_carriers(env)


def create_taxes(env):
    """One VAT per country, chosen by a fiscal position that replaces the tax of the products."""
    taxes = env["account.tax"]
    home_tax = env.company.account_sale_tax_id or taxes.search([("type_tax_use", "=", "sale")], limit=1)
    for code, rate in VAT_RATES.items():
        country = env["res.country"].search([("code", "=", code)])
        name = f"VAT {rate}% {code}"
        if taxes.search_count([("name", "=", name)]):
            continue
        position = env["account.fiscal.position"].create(
            {"name": f"Amazon sales to {country.name}", "auto_apply": True, "country_id": country.id}
        )
        taxes.create(
            {
                "name": name,
                "tax_group_id": env["account.tax.group"].create({"name": f"VAT {rate}%"}).id,
                "amount": rate,
                "type_tax_use": "sale",
                "fiscal_position_ids": [Command.link(position.id)],
                "original_tax_ids": [Command.link(home_tax.id)],
            }
        )


def create_products(env, catalogue, quantity=500):
    """One storable product per SKU, with stock in the first warehouse."""
    products = env["product.product"]
    known = set(
        products.search([("default_code", "in", [product.sku for product in catalogue])]).mapped("default_code")
    )
    new = products.create(
        [
            {"name": product.title, "default_code": product.sku, "is_storable": True, "list_price": 10}
            for product in catalogue
            if product.sku not in known
        ]
    )
    location = env["stock.warehouse"].search([("company_id", "=", env.company.id)], limit=1).lot_stock_id
    for product in new:
        env["stock.quant"]._update_available_quantity(product, location, quantity)


def create_carriers(env):
    """The delivery methods of the shop, at a fixed price, by name."""
    carriers = {}
    for name in sorted(set(CARRIERS.values())):
        carrier = env["delivery.carrier"].search([("name", "=", name)], limit=1)
        carriers[name] = carrier or env["delivery.carrier"].create(
            {
                "name": name,
                "delivery_type": "fixed",
                "product_id": env["product.product"].create({"name": name, "type": "service"}).id,
            }
        )
    return carriers


def use_packages(env):
    """Let people put goods in packages, as the checkbox Packages in the settings of Inventory does."""
    env["res.config.settings"].create({"group_stock_tracking_lot": True}).execute()


def connect(env, url, credentials, regions=("na", "eu", "fe")):
    """Connect the simulated sellers, one account a region, and discover their channels.

    :param str url: base URL of the simulator
    :param dict credentials: what `GET <url>/simulator/credentials` answers
    :return: the amazon.channel.account records
    """
    env["ir.config_parameter"].set_param("amazon_channel.simulator_url", url)
    application = env["amazon.channel.application"].search([("lwa_client_id", "=", credentials["client_id"])])
    application = application or env["amazon.channel.application"].create(
        {
            "name": "Simulated application",
            "amazon_application_id": credentials["application_id"],
            "lwa_client_id": credentials["client_id"],
            "lwa_client_secret": credentials["client_secret"],
        }
    )
    accounts = env["amazon.channel.account"]
    for region in regions:
        seller = credentials["sellers"][region]
        account = accounts.search([("selling_partner_id", "=", seller["selling_partner_id"])])
        accounts |= account or accounts.create(
            {
                "name": f"Demo Seller {region.upper()}",
                "application_id": application.id,
                "region": region,
                "environment": "simulator",
                "selling_partner_id": seller["selling_partner_id"],
                "refresh_token": seller["refresh_token"],
            }
        )
    for account in accounts.filtered(lambda account: account.state != "connected"):
        account.action_test_connection()
        account.action_discover_channels()
    return accounts


def map_shipping(env, channels, without=()):
    """Give every shipping service of these channels its delivery method, and every delivery method Amazon's carrier.

    :param without: Amazon's methods that stay unmapped, so that orders wait for them
    """
    carriers = create_carriers(env)
    for name, carrier in carriers.items():
        if not carrier.amazon_channel_carrier_id:
            amazon = env["amazon.channel.carrier"].search([("name", "=", AMAZON_CARRIERS[name])])
            carrier.amazon_channel_carrier_id = amazon
    mappings = env["amazon.channel.shipping.mapping"]
    for channel in channels:
        rows = {row.amazon_method: row for row in channel.shipping_mapping_ids if not row.program}
        for method, name in CARRIERS.items():
            if method in without:
                continue
            if method in rows:
                if not rows[method].carrier_id:
                    rows[method].carrier_id = carriers[name]
            else:
                mappings.create({"channel_id": channel.id, "amazon_method": method, "carrier_id": carriers[name].id})
