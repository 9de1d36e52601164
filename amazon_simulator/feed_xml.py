"""Amazon's XML envelope: reading the messages of a feed, and writing the report on what became of them."""

from dataclasses import dataclass
from xml.etree import ElementTree
from xml.parsers import expat

CONTENT_TYPE = "text/xml; charset=UTF-8"
MALFORMED, INVALID = "5001", "25"
WHOLE_FEED = 0


class BadEnvelope(Exception):
    """A feed that Amazon cannot read as a whole."""

    def __init__(self, code, description):
        super().__init__(description)
        self.code = code
        self.description = description


@dataclass(frozen=True)
class Result:
    """What Amazon says of one message: an `Error` or a `Warning`. Message 0 is the whole feed."""

    message_id: int
    level: str
    code: str
    description: str
    order_id: str = ""


def read_messages(content, message_type):
    """Return [(message id, element)] of a feed, the element being the one named `message_type`; raise BadEnvelope."""
    root = _parse(content)
    if root.tag != "AmazonEnvelope":
        raise BadEnvelope(INVALID, f"The root element must be AmazonEnvelope, it is {root.tag}.")
    for path in ("Header/DocumentVersion", "Header/MerchantIdentifier"):
        if not text_of(root, path):
            raise BadEnvelope(INVALID, f"{path} is missing.")
    if text_of(root, "MessageType") != message_type:
        raise BadEnvelope(INVALID, f"MessageType of this feed must be {message_type}.")
    messages = [_message(element, message_type) for element in root.findall("Message")]
    if not messages:
        raise BadEnvelope(INVALID, "The feed has no message.")
    if len({message_id for message_id, _element in messages}) < len(messages):
        raise BadEnvelope(INVALID, "A MessageID is used twice.")
    return messages


def _parse(content):
    """Return the root element. A document type is refused before any entity of it is looked at."""
    scanner = expat.ParserCreate()
    scanner.StartDoctypeDeclHandler = _refuse_doctype
    try:
        scanner.Parse(content, True)
        return ElementTree.fromstring(content)
    except (expat.ExpatError, ElementTree.ParseError, ValueError, LookupError) as error:
        raise BadEnvelope(MALFORMED, f"XML Parsing Error: {error}") from None


def _refuse_doctype(name, system_id, public_id, has_subset):
    raise BadEnvelope(MALFORMED, "XML Parsing Error: a document type declaration is not allowed.")


def _message(element, message_type):
    text = text_of(element, "MessageID")
    if not (text.isascii() and text.isdigit() and int(text) > 0):
        raise BadEnvelope(INVALID, "A Message has no MessageID that is a positive number.")
    content = element.find(message_type)
    if content is None:
        raise BadEnvelope(INVALID, f"Message {text} has no {message_type}.")
    return int(text), content


def text_of(element, path):
    """Return the text of the first element at `path`, stripped; empty if there is none."""
    return (element.findtext(path) or "").strip()


def write_report(feed_id, merchant_id, results, processed, rejected=False):
    """Return the ProcessingReport on a feed, as bytes. `results` are errors and warnings, `processed` counts messages.

    Messages without a result are told of in the summary only.
    """
    failed = {result.message_id for result in results if result.level == "Error"}
    warned = {result.message_id for result in results if result.level == "Warning"} - failed
    root = ElementTree.Element("AmazonEnvelope")
    root.set("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance")
    root.set("xsi:noNamespaceSchemaLocation", "amzn-envelope.xsd")
    _add(_add(root, "Header"), None, DocumentVersion="1.02", MerchantIdentifier=merchant_id)
    _add(root, None, MessageType="ProcessingReport")
    message = _add(root, "Message")
    _add(message, None, MessageID="1")
    report = _add(message, "ProcessingReport")
    _add(report, None, DocumentTransactionID=feed_id, StatusCode="Rejected" if rejected else "Complete")
    summary = {
        "MessagesProcessed": processed,
        "MessagesSuccessful": 0 if rejected else processed - len(failed - {WHOLE_FEED}),
        "MessagesWithError": len(failed),
        "MessagesWithWarning": len(warned),
    }
    _add(_add(report, "ProcessingSummary"), None, **summary)
    for result in results:
        _add_result(report, result)
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="UTF-8", xml_declaration=True)


def _add_result(report, result):
    row = _add(report, "Result")
    _add(
        row,
        None,
        MessageID=result.message_id,
        ResultCode=result.level,
        ResultMessageCode=result.code,
        ResultDescription=result.description,
    )
    if result.order_id:
        _add(_add(row, "AdditionalInfo"), None, AmazonOrderID=result.order_id)


def _add(parent, name, **texts):
    """Add an element called `name` (None: to the parent itself), and elements with texts in it."""
    element = parent if name is None else ElementTree.SubElement(parent, name)
    for key, text in texts.items():
        ElementTree.SubElement(element, key).text = str(text)
    return element
