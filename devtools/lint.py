"""``./dev lint``: formatting, static checks, and the rules of Odoo's community."""

import argparse
import subprocess
import sys

from . import cache, odoo_process

PACKAGES = ("amazon_simulator", "benchmarks", "devtools")
# The author need not be the OCA, the readme is at the root of the repository, and a model of several concerns is
# written in as many files.
NOT_HERE = "manifest-required-author,missing-readme,consider-merging-classes-inherited"
# Odoo's rules are for addons, and pylint knows neither mixins nor a positional-only argument beside a keyword of the
# same name.
MISTAKEN = "odoolint,no-member,redundant-keyword-arg"
TIMEOUT = 900


def main():
    """Run every check, also after one has failed, and end with 0 when all are content."""
    parser = argparse.ArgumentParser(prog="./dev lint", description=__doc__)
    parser.add_argument("--fix", action="store_true", help="let ruff correct and format what it can first")
    fix = parser.parse_args().fix
    addons = odoo_process.addons()
    packages = [name for name in PACKAGES if (cache.CHECKOUT / name).is_dir()]
    failed = [title for title, command in _checks(addons, packages, fix) if not _passes(title, command)]
    print(f"lint: {', '.join(failed)} failed" if failed else "lint: all checks passed", flush=True)
    sys.exit(1 if failed else 0)


def _checks(addons, packages, fix):
    """Return the checks as pairs of a title and a command.

    Odoo's fields and records are made at run time, so pylint's search for errors would be wrong about addons; they are
    checked by the rules that are made for them instead.
    """
    check, format_ = (["ruff", "--quiet", name, "--cache-dir", cache.folder("ruff")] for name in ("check", "format"))
    everything = [*addons, *packages]
    checks = [("ruff", [*check, *everything]), ("format", [*format_, "--diff", *everything])]
    if fix:
        checks.insert(0, ("fix", [*check, "--fix-only", *everything]))
        checks.insert(1, ("format", [*format_, *everything]))
    if addons:
        checks.append(("pylint (addons)", ["pylint", f"--disable={NOT_HERE}", *addons]))
    if packages:
        errors = ["--disable=all", "--enable=E", f"--disable={MISTAKEN}", "--ignored-modules=odoo"]
        checks.append(("pylint", ["pylint", *errors, *packages]))
    return checks


def _passes(title, command):
    """Run one check and show its findings."""
    print(f"{title} ...", flush=True)
    done = subprocess.run([sys.executable, "-m", *command], check=False, cwd=cache.CHECKOUT, timeout=TIMEOUT)
    return done.returncode == 0


if __name__ == "__main__":
    main()
