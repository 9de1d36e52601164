"""The page of what is asked of the simulator, and of the trouble it makes."""

from .documents_http import OPERATIONS as STORAGE
from .faults import KINDS
from .markup import field, form, select, table, tag, text_input
from .operations import all_operations
from .pages import back, show

ADDRESS = "/traffic"
SHOWN_CALLS = 30


def show_traffic(simulator, request):
    """GET /traffic."""
    return show("Traffic and trouble", request, tag("div", _faults(simulator), _calls(simulator), class_="columns"))


def _faults(simulator):
    operations = [("*", "every operation"), ("token", "Login with Amazon")]
    operations += [(operation.name, operation.name) for operation in all_operations()]
    operations += [(name, name) for name in STORAGE]
    rows = [
        (fault.operation, fault.kind, fault.status or "", "always" if fault.times is None else f"{fault.times} more")
        for fault in simulator.faults
    ]
    return tag(
        "section",
        tag("h2", "Trouble"),
        form(
            f"{ADDRESS}/faults",
            field("Operation", select("operation", operations)),
            field("What happens", select("kind", [(kind, kind) for kind in KINDS])),
            field("Status", text_input("status", "", type="number", placeholder="500")),
            field("Seconds", text_input("seconds", "", type="number", placeholder="0")),
            field("Times", text_input("times", "1", type="number", min="1")),
            button="Switch on",
        ),
        table(("Operation", "Kind", "Status", "Strikes"), rows) if rows else tag("p", "No trouble.", class_="soft"),
        form(f"{ADDRESS}/faults/clear", button="Switch all off", danger=True) if rows else None,
    )


def _calls(simulator):
    with simulator.lock:
        counts = sorted(simulator.calls.counts.items())
        recent = list(simulator.calls.recent)[-SHOWN_CALLS:]
    rows = [(call.time[11:19], call.operation, tag("code", call.path), call.status or "reset") for call in recent]
    throttling = "on" if simulator.throttle.enabled else "off"
    return tag(
        "section",
        tag("h2", "Calls"),
        tag("p", ", ".join(f"{name}: {count}" for name, count in counts) or "None yet.", class_="soft"),
        table(("Time", "Operation", "Path", "Status"), reversed(rows)),
        form(
            f"{ADDRESS}/settings",
            field("Throttling", select("throttling", [("on", "on"), ("off", "off")], throttling)),
            field(
                "Seconds that searchOrders lags", text_input("settle", f"{simulator.settle:g}", type="number", min="0")
            ),
            button="Set",
        ),
    )


def add_fault(simulator, request):
    """POST: switch a fault on."""
    values = request.form

    def add():
        options = {name: int(values[name]) for name in ("status", "seconds", "times") if values.get(name)}
        simulator.add_fault(values["operation"], values["kind"], **options)

    return back(ADDRESS, add, "Trouble switched on.")


def clear_faults(simulator, request):
    """POST: switch all faults off."""
    return back(ADDRESS, simulator.clear_faults, "No trouble any more.")


def change_settings(simulator, request):
    """POST: throttling and lag."""
    values = request.form

    def change():
        simulator.change_settings(settle=float(values["settle"]), throttling=values["throttling"] == "on")

    return back(ADDRESS, change, "Set.")


ROUTES = (
    ("GET", ADDRESS, show_traffic),
    ("POST", f"{ADDRESS}/faults", add_fault),
    ("POST", f"{ADDRESS}/faults/clear", clear_faults),
    ("POST", f"{ADDRESS}/settings", change_settings),
)
