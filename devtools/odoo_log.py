"""What Odoo's log says about a run: which tests ran and how they ended, and what was complained about."""

import re
from typing import NamedTuple

RECORD = re.compile(
    r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d+ \d+ "
    r"(?P<level>[A-Z]+) (?P<database>\S+) (?P<logger>[\w.?-]+): (?P<message>.*?)\s*$"
)
LOGGER_OF_TESTS = re.compile(r"^odoo\.addons\.(?P<addon>\w+)\.tests\.(?P<file>\w+)")
STARTED = re.compile(r"^Starting (?P<test>\S+) \.\.\.")
SKIPPED = re.compile(r"^skipped (?P<test>.+?) : (?P<reason>.*)$")
BROKEN = re.compile(r"^(?P<kind>FAIL|ERROR): (?P<test>.+)$")
SUBTEST = re.compile(r"^Subtest (?P<test>\S+) ")
SUMMARY = re.compile(r"^\d+ failed, \d+ error\(s\) of \d+ tests when loading database")
COMPLAINTS = {"WARNING", "ERROR", "CRITICAL"}


class Record(NamedTuple):
    """One entry of the log; the message has all its lines."""

    level: str
    logger: str
    message: str


class TestRun(NamedTuple):
    """The outcome of a run: names of tests as ``addon/tests/file.py Class.method``."""

    started: set
    skipped: dict
    failed: dict
    complaints: list

    @property
    def passed(self):
        """Return the tests that started and neither failed nor were skipped."""
        return self.started - set(self.skipped) - set(self.failed)


def parse_records(lines):
    """Put the lines of a log together to records; what is not logged, as a program's output, is left out."""
    current = None
    for line in lines:
        match = RECORD.match(line.rstrip("\n"))
        if match:
            if current:
                yield Record(*current)
            current = [match["level"], match["logger"], match["message"]]
        elif current:
            current[2] += "\n" + line.rstrip("\n")
    if current:
        yield Record(*current)


def parse_test_run(lines, checkout):
    """Read the outcome of a run off its log.

    :param lines: the lines of the log
    :param str checkout: folder of our sources; a warning of Python's own counts only when it is about a file in there
    """
    run = TestRun(set(), {}, {}, [])
    for record in parse_records(lines):
        first_line = record.message.split("\n", 1)[0]
        started, skipped, broken = (pattern.match(first_line) for pattern in (STARTED, SKIPPED, BROKEN))
        place = _place(record.logger)
        if started and place:
            run.started.add(f"{place} {started['test']}")
        elif skipped:
            run.skipped[f"{place} {skipped['test']}".strip()] = skipped["reason"]
        elif broken and record.level == "ERROR":
            name = f"{place} {_whole_test(broken['test'])}".strip()
            run.failed[name] = "\n".join(filter(None, (run.failed.get(name), record.message)))
        elif is_complaint(record, checkout):
            run.complaints.append(record)
    return run


def place_of_started_test(line):
    """Return the file of the test that a line says has started, if it says so."""
    match = RECORD.match(line.rstrip("\n"))
    return _place(match["logger"]) if match and STARTED.match(match["message"]) else ""


def is_complaint(record, checkout):
    """Say whether a record is a warning or an error that somebody has to look at.

    Odoo warns about a model or a view in its own name, so the logger does not tell whose fault it is; and Odoo alone,
    with these addons, warns about nothing.
    """
    if record.level not in COMPLAINTS or SUMMARY.match(record.message):
        return False
    return record.logger != "py.warnings" or str(checkout) in record.message


def _place(logger):
    """Return the file that a test's logger stands for, or nothing when the logger is not a test's."""
    match = LOGGER_OF_TESTS.match(logger)
    return f"{match['addon']}/tests/{match['file']}.py" if match else ""


def _whole_test(name):
    """Return the test that a subtest belongs to: several of them that fail are one test that failed."""
    match = SUBTEST.match(name)
    return match["test"] if match else name
