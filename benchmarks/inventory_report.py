"""The table of ``./dev bench inventory``, and whether its goals were reached."""

from statistics import median

MAX_ALL = 1.5
MAX_SOME = 0.2
MAX_DELIVERY = 1.05


def render(results):
    """Return the table: medians of the runs."""
    runs, deliveries = results["quantities"], results["deliveries"]
    rows = [
        ("floor: one read of free_qty of all products", _figures(runs, "floor")),
        ("quantities, all listings changed", _figures(runs, "all")),
        (f"  beside the floor (at most {MAX_ALL})", f"{ratio(runs, 'all'):.2f}"),
        (f"quantities, {runs[0]['some']['expected']} listings changed", _figures(runs, "some")),
        (f"  beside the floor (at most {MAX_SOME})", f"{ratio(runs, 'some'):.2f}"),
        ("listings found changed: all / some", f"{_changed(runs, 'all')} / {_changed(runs, 'some')}"),
        ("memory above the start, all changed", f"{max(run['all']['growth_mb'] for run in runs):.1f} MB"),
        (
            "a delivery of 50 lines, ms: without / with the addon",
            f"{_each(deliveries['floor']):.0f} / {_each(deliveries['ours']):.0f}",
        ),
        (f"  delivery by delivery (at most {MAX_DELIVERY})", f"{delivery_ratio(deliveries):.3f}"),
        (
            "  processor time, ratio",
            f"{deliveries['ours']['cpu_seconds'] / deliveries['floor']['cpu_seconds']:.3f}",
        ),
        (
            "  SQL statements: without / with",
            f"{_statements(deliveries['floor']):.1f} / {_statements(deliveries['ours']):.1f}",
        ),
    ]
    width = max(len(name) for name, _value in rows)
    return "\n".join(f"{name:<{width}}  {value}" for name, value in rows)


def all_reached(results):
    """Say whether every goal was reached, and every change was found."""
    runs = results["quantities"]
    found = all(run[name]["changed"] == run[name]["expected"] for run in runs for name in ("all", "some"))
    fast = ratio(runs, "all") <= MAX_ALL and ratio(runs, "some") <= MAX_SOME
    return found and fast and delivery_ratio(results["deliveries"]) <= MAX_DELIVERY


def ratio(runs, name):
    """Return how much longer our computation takes than the floor: run by run, the one in the middle."""
    return median(run[name]["seconds"] / run["floor"]["seconds"] for run in runs)


def delivery_ratio(deliveries):
    """Return how much longer a delivery takes with the addon: pair by pair, the one in the middle."""
    pairs = zip(deliveries["ours"]["batches"], deliveries["floor"]["batches"], strict=True)
    return median(ours / floor for ours, floor in pairs)


def _figures(runs, name):
    seconds, queries = (median(run[name][key] for run in runs) for key in ("seconds", "queries"))
    return f"{seconds:.3f} s, {queries:.0f} statements"


def _changed(runs, name):
    return min(run[name]["changed"] for run in runs)


def _each(figures):
    return median(1000 * seconds for seconds in figures["batches"])


def _statements(figures):
    return figures["queries"] / figures["deliveries"]
