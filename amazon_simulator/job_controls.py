"""The simulator's Python API for feeds and reports."""

import logging

from . import feed_processing, reports_api
from .clock import iso
from .controls import controlled
from .errors import SimulatorError
from .jobs import CANCELLED, FATAL, STUCK

_logger = logging.getLogger(__name__)
FEED_OUTCOMES = (
    FATAL,
    CANCELLED,
    STUCK,
    feed_processing.PARTIAL,
    feed_processing.WARNING,
    feed_processing.NO_RESULT,
)
REPORT_OUTCOMES = (FATAL, CANCELLED, STUCK)
ERROR_CODE, ERROR_TEXT = "90000", "There was an internal error. Please submit this again."


class JobControls:
    """What becomes of feeds and reports, and when. A part of `Simulator`."""

    _working = False

    def work(self):
        """Do what is due by the simulator's clock. Every call, page and control does this first."""
        with self.lock:
            if self._working:
                return
            self._working = True
            try:
                due = [(feed_processing.process, feed) for feed in self.feeds.due(self.clock())]
                due += [(reports_api.process, report) for report in self.reports.due(self.clock())]
                for process, job in due:
                    self._process(process, job)
                if due:
                    self.save()
            finally:
                self._working = False

    def _process(self, process, job):
        """A job that the simulator cannot do, for an order that is no proper document, must not fail for ever."""
        try:
            process(self, job)
        except Exception:
            _logger.exception("The simulator failed in %s %s", job.type, job.id)
            job.end(FATAL)

    @controlled
    def fail_next_feed(
        self,
        outcome=FATAL,
        times=1,
        feed_type=None,
        messages=None,
        with_result=True,
        processed=False,
        code=ERROR_CODE,
        description=ERROR_TEXT,
    ):
        """Let the next `times` feeds (None: all; of `feed_type`, or of any) go wrong. `outcome` is one of

          `FATAL`      the feed ends as FATAL, `with_result` or without, `processed` before that or not,
          `CANCELLED`  it is cancelled although nobody asked,
          `STUCK`      it stays IN_PROGRESS until `finish_feeds`,
          `PARTIAL`    the messages with the ids in `messages` (None: every second one, from the first) are refused,
          `WARNING`    these messages are done, with a warning,
          `NO_RESULT`  everything is done, but there is no result document.
        `code` and `description` are what the result says of it.
        """
        self._plan(
            "feed",
            FEED_OUTCOMES,
            outcome,
            times,
            feed_type,
            messages=None if messages is None else [int(message_id) for message_id in messages],
            with_result=bool(with_result),
            processed=bool(processed),
            code=str(code),
            description=str(description),
        )

    @controlled
    def fail_next_report(self, outcome=FATAL, times=1, report_type=None):
        """Let the next `times` reports (None: all) of `report_type` (None: any) be FATAL, CANCELLED or STUCK."""
        self._plan("report", REPORT_OUTCOMES, outcome, times, report_type)

    def _plan(self, kind, outcomes, outcome, times, job_type, **options):
        if outcome not in outcomes:
            raise SimulatorError(f"unknown outcome {outcome!r}; known: {', '.join(outcomes)}")
        if times is not None and not (type(times) is int and times > 0):
            raise SimulatorError("times must be a number from 1 on, or None")
        self.planned_trouble.append(
            {"kind": kind, "type": job_type, "times": times, "trouble": {"outcome": outcome, **options}}
        )

    def next_trouble(self, kind, job_type):
        """Return the trouble that the next feed or report of a type is to get, and count it off."""
        for plan in self.planned_trouble:
            if plan["kind"] == kind and plan["type"] in (None, job_type):
                if plan["times"] is not None:
                    plan["times"] -= 1
                    if not plan["times"]:
                        self.planned_trouble.remove(plan)
                return plan["trouble"]
        return {}

    @controlled
    def finish_feeds(self, feed_id=None):
        """Let one feed or all that have not ended end now, also those that were stuck."""
        self._finish(self.feeds, feed_id)

    @controlled
    def finish_reports(self, report_id=None):
        """Let one report or all that have not ended end now, also those that were stuck."""
        self._finish(self.reports, report_id)

    def _finish(self, jobs, job_id):
        for job in [jobs.find(job_id)] if job_id else jobs.open():
            if job.is_open:
                job.ends = iso(self.clock())
                job.starts = min(job.starts, job.ends)
                if job.trouble.get("outcome") == STUCK:
                    job.trouble = {}
        self.work()

    def cancel_job(self, job):
        """Let a job in the queue be cancelled at once."""
        job.ends = iso(self.clock())
        job.starts = min(job.starts, job.ends)
        job.end(CANCELLED)
        self.save()

    def list_feeds(self):
        """Return what is known of all feeds, newest first, with the texts that were sent and answered."""
        return self._listed(self.feeds)

    def list_reports(self):
        """Return what is known of all reports, newest first, with their texts."""
        return self._listed(self.reports)

    def _listed(self, jobs):
        with self.lock:
            self.work()
            return [self._job_document(job) for job in reversed(list(jobs))]

    def _job_document(self, job):
        return {
            "id": job.id,
            "type": job.type,
            "status": job.status,
            "seller": job.seller_id,
            "marketplaceIds": list(job.marketplace_ids),
            **job.times(),
            "trouble": job.trouble.get("outcome", ""),
            "content": self._text(job.details.get("document_id")),
            "result": self._text(job.result_id),
        }

    def _text(self, document_id):
        if not document_id:
            return None
        document = self.documents.find(document_id)
        charset = "cp932" if "windows-31j" in document.content_type else "utf-8"
        return document.plain.decode(charset, errors="replace")
