"""Reports API 2021-06-30: have Amazon write a report and get it. Source: Amazon's model `reports_2021-06-30.json`.

The way of a report: `create_report`, then `get_report` until its `processingStatus` is final, `get_report_document` of
its `reportDocumentId`, `documents.download`.
"""

from collections.abc import Mapping
from datetime import datetime

from .client import Client, iso_time
from .documents import DownloadSource, checked_marketplaces, read_job, read_reference, read_source
from .operation import Operation, UsagePlan

_BASE = "/reports/2021-06-30"
CREATE_REPORT = Operation("createReport", "POST", f"{_BASE}/reports", UsagePlan(0.0167, 15), False)
GET_REPORT = Operation("getReport", "GET", f"{_BASE}/reports/{{reportId}}", UsagePlan(2, 15), True)
GET_REPORT_DOCUMENT = Operation(
    "getReportDocument", "GET", f"{_BASE}/documents/{{reportDocumentId}}", UsagePlan(0.0167, 15), True
)

FINAL_STATUSES = frozenset({"CANCELLED", "DONE", "FATAL"})
"""The values of `processingStatus` that do not change any more. `CANCELLED` also means: there is nothing to report."""


def create_report(
    client: Client,
    report_type: str,
    marketplace_ids,
    start: datetime | None = None,
    end: datetime | None = None,
    options: Mapping[str, str] | None = None,
) -> str:
    """Ask for a report and return its id.

    Not repeated when the outcome is unclear: each report that is asked for counts against a small quota.

    :param report_type: e.g. ``GET_FLAT_FILE_ALL_ORDERS_DATA_BY_ORDER_DATE_GENERAL``.
    :param marketplace_ids: 1 to 25 marketplace ids of the client's region.
    :param start: aware datetime, of what the report is about; not all types use it. Amazon's default is now.
    :param end: aware datetime, likewise.
    :param options: Amazon's `reportOptions` for this type, all of them texts.
    :raises ValueError: for parameters that Amazon would refuse, before they cost a call.
    :raises AmazonError: see `Client.call`.
    """
    body = {"reportType": report_type, "marketplaceIds": checked_marketplaces(marketplace_ids)}
    times = {"dataStartTime": start, "dataEndTime": end}
    body |= {key: iso_time(key, moment) for key, moment in times.items() if moment is not None}
    if start is not None and end is not None and start >= end:
        raise ValueError("A report ends after it starts.")
    if options:
        body["reportOptions"] = dict(options)
    return read_reference(client.call(CREATE_REPORT, body=body), CREATE_REPORT, "reportId")


def get_report(client: Client, report_ref: str) -> dict:
    """Return the state of a report.

    :return: Amazon's `Report`: `processingStatus` (always there, see `FINAL_STATUSES`), `reportDocumentId` (when it is
        done; for `FATAL` sometimes a text that says why), `reportType`, `createdTime` ...
    :raises NotFoundError: when the seller has no such report.
    :raises AmazonError: see `Client.call`.
    """
    answer = client.call(GET_REPORT, path={"reportId": report_ref})
    return read_job(answer, GET_REPORT, "reportDocumentId")


def get_report_document(client: Client, document_ref: str) -> DownloadSource:
    """Return where to download a report. Good for five minutes.

    :param document_ref: `reportDocumentId` of the report.
    :raises AmazonError: see `Client.call`.
    """
    answer = client.call(GET_REPORT_DOCUMENT, path={"reportDocumentId": document_ref})
    return read_source(answer, GET_REPORT_DOCUMENT)
