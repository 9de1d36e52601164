"""The store of feed and report documents: bytes behind addresses that are signed and good for five minutes."""

import base64
import gzip
import hashlib
import hmac
import itertools
from dataclasses import asdict, dataclass
from datetime import timedelta

from .clock import iso, parse_iso
from .errors import SimulatorError

ADDRESS = "/storage"
LIFETIME = timedelta(minutes=5)
GZIP = "GZIP"


@dataclass
class Document:
    """A file. `content` is None until it was uploaded; `compression` is `GZIP` or empty; `used_by` a feed's id."""

    id: str
    seller_id: str
    content_type: str
    created: str
    content: bytes | None = None
    compression: str = ""
    used_by: str = ""

    @property
    def plain(self):
        """The content as it was before it was compressed."""
        return gzip.decompress(self.content) if self.compression else self.content or b""


class Documents:
    """All documents by id. `seed` decides their ids and the key that addresses are signed with."""

    def __init__(self, seed):
        self._seed = seed
        self._rows = {}
        self._numbers = itertools.count(1)

    def add(self, seller_id, content_type, now, content=None, compress=False):
        """Add a document, which may wait to be uploaded, and return it."""
        number = next(self._numbers)
        digest = hashlib.sha256(f"document {number} of simulator {self._seed}".encode()).hexdigest()
        document_id = f"amzn1.tortuga.4.sim.{digest[:8]}-{digest[8:12]}-{digest[12:16]}-{digest[16:20]}.T{number:05d}"
        document = Document(document_id, seller_id, content_type, iso(now), content)
        if compress:
            document.content, document.compression = gzip.compress(content, mtime=0), GZIP
        self._rows[document_id] = document
        return document

    def get(self, document_id, seller_id):
        """Return a document of a seller, or None."""
        document = self._rows.get(document_id)
        return document if document and document.seller_id == seller_id else None

    def find(self, document_id):
        """Return a document, whosever it is; raise SimulatorError if there is none."""
        try:
            return self._rows[document_id]
        except KeyError:
            raise SimulatorError(f"no such document: {document_id!r}") from None

    def address(self, base_url, method, document, now, encoding=""):
        """Return the address for a PUT or a GET of a document. `encoding` is the Content-Encoding of a download."""
        expires = iso(now + LIFETIME)
        signature = self._sign(method, document.id, expires, encoding)
        query = f"expires={expires}&encoding={encoding}&signature={signature}"
        return f"{base_url.rstrip('/')}{ADDRESS}/{document.id}?{query}"

    def allows(self, method, document_id, values, now):
        """Say whether the query of an address (`values`) is ours, unchanged, and has not expired."""
        expires, encoding = values.get("expires", ""), values.get("encoding", "")
        signature = self._sign(method, document_id, expires, encoding)
        if not hmac.compare_digest(signature.encode(), values.get("signature", "").encode()):
            return False
        return now < parse_iso(expires)

    def _sign(self, *parts):
        key = f"documents of simulator {self._seed}".encode()
        return hmac.new(key, "\n".join(parts).encode(), hashlib.sha256).hexdigest()

    def as_list(self):
        """Return all documents as JSON documents."""
        return [
            asdict(row) | {"content": None if row.content is None else base64.b64encode(row.content).decode()}
            for row in self._rows.values()
        ]

    def load(self, rows):
        """Replace all documents by what `as_list` once returned."""
        self._rows = {}
        for row in rows:
            content = None if row["content"] is None else base64.b64decode(row["content"])
            self._rows[row["id"]] = Document(**{**row, "content": content})
        self._numbers = itertools.count(len(self._rows) + 1)
