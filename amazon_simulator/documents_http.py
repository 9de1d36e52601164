"""Uploads and downloads of documents: what a storage service does with signed addresses. No token is needed."""

from werkzeug.wrappers import Response

from . import fault_effects
from .documents import ADDRESS

UPLOAD, DOWNLOAD = "uploadFeedDocument", "downloadDocument"
OPERATIONS = (UPLOAD, DOWNLOAD)
"""Names for faults and the call log: Amazon has none."""

WORDS = {
    "AccessDenied": "Request has expired",
    "SignatureDoesNotMatch": "The request signature we calculated does not match the signature you provided.",
    "ServiceUnavailable": "Please reduce your request rate.",
}


def upload(simulator, request, document_id):
    """PUT: the content of a feed document, with the Content-Type that it was created with."""
    return _disturbed(simulator, request, UPLOAD, lambda: _take(simulator, request, document_id))


def download(simulator, request, document_id):
    """GET: the content of a document, as it is stored."""
    return _disturbed(simulator, request, DOWNLOAD, lambda: _give(simulator, request, document_id))


def _disturbed(simulator, request, operation, serve):
    status = 0
    try:
        response = fault_effects.apply(simulator, operation, None, serve=serve, refuse=_refusal)
        status = response.status_code
    finally:
        simulator.log_call(request, operation, status)
    return response


def _refusal(status, code="ServiceUnavailable"):
    code = "AccessDenied" if status == 403 and code == "ServiceUnavailable" else code
    text = f'<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>{code}</Code><Message>{WORDS[code]}</Message></Error>'
    return Response(text, status, content_type="application/xml")


def _take(simulator, request, document_id):
    with simulator.lock:
        if not simulator.documents.allows("PUT", document_id, request.args, simulator.clock()):
            return _refusal(403)
        document = simulator.documents.find(document_id)
        if document.used_by or request.headers.get("Content-Type", "").strip() != document.content_type:
            return _refusal(403, "SignatureDoesNotMatch")
        document.content = request.get_data()
        simulator.save()
    return Response(status=200)


def _give(simulator, request, document_id):
    with simulator.lock:
        if not simulator.documents.allows("GET", document_id, request.args, simulator.clock()):
            return _refusal(403)
        document = simulator.documents.find(document_id)
        response = Response(document.content, content_type=document.content_type)
    if request.args.get("encoding"):
        response.headers["Content-Encoding"] = request.args["encoding"]
    return response


ROUTES = (
    ("PUT", f"{ADDRESS}/<document_id>", upload),
    ("GET", f"{ADDRESS}/<document_id>", download),
)
