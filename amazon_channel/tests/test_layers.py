"""Imports run one way, files stay readable, every test is run: read from the syntax trees."""

import ast
from pathlib import Path

from odoo.tests import BaseCase, tagged

ADDON = Path(__file__).resolve().parent.parent
# The addon's own folder may be reached through a link, its tests from elsewhere.
TESTS = Path(__file__).resolve().parent
LINES = 300
# Amazon's code can be used once: what it brought is stored in a transaction that nothing else can undo.
MAY_COMMIT = {"controllers/oauth.py", "tools/consent.py"}


def sources(folder):
    """Syntax trees of the Python files below a folder of the addon, by path within the addon."""
    return {
        path.relative_to(ADDON).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
        for path in sorted((ADDON / folder).rglob("*.py"))
    }


def imports(path, tree):
    """Dotted names that a file imports; its own addon is called `addon`."""
    package = ["addon", *Path(path).parent.parts]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*base, *([node.module] if node.module else [])])
            yield module
            yield from (f"{module}.{alias.name}" for alias in node.names)


@tagged("post_install", "-at_install")
class TestLayers(BaseCase):
    def assert_never_imports(self, folder, *forbidden):
        """No file below `folder` imports one of these names or what is inside them."""
        files = sources(folder)
        self.assertTrue(files, f"{folder} is empty")
        for path, tree in files.items():
            for name in imports(path, tree):
                name = name.replace("odoo.addons.amazon_channel", "addon")
                self.assertFalse(any(f"{name}.".startswith(f"{bad}.") for bad in forbidden), f"{path} imports {name}")

    def test_transport_knows_neither_odoo_nor_the_mapping(self):
        upper = ("models", "wizards", "controllers", "tools")
        self.assert_never_imports("sp_api", "odoo", "lxml", "addon.mapping", *(f"addon.{name}" for name in upper))

    def test_mapping_knows_neither_odoo_nor_http(self):
        upper = ("models", "wizards", "controllers", "tools")
        web = ("requests", "urllib", "urllib3", "http", "socket")
        self.assert_never_imports("mapping", "odoo", "addon.sp_api", *web, *(f"addon.{name}" for name in upper))

    def test_models_know_neither_controllers_nor_wizards(self):
        self.assert_never_imports("models", "addon.controllers", "addon.wizards")

    def test_models_leave_http_to_the_transport(self):
        self.assert_never_imports("models", "requests", "urllib3", "http", "socket")

    def test_tools_know_no_models(self):
        self.assert_never_imports("tools", "addon.models", "addon.controllers", "addon.wizards")

    def test_addon_needs_nothing_that_it_does_not_ship(self):
        for path, tree in sources(".").items():
            for name in imports(path, tree):
                outside = name.split(".")[0] in ("amazon_simulator", "devtools", "benchmarks", "test_amazon_channel")
                self.assertFalse(outside, f"{path} imports {name}")

    def test_nobody_commits_but_through_the_cron(self):
        for path, tree in sources(".").items():
            if path in MAY_COMMIT or path.startswith("tests/"):
                continue
            for node in ast.walk(tree):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                    call = ast.unparse(node.func)
                    self.assertFalse(call.endswith("cr.commit"), f"{path}:{node.lineno} commits by itself")

    def test_every_test_file_is_run(self):
        tree = ast.parse((TESTS / "__init__.py").read_text(encoding="utf-8"))
        imported = {
            alias.name
            for node in tree.body
            if isinstance(node, ast.ImportFrom) and node.level == 1 and not node.module
            for alias in node.names
        }
        files = {path.stem for path in TESTS.glob("test_*.py")}
        self.assertEqual(imported, files)

    def test_every_inherited_test_is_run(self):
        """Odoo leaves out inherited tests unless the class says otherwise."""
        for path in TESTS.glob("test_*.py"):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
            with_tests = {node.name for node in classes if _has_tests(node)}
            for node in classes:
                bases = {base.id for base in node.bases if isinstance(base, ast.Name)}
                if bases & with_tests:
                    self.assertIn("allow_inherited_tests_method", ast.unparse(node), f"{path.name}: {node.name}")

    def test_files_are_short_enough_to_read(self):
        for path in sorted(ADDON.rglob("*")):
            if path.suffix in (".py", ".xml", ".js") and "tests" not in path.relative_to(ADDON).parts:
                if path.match("data/*.xml"):
                    continue  # reference data is a table, not something to read
                lines = len(path.read_text(encoding="utf-8").splitlines())
                self.assertLessEqual(lines, LINES, path.relative_to(ADDON).as_posix())


def _has_tests(node):
    return any(isinstance(inner, ast.FunctionDef) and inner.name.startswith("test") for inner in node.body)
