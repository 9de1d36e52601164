"""The virtual environment: pinned packages, with Odoo's source on its path.

Runs before anything is installed, so this file and what it imports use the standard library only.
"""

import shutil
import sys
from pathlib import Path

from . import cache, odoo_source, system
from .console import ToolError, run, say

REQUIREMENTS = Path(__file__).with_name("requirements.txt")
UV = "uv==0.13.9"


def prepare():
    """Return the folder of the virtual environment, built on first use."""
    source = odoo_source.prepare()
    version = "{}.{}".format(*sys.version_info[:2])
    path = cache.root() / f"venv-{version}-{name_of(REQUIREMENTS.read_text(), source)}"
    # A virtual environment holds its own path and so cannot be renamed into place: the stamp says that it is complete.
    stamp = path / "complete"
    if stamp.exists():
        return path
    with cache.lock(path.name):
        if not stamp.exists():
            shutil.rmtree(path, ignore_errors=True)
            _create(path)
            _add_odoo(path / "lib" / f"python{version}" / "site-packages", source)
            stamp.touch()
    return path


def name_of(requirements, source):
    """Return what tells one environment from another: its pins, its interpreter and the Odoo it runs."""
    return cache.digest(requirements, UV, sys.version, sys.base_prefix, source)


def _create(path):
    """Create the environment and install the pinned packages."""
    say("installing Python packages")
    system.ensure_python_can_create_environments()
    run([sys.executable, "-m", "venv", path])
    pip = [path / "bin" / "python", "-m", "pip", "--disable-pip-version-check", "-q", "install"]
    try:
        run([*pip, UV])
        uv = [path / "bin" / "uv", "--cache-dir", cache.folder("uv"), "pip", "install", "-q"]
        run([*uv, "--python", path / "bin" / "python", "-r", REQUIREMENTS])
    except ToolError as error:
        # uv does not read pip's configuration, where a machine may name its own index.
        say(f"uv could not install them, trying pip ({str(error).splitlines()[0]})")
        run([*pip, "-r", REQUIREMENTS], timeout=1800)


def _add_odoo(site_packages, source):
    """Put Odoo's source on the path, and a distribution named ``odoo`` beside it for what depends on one."""
    (site_packages / "odoo_source.pth").write_text(f"{source}\n")
    target = site_packages / f"odoo-{odoo_source.SERIES}.egg-info"
    packaged = source / target.name
    if packaged.exists():
        shutil.copytree(packaged, target)
    else:
        target.mkdir()
        (target / "PKG-INFO").write_text(f"Metadata-Version: 2.1\nName: odoo\nVersion: {odoo_source.SERIES}\n")


if __name__ == "__main__":
    try:
        print(prepare())
    except ToolError as error:
        sys.exit(f"dev: {error}")
