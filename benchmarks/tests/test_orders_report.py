import copy

import pytest

from benchmarks import orders_report

MADE = {"confirmed orders": 100, "their total": 1234.5}


def figures(seconds, **changes):
    """What one way of a run of 100 orders comes to."""
    return {
        "orders": 100,
        "seconds": seconds,
        "batches": [0.4 * seconds, 0.5 * seconds, 0.01],
        "cpu_seconds": seconds / 2,
        "sql_seconds": seconds / 4,
        "queries": 6000,
        "lookups": 5000,
        "peak_mb": 200.0,
        "growth_mb": 2.0,
        "statements": {"SELECT a": [6000, 1.0]},
        "fetch_seconds": 0.5,
        "calls": 2,
        "states": {"imported": 100},
        "made": MADE,
        **changes,
    }


def run(seconds=10.0, **changes):
    return {"plain": figures(8.0), "floor": figures(9.0), "ours": figures(seconds, **changes)}


def batches(seconds):
    return [{"orders": 50, "seconds": seconds, "cpu_seconds": seconds, "queries": 100 * seconds, "states": {}}]


@pytest.fixture
def results():
    return {
        "about": {"date": "today", "machine": "here", "load": 1.0, "orders": 100, "big": 1000, "statements": 3},
        "runs": [run(), run(10.2), run(9.9)],
        "big": {"floor": figures(9.0), "ours": figures(10.0)},
        "bad": {name: batches(seconds) for name, seconds in (("clean", 3), ("total", 4), ("refused", 5), ("late", 8))},
        "mixed": figures(5.0, states={"imported": 60, "held": 40}),
    }


def missed(results):
    return [text for text, reached in orders_report.goals(results) if not reached]


def test_good_figures_reach_every_goal(results):
    assert not missed(results)
    assert orders_report.all_reached(results)


def test_the_run_in_the_middle_counts(results):
    results["runs"][0] = run(30.0)
    assert not missed(results)


def test_a_batch_in_a_busy_moment_does_not_count(results):
    for number in range(3):
        results["runs"][number] = run()
    results["runs"][0]["ours"] = figures(60.0, batches=[4.0, 55.0, 0.01])
    assert orders_report.ratio(results["runs"]) == pytest.approx(0.9)


def test_fetching_counts_as_a_part_of_every_batch():
    measured = {"floor": figures(10.0, batches=[5.0, 5.0]), "ours": figures(20.0, batches=[5.0, 5.0, 0.1])}
    assert orders_report.ratio([measured]) == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("part", "change", "expected"),
    [
        ("runs", {"seconds": 11.0, "batches": [5.5, 5.5]}, "orders per second"),
        ("runs", {"queries": 7600}, "queries an order: 76"),
        ("runs", {"states": {"imported": 99, "failed": 1}}, "no order failed"),
        ("runs", {"states": {"imported": 99, "held": 1}}, "every ordinary order"),
        ("runs", {"made": {**MADE, "their total": 1234.51}}, "both ways"),
        ("big", {"queries": 6400}, "queries an order change by +6.7%"),
        ("big", {"seconds": 12.5, "batches": [5.0, 6.25]}, "the rate beside the floor's changes by -20.0%"),
        ("big", {"peak_mb": 230.0}, "the peak of memory changes by +15.0%"),
    ],
)
def test_a_figure_beyond_its_bound_is_a_miss(results, part, change, expected):
    runs = results["runs"] if part == "runs" else [results["big"]]
    for number, each in enumerate(runs):
        runs[number]["ours"] = {**each["ours"], **change}
    assert any(expected in text for text in missed(results))
    assert not orders_report.all_reached(results)


def test_a_bad_order_that_costs_too_much_is_a_miss(results):
    results["bad"]["late"] = batches(9.1)
    assert len(missed(results)) == 1
    assert "at its end: 3.03" in missed(results)[0]


def test_a_failed_order_among_all_kinds_is_a_miss(results):
    results["mixed"]["states"]["failed"] = 1
    assert len(missed(results)) == 1


def test_the_table_shows_each_way_and_size_in_a_column_of_its_own(results):
    lines = orders_report.render(results).splitlines()
    head = next(line for line in lines if "100 ours" in line)
    assert head.split("  ")[-1] == "1000 ours"
    rate = next(line for line in lines if line.startswith("orders per second"))
    assert rate.split()[3:] == ["12.5", "11.1", "10.0", "11.1", "10.0"]
    assert lines[lines.index(head) + 2].split()[2:] == ["200", "200"]


def test_parts_that_were_not_measured_are_left_out(results):
    small = copy.deepcopy(results)
    for name in ("big", "bad", "mixed"):
        del small[name]
    text = orders_report.render(small)
    assert "1000 ours" not in text
    assert "one bad order in" not in text
    assert "all kinds" not in text
    assert orders_report.all_reached(small)


def test_statements_are_shown_with_what_they_are_more_than_the_floor(results):
    results["runs"][-1]["ours"]["statements"] = {"SELECT a": [6000, 1.0], "SELECT b": [50, 1.0]}
    assert " +0.500    0.500  SELECT b" in orders_report.render(results)
