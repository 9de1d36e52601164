"""Work that Amazon takes its time for: a feed that was sent, a report that was asked for."""

from dataclasses import asdict, dataclass, field
from datetime import timedelta

from .clock import iso
from .errors import SimulatorError

QUEUED, RUNNING, DONE, CANCELLED, FATAL = "IN_QUEUE", "IN_PROGRESS", "DONE", "CANCELLED", "FATAL"
STATUSES = (CANCELLED, DONE, FATAL, RUNNING, QUEUED)
OPEN = (QUEUED, RUNNING)
STUCK = "STUCK"
NEVER = "9999-12-31T00:00:00.000Z"


@dataclass
class Job:
    """One feed or report. Moments are ISO texts.

    `starts` and `ends` say when it is to be worked on, `started` and `ended` when it was. `trouble` is how it is to
    go wrong (see `JobControls.fail_next_feed`); `details` hold what only feeds or only reports have.
    """

    id: str
    seller_id: str
    type: str
    marketplace_ids: list
    created: str
    starts: str
    ends: str
    status: str = QUEUED
    started: str | None = None
    ended: str | None = None
    result_id: str | None = None
    trouble: dict = field(default_factory=dict)
    details: dict = field(default_factory=dict)

    @property
    def is_open(self):
        """Whether it has not ended."""
        return self.status in OPEN

    def end(self, status, result_id=None):
        """Let it end when it was due."""
        self.status, self.result_id = status, result_id
        self.ended = self.ends
        self.started = self.started or self.starts

    def times(self):
        """Return the moments that Amazon tells of it."""
        times = {"processingStartTime": self.started, "processingEndTime": self.ended}
        return {"createdTime": self.created, **{name: time for name, time in times.items() if time}}


class Jobs:
    """All feeds, or all reports, oldest first. `first_id` sets their ids apart from those of others."""

    def __init__(self, first_id):
        self._first_id = first_id
        self._rows = {}
        self._open = {}

    def __iter__(self):
        return iter(self._rows.values())

    def add(self, seller_id, kind, marketplace_ids, now, seconds, trouble=(), **details):
        """Add a job that takes `seconds` of the simulator's clock, and return it."""
        trouble = dict(trouble)
        job = Job(
            id=str(self._first_id + len(self._rows)),
            seller_id=seller_id,
            type=kind,
            marketplace_ids=list(marketplace_ids),
            created=iso(now),
            starts=iso(now + timedelta(seconds=seconds / 2)),
            ends=NEVER if trouble.get("outcome") == STUCK else iso(now + timedelta(seconds=seconds)),
            trouble=trouble,
            details=details,
        )
        self._rows[job.id] = self._open[job.id] = job
        return job

    def get(self, job_id, seller_id):
        """Return a job of a seller, or None."""
        job = self._rows.get(job_id)
        return job if job and job.seller_id == seller_id else None

    def find(self, job_id):
        """Return a job, whosever it is; raise SimulatorError if there is none."""
        try:
            return self._rows[job_id]
        except KeyError:
            raise SimulatorError(f"no such job: {job_id!r}") from None

    def open(self):
        """Return the jobs that have not ended."""
        return list(self._open.values())

    def due(self, now):
        """Let jobs start that are to start by `now`, and return those that are to end, in that order."""
        if not self._open:
            return []
        moment = iso(now)
        self._open = {job.id: job for job in self._open.values() if job.is_open}
        for job in self._open.values():
            if job.status == QUEUED and job.starts <= moment:
                job.status, job.started = RUNNING, job.starts
        return sorted((job for job in self._open.values() if job.ends <= moment), key=lambda job: (job.ends, job.id))

    def as_list(self):
        """Return all jobs as JSON documents."""
        return [asdict(job) for job in self]

    def load(self, rows):
        """Replace all jobs by what `as_list` once returned."""
        self._rows = {row["id"]: Job(**row) for row in rows}
        self._open = {job.id: job for job in self if job.is_open}
