import pytest

from devtools import odoo_log, pytest_report
from devtools.testing import Summary

NAME = "shop/tests/test_a.py TestA.test_it"


def close(capsys, plain=(0, [], []), odoo=(set(), {}, {}, []), problems=()):
    """Return the exit code and the last line."""
    summary = Summary()
    summary.add_plain(pytest_report.Outcome(*plain), [])
    summary.add_odoo(odoo_log.TestRun(*odoo), list(problems))
    code = summary.close()
    return code, capsys.readouterr().out.splitlines()[-1]


def test_counts_of_both_runners_are_added(capsys):
    assert close(capsys, plain=(2, [], []), odoo=({NAME}, {}, {}, [])) == (0, "3 passed, 0 failed, 0 skipped")


@pytest.mark.parametrize(
    ("outcome", "line"),
    [
        ({"plain": (2, ["a"], [])}, "2 passed, 1 failed, 0 skipped"),
        ({"plain": (2, [], ["a"])}, "2 passed, 0 failed, 1 skipped"),
        ({"odoo": ({NAME}, {}, {NAME: "AssertionError"}, [])}, "0 passed, 1 failed, 0 skipped"),
        ({"odoo": ({NAME}, {NAME: "no browser"}, {}, [])}, "0 passed, 0 failed, 1 skipped"),
        (
            {"odoo": ({NAME}, {}, {}, [odoo_log.Record("WARNING", "odoo.orm.fields", "unknown")])},
            "1 passed, 0 failed, 0 skipped",
        ),
        ({"plain": (1, [], []), "problems": ["Odoo ended with exit code 255"]}, "1 passed, 0 failed, 0 skipped"),
        ({}, "0 passed, 0 failed, 0 skipped"),
    ],
)
def test_anything_but_tests_that_pass_is_a_failure(capsys, outcome, line):
    assert close(capsys, **outcome) == (1, line)
