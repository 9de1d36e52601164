"""The outcome of a pytest run, read off its JUnit report."""

from typing import NamedTuple
from xml.etree import ElementTree


class Outcome(NamedTuple):
    """How many tests passed, and the names of the others."""

    passed: int
    failed: list
    skipped: list


def parse(text):
    """Read a JUnit report.

    A test that failed and whose clean-up failed too is listed twice by pytest; here it is one test. A file that could
    not be imported counts as one failed test.
    """
    status = {}
    for case in ElementTree.fromstring(text).iter("testcase"):
        name = "::".join(filter(None, (case.get("classname"), case.get("name"))))
        kinds = {child.tag for child in case}
        found = "failed" if kinds & {"failure", "error"} else "skipped" if "skipped" in kinds else "passed"
        # The worst of several entries counts.
        status[name] = min(found, status.get(name, found), key=["failed", "skipped", "passed"].index)
    failed, skipped = ([name for name, found in status.items() if found == kind] for kind in ("failed", "skipped"))
    return Outcome(len(status) - len(failed) - len(skipped), failed, skipped)
