"""The table of ``./dev bench prices``, and whether its goals were reached."""

MAX_ALL = 1.5
MAX_SOME = 0.2


def render(results):
    """Return the table. `results` has figures of `floor`, `all`, `same` and `some`."""
    number, changed = results["listings"], results["changed"]
    rows = [
        (f"one batch of {number:,} pricelist prices", _cost(results["floor"])),
        (f"all {number:,} changed", _cost(results["all"])),
        (f"  beside the batch (at most {MAX_ALL})", f"{ratio(results, 'all'):.2f}"),
        (f"all {number:,} computed, none changed", _cost(results["same"])),
        (f"{changed:,} changed", _cost(results["some"])),
        (f"  beside the batch (at most {MAX_SOME})", f"{ratio(results, 'some'):.2f}"),
        ("prices written: all / none / some", " / ".join(f"{results[name]['written']:,}" for name in PARTS)),
    ]
    width = max(len(name) for name, _value in rows)
    return "\n".join(f"{name:<{width}}  {value}" for name, value in rows)


PARTS = ("all", "same", "some")


def ratio(results, part):
    """Return the seconds of a part by those of the batch."""
    return results[part]["seconds"] / results["floor"]["seconds"]


def all_reached(results):
    """Say whether every goal was reached."""
    written = [results[name]["written"] for name in PARTS]
    return (
        written == [results["listings"], 0, results["changed"]]
        and ratio(results, "all") <= MAX_ALL
        and ratio(results, "some") <= MAX_SOME
    )


def _cost(figures):
    return f"{figures['seconds']:.2f} s, {figures['queries']:,} SQL statements"
