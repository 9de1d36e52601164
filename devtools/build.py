"""``./dev build``: the addons as Python packages, in dist/. Only files that git knows go into them."""

import argparse
import shutil
import sys
import tempfile
import zipfile
from pathlib import Path

from . import cache, odoo_process
from .console import ToolError, run


def main():
    """Build a wheel of every addon that is made to be distributed."""
    argparse.ArgumentParser(prog="./dev build", description=__doc__).parse_args()
    target = cache.CHECKOUT / "dist"
    target.mkdir(exist_ok=True)
    for addon in odoo_process.addons():
        if (cache.CHECKOUT / addon / "pyproject.toml").exists():
            print(_build(addon, target))


def _build(addon, target):
    """Build one wheel, look into it, and put it into ``target`` in place of an older one; return where it is."""
    with tempfile.TemporaryDirectory() as temporary:
        # Without isolation, so that the pinned build backend is used and nothing is downloaded.
        pip = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation"]
        run([*pip, "--wheel-dir", temporary, cache.CHECKOUT / addon])
        (wheel,) = Path(temporary).glob("*.whl")
        _check(wheel, f"odoo/addons/{addon}/")
        for old in target.glob(f"{wheel.name.partition('-')[0]}-*.whl"):
            old.unlink()
        return shutil.copy(wheel, target)


def _check(wheel, folder):
    """Make sure that Odoo will find the addon once the wheel is installed.

    :raise ToolError: when the wheel holds no addon there
    """
    names = zipfile.ZipFile(wheel).namelist()
    for file in ("__manifest__.py", "__init__.py"):
        if folder + file not in names:
            raise ToolError(f"{wheel.name} holds no {folder}{file}: is it under git's control?")


if __name__ == "__main__":
    try:
        main()
    except ToolError as error:
        sys.exit(f"dev: {error}")
