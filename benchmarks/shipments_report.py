"""The table of ``./dev bench shipments``, and whether its goals were reached."""

from statistics import median

MAX_RATIO = 1.1
MAX_CALLS = 1.0


def render(runs):
    """Return the table: medians of the runs."""
    rows = [
        (
            "validate a delivery, ms: without / with the addon",
            f"{_each(runs, 'floor'):.1f} / {_each(runs, 'ours'):.1f}",
        ),
        (f"ratio, delivery by delivery (at most {MAX_RATIO})", f"{ratio(runs):.3f}"),
        ("processor time, ratio", f"{_processor_ratio(runs):.3f}"),
        ("SQL statements a delivery: without / with", f"{_queries(runs, 'floor'):.1f} / {_queries(runs, 'ours'):.1f}"),
        (f"calls to Amazon a package (at most {MAX_CALLS:.0f})", f"{calls(runs):.2f}"),
        ("SQL statements a confirmation", f"{_queries(runs, 'sync'):.1f}"),
        ("confirmations a second", f"{median(run['sync']['packages'] / run['sync']['seconds'] for run in runs):.1f}"),
    ]
    width = max(len(name) for name, _value in rows)
    return "\n".join(f"{name:<{width}}  {value}" for name, value in rows)


def all_reached(runs):
    """Say whether every goal was reached."""
    return ratio(runs) <= MAX_RATIO and calls(runs) <= MAX_CALLS


def ratio(runs):
    """Return how much longer a delivery takes with the addon: pair by pair, the one in the middle."""
    pairs = [
        ours / floor
        for run in runs
        for ours, floor in zip(run["ours"]["batches"], run["floor"]["batches"], strict=True)
    ]
    return median(pairs)


def calls(runs):
    """Return the calls to Amazon for one package."""
    return median(run["sync"]["calls"] / run["sync"]["packages"] for run in runs)


def _each(runs, way):
    return median(1000 * run[way]["seconds"] / run[way]["deliveries"] for run in runs)


def _processor_ratio(runs):
    return median(run["ours"]["cpu_seconds"] / run["floor"]["cpu_seconds"] for run in runs)


def _queries(runs, way):
    return median(run[way]["queries"] / run[way].get("deliveries", run[way].get("packages")) for run in runs)
