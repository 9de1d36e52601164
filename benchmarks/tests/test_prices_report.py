from benchmarks import prices_report


def results(**changes):
    figures = {"floor": (1.0, 0), "all": (1.4, 100), "same": (1.2, 0), "some": (0.1, 5)}
    parts = {name: {"seconds": s, "queries": 3, "written": w} for name, (s, w) in (figures | changes).items()}
    return {**parts, "listings": 100, "changed": 5}


def test_the_goals_are_reached_when_all_are():
    assert prices_report.all_reached(results())
    assert "1.40" in prices_report.render(results())


def test_each_goal_counts():
    for change in ({"all": (1.6, 100)}, {"some": (0.3, 5)}, {"same": (1.0, 1)}, {"some": (0.1, 4)}):
        assert not prices_report.all_reached(results(**change)), change
