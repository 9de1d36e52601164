"""The ways in which Amazon says no."""


class SimulatorError(ValueError):
    """A wrong use of the simulator's own controls (not something that Amazon would say)."""


class ApiError(Exception):
    """An error answer of the Selling Partner API: `{"errors": [{"code", "message", "details"}]}`."""

    def __init__(self, status, code, message, details=""):
        super().__init__(f"{status} {code}: {message} {details}".rstrip())
        self.status = status
        self.code = code
        self.message = message
        self.details = details

    def body(self):
        """Return the JSON document that is sent."""
        return {"errors": [{"code": self.code, "message": self.message, "details": self.details}]}


class LwaError(Exception):
    """An error answer of Login with Amazon: `{"error", "error_description"}`."""

    def __init__(self, status, error, description):
        super().__init__(f"{status} {error}: {description}")
        self.status = status
        self.error = error
        self.description = description

    def body(self):
        """Return the JSON document that is sent."""
        return {"error": self.error, "error_description": self.description}


def invalid_input(details=""):
    """Amazon's 400. Its message never says what is wrong; `details` does, which is kinder than Amazon."""
    return ApiError(
        400,
        "InvalidInput",
        "The input you have submitted is not valid. Please check your input and try again.",
        details,
    )


def unauthorized(details=""):
    """Amazon's 403: the same for a bad token, a missing role and a marketplace that is out of reach."""
    return ApiError(403, "Unauthorized", "Access to requested resource is denied.", details)


def not_found(details=""):
    """Amazon's 404."""
    return ApiError(404, "NotFound", "The requested resource was not found.", details)


def quota_exceeded():
    """Amazon's 429."""
    return ApiError(429, "QuotaExceeded", "You exceeded your quota for the requested resource.")


GENERIC = {
    400: invalid_input,
    401: lambda: ApiError(401, "Unauthorized", "Access to requested resource is denied."),
    403: unauthorized,
    404: not_found,
    429: quota_exceeded,
    500: lambda: ApiError(500, "InternalFailure", "We encountered an internal error. Please try again."),
    503: lambda: ApiError(503, "ServiceUnavailable", "Service is temporarily unavailable. Please try again."),
}
"""An error by its HTTP status alone, for faults that are made to happen."""


def api_error(status):
    """Return the Selling Partner API's usual error for an HTTP status."""
    if status in GENERIC:
        return GENERIC[status]()
    return ApiError(status, "InternalFailure", f"The service answered with status {status}.")


def lwa_error(status):
    """Return Login with Amazon's usual error for an HTTP status."""
    known = {
        400: ("invalid_request", "The request is invalid"),
        401: ("invalid_client", "Client authentication failed"),
        403: ("access_denied", "Access denied"),
        429: ("temporarily_unavailable", "Too many requests"),
        503: ("temporarily_unavailable", "The authorization server is temporarily unavailable"),
    }
    return LwaError(status, *known.get(status, ("server_error", "The authorization server met an unexpected error")))
