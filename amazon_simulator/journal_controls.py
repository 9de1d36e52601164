"""The simulator's Python API for what clients sent about listings."""

from dataclasses import asdict


class JournalControls:
    """What clients sent about listings, and their mistakes. A part of `Simulator`."""

    @property
    def mistakes(self):
        """What no careful client sends: `listing_journal.Mistake`s, oldest first."""
        return self.journal.mistakes

    def list_submissions(self, sku=None, operation=None, status=None):
        """Return what clients sent (previews left out), oldest first: see `listing_journal.Submission`.

        `operation` is PUT, PATCH or DELETE, `status` ACCEPTED or INVALID.
        """
        with self.lock:
            self.work()
            return self.journal.find(sku, operation, status)

    def list_mistakes(self):
        """Return `mistakes` as dictionaries."""
        with self.lock:
            self.work()
            return [asdict(row) for row in self.journal.mistakes]
