import pytest

from devtools import addon_tests

GOOD = "from odoo.tests import BaseCase\n\nclass TestGood(BaseCase):\n    def test_it(self): pass\n"


@pytest.fixture
def addon(tmp_path):
    folder = tmp_path / "shop"
    (folder / "tests").mkdir(parents=True)
    return folder


def write(addon, initial, **files):
    (addon / "tests" / "__init__.py").write_text(initial)
    for name, text in files.items():
        (addon / "tests" / f"{name}.py").write_text(text)


def test_an_addon_without_tests_is_fine(addon):
    assert addon_tests.problems(addon) == []


@pytest.mark.parametrize("initial", ["from . import test_a, test_b\n", "from . import test_a\nfrom . import test_b\n"])
def test_imported_files_are_fine(addon, initial):
    write(addon, initial, test_a=GOOD, test_b=GOOD, common="x = 1\n")
    assert addon_tests.problems(addon) == []


def test_a_file_that_nobody_imports_is_found(addon):
    write(addon, "from . import test_a\n", test_a=GOOD, test_b=GOOD)
    assert addon_tests.problems(addon) == ["shop/tests/test_b.py is not imported by shop/tests/__init__.py"]


def test_a_missing_init_is_found(addon):
    (addon / "tests" / "test_a.py").write_text(GOOD)
    assert len(addon_tests.problems(addon)) == 1


def test_a_file_in_a_subfolder_is_found(addon):
    write(addon, "")
    (addon / "tests" / "deep").mkdir()
    (addon / "tests" / "deep" / "test_a.py").write_text(GOOD)
    assert "subfolder" in addon_tests.problems(addon)[0]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("import unittest\nclass TestPlain(unittest.TestCase):\n    pass\n", "BaseCase"),
        ("def test_function(): pass\n", "function"),
        (GOOD + "    def test_tags(self): pass\n", "vanish"),
    ],
)
def test_what_odoo_leaves_out_is_found(addon, text, word):
    write(addon, "from . import test_a\n", test_a=text)
    (problem,) = addon_tests.problems(addon)
    assert word in problem
