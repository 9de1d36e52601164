import threading

import pytest

from benchmarks import meter


class NoTurn:
    """A turn of one's own, on a clock that moves when it is told to."""

    def __init__(self):
        self.now = 0.0
        self.moments = []

    def clock(self):
        return self.now


def execute(query, delay=0.0):
    """Do what Odoo's cursor does after a statement."""
    for hook in getattr(threading.current_thread(), "query_hooks", ()):
        hook(None, query, None, 0.0, delay)


def test_counts_the_statements_inside_the_block_only():
    execute("SELECT 1")
    with meter.Meter(NoTurn()) as measured:
        execute("SELECT 1")
        execute("UPDATE a SET b = 1", delay=0.25)
    execute("SELECT 1")
    figures = measured.as_dict()
    assert (figures["queries"], figures["lookups"], figures["sql_seconds"]) == (2, 1, 0.25)


def test_seconds_are_those_of_the_clock_that_stands_still_while_others_work():
    turn = NoTurn()
    with meter.Meter(turn) as measured:
        turn.now += 7
    assert measured.seconds == 7


def test_batches_last_from_one_turn_to_the_next():
    turn = NoTurn()
    turn.moments.append(0.0)
    turn.now = 1.0
    with meter.Meter(turn) as measured:
        for seconds in (2, 5, 3):
            turn.now += seconds
            turn.moments.append(turn.now)
        turn.now += 0.5
    assert measured.batches == [5, 3, 0.5]


def test_notices_memory_that_was_given_back_before_the_end():
    with meter.Meter(NoTurn()) as measured:
        taken = b"x" * 50 * 2**20
        del taken
    assert 45 < measured.growth < 60


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("SELECT a\n  FROM b WHERE c IN (%s, %s)", "SELECT a FROM b WHERE c IN (%s)"),
        ("INSERT INTO a VALUES (%s, %s), (%s, %s)", "INSERT INTO a VALUES (%s, %s)"),
        ('SAVEPOINT "0a1b2c3d4e5f11ee8a2b0242ac120002"', 'SAVEPOINT "ffffffff4e5f11ee8a2b0242ac120002"'),
    ],
)
def test_statements_that_differ_in_their_rows_only_look_the_same(one, other):
    assert meter.normalized(one) == meter.normalized(other)


def test_statements_about_other_columns_look_different():
    assert meter.normalized("SELECT a FROM b") != meter.normalized("SELECT c FROM b")


@pytest.mark.parametrize(
    ("query", "reads"),
    [
        ("SELECT a FROM b", True),
        ("SELECT a FROM b FOR UPDATE SKIP LOCKED", False),
        ("INSERT INTO a SELECT b FROM c", False),
        ("RELEASE SAVEPOINT x", False),
    ],
)
def test_a_lookup_is_a_statement_that_only_reads(query, reads):
    assert meter.is_lookup(query) is reads


def test_a_method_is_timed_and_left_as_it_was():
    class Work:
        def do(self, result):
            return result

    before = Work.__dict__["do"]
    with meter.CallTimer(Work, "do") as timer:
        assert Work().do("done") == "done"
    assert timer.seconds > 0
    assert Work.__dict__["do"] is before


def test_a_method_that_was_inherited_is_inherited_again():
    class Base:
        def do(self):
            return "base"

    class Work(Base):
        pass

    with meter.replaced(Work, "do", lambda self: "replaced"):
        assert Work().do() == "replaced"
    assert "do" not in Work.__dict__
