"""Databases with Odoo's own modules installed: built once as a template, then copied in a second.

A copy brings its filestore along; without it every stored image and asset would be missing.
"""

import contextlib
import os
import re
import shutil
import subprocess
from pathlib import Path

import psycopg2
from psycopg2 import sql

from . import cache, odoo_process, odoo_source, postgres
from .console import run, say

# Everything that the addons depend on or work with, kits included. The generic chart of accounts comes with "account".
DEPENDENCIES = ("sale_management", "stock_delivery", "account", "mrp")
# Pages would build these on first sight, and every run of browser tests does so beforehand: half a minute each time.
BUILD_ASSETS = "env['ir.qweb']._pregenerate_assets_bundles(); env.cr.commit()"
TEMPLATE_PREFIX = "amazon_channel_template_"
LEFTOVER = re.compile(r"amazon_channel_(test|template_[0-9a-f]+)_(?P<pid>\d+)$")


def create(name, modules=DEPENDENCIES):
    """Create a database in which Odoo's own modules are installed; one that has that name is replaced.

    :param str name: the new database
    :param tuple modules: Odoo's modules, without those they depend on
    """
    source = template(modules)
    drop(name)
    copy(source, name)


def template(modules=DEPENDENCIES):
    """Return the name of the template database with these modules, built on first use."""
    name = TEMPLATE_PREFIX + cache.digest(_source_version(), BUILD_ASSETS, *sorted(modules))
    with cache.lock(name):
        if not exists(name):
            _build_template(name, modules)
    return name


def copy(source, name):
    """Copy a database and its filestore; nobody may be connected to the source meanwhile."""
    # Copying files is quicker than the default, which writes everything to the log of transactions.
    _execute("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy", name, source)
    _copy_filestore(source, name)


def drop(name):
    """Drop a database and its filestore, if they are there."""
    _execute("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
    shutil.rmtree(odoo_process.filestore(name), ignore_errors=True)


def drop_leftovers():
    """Drop what runs of this machine that were killed left behind; the process id at the end of a name is gone."""
    if postgres.is_ours():
        for name in _names():
            match = LEFTOVER.match(name)
            if match and not Path("/proc", match["pid"]).exists():
                drop(name)


def exists(name):
    """Say whether there is a database of that name."""
    return name in _names()


def _build_template(name, modules):
    """Install the modules into a database of another name, and give it the right one when it is complete."""
    say(f"building the template database: {', '.join(modules)} (a minute or two, once)")
    building = f"{name}_{os.getpid()}"
    try:
        common = ["-d", building, "--no-http", "--log-level=warn"]
        environment = odoo_process.environment()
        install = ["-i", ",".join(modules), "--stop-after-init", "--max-cron-threads=0"]
        run(odoo_process.command(*common, *install), env=environment, timeout=1800)
        run(odoo_process.command("shell", *common), env=environment, timeout=600, given=BUILD_ASSETS)
        target = odoo_process.filestore(name)
        shutil.rmtree(target, ignore_errors=True)
        with contextlib.suppress(FileNotFoundError):
            odoo_process.filestore(building).rename(target)
        _execute("ALTER DATABASE {} RENAME TO {}", building, name)
    except BaseException:
        drop(building)
        raise
    # Keeps it out of Odoo's list of databases, and a connection would stand in the way of a copy.
    _execute("ALTER DATABASE {} ALLOW_CONNECTIONS false", name)


def _copy_filestore(source, name):
    """Copy a filestore by links: its files are named after their content and never change."""
    target = odoo_process.filestore(name)
    shutil.rmtree(target, ignore_errors=True)
    if odoo_process.filestore(source).exists():
        shutil.copytree(odoo_process.filestore(source), target, copy_function=os.link)


def _source_version():
    """Return what changes when Odoo's source does."""
    source = odoo_source.prepare()
    revision = subprocess.run(
        ["git", "-C", source, "rev-parse", "HEAD"], check=False, capture_output=True, text=True, timeout=10
    )
    in_git = (source / ".git").exists() and revision.returncode == 0
    return f"{source} {revision.stdout if in_git else (source / 'odoo' / 'release.py').stat().st_mtime_ns}"


@contextlib.contextmanager
def _connection():
    """Connect to the server that PG* names, outside any database of Odoo; every statement is its own transaction."""
    connection = psycopg2.connect(dbname=os.environ.get("PGDATABASE", "postgres"), connect_timeout=30)
    connection.autocommit = True
    try:
        yield connection
    finally:
        connection.close()


def _names():
    """Return the names of all databases."""
    with _connection() as connection, connection.cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database")
        return [name for (name,) in cursor.fetchall()]


def _execute(statement, *names):
    """Run a statement about whole databases."""
    with _connection() as connection, connection.cursor() as cursor:
        cursor.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
