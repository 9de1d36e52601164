from devtools import pytest_report

REPORT = """<?xml version="1.0"?>
<testsuites><testsuite name="pytest">
  <testcase classname="a.test_x" name="test_passes"/>
  <testcase classname="a.test_x" name="test_fails"><failure message="no"/></testcase>
  <testcase classname="a.test_x" name="test_fails"><error message="clean-up"/></testcase>
  <testcase classname="a.test_x" name="test_cleans_up_badly"/>
  <testcase classname="a.test_x" name="test_cleans_up_badly"><error message="clean-up"/></testcase>
  <testcase classname="a.test_x" name="test_waits"><skipped message="later"/></testcase>
  <testcase classname="" name="a.test_broken"><error message="collection failure"/></testcase>
</testsuite></testsuites>"""


def test_every_test_counts_once_by_its_worst_entry():
    outcome = pytest_report.parse(REPORT)
    assert outcome.passed == 1
    assert outcome.failed == ["a.test_x::test_fails", "a.test_x::test_cleans_up_badly", "a.test_broken"]
    assert outcome.skipped == ["a.test_x::test_waits"]
