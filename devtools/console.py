"""What the tools say, and how they give up."""

import subprocess
import sys


class ToolError(Exception):
    """Something that the reader can act on; shown without a traceback."""


def say(text):
    """Tell what is being done, on standard error: standard output belongs to the command that was asked for."""
    print(f"[dev] {text}", file=sys.stderr, flush=True)


def run(command, timeout=900, given="", **options):
    """Run a step of the setup quietly; its output is shown only when it fails.

    :param str given: what the command reads from its standard input
    :raise ToolError: when the command fails, is missing or takes too long
    """
    shown = " ".join(map(str, command[:3]))
    try:
        done = subprocess.run(
            list(map(str, command)),
            check=False,
            timeout=timeout,
            input=given,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            **options,
        )
    except FileNotFoundError as error:
        raise ToolError(f"{command[0]} was not found") from error
    except subprocess.TimeoutExpired as error:
        raise ToolError(f"{shown} ... took more than {timeout} s") from error
    if done.returncode:
        raise ToolError(f"{shown} ... failed with {done.returncode}:\n{done.stdout.strip()[-4000:]}")
    return done.stdout
