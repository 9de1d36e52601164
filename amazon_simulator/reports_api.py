"""Reports API 2021-06-30: a report is asked for, made, and downloaded."""

from datetime import timedelta

from werkzeug.wrappers import Response

from . import listings_report
from .clock import iso, parse_iso
from .errors import invalid_input, not_found
from .jobs import CANCELLED, DONE, FATAL, QUEUED
from .jobs_query import document_answer, marketplaces_of, moment_of, page_of, specification
from .operations import Operation
from .order_report import TIMES, charset_of, lines_of
from .orders_api import check_role
from .spapi import json_response

BASE = "/reports/2021-06-30"
LONGEST = timedelta(days=30)


def create_report(call):
    """POST /reports/2021-06-30/reports (createReport): ask for a report of at most 30 days."""
    check_role(call)
    [report_type] = specification(call, "reportType")
    if report_type not in (*TIMES, listings_report.TYPE):
        raise invalid_input(f"reportType {report_type} is unknown.")
    marketplace_ids = marketplaces_of(call)
    start = moment_of(call.body.get("dataStartTime"), "dataStartTime") or call.now
    end = moment_of(call.body.get("dataEndTime"), "dataEndTime") or call.now
    if max(start, end) > call.now:
        raise invalid_input("dataStartTime and dataEndTime must not be in the future.")
    if not timedelta(0) <= end - start <= LONGEST:
        raise invalid_input("dataEndTime must be after dataStartTime, and at most 30 days after it.")
    simulator = call.simulator
    report = simulator.reports.add(
        call.seller.selling_partner_id,
        report_type,
        marketplace_ids,
        call.now,
        simulator.report_seconds,
        simulator.next_trouble("report", report_type),
        start=iso(start),
        end=iso(end),
        options=call.body.get("reportOptions") or {},
    )
    simulator.save()
    return json_response({"reportId": report.id}, 202)


def process(simulator, report):
    """Let a report end: write it from the orders (also lost ones) or listings as they are now."""
    outcome = report.trouble.get("outcome")
    if outcome:
        report.end(CANCELLED if outcome == CANCELLED else FATAL)
        return
    lines = _lines(simulator, report)
    if not lines:
        report.end(CANCELLED)
        return
    charset, codec = charset_of(report.marketplace_ids)
    document = simulator.documents.add(
        report.seller_id,
        f"text/plain; charset={charset}",
        parse_iso(report.ends),
        content="".join(f"{line}\r\n" for line in lines).encode(codec, errors="replace"),
        compress=simulator.compress_documents,
    )
    report.end(DONE, document.id)


def _lines(simulator, report):
    if report.type == listings_report.TYPE:
        return listings_report.lines_of(simulator, report.seller_id, report.marketplace_ids, parse_iso(report.ends))
    orders = [entry.current for entry in simulator.orders if entry.seller_id == report.seller_id]
    details = report.details
    return lines_of(orders, report.type, report.marketplace_ids, details["start"], details["end"])


def _report(call):
    report = call.simulator.reports.get(call.path["report_id"], call.seller.selling_partner_id)
    if report is None:
        raise not_found(f"Report {call.path['report_id']} was not found.")
    return report


def _shown(report):
    shown = {
        "reportId": report.id,
        "reportType": report.type,
        "marketplaceIds": report.marketplace_ids,
        "dataStartTime": report.details["start"],
        "dataEndTime": report.details["end"],
        "processingStatus": report.status,
        **report.times(),
    }
    if report.result_id:
        shown["reportDocumentId"] = report.result_id
    return shown


def get_report(call):
    """GET /reports/2021-06-30/reports/{reportId} (getReport): how far it is."""
    check_role(call)
    return _shown(_report(call))


def get_reports(call):
    """GET /reports/2021-06-30/reports (getReports): the latest reports, newest first."""
    check_role(call)
    reports, token = page_of(call, call.simulator.reports, "getReports", "reportTypes")
    answer = {"reports": [_shown(report) for report in reports]}
    return {**answer, "nextToken": token} if token else answer


def cancel_report(call):
    """DELETE /reports/2021-06-30/reports/{reportId} (cancelReport): only while it is in the queue."""
    check_role(call)
    report = _report(call)
    if report.status != QUEUED:
        raise invalid_input("Only reports with processingStatus IN_QUEUE can be cancelled.")
    call.simulator.cancel_job(report)
    return Response(status=200)


def get_report_document(call):
    """GET /reports/2021-06-30/documents/{reportDocumentId} (getReportDocument): an address to download from."""
    check_role(call)
    simulator, document_id = call.simulator, call.path["document_id"]
    document = simulator.documents.get(document_id, call.seller.selling_partner_id)
    if document is None or all(report.result_id != document_id for report in simulator.reports):
        raise not_found("The document was not found.")
    return document_answer(call, document, "reportDocumentId")


OPERATIONS = (
    Operation("createReport", "POST", f"{BASE}/reports", 0.0167, 15, create_report),
    Operation("getReports", "GET", f"{BASE}/reports", 0.0222, 10, get_reports),
    Operation("getReport", "GET", f"{BASE}/reports/<report_id>", 2, 15, get_report),
    Operation("cancelReport", "DELETE", f"{BASE}/reports/<report_id>", 0.0222, 10, cancel_report),
    Operation("getReportDocument", "GET", f"{BASE}/documents/<document_id>", 0.0167, 15, get_report_document),
)
