"""The table of ``./dev bench listings``, and whether its goals were reached."""

MAX_GROWTH = 1.25
MIN_BESIDE_FLOOR = 0.2
MAX_LINK_QUERIES = 60
MAX_AMBIGUOUS_QUERIES = 4  # besides, for each that a person is asked about


def render(results):
    """Return the table. `results` has `small` and `big` (each `floor` and `ours`), and `link`."""
    big, small, link = results["big"], results["small"], results["link"]
    ours, floor, again = big["ours"], big["floor"], big["ours"]["again"]
    number = floor["listings"]
    rows = [
        (f"{number:,} listings a second: floor / import", f"{_rate(floor, number):,.0f} / {_rate(ours, number):,.0f}"),
        (f"beside the floor (at least {MIN_BESIDE_FLOOR})", f"{beside_floor(big):.2f}"),
        ("both came to the same", "yes" if same(big) else "NO"),
        ("peak memory above the start, MB: small / big", f"{small['ours']['growth_mb']:.0f} / {ours['growth_mb']:.0f}"),
        (f"peak memory, ratio (at most {MAX_GROWTH})", f"{growth(results):.2f}"),
        ("SQL statements: small / big", f"{small['ours']['queries']:,} / {ours['queries']:,}"),
        ("second import: listings a second", f"{_rate(again, number):,.0f}"),
        ("second import: rows written (none)", f"{again['rows']:,}"),
        (f"{link['listings']:,} listings: linked", f"{link['linked']:,}"),
        (f"seconds, SQL statements (at most {_most_queries(link)})", f"{link['seconds']:.1f}, {link['queries']:,}"),
        ("ambiguous, issues for them", f"{link['ambiguous']:,}, {link['issues']:,}"),
    ]
    width = max(len(name) for name, _value in rows)
    return "\n".join(f"{name:<{width}}  {value}" for name, value in rows)


def all_reached(results):
    """Say whether every goal was reached."""
    link, big = results["link"], results["big"]
    linked = link["linked"] == link["listings"] - link["ambiguous"] and link["again"] == 0
    return (
        same(big)
        and beside_floor(big) >= MIN_BESIDE_FLOOR
        and growth(results) <= MAX_GROWTH
        and big["ours"]["again"]["rows"] == 0
        and linked
        and link["issues"] == link["ambiguous"]
        and link["queries"] <= _most_queries(link)
    )


def beside_floor(run):
    """Return the floor's seconds by ours."""
    return run["floor"]["seconds"] / run["ours"]["seconds"]


def growth(results):
    """Return the peak memory of the big import by that of the small one."""
    return results["big"]["ours"]["peak_mb"] / results["small"]["ours"]["peak_mb"]


def same(run):
    """Say whether both ways made the same listings."""
    return run["floor"]["made"] == run["ours"]["made"]


def _most_queries(link):
    return MAX_LINK_QUERIES + MAX_AMBIGUOUS_QUERIES * link["ambiguous"]


def _rate(figures, number):
    return number / figures["seconds"]
