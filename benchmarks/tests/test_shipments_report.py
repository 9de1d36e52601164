"""The table of the shipments' benchmark, from figures that are easy to work out."""

from benchmarks import shipments_report


def a_run(ours=(1.0, 1.0, 1.0), calls=3):
    """A run of three deliveries of a second each without the addon, and three packages."""
    figures = {"deliveries": 3, "seconds": 3.0, "cpu_seconds": 2.0, "queries": 300}
    return {
        "floor": {**figures, "batches": [1.0, 1.0, 1.0]},
        "ours": {**figures, "batches": list(ours)},
        "sync": {"packages": 3, "calls": calls, "queries": 30, "seconds": 1.5, "cpu_seconds": 1.0},
    }


def test_one_slow_delivery_is_not_the_addons_fault():
    assert shipments_report.ratio([a_run(ours=(1.0, 9.0, 1.0))]) == 1.0
    assert shipments_report.all_reached([a_run(ours=(1.0, 9.0, 1.0))])


def test_deliveries_that_take_longer_with_the_addon_miss_the_goal():
    assert not shipments_report.all_reached([a_run(ours=(1.2, 1.2, 1.2))])


def test_a_second_call_for_a_package_misses_the_goal():
    assert not shipments_report.all_reached([a_run(calls=4)])


def test_the_table_names_what_a_confirmation_costs():
    table = shipments_report.render([a_run()])
    assert "SQL statements a confirmation" in table
    assert "10.0" in table
    assert "confirmations a second" in table
