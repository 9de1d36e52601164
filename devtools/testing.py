"""``./dev test``: every test there is, from nothing. Its last line is the count."""

import argparse
import signal
import sys
import time

from . import cache, odoo_process, plain_tests
from .console import ToolError
from .selection import choose


def main():
    """Run the tests and end with 0 only when there were some, all passed, and nothing was complained about."""
    arguments = _parse_arguments()
    # So that what was started is ended and what was created is dropped.
    signal.signal(signal.SIGTERM, lambda *_args: sys.exit(143))
    started = time.monotonic()
    if arguments.only:
        selection = choose(arguments.only, cache.CHECKOUT, odoo_process.addons())
        plain, tags, with_odoo = selection.pytest, selection.tags, bool(selection.tags)
    else:
        plain, tags, with_odoo = plain_tests.folders(), [], bool(odoo_process.addons())
    summary = Summary()
    summary.add_plain(*plain_tests.run(plain))
    if with_odoo:
        # Only now: a run of plain tests needs no database.
        from . import odoo_tests

        summary.add_odoo(*odoo_tests.run(tags, keep=arguments.keep))
    print(f"\n{time.monotonic() - started:.0f} s")
    sys.exit(summary.close())


class Summary:
    """Adds up what the runners report."""

    def __init__(self):
        self.passed = 0
        self.failed = {}
        self.skipped = {}
        self.problems = []

    def add_plain(self, outcome, problems):
        """Add a run of pytest, which has shown its failures itself."""
        self.passed += outcome.passed
        self.failed.update(dict.fromkeys(outcome.failed, ""))
        self.skipped.update(dict.fromkeys(outcome.skipped, ""))
        self.problems += problems

    def add_odoo(self, outcome, problems):
        """Add a run of Odoo's tests. Warnings and errors in its log are problems, whatever the tests say."""
        self.passed += len(outcome.passed)
        self.failed.update(outcome.failed)
        self.skipped.update(outcome.skipped)
        self.problems += problems
        self.problems += [f"{record.level} {record.logger}: {record.message}" for record in outcome.complaints]

    def close(self):
        """Print what went wrong, then the counts as the very last line; return the exit code."""
        if not self.passed + len(self.failed) + len(self.skipped):
            self.problems.append("no test ran")
        for title, entries in (("FAILED", self.failed), ("SKIPPED", self.skipped)):
            for name, detail in entries.items():
                print(f"{title} {name}" + (f"\n{_indent(detail)}" if detail else ""))
        for problem in self.problems:
            print(f"PROBLEM {_indent(problem).lstrip()}")
        if self.skipped:
            print("A skipped test has not run: the result is a failure.")
        print(f"{self.passed} passed, {len(self.failed)} failed, {len(self.skipped)} skipped", flush=True)
        return 1 if self.failed or self.skipped or self.problems else 0


def _indent(text):
    return "\n".join(f"    {line}" for line in text.rstrip().split("\n"))


def _parse_arguments():
    parser = argparse.ArgumentParser(prog="./dev test", description=__doc__)
    parser.add_argument(
        "--only",
        nargs="+",
        action="extend",
        metavar="WHAT",
        help="test files or folders (file.py::Class::method too), or test tags of Odoo (/amazon_channel:TestOrders)",
    )
    parser.add_argument("--keep", action="store_true", help="keep the database in which the addons were tested")
    return parser.parse_args()


if __name__ == "__main__":
    try:
        main()
    except ToolError as error:
        sys.exit(f"dev: {error}")
