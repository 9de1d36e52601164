"""The control API for feeds and reports."""

from .control_api import body_of, call
from .spapi import json_response


def list_feeds(simulator, request):
    """GET: all feeds, newest first, with what was sent and what came of it."""
    return json_response({"feeds": simulator.list_feeds()})


def list_reports(simulator, request):
    """GET: all reports, newest first, with their texts."""
    return json_response({"reports": simulator.list_reports()})


def finish_feeds(simulator, request, feed_id=None):
    """POST: let one feed or all end now."""
    call(simulator.finish_feeds, feed_id)
    return list_feeds(simulator, request)


def finish_reports(simulator, request, report_id=None):
    """POST: let one report or all end now."""
    call(simulator.finish_reports, report_id)
    return list_reports(simulator, request)


def fail_next_feed(simulator, request):
    """POST {outcome, times, feed_type, messages, ...}: let coming feeds go wrong."""
    call(simulator.fail_next_feed, **body_of(request))
    return json_response({"planned": simulator.planned_trouble}, 201)


def fail_next_report(simulator, request):
    """POST {outcome, times, report_type}: let coming reports go wrong."""
    call(simulator.fail_next_report, **body_of(request))
    return json_response({"planned": simulator.planned_trouble}, 201)


ROUTES = (
    ("GET", "/simulator/feeds", list_feeds),
    ("POST", "/simulator/feeds/finish", finish_feeds),
    ("POST", "/simulator/feeds/fail_next", fail_next_feed),
    ("POST", "/simulator/feeds/<feed_id>/finish", finish_feeds),
    ("GET", "/simulator/reports", list_reports),
    ("POST", "/simulator/reports/finish", finish_reports),
    ("POST", "/simulator/reports/fail_next", fail_next_report),
    ("POST", "/simulator/reports/<report_id>/finish", finish_reports),
)
