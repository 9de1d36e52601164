"""``./dev database NAME``: a fresh database with Odoo's own modules installed."""

import argparse
import sys

from . import databases
from .console import ToolError, say


def main():
    """Create the database."""
    parser = argparse.ArgumentParser(prog="./dev database", description=__doc__)
    parser.add_argument("name", help="the database; one of that name is replaced")
    name = parser.parse_args().name
    databases.create(name)
    say(f"{name} is ready: ./dev odoo -d {name} -i amazon_channel")


if __name__ == "__main__":
    try:
        main()
    except ToolError as error:
        sys.exit(f"dev: {error}")
