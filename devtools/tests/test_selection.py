import pytest

from devtools.selection import choose


@pytest.fixture
def checkout(tmp_path):
    for name in ("shop/tests/test_a.py", "simulator/tests/test_b.py"):
        file = tmp_path / name
        file.parent.mkdir(parents=True)
        file.touch()
    return tmp_path


@pytest.mark.parametrize(
    ("wanted", "tag"),
    [
        ("shop/tests/test_a.py", "/shop/tests/test_a.py"),
        ("shop/tests/test_a.py::TestA", "/shop/tests/test_a.py:TestA"),
        ("shop/tests/test_a.py::TestA::test_it", "/shop/tests/test_a.py:TestA.test_it"),
        ("shop", "/shop"),
        ("shop/tests", "/shop"),
        ("/shop:TestA.test_it", "/shop:TestA.test_it"),
        ("slow", "slow"),
    ],
)
def test_odoo_gets_test_tags(checkout, wanted, tag):
    assert choose([wanted], checkout, ["shop"]) == ([], [tag])


@pytest.mark.parametrize("wanted", ["simulator", "simulator/tests/test_b.py", "simulator/tests/test_b.py::test_it"])
def test_pytest_gets_paths(checkout, wanted):
    assert choose([wanted], checkout, ["shop"]) == ([wanted], [])


def test_paths_may_be_relative_to_the_current_folder(checkout, monkeypatch):
    monkeypatch.chdir(checkout / "simulator")
    assert choose(["tests"], checkout, ["shop"]).pytest == ["simulator/tests"]
