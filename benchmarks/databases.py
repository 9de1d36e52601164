"""The seeded databases that benchmarks copy: with the addon and without."""

import contextlib
import os

from amazon_simulator import serve
from devtools import databases, odoo_process
from devtools.console import run as run_command
from devtools.console import say

from . import process, workload


class Databases:
    """The seeded databases, made on entering and dropped on leaving: `seed` with the addon, `plain` without."""

    def __init__(self):
        self._prefix = f"amazon_channel_bench_{os.getpid()}"
        self._copies = 0

    def __enter__(self):
        try:
            self._build()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *exception):
        for name in ("seed", "plain"):
            databases.drop(f"{self._prefix}_{name}")

    def _build(self):
        say("preparing the databases")
        plain, seed = f"{self._prefix}_plain", f"{self._prefix}_seed"
        databases.create(plain)
        process.run("build_shop", plain)
        databases.copy(plain, seed)
        install = ["-d", seed, "-i", "amazon_channel", "--stop-after-init", "--no-http", "--log-level=warn"]
        run_command(odoo_process.command(*install), env=odoo_process.environment(), timeout=1800)
        with serve(workload.new_simulator()) as url:
            process.run("connect", seed, url=url)

    @contextlib.contextmanager
    def copy(self, source):
        """A fresh copy of one of them, dropped at the end.

        :return: its name
        """
        self._copies += 1
        name = f"{self._prefix}_{self._copies}"
        databases.copy(f"{self._prefix}_{source}", name)
        try:
            yield name
        finally:
            databases.drop(name)
