"""What getFeeds and getReports share: filters, pages, and the checks of what is asked to be done."""

from datetime import timedelta

from .clock import iso, parse_iso
from .errors import invalid_input, unauthorized
from .jobs import STATUSES
from .marketplaces import MARKETPLACES

PAGE_SIZE, MAX_PAGE_SIZE = 10, 100
MAX_VALUES = 10
RETENTION = timedelta(days=90)


def page_of(call, jobs, operation, types_parameter):
    """Return (jobs, next token or None) for a getFeeds or getReports call, newest first."""
    filters, start = _asked(call, operation, types_parameter)
    found = [job for job in jobs if job.seller_id == call.seller.selling_partner_id and _passes(job, filters)]
    found.sort(key=lambda job: (job.created, job.id), reverse=True)
    if start:
        found = [job for job in found if (job.created, job.id) < start]
    shown = found[: filters["pageSize"]]
    if len(found) == len(shown):
        return shown, None
    key = (shown[-1].created, shown[-1].id)
    return shown, call.simulator.page_tokens.make(_owner(call, operation), filters, key, call.now)


def _owner(call, operation):
    return [operation, call.seller.selling_partner_id]


def _asked(call, operation, types_parameter):
    token = text_of(call.query, "nextToken")
    if token:
        if len(call.query) > 1:
            raise invalid_input("nextToken must be the only parameter.")
        return call.simulator.page_tokens.read(token, _owner(call, operation), call.now)
    filters = {
        "types": values_of(call.query, types_parameter),
        "statuses": values_of(call.query, "processingStatuses", STATUSES),
        "marketplaceIds": values_of(call.query, "marketplaceIds"),
        "since": iso(moment_of(text_of(call.query, "createdSince"), "createdSince") or call.now - RETENTION),
        "until": iso(moment_of(text_of(call.query, "createdUntil"), "createdUntil") or call.now),
        "pageSize": _page_size(call.query),
    }
    if not filters["types"]:
        raise invalid_input(f"Either {types_parameter} or nextToken is required.")
    return filters, None


def _passes(job, filters):
    return (
        job.type in filters["types"]
        and (not filters["statuses"] or job.status in filters["statuses"])
        and (not filters["marketplaceIds"] or set(job.marketplace_ids) & set(filters["marketplaceIds"]))
        and filters["since"] <= job.created <= filters["until"]
    )


def text_of(query, name):
    """Return the one value of a parameter, or None."""
    values = [value for value in query.get(name, []) if value]
    if len(values) > 1:
        raise invalid_input(f"{name} must be given once.")
    return values[0] if values else None


def values_of(query, name, allowed=None):
    """Return the values of a parameter that is a list."""
    values = [value.strip() for text in query.get(name, []) for value in text.split(",") if value.strip()]
    if len(values) > MAX_VALUES:
        raise invalid_input(f"{name} must not have more than {MAX_VALUES} values.")
    if allowed and set(values) - set(allowed):
        raise invalid_input(f"{name} has an unknown value.")
    return values


def moment_of(text, name):
    """Read an ISO 8601 moment, or None."""
    if text is None:
        return None
    try:
        return parse_iso(text)
    except (AttributeError, ValueError):
        raise invalid_input(f"{name} must be an ISO 8601 date and time.") from None


def _page_size(query):
    text = text_of(query, "pageSize") or str(PAGE_SIZE)
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= MAX_PAGE_SIZE):
        raise invalid_input(f"pageSize must be between 1 and {MAX_PAGE_SIZE}.")
    return int(text)


def specification(call, *names):
    """Return the required texts of a POST's body, by name; raise Amazon's 400."""
    body = call.body
    if not isinstance(body, dict):
        raise invalid_input("The body must be a JSON object.")
    for name in names:
        if not isinstance(body.get(name), str) or not body[name]:
            raise invalid_input(f"{name} is required and must be a text.")
    return [body[name] for name in names]


def marketplaces_of(call):
    """Return the marketplaceIds of a POST's body; raise Amazon's 400, or 403 where the seller has no access."""
    values = call.body.get("marketplaceIds")
    if not isinstance(values, list) or not values or not all(isinstance(value, str) for value in values):
        raise invalid_input("marketplaceIds is required and must be a list of texts.")
    for value in values:
        if value not in MARKETPLACES or MARKETPLACES[value].region != call.seller.region:
            raise unauthorized("The seller has no access to one of the marketplaces.")
    return values


def wants_encoding(query):
    """Return the Content-Encoding that a download of a compressed document is to have."""
    text = text_of(query, "enableContentEncodingUrlHeader") or "false"
    if text.lower() not in ("true", "false"):
        raise invalid_input("enableContentEncodingUrlHeader must be true or false.")
    return "gzip" if text.lower() == "true" else ""


def document_answer(call, document, id_field):
    """Return what getFeedDocument and getReportDocument answer."""
    encoding = wants_encoding(call.query) if document.compression else ""
    url = call.simulator.documents.address(call.base_url, "GET", document, call.now, encoding)
    answer = {id_field: document.id, "url": url}
    if document.compression:
        answer["compressionAlgorithm"] = document.compression
    return answer
