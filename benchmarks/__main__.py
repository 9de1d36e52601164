"""``./dev bench NAME ARGS``: run one benchmark."""

import sys

from devtools.console import ToolError

from . import inventory, listings, orders, prices, shipments

BENCHMARKS = {"inventory": inventory, "listings": listings, "orders": orders, "prices": prices, "shipments": shipments}


def main(arguments):
    """Hand over to the benchmark that was named."""
    name, *rest = arguments or ["help"]
    if name in BENCHMARKS:
        BENCHMARKS[name].main(rest)
        return
    for key, module in BENCHMARKS.items():
        print(f"./dev bench {key} [--help]   {(module.__doc__ or '').strip().splitlines()[0]}")
    if name not in {"help", "-h", "--help"}:
        raise ToolError(f"there is no benchmark {name!r}")


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except ToolError as error:
        sys.exit(f"bench: {error}")
