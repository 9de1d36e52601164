"""Lenient reading: what is odd is left out and noted for people to see; it never refuses the document."""

from .errors import DocumentError


def read(node, key, fallback, reader):
    """What the reader makes of a key; the fallback for what it refuses, which is noted.

    :param Node node: the object.
    :param reader: takes the key, e.g. a method of the node.
    """
    try:
        return reader(key)
    except DocumentError as error:
        node.note(key, error.code)
        return fallback


def nodes(parent, key):
    """The objects in the list below `key`; what is none is noted."""
    values = parent.raw(key)
    if values is None:
        return []
    if not isinstance(values, list):
        parent.note(key, "malformed")
        return []
    found = []
    for index, value in enumerate(values):
        if isinstance(value, dict):
            found.append(parent.entry(key, index, value))
        else:
            parent.note(f"{key}[{index}]", "malformed")
    return found
