"""The figures of `benchmarks.orders` as one table, with the goals beside them."""

from statistics import median

GOALS = """Goals: at least 0.85 of the floor's orders per second; at most 75 queries an order; flat between the two
sizes (queries within 5 %, rate beside the floor's within 15 %, peak of memory within 10 %); a batch with one bad
order at most 3 times a clean one."""
BATCH_SIZE = 50
LEAST_RATIO = 0.85
MOST_QUERIES = 75
QUERIES_FLAT = 0.05
RATE_FLAT = 0.15
MEMORY_FLAT = 0.10
MOST_BAD = 3
BAD_NAMES = {
    "total": "whose total differs",
    "refused": "whose confirmation fails at once",
    "late": "whose confirmation fails at its end",
}
WAYS = {"plain": "no addon", "floor": "floor", "ours": "ours"}
OURS = ("ours",)


def render(results):
    """Return the report as text."""
    about = results["about"]
    load = f", load {about['load']:.1f}" if about["load"] is not None else ""
    parts = [
        f"{about['date']}, {about['machine']}{load}",
        _table(_comparison(results)),
        _table(_bad(results)) if "bad" in results else "",
        _mixed(results["mixed"]) if "mixed" in results else "",
        _statements(results["runs"][-1], about["statements"]) if about["statements"] else "",
        GOALS,
        "\n".join(f"{'PASS' if reached else 'miss'}  {text}" for text, reached in goals(results)),
    ]
    return "\n\n".join(part for part in parts if part)


# -- Goals -----------------------------------------------------------------------------------------------------


def goals(results):
    """Return what was to be reached as pairs of text and whether it was."""
    runs = results["runs"]
    found = [
        _at_least("orders per second, beside the floor", ratio(runs), LEAST_RATIO),
        _at_most("queries an order", _middle(runs, "ours", queries), MOST_QUERIES),
    ]
    if "big" in results:
        big = [results["big"]]
        growth = _middle(big, "ours", queries) / _middle(runs, "ours", queries) - 1
        found.append((f"queries an order change by {growth:+.1%}", abs(growth) <= QUERIES_FLAT))
        slower = ratio(big) / ratio(runs) - 1
        found.append((f"the rate beside the floor's changes by {slower:+.1%}", slower >= -RATE_FLAT))
        higher = _middle(big, "ours", peak) / _middle(runs, "ours", peak) - 1
        found.append((f"the peak of memory changes by {higher:+.1%}", higher <= MEMORY_FLAT))
    for name, multiple in bad_multiples(results, "seconds").items():
        found.append(_at_most(f"a batch with an order {BAD_NAMES[name]}", multiple, MOST_BAD))
    wrong = [run for run in _all_ours(results) if run["states"].get("failed")]
    found.append(("no order failed that was not made to", not wrong))
    lost = [run for run in runs if run["ours"]["states"].get("imported") != run["ours"]["orders"]]
    found.append(("every ordinary order was imported", not lost))
    pairs = [*runs, *([results["big"]] if "big" in results else [])]
    found.append(("both ways made the same orders", all(run["ours"]["made"] == run["floor"]["made"] for run in pairs)))
    return found


def all_reached(results):
    """Say whether every goal was reached."""
    return all(reached for _text, reached in goals(results))


def _at_least(text, value, bound):
    return f"{text}: {value:.2f} (at least {bound})", value >= bound


def _at_most(text, value, bound):
    return f"{text}: {value:.2f} (at most {bound})", value <= bound


def _all_ours(results):
    return [run["ours"] for run in results["runs"]] + [results[name] for name in ("mixed",) if name in results]


# -- Figures ---------------------------------------------------------------------------------------------------


def rate(figures):
    """Orders per second."""
    return figures["orders"] / figures["seconds"]


def queries(figures):
    """SQL statements an order."""
    return figures["queries"] / figures["orders"]


def peak(figures):
    """The most memory the process had, in megabytes."""
    return figures["peak_mb"]


def ratio(runs, way="ours"):
    """The rate of a way beside the floor's: each batch beside the floor's batch of the same round, and of all of them
    the one in the middle, so that a moment in which the machine was busy with something else counts for nothing."""
    pairs = [pair for run in runs for pair in zip(_batches(run[way]), _batches(run["floor"]), strict=False)]
    return median(floor / seconds for seconds, floor in pairs)


def _batches(figures):
    """Seconds of each batch, with its share of what was done besides: fetching, starting and ending the run."""
    number = -(-figures["orders"] // BATCH_SIZE)
    besides = (figures["seconds"] - sum(figures["batches"][:number])) / number
    return [seconds + besides for seconds in figures["batches"][:number]]


def bad_multiples(results, unit):
    """Return what a batch with one bad order costs, as a multiple of a clean one, by what is bad.

    :param str unit: the figure that is compared
    """
    bad = results.get("bad") or {}
    middle = {name: median(figures[unit] for figures in rounds) for name, rounds in bad.items()}
    return {name: middle[name] / middle["clean"] for name in BAD_NAMES if name in middle}


def _middle(runs, way, figure):
    return median(figure(run[way]) for run in runs)


FIGURES = (
    ("orders per second", rate, "{:.1f}", WAYS),
    ("   fetch alone", lambda f: f["orders"] / f["fetch_seconds"], "{:.0f}", OURS),
    ("   process alone", lambda f: f["orders"] / (f["seconds"] - f["fetch_seconds"]), "{:.1f}", OURS),
    ("processor time an order, ms", lambda f: 1000 * f["cpu_seconds"] / f["orders"], "{:.1f}", WAYS),
    ("SQL statements an order", queries, "{:.1f}", WAYS),
    ("   of which only read", lambda f: f["lookups"] / f["orders"], "{:.1f}", WAYS),
    ("time in SQL an order, ms", lambda f: 1000 * f["sql_seconds"] / f["orders"], "{:.1f}", WAYS),
    ("peak of memory, MB", peak, "{:.0f}", WAYS),
    ("   above the start", lambda f: f["growth_mb"], "{:.1f}", WAYS),
    ("calls to Amazon an order", lambda f: f["calls"] / f["orders"], "{:.3f}", OURS),
)


# -- Tables ----------------------------------------------------------------------------------------------------


def _comparison(results):
    """Rows of figures; a column for each way and size."""
    sizes = [(results["about"]["orders"], results["runs"])]
    if "big" in results:
        sizes.append((results["about"]["big"], [results["big"]]))
    columns = [(f"{size} {WAYS[way]}", runs, way) for size, runs in sizes for way in WAYS if way in runs[0]]
    rows = [["", *(title for title, _runs, _way in columns)]]
    for title, figure, shape, ways in FIGURES:
        cells = [shape.format(_middle(runs, way, figure)) if way in ways else "" for _title, runs, way in columns]
        rows.append([title, *cells])
    return [*rows, ["beside the floor (rate)", *(f"{ratio(runs, way):.2f}" for _title, runs, way in columns)]]


def _bad(results):
    rows = [["one bad order in a batch of 50", "seconds", "processor", "SQL"]]
    columns = [bad_multiples(results, unit) for unit in ("seconds", "cpu_seconds", "queries")]
    for name, title in BAD_NAMES.items():
        rows.append([f"   {title}", *(f"{column[name]:.2f} x" for column in columns)])
    return rows


def _mixed(figures):
    ordered = sorted(figures["states"].items(), key=lambda row: -row[1])
    states = ", ".join(f"{count} {state}" for state, count in ordered)
    return (
        f"{figures['orders']} orders of all kinds, three accounts: {rate(figures):.1f} orders per second, "
        f"{queries(figures):.1f} SQL statements an order, {figures['calls']} calls; {states}"
    )


def _statements(run, number):
    """The statements whose count differs most between the floor and ours, an order."""
    floor, ours = run["floor"], run["ours"]
    rows = []
    for text in {**floor["statements"], **ours["statements"]}:
        here = ours["statements"].get(text, [0, 0])[0] / ours["orders"]
        there = floor["statements"].get(text, [0, 0])[0] / floor["orders"]
        rows.append((here - there, here, text))
    rows.sort(key=lambda row: (-abs(row[0]), row[2]))
    lines = [f"{difference:+7.3f}  {here:7.3f}  {text[:160]}" for difference, here, text in rows[:number]]
    return "\n".join(["SQL an order: more than the floor, ours, statement", *lines])


def _table(rows):
    """Align rows of texts: the first column left, the others right."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = []
    for first, *others in rows:
        cells = [cell.rjust(width) for cell, width in zip(others, widths[1:], strict=True)]
        lines.append("  ".join([first.ljust(widths[0]), *cells]))
    return "\n".join(lines)
