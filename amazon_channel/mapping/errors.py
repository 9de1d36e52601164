"""Why a document cannot be represented."""


class DocumentError(ValueError):
    """Amazon's document cannot be represented exactly.

    :param str code: the cause, for programs: ``missing``, ``malformed``, ``total``, ``currency``, ``tax``,
        ``quantity``, ``charge``.
    :param str path: where in the document, e.g. ``orderItems[0].quantityOrdered``.
    :param str message: an English sentence for people, without personal data.
    :param values: the figures and words of the message, so that it can be worded in another language.
    """

    def __init__(self, code, path, message, **values):
        super().__init__(message)
        self.code = code
        self.path = path
        self.values = values
