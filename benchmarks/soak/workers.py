"""Processes that work in a database like a worker of Odoo, and may be killed at any moment."""

import contextlib
import json
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from devtools import odoo_process
from devtools.console import ToolError

READY = "ready"
START_SECONDS = 300
TASK_SECONDS = 7200


class Worker:
    """Runs a task of `benchmarks.soak.tasks` in a process of its own; see there for the tasks.

    :param str task: the task's name
    :param str database: the database to open
    :param options: the task's options, fit for JSON
    """

    def __init__(self, task, database, **options):
        self.task = task
        self._folder = tempfile.TemporaryDirectory(prefix="amazon_channel_soak_")
        job, self._result, self._log = (Path(self._folder.name, name) for name in ("job.json", "result.json", "log"))
        job.write_text(json.dumps({"task": task, "database": database, "options": options}))
        with self._log.open("w") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "benchmarks.soak.worker", str(job), str(self._result)],
                env=odoo_process.environment(),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )

    def wait_until_ready(self):
        """Wait until the registry is loaded and the task begins."""
        deadline = time.monotonic() + START_SECONDS
        while self._process.stdout.readline().strip() != READY:
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise ToolError(f"{self.task} did not start:\n{self.log[-4000:]}")

    @property
    def running(self):
        """Whether the process is alive."""
        return self._process.poll() is None

    @property
    def log(self):
        """What the process logged: warnings and worse."""
        return self._log.read_text() if self._log.exists() else ""

    def kill(self):
        """End the process as a power cut would; say whether it still ran."""
        ran = self.running
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()
        return ran

    def result(self):
        """Wait for the end and return what the task returned.

        :raise ToolError: the task failed
        """
        self._process.communicate(timeout=TASK_SECONDS)
        if self._process.returncode or not self._result.exists():
            raise ToolError(f"{self.task} ended with {self._process.returncode}:\n{self.log[-6000:]}")
        return json.loads(self._result.read_text())

    def close(self):
        """End the process if it still runs, and forget its files."""
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        self._process.wait()
        self._process.stdout.close()
        self._folder.cleanup()


@contextlib.contextmanager
def working(task, database, **options):
    """A `Worker` that is ready, for the time of the block."""
    worker = Worker(task, database, **options)
    try:
        worker.wait_until_ready()
        yield worker
    finally:
        worker.close()


def run(task, database, **options):
    """Run a task to its end and return its result; what was logged meanwhile is told."""
    with working(task, database, **options) as worker:
        result = worker.result()
        if worker.log.strip():
            print(f"    logged by {task}:\n{_indented(worker.log)}", flush=True)
        return result


def _indented(text, lines=30):
    return "\n".join(f"      {line[:300]}" for line in text.strip().splitlines()[-lines:])
