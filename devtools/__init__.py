"""Development tools of amazon_channel: an Odoo to run it in, its tests, its checks. Started by ``./dev``."""
