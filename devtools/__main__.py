"""Dispatch ``./dev COMMAND ARGS``."""

import os
import sys

from . import cache
from .console import ToolError

HELP = """\
usage: ./dev COMMAND [ARGS]

  odoo ARGS          Odoo's own command line: odoo -d shop -i amazon_channel, odoo shell -d shop --no-http ...
  demo [--once]      a shop connected to the simulated Amazon, ready to look at; --once ends after
                     the summary, --reset starts over
  simulator ARGS     the simulated Amazon alone
  database NAME      a fresh database with sales, stock, delivery and accounting, in a second
  test [--only X]    all tests, from nothing; X is a test file or folder, or test tags of Odoo
  lint [--fix]       code style and static checks
  bench NAME ARGS    a benchmark
  soak ARGS          a long run under load
  pictures ARGS      the pictures of the user guide
  build              the addon as a Python package, in dist/
  python ARGS        the environment's Python
  psql ARGS          a database prompt
  stop               stop the database server, unless it is in use

Everything is kept in ~/.cache/amazon_channel, or in $AMAZON_CHANNEL_CACHE; delete it to start over.
ODOO_SOURCE=<checkout of Odoo 19.0> uses that source; PGHOST and friends use that database server."""

# Commands that are a module of their own, run in the prepared environment.
MODULES = {
    "simulator": "amazon_simulator",
    "bench": "benchmarks",
    "soak": "benchmarks.soak",
    "demo": "devtools.demo",
    "pictures": "devtools.pictures",
    "test": "devtools.testing",
    "lint": "devtools.lint",
    "build": "devtools.build",
    "database": "devtools.database",
}
# Those that need neither a database nor Odoo's configuration.
PLAIN = {"simulator", "lint", "build"}


def main(arguments):
    """Run one command; most replace this process, so that input, signals and exit code are theirs."""
    name, *rest = arguments or ["help"]
    if name in {"help", "-h", "--help"}:
        print(HELP)
    elif name == "stop":
        from . import postgres

        print(postgres.stop())
    elif name in {"odoo", "python", "psql"} or name in MODULES:
        _replace_process(name, rest)
    else:
        raise ToolError(f"unknown command {name!r}; ./dev help lists the commands")


def _replace_process(name, arguments):
    """Become the command that was asked for."""
    # Compiled once and kept in the cache, whatever the machine prefers: Odoo starts seconds earlier.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PYTHONPYCACHEPREFIX"] = str(cache.folder("bytecode"))
    environment = dict(os.environ)
    if name not in PLAIN:
        # Only now: these need the virtual environment, which "help" does without.
        from . import odoo_process, postgres

        postgres.use()
        environment = odoo_process.environment()
    if name == "python":
        environment.pop("PYTHONSAFEPATH", None)
    if name == "psql":
        command = [str(postgres.binary("psql")), *arguments]
        environment.setdefault("PGDATABASE", "postgres")
    else:
        command = [sys.executable, *_python_arguments(name), *arguments]
    sys.stdout.flush()
    os.execve(command[0], command, environment)


def _python_arguments(name):
    """Return what Python is asked to run for a command."""
    if name == "python":
        return []
    module = "odoo" if name == "odoo" else MODULES[name]
    package = module.split(".")[0]
    file = cache.CHECKOUT.joinpath(*module.split("."))
    if package != "odoo" and not (file.is_dir() or file.with_suffix(".py").exists()):
        raise ToolError(f"{name}: {module} is not in this checkout")
    return ["-m", module]


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except ToolError as error:
        sys.exit(f"dev: {error}")
