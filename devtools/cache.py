"""Where everything that can be rebuilt lives, outside the checkout, and how it is built only once."""

import contextlib
import fcntl
import hashlib
import os
import shutil
import tempfile
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent


def root():
    """Return the cache folder, created if it is missing."""
    chosen = os.environ.get("AMAZON_CHANNEL_CACHE")
    if not chosen:
        chosen = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "amazon_channel"
    path = Path(chosen).expanduser().absolute()
    path.mkdir(parents=True, exist_ok=True)
    return path


def folder(*names):
    """Return a folder of the cache, created if it is missing."""
    path = root().joinpath(*names)
    path.mkdir(parents=True, exist_ok=True)
    return path


def digest(*parts):
    """Return a short name for a combination of inputs: other inputs, another name."""
    return hashlib.sha256("\0".join(map(str, parts)).encode()).hexdigest()[:12]


@contextlib.contextmanager
def lock(name):
    """Let one process at a time do ``name``; the kernel lets go of the lock when its holder dies."""
    with (folder("locks") / name).open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def build_folder(path, build):
    """Make ``path`` by ``build(temporary_folder)`` unless it is there; one that was cut short leaves nothing behind.

    :param Path path: folder of the cache; it exists only when complete
    :param build: function that fills the folder it is given
    """
    if path.exists():
        return path
    with lock(path.name):
        if path.exists():
            return path
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = Path(tempfile.mkdtemp(prefix=f".{path.name}-", dir=path.parent))
        try:
            temporary.chmod(0o755)
            build(temporary)
            temporary.rename(path)
        finally:
            shutil.rmtree(temporary, ignore_errors=True)
    return path


def write_atomically(path, text):
    """Write a file so that a reader sees the old or the new content, never a part."""
    if path.exists() and path.read_text() == text:
        return
    handle, temporary = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    with os.fdopen(handle, "w") as file:
        file.write(text)
    os.replace(temporary, path)
