"""What Amazon objects to in a listing: its `Issue`, in items and in answers to submissions alike."""

from dataclasses import dataclass
from datetime import datetime

from .lenient import nodes, read
from .values import Node

SEVERITIES = frozenset({"ERROR", "WARNING", "INFO"})
CATEGORIES = frozenset(
    {
        "INVALID_ATTRIBUTE",
        "MISSING_ATTRIBUTE",
        "INVALID_IMAGE",
        "MISSING_IMAGE",
        "INVALID_PRICE",
        "MISSING_PRICE",
        "DUPLICATE",
        "QUALIFICATION_REQUIRED",
    }
)
ENFORCEMENTS = frozenset({"LISTING_SUPPRESSED", "ATTRIBUTE_SUPPRESSED", "CATALOG_ITEM_REMOVED", "SEARCH_SUPPRESSED"})
EXEMPTIONS = frozenset({"EXEMPT", "EXEMPT_UNTIL_EXPIRY_DATE", "NOT_EXEMPT"})
SUBMISSION_STATUSES = frozenset({"ACCEPTED", "INVALID", "VALID"})


@dataclass(frozen=True)
class ListingIssue:
    """One objection of Amazon's."""

    code: str
    message: str  # in the language that was asked for
    severity: str  # ERROR, WARNING, INFO or a word not known today
    categories: tuple[str, ...]
    attributes: tuple[str, ...]  # names of the attributes it is about
    enforcements: tuple[str, ...]  # what Amazon does about it: LISTING_SUPPRESSED ...
    exempt: str  # NOT_EXEMPT when Amazon does so already; EXEMPT, EXEMPT_UNTIL_EXPIRY_DATE; '' when it does nothing
    exempt_until: datetime | None

    @property
    def is_error(self) -> bool:
        """Whether it keeps a submission from being processed."""
        return self.severity == "ERROR"

    @property
    def is_suppressed(self) -> bool:
        """Whether it is why nobody can buy the listing now."""
        return self.is_error and "LISTING_SUPPRESSED" in self.enforcements and self.exempt == "NOT_EXEMPT"


@dataclass(frozen=True)
class Submission:
    """What Amazon says to a submission. ACCEPTED is not live: only the item itself shows that."""

    sku: str
    status: str  # ACCEPTED, INVALID; VALID for a preview; or a word not known today
    submission_ref: str
    asin: str  # '' unless identifiers were asked for and there is one
    issues: tuple[ListingIssue, ...]
    unknown: tuple[str, ...]  # what is odd or new in the answer, as "path = value"

    @property
    def is_refused(self) -> bool:
        """Whether nothing of it will be done, or, for a preview, would be."""
        return self.status not in ("ACCEPTED", "VALID") or any(issue.is_error for issue in self.issues)


def read_submission(document, marketplace_ref=""):
    """The answer to a put, a patch, a delete or a preview.

    :param dict document: Amazon's `ListingsItemSubmissionResponse`.
    :param str marketplace_ref: leave out what is about other marketplaces.
    :rtype: Submission
    :raise DocumentError: `malformed` for what is no object, `missing` without a status.
    """
    notes = []
    answer = Node(document, "", notes)
    status = answer.word("status", SUBMISSION_STATUSES, required=True)
    identifiers = [node for node in nodes(answer, "identifiers") if concerns(node, marketplace_ref)]
    asins = [asin for node in identifiers if (asin := read(node, "asin", "", node.reference))]
    return Submission(
        sku=read(answer, "sku", "", answer.reference),
        status=status,
        submission_ref=read(answer, "submissionId", "", answer.reference),
        asin=asins[0] if asins else "",
        issues=read_issues(answer, marketplace_ref),
        unknown=tuple(notes),
    )


def read_issues(parent, marketplace_ref=""):
    """The issues of an item or a submission.

    :param Node parent: the document.
    :param str marketplace_ref: leave out what is about other marketplaces only.
    :rtype: tuple[ListingIssue, ...]
    """
    return tuple(_issue(node) for node in nodes(parent, "issues") if _is_about(node, marketplace_ref))


def concerns(node, marketplace_ref):
    """Whether an entry is about a marketplace; one that names none is about all."""
    named = read(node, "marketplaceId", "", node.reference)
    return not marketplace_ref or named in ("", marketplace_ref)


def _is_about(issue, marketplace_ref):
    named = read(issue, "marketplaceIds", [], lambda key: issue.words(key, AnyWord()))
    return not marketplace_ref or not named or marketplace_ref in named


def _issue(issue):
    enforcements = read(issue, "enforcements", Node({}, "", []), issue.child)
    exemption = read(enforcements, "exemption", Node({}, "", []), enforcements.child)
    actions = [
        read(node, "action", "", lambda key, node=node: node.word(key, ENFORCEMENTS))
        for node in nodes(enforcements, "actions")
    ]
    return ListingIssue(
        code=read(issue, "code", "", issue.reference),
        message=read(issue, "message", "", issue.text),
        severity=read(issue, "severity", "", lambda key: issue.word(key, SEVERITIES)),
        categories=tuple(read(issue, "categories", [], lambda key: issue.words(key, CATEGORIES))),
        attributes=tuple(read(issue, "attributeNames", [], lambda key: issue.words(key, AnyWord()))),
        enforcements=tuple(filter(None, actions)),
        exempt=read(exemption, "status", "", lambda key: exemption.word(key, EXEMPTIONS)),
        exempt_until=read(exemption, "expiryDate", None, exemption.time),
    )


class AnyWord:
    """Contains every word: for lists that Amazon does not publish."""

    def __contains__(self, word):
        return True
