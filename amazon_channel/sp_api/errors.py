"""Why a call to Amazon failed, in the words a caller needs: try again or not, when, and what to tell a person.

An error holds no secret, no personal data, and no chain to the exception of the HTTP library below: those carry
addresses with their queries, request headers and whole bodies.
"""

from .redact import one_line


class AmazonError(Exception):
    """A call that did not give what was asked for.

    `str()` starts with Amazon's request id when there is one, since that is what Amazon's support asks for first.

    :param str message: what happened, for people. Cleaned of secrets, at most 500 characters.
    :param str operation: the operation's name, e.g. ``searchOrders``.
    :param int http_status: the status Amazon answered with; None when there was no answer.
    :param str code: the cause for programs: Amazon's own code where it gave one, else a word of ours.
    :param str request_id: Amazon's `x-amzn-RequestId`; empty when there was no answer.
    :param float retry_after: seconds to wait before the next try; None when nobody said.
    """

    retryable = False

    def __init__(self, message="", *, operation="", http_status=None, code="", request_id="", retry_after=None):
        self.message = one_line(message)
        self.operation = operation
        self.http_status = http_status
        self.code = one_line(code, 100)
        self.request_id = one_line(request_id, 100)
        self.retry_after = retry_after
        super().__init__(self.message)

    def __str__(self):
        """Return e.g. `5f0c-... searchOrders 400 InvalidInput: Invalid marketplace`."""
        status = str(self.http_status or "")
        head = " ".join(filter(None, (self.request_id, self.operation, status, self.code)))
        return ": ".join(filter(None, (head, self.message)))


class ThrottledError(AmazonError):
    """Too many calls: Amazon said so (429), or our own bucket is empty and no call was made (`http_status` None).

    :param float retry_after: seconds until the next call may succeed; always set.
    """

    retryable = True

    def __init__(self, message="The quota for this operation is used up.", *, retry_after, code="throttled", **details):
        super().__init__(message, retry_after=retry_after, code=code, **details)


class ServerError(AmazonError):
    """Amazon could not do it just now (5xx)."""

    retryable = True


class AnswerError(ServerError):
    """An answer that is not what was promised: JSON cut short, HTML, a redirect, a list where an object belongs.

    Retryable: what stands behind it is a proxy, a load balancer or a bad moment, not the request.
    """


class NetworkError(AmazonError):
    """No complete answer. Whether Amazon acted on the request is unknown.

    `code` is ``timeout``, ``tls``, ``proxy``, ``dns`` or ``connection`` (refused, reset, closed early).
    """

    retryable = True


class AuthorizationError(AmazonError):
    """Amazon does not accept who is asking. Nothing changes until a person acts.

    :param str cause: what to look at:
        ``wrong_secret``: the client id or secret is wrong, or was rotated (`invalid_client`);
        ``revoked``: the seller withdrew the consent, or its year is over (`invalid_grant`);
        ``expired``: the authorization code was used already or is older than five minutes;
        ``unauthorized_client``: this application may not use this kind of login;
        ``denied``: 401 or 403 with a fresh token: role missing, wrong region or marketplace, consent withdrawn.
        Amazon's answer does not tell them apart.
    """

    def __init__(self, message="", *, cause, **details):
        super().__init__(message, **details)
        self.cause = cause


class RequestError(AmazonError):
    """Amazon refuses this request as it is (400, 409, 413, 415 ...). The same request will fail again."""


class NotFoundError(RequestError):
    """What was asked for does not exist (404)."""
