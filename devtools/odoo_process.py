"""Odoo's command line, configured for this checkout."""

import os
import sys

from . import cache


def addons():
    """Return the names of the addons at the root of the checkout, sorted."""
    return sorted(manifest.parent.name for manifest in cache.CHECKOUT.glob("*/__manifest__.py"))


def data_folder():
    """Return Odoo's data folder, where the filestores are."""
    return cache.folder("odoo")


def filestore(database):
    """Return the filestore of a database."""
    return data_folder() / "filestore" / database


def environment():
    """Return the environment in which Odoo runs: its configuration file is named there for every subcommand."""
    return {**os.environ, "ODOO_RC": str(_write_configuration())}


def command(*arguments):
    """Return the command that runs Odoo with these arguments."""
    return [sys.executable, "-m", "odoo", *arguments]


def _write_configuration():
    """Write the configuration file; two checkouts that share a cache have one each."""
    lines = [
        "[options]",
        f"data_dir = {data_folder()}",
        "http_interface = 127.0.0.1",
        "proxy_mode = False",
        "list_db = True",
    ]
    if addons():
        # Odoo warns about a folder without addons. Its own folder is added by itself.
        lines.append(f"addons_path = {cache.CHECKOUT}")
    path = cache.folder("configuration") / f"odoo-{cache.digest(cache.CHECKOUT)}.conf"
    cache.write_atomically(path, "\n".join(lines) + "\n")
    return path
