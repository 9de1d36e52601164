"""The page of the listings: what sellers offer, and buttons for what may happen to it."""

from .control_api import call
from .listing_kinds import KINDS
from .listing_state import ACTIVE, INACTIVE, INCOMPLETE
from .marketplaces import MARKETPLACES
from .markup import field, form, select, table, tag, text_input
from .pages import back, show

ADDRESS = "/listings"
SHOWN = 100
HEADER = ("SKU", "ASIN", "Title", "Price", "Quantity", "Status", "Issues", "")
ROW_ACTIONS = {
    "close": ("change_listing", {"closed": True}, "Close"),
    "open": ("change_listing", {"closed": False}, "Open"),
    "add_issue": ("add_listing_issue", {"actions": ["LISTING_SUPPRESSED"]}, "Suppress"),
    "clear_issues": ("clear_listing_issues", {}, "Clear issues"),
    "stick": ("stick_listing", {}, "Stick"),
    "release": ("release_listing", {}, "Show now"),
}
ANYWHERE = ("stick", "release")


def show_listings(simulator, request):
    """GET /listings: those of the first seller of a marketplace's region."""
    place = request.args.get("marketplace", "US")
    status = request.args.get("status") or None
    rows = call(simulator.list_listings, place, status=status, limit=SHOWN)
    return show(
        "Listings",
        request,
        tag(
            "section",
            tag("h1", f"Listings in {place}"),
            _choice(place, status),
            _generate(place),
            _settings(simulator),
            table(HEADER, [_row(row) for row in rows]) if rows else tag("p", "None.", class_="soft"),
        ),
    )


def _choice(place, status):
    places = [tag("a", row.country, href=f"{ADDRESS}?marketplace={row.country}") for row in MARKETPLACES.values()]
    words = [
        tag("a", word, href=f"{ADDRESS}?marketplace={place}&status={word}") for word in (ACTIVE, INACTIVE, INCOMPLETE)
    ]
    return [tag("p", places, class_="tabs"), tag("p", words, class_="tabs", data_selected=status)]


def _generate(place):
    kinds = [("", "a mixture"), *((name, name.replace("_", " ")) for name in KINDS)]
    return form(
        f"{ADDRESS}/generate",
        text_input("marketplace", place, type="hidden"),
        field("Add", text_input("n", "5", type="number", min="1", max="100000")),
        field("listings of kind", select("kind", kinds)),
        button="Add listings",
    )


def _settings(simulator):
    seconds = text_input("seconds", f"{simulator.listing_seconds:g}", type="number", min="0")
    return [
        form(f"{ADDRESS}/seconds", field("Seconds until a change shows", seconds), button="Set"),
        form(f"{ADDRESS}/finish", button="Show all changes now"),
    ]


def _row(row):
    notes = [tag("div", f"{issue['code']} {issue['message']}") for issue in row["issues"]]
    if row["waiting"]:
        notes.append(tag("div", f"{row['waiting']} accepted, not shown yet", class_="soft"))
    hidden = [
        text_input("sku", row["sku"], type="hidden"),
        text_input("marketplace", row["marketplace"], type="hidden"),
    ]
    names = ["open" if row["word"] != ACTIVE and not row["status"] else "close", "add_issue", "clear_issues"]
    names.append("release" if row["stuck"] or row["waiting"] else "stick")
    return (
        tag("code", row["sku"]),
        row["asin"],
        row["title"],
        row["price"],
        "Amazon" if row["channel"].startswith("AMAZON") else row["quantity"],
        tag("span", "Stuck" if row["stuck"] else row["word"], class_="badge"),
        notes,
        [form(f"{ADDRESS}/{name}", hidden, button=ROW_ACTIONS[name][2]) for name in names],
    )


def act(simulator, request, action):
    """POST: let something happen to a listing, or to all."""
    return back(ADDRESS, lambda: _act(simulator, action, request.form), "Done.")


def _act(simulator, action, values):
    if action == "generate":
        kinds = [values["kind"]] if values.get("kind") else None
        simulator.generate_listings(int(values["n"]), kinds, [values["marketplace"]])
    elif action == "seconds":
        simulator.change_settings(listing_seconds=float(values["seconds"]))
    elif action == "finish":
        simulator.finish_listings()
    else:
        method, options, _label = ROW_ACTIONS[action]
        place = {} if action in ANYWHERE else {"marketplace": values["marketplace"]}
        call(getattr(simulator, method), values["sku"], **options, **place)


ROUTES = (
    ("GET", ADDRESS, show_listings),
    ("POST", f"{ADDRESS}/<any(generate, seconds, finish, {', '.join(ROW_ACTIONS)}):action>", act),
)
