"""A process of its own for each measurement: a warm registry, and memory that nothing else has touched.

Processes that are compared take turns, batch by batch, so that whatever else the machine does slows down both.
"""

import contextlib
import json
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from devtools import odoo_process
from devtools.console import ToolError

TIMEOUT = 7200
TURN = "turn"


class Worker:
    """Runs a task of `benchmarks.tasks` in a new process, up to the point where it asks for its first turn.

    :param str task: name of the function; it gets an environment, a `Turn` and the options, and returns a JSON document
    :param str database: the database to open
    """

    def __init__(self, task, database, **options):
        self.task = task
        self._folder = tempfile.TemporaryDirectory(prefix="amazon_channel_bench_")
        job, self._result, log = (Path(self._folder.name, name) for name in ("job.json", "result.json", "log"))
        job.write_text(json.dumps({"task": task, "database": database, "options": options}))
        self._log = log.open("w+")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.process", str(job), str(self._result)],
            env=odoo_process.environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
        )
        self._timer = threading.Timer(TIMEOUT, self._process.kill)
        self._timer.daemon = True
        self._timer.start()
        self._wait()

    def go(self):
        """Give the process its turn.

        :return: whether it wants another one
        """
        if not self.over:
            self._process.stdin.write(f"{TURN}\n")
            self._process.stdin.flush()
            self._wait()
        return not self.over

    def _wait(self):
        """Wait until the process passes its turn on, or ends."""
        self.over = self._process.stdout.readline().strip() != TURN
        if self.over and self._process.wait(timeout=60):
            self._log.seek(0)
            raise ToolError(f"{self.task} ended with {self._process.returncode}:\n{self._log.read()[-6000:]}")

    def close(self):
        """End the process if it still runs.

        :return: what the task returned, None when it did not come so far
        """
        self._timer.cancel()
        self._process.kill()
        self._process.communicate()
        result = json.loads(self._result.read_text()) if self._result.exists() else None
        self._log.close()
        self._folder.cleanup()
        return result


def run(task, database, **options):
    """Run one task alone and return its result; see `Worker`."""
    return run_in_turns((task, database, options))[0]


def run_in_turns(*jobs):
    """Run several tasks that take turns.

    :param jobs: triples of task, database and options
    :return: their results
    """
    workers = []
    try:
        for task, database, options in jobs:
            workers.append(Worker(task, database, **options))
        waiting = list(workers)
        while waiting:
            waiting = [worker for worker in waiting if worker.go()]
    finally:
        results = [worker.close() for worker in workers]
    return results


class Turn:
    """Inside the process: `pass_on()` lets the others work.

    `clock()` gives seconds that stand still meanwhile; `moments` are those at which the turn was passed on.
    """

    def __init__(self):
        self.moments = []
        self._waited = 0.0

    def clock(self):
        """Return the seconds in which this process had its turn, from any beginning."""
        return time.perf_counter() - self._waited

    def pass_on(self):
        """Wait for the next turn."""
        self.moments.append(self.clock())
        start = time.perf_counter()
        print(TURN, flush=True)
        if not sys.stdin.readline():
            sys.exit("the benchmark is gone")
        self._waited += time.perf_counter() - start


@contextlib.contextmanager
def open_environment(database):
    """Open a database as `odoo shell` does and yield a superuser environment; nothing is committed at the end."""
    from odoo.api import SUPERUSER_ID, Environment
    from odoo.modules.registry import Registry
    from odoo.tools import config

    config.parse_config(
        ["-d", database, "--no-http", "--max-cron-threads=0", "--log-level=critical"], setup_logging=True
    )
    threading.current_thread().dbname = database
    with Registry(database).cursor() as cr:
        context = Environment(cr, SUPERUSER_ID, {})["res.users"].context_get()
        yield Environment(cr, SUPERUSER_ID, context)
        cr.rollback()


def main(job_file, result_file):
    """Do what the job says; in the new process."""
    from . import tasks

    job = json.loads(Path(job_file).read_text())
    with open_environment(job["database"]) as env:
        result = getattr(tasks, job["task"])(env, Turn(), **job["options"])
    Path(result_file).write_text(json.dumps(result))


if __name__ == "__main__":
    main(*sys.argv[1:])
