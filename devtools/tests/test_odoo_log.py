"""The outcome of a run is read off lines like these, which Odoo 19 has written."""

import pytest

from devtools import odoo_log

CHECKOUT = "/home/me/amazon channel"
TESTS = "odoo.addons.amazon_channel.tests.test_orders"


def line(message, level="INFO", logger=TESTS, database="shop"):
    return f"2026-11-23 15:18:39,253 10622 {level} {database} {logger}: {message} \n"


def parse(*lines):
    return odoo_log.parse_test_run(lines, CHECKOUT)


def test_a_test_that_only_starts_has_passed():
    run = parse(line("Starting TestOrders.test_import ..."))
    assert run.passed == {"amazon_channel/tests/test_orders.py TestOrders.test_import"}
    assert not run.failed
    assert not run.skipped
    assert not run.complaints


def test_a_failure_keeps_its_traceback_and_is_no_complaint():
    run = parse(
        line("Starting TestOrders.test_import ..."),
        line("=" * 70),
        line("FAIL: TestOrders.test_import", level="ERROR"),
        "Traceback (most recent call last):\n",
        "AssertionError: 1 != 2\n",
        line("Starting TestOrders.test_other ..."),
    )
    (detail,) = run.failed.values()
    assert detail.splitlines()[-1] == "AssertionError: 1 != 2"
    assert len(run.passed) == 1
    assert not run.complaints


def test_subtests_that_fail_are_one_test_that_failed():
    run = parse(
        line("Starting TestOrders.test_all ..."),
        line("FAIL: Subtest TestOrders.test_all (i=1)", level="ERROR"),
        line("ERROR: Subtest TestOrders.test_all (i=2)", level="ERROR"),
    )
    assert list(run.failed) == ["amazon_channel/tests/test_orders.py TestOrders.test_all"]
    assert "(i=1)" in "".join(run.failed.values())
    assert "(i=2)" in "".join(run.failed.values())
    assert not run.passed


def test_a_class_that_cannot_be_set_up_is_a_failure_of_its_own():
    message = "ERROR: setUpClass (odoo.addons.amazon_channel.tests.test_orders.TestOrders)"
    run = parse(line(message, level="ERROR", logger="odoo.tests.suite"))
    assert len(run.failed) == 1


def test_a_skipped_test_has_not_passed():
    run = parse(line("Starting TestTour.test_tour ..."), line("skipped TestTour.test_tour : chrome not found"))
    assert run.skipped == {"amazon_channel/tests/test_orders.py TestTour.test_tour": "chrome not found"}
    assert not run.passed


def test_the_same_test_of_two_addons_counts_twice():
    run = parse(
        line("Starting TestOrders.test_import ..."),
        line("Starting TestOrders.test_import ...", logger="odoo.addons.test_amazon_channel.tests.test_orders"),
    )
    assert len(run.passed) == 2


def test_what_a_program_prints_belongs_to_no_record():
    assert not list(odoo_log.parse_records(["Running as user 'root' is a security risk.\n"]))


@pytest.mark.parametrize("level", ["WARNING", "ERROR", "CRITICAL"])
def test_warnings_and_errors_are_complaints_whoever_logs_them(level):
    run = parse(line("unknown parameter 'sting'", level=level, logger="odoo.orm.fields", database="?"))
    assert [record.message for record in run.complaints] == ["unknown parameter 'sting'"]


def test_the_count_of_failures_at_the_end_is_no_complaint_of_its_own():
    message = "1 failed, 0 error(s) of 2 tests when loading database 'shop'"
    assert not parse(line(message, level="ERROR", logger="odoo.tests.result")).complaints


@pytest.mark.parametrize(("file", "expected"), [(f"{CHECKOUT}/amazon_channel/x.py", 1), ("/usr/lib/zeep/x.py", 0)])
def test_a_warning_of_python_counts_when_it_is_about_our_file(file, expected):
    message = f"{file}:3: DeprecationWarning: old"
    assert len(parse(line(message, level="WARNING", logger="py.warnings")).complaints) == expected


def test_the_file_of_a_started_test_is_named():
    assert odoo_log.place_of_started_test(line("Starting TestOrders.test_import ...")) == (
        "amazon_channel/tests/test_orders.py"
    )
    assert not odoo_log.place_of_started_test(line("Starting post tests", logger="odoo.service.server"))
