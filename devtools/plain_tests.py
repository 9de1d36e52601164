"""Run the tests that need no Odoo with pytest."""

import subprocess
import sys
import tempfile
from pathlib import Path

from . import cache, pytest_report
from .console import ToolError

TIMEOUT = 1800
# pytest's own meaning: no test was collected.
NO_TESTS = 5


def folders():
    """Return the test folders of the packages at the root of the checkout that are not addons."""
    return [
        folder
        for folder in sorted(cache.CHECKOUT.glob("*/tests"))
        if not (folder.parent / "__manifest__.py").exists() and any(folder.rglob("test_*.py"))
    ]


def run(targets):
    """Run these files and folders.

    :return: the outcome, and what is wrong besides tests that failed
    :rtype: tuple[pytest_report.Outcome, list[str]]
    """
    if not targets:
        return pytest_report.Outcome(0, [], []), []
    print(f"Plain tests: {', '.join(str(target) for target in targets)}", flush=True)
    with tempfile.TemporaryDirectory() as temporary:
        report = Path(temporary) / "report.xml"
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--junitxml={report}", *targets]
        try:
            code = subprocess.run(command, check=False, cwd=cache.CHECKOUT, timeout=TIMEOUT).returncode
        except subprocess.TimeoutExpired as error:
            raise ToolError(f"pytest took more than {TIMEOUT} s and was ended") from error
        if not report.exists():
            return pytest_report.Outcome(0, [], []), [f"pytest ended with exit code {code} and left no report"]
        outcome = pytest_report.parse(report.read_text())
    explained = code == 0 or code == NO_TESTS or outcome.failed
    return outcome, [] if explained else [f"pytest ended with exit code {code}"]
