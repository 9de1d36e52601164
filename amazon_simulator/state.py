"""A simulator's state in a file."""

import json
import os
import tempfile
from pathlib import Path


def load(path):
    """Return the JSON document in the file at `path`, or None if there is no such file."""
    try:
        text = Path(path).read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    return json.loads(text)


def save(path, document):
    """Write a JSON document so that the file is at all times either the old one or the new one, whole."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with open(descriptor, "w", encoding="utf-8") as file:
            # dumps, not dump: only the former uses the fast encoder
            file.write(json.dumps(document, ensure_ascii=False))
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise
