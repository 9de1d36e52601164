"""Turn what a developer wants to test into what the two test runners understand."""

from pathlib import Path
from typing import NamedTuple


class Selection(NamedTuple):
    """What to run: arguments of pytest, and test tags of Odoo."""

    pytest: list
    tags: list


def choose(wanted, checkout, addons):
    """Sort files, folders and tags by the runner that they are for.

    ``amazon_channel/tests/test_x.py::TestY::test_z`` is understood as well as Odoo's ``/amazon_channel:TestY.test_z``.

    :param list[str] wanted: paths, relative to the current folder or to the checkout, or test tags of Odoo
    :param Path checkout: root of the checkout
    :param list[str] addons: names of our addons
    """
    chosen = Selection([], [])
    for item in wanted:
        path, *names = item.split("::")
        file = _existing(path, checkout)
        if not file:
            chosen.tags.append(item)
            continue
        place = file.relative_to(checkout)
        if place.parts[0] in addons:
            chosen.tags.append(_tag(place, names))
        else:
            chosen.pytest.append("::".join([str(place), *names]))
    return chosen


def _existing(path, checkout):
    """Return the file or folder inside the checkout that is meant, if there is one."""
    for base in (Path.cwd(), checkout):
        file = (base / path).resolve()
        if path and file.exists() and checkout in file.parents:
            return file
    return None


def _tag(place, names):
    """Return the test tag for a file or an addon, narrowed to a class and a method if they are named."""
    where = f"/{place.as_posix()}" if place.suffix == ".py" else f"/{place.parts[0]}"
    names = [name for name in names if name]
    return where + (f":{names[0]}" if names else "") + (f".{names[1]}" if len(names) > 1 else "")
