"""One random working day with real processes: two workers that are killed again and again, and people in between."""

import re
import tempfile
import time
from pathlib import Path

from . import workers
from .parts import say

STEPS_PER_HOUR = 40
KILL_AFTER = (0.3, 9.0)  # seconds
SLOW_SECONDS = 6  # longer than the workers of a day wait for an answer
# What is logged when two transactions meet; both are tried again.
MET = re.compile(r"could not serialize|deadlock detected|could not obtain lock|bad query|SerializationFailure")


def day(soak):
    """A random day of buyers, warehouse, operator, bad network and killed workers: at its end all is the same."""
    steps = int(soak.options.hours * STEPS_PER_HOUR)
    with soak.database("day") as database, tempfile.TemporaryDirectory(prefix="amazon_channel_day_") as folder:
        common = {"url": soak.amazon.url, "seed": soak.options.seed}
        log, story = str(Path(folder, "log")), str(Path(folder, "story"))
        with workers.working("play_day", database, **common, steps=steps, log_file=log, story_file=story) as people:
            problems = _work_and_die(soak, database, people)
            played = people.result()
            problems += _surprises(people)
        say(f"{steps} steps: {played['counts']}")
        say(f"Odoo said no: {played['said_no']}")
        with workers.working("end_day", database, **common, story_file=story) as evening:
            ended = evening.result()
            problems += _surprises(evening)
        explained = ended["counts"].pop("explained")
        say(f"settled after {ended['rounds']} rounds: {ended['counts']}, {len(explained)} differences with an issue")
        for difference in explained:
            say(f"  {difference}")
        if ended["problems"] or problems:
            kept = Path(tempfile.gettempdir(), f"amazon_channel_day_{soak.options.seed}.log")
            kept.write_text(Path(log).read_text())
            say(f"what happened is in {kept}")
        return problems + ended["problems"]


def _work_and_die(soak, database, people):
    """Keep two workers at the schedules; kill one of them at random moments as long as the day lasts."""
    problems, kills = [], 0
    crew = [_Clerk(database, soak.amazon.url, number) for number in range(2)]
    try:
        while people.running:
            time.sleep(soak.random.uniform(*KILL_AFTER))
            victim = soak.random.choice(crew)
            if not victim.worker.running:
                problems.append(f"a worker ended by itself:\n{victim.worker.log[-3000:]}")
            kills += victim.worker.kill()
            problems += _surprises(victim.worker)
            victim.start()
    finally:
        for clerk in crew:
            clerk.worker.close()
    say(f"{kills} workers killed")
    return problems


class _Clerk:
    """A worker that is replaced when it dies."""

    def __init__(self, database, url, number):
        self.options = {"task": "work_day", "database": database, "url": url, "number": number}
        self.worker = None
        self.start()

    def start(self):
        """Begin anew, at once: the other one works meanwhile."""
        if self.worker:
            self.worker.close()
        self.worker = workers.Worker(**self.options)
        self.worker.wait_until_ready()


def _surprises(worker):
    """What a process logged as an error, unless two transactions have only met."""
    records = re.split(r"\n(?=\d{4}-\d\d-\d\d )", worker.log)
    errors = [record for record in records if re.match(r"\S+ \S+ \d+ (ERROR|CRITICAL) ", record)]
    return [f"logged by {worker.task}: {record[:3000]}" for record in errors if not MET.search(record)]
