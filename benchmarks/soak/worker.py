"""Inside a worker process: open the database and do one task. Started by `benchmarks.soak.workers`."""

import contextlib
import json
import sys
import threading
from pathlib import Path

from .workers import READY


@contextlib.contextmanager
def environment(database):
    """Open a database as `odoo shell` does, log warnings to standard error, and yield a superuser environment."""
    from odoo import SUPERUSER_ID, api
    from odoo.modules.registry import Registry
    from odoo.tools import config

    arguments = ["-d", database, "--no-http", "--max-cron-threads=0", "--log-level=warn"]
    config.parse_config(arguments, setup_logging=True)
    threading.current_thread().dbname = database
    with Registry(database).cursor() as cr:
        context = api.Environment(cr, SUPERUSER_ID, {})["res.users"].context_get()
        yield api.Environment(cr, SUPERUSER_ID, context)
        cr.rollback()


def main(job_file, result_file):
    """Do what the job says."""
    job = json.loads(Path(job_file).read_text())
    with environment(job["database"]) as env:
        from . import day_tasks, tasks

        print(READY, flush=True)
        task = getattr(tasks, job["task"], None) or getattr(day_tasks, job["task"])
        result = task(env, **job["options"])
    Path(result_file).write_text(json.dumps(result))


if __name__ == "__main__":
    main(*sys.argv[1:])
