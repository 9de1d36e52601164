"""The table of the inventory's benchmark, from figures that are easy to work out."""

from benchmarks import inventory_report


def results(every=1.0, some=0.1, changed=500, delivery=(1.0, 1.0, 1.0)):
    """A run whose floor is a second, and three deliveries of a second each without the addon."""
    figures = {"queries": 20, "growth_mb": 1.0}
    run = {
        "floor": {**figures, "seconds": 1.0},
        "all": {**figures, "seconds": every, "changed": 10000, "expected": 10000},
        "some": {**figures, "seconds": some, "changed": changed, "expected": 500},
    }
    deliveries = {"cpu_seconds": 2.0, "queries": 300, "deliveries": 3}
    return {
        "quantities": [run, run, run],
        "deliveries": {
            "floor": {**deliveries, "batches": [1.0, 1.0, 1.0]},
            "ours": {**deliveries, "batches": list(delivery)},
        },
    }


def test_goals_are_reached_at_their_limits():
    assert inventory_report.all_reached(results(every=1.5, some=0.2, delivery=(1.05, 1.05, 1.05)))


def test_computing_everything_too_slowly_misses_the_goal():
    assert not inventory_report.all_reached(results(every=1.6))


def test_finding_a_few_too_slowly_misses_the_goal():
    assert not inventory_report.all_reached(results(some=0.21))


def test_a_change_that_was_not_found_misses_the_goal():
    assert not inventory_report.all_reached(results(changed=499))


def test_a_dearer_delivery_misses_the_goal_and_one_slow_one_does_not():
    assert not inventory_report.all_reached(results(delivery=(1.06, 1.06, 1.06)))
    assert inventory_report.all_reached(results(delivery=(1.0, 9.0, 1.0)))


def test_the_table_shows_ratios_and_statements():
    table = inventory_report.render(results(every=1.2))
    assert "1.20" in table
    assert "100.0 / 100.0" in table
    assert "10000 / 500" in table
