"""Find or fetch the source of Odoo 19: a checkout that is there, Debian's package, or a clone."""

import os
import shutil
from pathlib import Path

from . import cache
from .console import ToolError, run, say

SERIES = "19.0"
REPOSITORY = "https://github.com/odoo/odoo"
# Debian replaces bundled copies by links into usr/share; without their targets pages answer 500.
DEBIAN_PACKAGES = [
    "odoo-19",
    "libjs-jquery",
    "libjs-jquery-form",
    "libjs-underscore",
    "fonts-montserrat",
    "fonts-roboto-unhinted",
    "fonts-inconsolata",
    "fonts-ocr-b",
    # Version 7, which is in sid, lacks the files that Odoo's icons need.
    "fonts-font-awesome/trixie",
]
# Left out by Debian; without it the web client logs an error and every browser test fails.
LEFT_OUT_BY_DEBIAN = "addons/mail/static/lib/selfie_segmentation/selfie_segmentation.js"


def prepare():
    """Return the folder that holds Odoo's ``odoo`` package, fetched on first use."""
    chosen = os.environ.get("ODOO_SOURCE")
    if chosen:
        source = Path(chosen).expanduser().resolve()
        if not (source / "odoo" / "release.py").exists():
            raise ToolError(f"ODOO_SOURCE={chosen} holds no odoo/release.py: it has to be a checkout of Odoo {SERIES}")
        return source
    root = cache.build_folder(cache.root() / f"odoo-{SERIES}", _fetch)
    packaged = root / "usr" / "lib" / "python3" / "dist-packages"
    return packaged if packaged.exists() else root / "checkout"


def _fetch(target):
    """Fill ``target`` with Odoo's source from the first place that has it."""
    mirror = _debian_mirror()
    if mirror:
        try:
            _fetch_from_debian(mirror, target)
            return
        except ToolError as error:
            say(f"Debian's package could not be had ({error}); cloning instead")
            for entry in target.iterdir():
                shutil.rmtree(entry)
    say(f"cloning Odoo {SERIES}")
    run(["git", "clone", "--depth", "1", "--branch", SERIES, REPOSITORY, target / "checkout"], timeout=1800)


def _debian_mirror():
    """Return the Debian mirror that this machine itself uses, if it is a Debian."""
    if not (shutil.which("apt-get") and shutil.which("dpkg")):
        return None
    targets = run(["apt-get", "indextargets", "--format", "$(REPO_URI) $(SUITE)|$(ORIGIN)", "Created-By: Packages"])
    return find_mirror(targets)


def find_mirror(targets):
    """Return the first Debian archive in a list of apt's index targets, security and updates left aside.

    :param str targets: lines ``<uri> <suite>|<origin>``; the origin is empty before the first ``apt-get update``
    """
    for line in targets.splitlines():
        place, _sep, origin = line.rpartition("|")
        uri, _sep, suite = place.partition(" ")
        is_debian = origin == "Debian" or (not origin and uri.rstrip("/").endswith("/debian"))
        if is_debian and not any(word in f"{uri} {suite}" for word in ("security", "updates", "backports")):
            return uri
    return None


def _fetch_from_debian(mirror, target):
    """Download and unpack Debian's packages into one root, so that the links between them hold."""
    say(f"downloading Odoo {SERIES} (130 MB)")
    work = target / "download"
    (work / "lists" / "partial").mkdir(parents=True)
    (work / "sources.list").write_text(f"deb {mirror} sid main\ndeb {mirror} trixie main\n")
    options = {
        "Dir::Etc::SourceList": work / "sources.list",
        "Dir::Etc::SourceParts": "/dev/null",
        "Dir::State::Lists": work / "lists",
        "Dir::Cache::pkgcache": "",
        "Dir::Cache::srcpkgcache": "",
        "APT::Sandbox::User": "root" if os.geteuid() == 0 else "",
        "Acquire::Languages": "none",
    }
    apt = ["apt-get", "-q"]
    for name, value in options.items():
        apt += ["-o", f"{name}={value}"]
    run([*apt, "update"], cwd=work)
    run([*apt, "download", *DEBIAN_PACKAGES], cwd=work)
    for package in sorted(work.glob("*.deb")):
        run(["dpkg", "-x", package, target])
    shutil.rmtree(work)
    missing = target / "usr/lib/python3/dist-packages/odoo" / LEFT_OUT_BY_DEBIAN
    missing.parent.mkdir(parents=True, exist_ok=True)
    missing.touch()
