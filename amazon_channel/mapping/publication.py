"""A listing as it would be told to Amazon, and what is wrong with it: found before anything is sent."""

from dataclasses import dataclass, field

ERROR = "error"  # nothing is sent before it is put right
WARNING = "warning"  # it goes ahead, as the message says


@dataclass(frozen=True)
class Finding:
    """Something wrong with the document of a listing, in words for people."""

    severity: str  # ERROR or WARNING
    code: str  # ours, such as price_zero
    message: str  # what is wrong
    fix: str = ""  # what to do about it
    attribute: str = ""  # Amazon's name of the attribute it is about
    line_id: int = 0  # the line of the publish template that it comes from; 0 for none


@dataclass(frozen=True)
class PublishDocument:
    """What Amazon would be told of one SKU: one putListingsItem call, or one message of a feed.

    Numbers in `attributes` are whole or `Decimal`, never binary: send them with `exact_json`.
    """

    sku: str
    product_type: str
    requirements: str  # one of `listing_feed.REQUIREMENTS`
    attributes: dict  # Amazon's attributes by name, each a list of objects
    findings: tuple[Finding, ...] = ()

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that keep it from being sent."""
        return tuple(finding for finding in self.findings if finding.severity == ERROR)

    @property
    def is_good(self) -> bool:
        """Whether nothing keeps it from being sent."""
        return not self.errors

    @property
    def body(self) -> dict:
        """Amazon's `ListingsItemPutRequest`."""
        return {
            "productType": self.product_type,
            "requirements": self.requirements,
            "attributes": self.attributes,
        }


@dataclass(frozen=True)
class Problem:
    """A finding before it is put into words: the code, and what the words need."""

    code: str
    attribute: str = ""
    values: dict = field(default_factory=dict)
    line_id: int = 0
