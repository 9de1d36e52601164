"""Writing HTML: everything is escaped unless it was made here."""

import html

from werkzeug.wrappers import Response

from .style import CSS

VOID = frozenset({"input", "meta", "br"})


class Html(str):
    """A text that is markup already."""

    __slots__ = ()


def tag(element, /, *children, **attributes):
    """Return `<element attribute="...">children</element>`.

    Children that are lists are flattened, None is left out. An attribute whose Python name would be a keyword gets a
    trailing underscore (`class_`); True writes the bare name, None and False leave it out.
    """
    written = "".join(_attribute(key.rstrip("_").replace("_", "-"), value) for key, value in attributes.items())
    if element in VOID:
        return Html(f"<{element}{written}>")
    return Html(f"<{element}{written}>{_content(children)}</{element}>")


def _attribute(name, value):
    if value is None or value is False:
        return ""
    return f" {name}" if value is True else f' {name}="{html.escape(str(value))}"'


def _content(children):
    parts = []
    for child in children:
        if isinstance(child, list | tuple):
            parts.append(_content(child))
        elif isinstance(child, Html):
            parts.append(child)
        elif child is not None:
            parts.append(html.escape(str(child)))
    return "".join(parts)


def table(header, rows, **attributes):
    """Return a table; a cell is a text, markup, or None for nothing."""
    head = tag("thead", tag("tr", [tag("th", cell) for cell in header])) if header else None
    body = [tag("tr", [tag("td", cell) for cell in row]) for row in rows]
    return tag("table", head, tag("tbody", body), **attributes)


def field(label, control):
    """Return a labelled form control."""
    return tag("label", tag("span", label), control)


def text_input(name, value="", **attributes):
    """Return a text input."""
    return tag("input", name=name, value=value, **attributes)


def select(name, options, selected="", **attributes):
    """Return a drop-down list of (value, text) options."""
    rows = [tag("option", text, value=value, selected=value == selected) for value, text in options]
    return tag("select", rows, name=name, **attributes)


def form(action, *children, button="Save", class_="inline", danger=False):
    """Return a form that posts to `action`."""
    submit = tag("button", button, type="submit", class_="danger" if danger else None)
    return tag("form", children, submit, method="post", action=action, class_=class_)


def page(title, *body, status=200, navigation=()):
    """Return a whole page as a Response; `navigation` holds (address, text) pairs."""
    links = [tag("a", text, href=address) for address, text in navigation]
    document = tag(
        "html",
        tag(
            "head",
            tag("meta", charset="utf-8"),
            tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
            tag("title", f"{title} · Simulated Amazon"),
            tag("style", Html(CSS)),
        ),
        tag("body", tag("header", tag("strong", "Simulated Amazon"), tag("nav", links)), tag("main", body)),
        lang="en",
    )
    return Response(f"<!DOCTYPE html>{document}", status, mimetype="text/html")
