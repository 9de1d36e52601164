"""Find tests that Odoo would pass over without a word."""

import ast

# Odoo sets attributes of these names on every test class, over the methods.
OVERWRITTEN = {"test_module", "test_tags"}


def problems(addon):
    """Return what keeps tests of an addon from being run.

    :param Path addon: folder of the addon
    """
    folder = addon / "tests"
    files = sorted(folder.rglob("test_*.py"))
    if not files:
        return []
    found = [
        f"{file.relative_to(addon.parent)} is in a subfolder: Odoo does not look there"
        for file in files
        if file.parent != folder
    ]
    initial = folder / "__init__.py"
    imported = _imported(ast.parse(initial.read_text())) if initial.exists() else set()
    for file in files:
        name = file.relative_to(addon.parent)
        if file.parent == folder and file.stem not in imported:
            found.append(f"{name} is not imported by {addon.name}/tests/__init__.py")
        found += [f"{name}: {problem}" for problem in _problems_inside(ast.parse(file.read_text()))]
    return found


def _imported(tree):
    """Return the names that a module imports from its own package."""
    return {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.level == 1 and not node.module
        for alias in node.names
    }


def _problems_inside(tree):
    """Return what Odoo would pass over inside a file."""
    found = []
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            found.append(f"{node.name} is a function: Odoo runs methods of test classes only")
        if isinstance(node, ast.ClassDef):
            if any(ast.unparse(base) in {"unittest.TestCase", "TestCase"} for base in node.bases):
                found.append(f"{node.name} is a unittest.TestCase, which Odoo leaves out: use odoo.tests.BaseCase")
            found += [
                f"{node.name}.{method.name}: Odoo keeps an attribute of that name and the test would vanish"
                for method in node.body
                if isinstance(method, ast.FunctionDef) and method.name in OVERWRITTEN
            ]
    return found
