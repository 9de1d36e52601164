import pytest

from devtools import __main__ as commands
from devtools.console import ToolError


@pytest.mark.parametrize("name", [*commands.MODULES, "odoo", "python", "psql", "stop"])
def test_help_tells_about_every_command(name):
    assert f"\n  {name} " in commands.HELP


def test_an_unknown_command_is_said_to_be_one():
    with pytest.raises(ToolError, match="sel"):
        commands.main(["sel"])
