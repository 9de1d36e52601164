"""The page of the feeds that were sent and the reports that were asked for."""

from .job_controls import FEED_OUTCOMES, REPORT_OUTCOMES
from .jobs import OPEN
from .markup import field, form, select, table, tag, text_input
from .pages import back, show

ADDRESS = "/jobs"
SHOWN = 50
HEADER = ("Id", "Type", "Sent", "Status", "Ended", "Content", "")


def show_jobs(simulator, request):
    """GET /jobs."""
    return show(
        "Feeds and reports",
        request,
        _section("Feeds", "feeds", simulator.list_feeds()[:SHOWN], simulator.feed_seconds, FEED_OUTCOMES),
        _section("Reports", "reports", simulator.list_reports()[:SHOWN], simulator.report_seconds, REPORT_OUTCOMES),
    )


def _section(title, name, jobs, seconds, outcomes):
    rows = [_row(name, job) for job in jobs]
    unfinished = any(job["status"] in OPEN for job in jobs)
    return tag(
        "section",
        tag("h1", title),
        form(
            f"{ADDRESS}/{name}/seconds",
            field("Seconds that one takes", text_input("seconds", f"{seconds:g}", type="number", min="0")),
            button="Set",
        ),
        form(
            f"{ADDRESS}/{name}/fail_next",
            field("The next one", select("outcome", [(outcome, _readable(outcome)) for outcome in outcomes])),
            button="Let it go wrong",
        ),
        form(f"{ADDRESS}/{name}/finish", button="Finish all now") if unfinished else None,
        table(HEADER, rows) if rows else tag("p", "None yet.", class_="soft"),
    )


def _readable(word):
    return word.replace("_", " ").lower()


def _row(name, job):
    finish = form(f"{ADDRESS}/{name}/{job['id']}/finish", button="Finish now") if job["status"] in OPEN else None
    return (
        job["id"],
        tag("code", job["type"], class_="whole"),
        tag("span", _time(job["createdTime"]), class_="whole"),
        tag("span", _readable(job["status"]), class_=f"badge {job['status']}"),
        tag("span", _time(job.get("processingEndTime", "")), class_="whole"),
        [_text("Sent", job["content"]), _text("Result", job["result"])],
        finish,
    )


def _time(text):
    return text[:19].replace("T", " ")


def _text(title, text):
    return tag("details", tag("summary", title), tag("pre", text)) if text else None


def _act(simulator, kind, name, values):
    """Do what a form says; `kind` is `feed` or `report`."""
    if name == "seconds":
        simulator.change_settings(**{f"{kind}_seconds": float(values["seconds"])})
    elif name == "fail_next":
        getattr(simulator, f"fail_next_{kind}")(values["outcome"])
    else:
        getattr(simulator, f"finish_{kind}s")()


def act(simulator, request, kind, name):
    """POST: set how long they take, let the next one go wrong, finish all."""
    return back(ADDRESS, lambda: _act(simulator, kind.removesuffix("s"), name, request.form), "Done.")


def finish(simulator, request, kind, job_id):
    """POST: finish one."""
    return back(ADDRESS, lambda: getattr(simulator, f"finish_{kind}")(job_id), "Finished.")


ROUTES = (
    ("GET", ADDRESS, show_jobs),
    ("POST", f"{ADDRESS}/<any(feeds, reports):kind>/<any(seconds, fail_next, finish):name>", act),
    ("POST", f"{ADDRESS}/<any(feeds, reports):kind>/<job_id>/finish", finish),
)
