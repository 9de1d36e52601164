"""Time, processor, memory and SQL of a piece of work inside an Odoo process."""

import contextlib
import gc
import re
import resource
import threading
import time
from collections import Counter
from itertools import pairwise
from pathlib import Path

MEGABYTE = 1024  # /proc counts in kilobytes
RESET_PEAK = "5"
TABLE = re.compile(r'\b(?:from|into|update)\s+"?([a-z_][a-z0-9_]*)', re.IGNORECASE)


class Meter:
    """Measure a `with` block; afterwards read `seconds`, `cpu_seconds`, `statements`, `peak`, `growth` and `as_dict()`.

    SQL is counted as Odoo counts it: everything that passes through a cursor of this thread, those that the code opens
    for itself included; commits are not statements. Seconds in which others had their turn (see `process.Turn`) are
    left out; `batches` are those from one turn to the next. Memory is in megabytes: its peak, and how far that lies
    above the start.
    """

    def __init__(self, turn):
        self._turn = turn
        self.batches = []
        self.seconds = self.cpu_seconds = self.peak = self.growth = 0.0
        self.statements = Counter()  # statement -> how often
        self.sql_seconds = Counter()  # statement -> seconds in the database

    def __enter__(self):
        # What was prepared shall not be looked through by the garbage collector again and again while it is measured.
        gc.collect()
        gc.freeze()
        _reset_peak()
        self._memory = _memory("VmRSS")
        thread = threading.current_thread()
        thread.query_hooks = (*getattr(thread, "query_hooks", ()), self._note)
        self._cpu, self._start = time.process_time(), self._turn.clock()
        return self

    def __exit__(self, *exception):
        end = self._turn.clock()
        gc.unfreeze()
        self.seconds = end - self._start
        self.cpu_seconds = time.process_time() - self._cpu
        thread = threading.current_thread()
        thread.query_hooks = tuple(hook for hook in thread.query_hooks if hook != self._note)
        self.peak = _memory("VmHWM")
        self.growth = self.peak - self._memory
        moments = [moment for moment in self._turn.moments if moment >= self._start]
        self.batches = [later - earlier for earlier, later in pairwise([*moments, end])]

    def _note(self, _cursor, query, _params, _start, delay):
        """Odoo calls this after every statement."""
        if isinstance(query, bytes):
            # Written with its values inside: keep what does not depend on them.
            query = query.partition(b"VALUES")[0].decode(errors="replace")
        self.statements[query] += 1
        self.sql_seconds[query] += delay

    def as_dict(self):
        """Return the figures for a JSON document, the statements grouped by what they look like."""
        grouped, seconds = Counter(), Counter()
        for query, count in self.statements.items():
            grouped[normalized(query)] += count
            seconds[normalized(query)] += self.sql_seconds[query]
        return {
            "seconds": self.seconds,
            "batches": self.batches,
            "cpu_seconds": self.cpu_seconds,
            "sql_seconds": sum(seconds.values()),
            "peak_mb": self.peak,
            "growth_mb": self.growth,
            "queries": sum(grouped.values()),
            "lookups": sum(count for query, count in grouped.items() if is_lookup(query)),
            "statements": {query: [count, seconds[query]] for query, count in grouped.most_common()},
        }


class CallTimer:
    """Add up the `seconds` that calls of one method take, as a context manager around the work they are part of.

    :param owner: the class of the method
    :param str name: the method
    """

    def __init__(self, owner, name):
        self.seconds = 0.0
        self._method = getattr(owner, name)
        self._context = replaced(owner, name, lambda *args, **kwargs: self._call(*args, **kwargs))

    def __enter__(self):
        self._context.__enter__()
        return self

    def __exit__(self, *exception):
        self._context.__exit__(*exception)

    def _call(self, *args, **kwargs):
        start = time.perf_counter()
        try:
            return self._method(*args, **kwargs)
        finally:
            self.seconds += time.perf_counter() - start


@contextlib.contextmanager
def replaced(owner, name, method):
    """Put another method in the place of one of a model's class, and take it away again."""
    own = owner.__dict__.get(name)
    setattr(owner, name, method)
    try:
        yield
    finally:
        if own is None:
            delattr(owner, name)
        else:
            setattr(owner, name, own)


def normalized(query):
    """Return what a statement looks like, whatever rows and values it is about: one line, lists cut to one element."""
    query = re.sub(r"\s+", " ", query).strip()
    query = re.sub(r"\(%s(?:, ?%s)*\)(?:, ?\(%s(?:, ?%s)*\))*", "(%s)", query)
    query = re.sub(r"%s(?:, ?%s)+", "%s", query)
    return re.sub(r"[\w]{8}-?[0-9a-f-]{24,}|(?<=_)[0-9a-f]{32}", "X", query)


def is_lookup(query):
    """Say whether a statement only reads."""
    return query.lstrip("( ").upper().startswith(("SELECT", "WITH")) and " FOR UPDATE" not in query.upper()


def table_of(query):
    """Return the first table that a statement names, or '' for one about none (a savepoint)."""
    found = TABLE.search(query)
    return found[1] if found else ""


def _reset_peak():
    with contextlib.suppress(OSError):
        Path("/proc/self/clear_refs").write_text(RESET_PEAK)


def _memory(name):
    """Return megabytes of memory: `VmRSS` now, `VmHWM` the most since the last reset."""
    try:
        status = Path("/proc/self/status").read_text()
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEGABYTE
    return int(re.search(rf"^{name}:\s+(\d+)", status, re.MULTILINE)[1]) / MEGABYTE
