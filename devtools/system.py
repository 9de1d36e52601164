"""Programs that come from the operating system, installed when that is possible and named when it is not."""

import importlib.util
import os
import shutil
import sys

from .console import ToolError, run, say

BROWSER_PACKAGES = ["chromium", "fonts-liberation", "fonts-dejavu-core"]


def ensure_python_can_create_environments():
    """Make sure that ``python -m venv`` works: Debian keeps a part of it in a package of its own."""
    if not importlib.util.find_spec("ensurepip"):
        install([f"python{sys.version_info.major}.{sys.version_info.minor}-venv"], "Python's venv module")


def ensure_browser():
    """Return the path of Chromium, installed if need be: browser tests and pictures are taken with it."""
    if not find_browser():
        install(BROWSER_PACKAGES, "Chromium")
    browser = find_browser()
    if not browser:
        raise ToolError("Chromium was installed but is not on PATH")
    return browser


def find_browser():
    """Return the path of a browser that Odoo's test suite would find too."""
    for name in ("google-chrome", "chromium", "chromium-browser", "google-chrome-stable"):
        path = shutil.which(name)
        if path:
            return path
    return None


def install(packages, purpose):
    """Install packages of the operating system, or say which are missing.

    :param list[str] packages: names in Debian
    :param str purpose: what they are for, as the message names it
    :raise ToolError: when they cannot be installed from here
    """
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise ToolError(f"{purpose} is missing; install it first (Debian: apt-get install {' '.join(packages)})")
    say(f"installing {' '.join(packages)}")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    run(["apt-get", "-q", "update"], env=environment)
    run(["apt-get", "-q", "install", "-y", "--no-install-recommends", *packages], env=environment)
