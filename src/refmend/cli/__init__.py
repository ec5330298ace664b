"""The command line: options become a `Config`, the outcome an exit code. No decisions about references.

Commands are plain functions (an `async def` would never be awaited) and import what they need when they run, so
that `--help` and completion stay quick.
"""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from refmend.cli import commands, running
from refmend.errors import RefmendError

app = typer.Typer(
    name="refmend",
    help="Check a reference list and mend it: dead links, mistyped DOIs, misspelt names, retracted papers.",
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("check")(running.check)
app.command("report")(commands.report)
app.command("fix")(commands.fix)
app.command("resolve")(commands.resolve)
app.command("rules")(commands.rules)
app.command("explain")(commands.explain)
app.command("demo")(commands.demo)
app.command("schema")(commands.schema)
app.command("config")(commands.config)
app.command("init")(commands.init)
app.add_typer(commands.ledger, name="ledger")


def _show_version(value: bool) -> None:  # noqa: FBT001 - typer hands the flag's value over like this
    if value:
        from refmend import __version__

        typer.echo(f"refmend {__version__}")
        raise typer.Exit


@app.callback()
def _refmend(
    *,
    version: Annotated[
        bool,
        typer.Option("--version", "-V", help="Show the version.", callback=_show_version, is_eager=True, metavar=""),
    ] = False,
) -> None:
    """Hold the options that belong to no command."""
    del version


def run() -> None:
    """Run the command line and turn what the user must put right into one clear message and exit 2 or 3."""
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # else it searches every installed distribution
    try:
        app()
    except RefmendError as error:
        sys.stderr.write(f"refmend: {error}\n")
        if error.hint:
            sys.stderr.write(f"  hint: {error.hint}\n")
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        sys.stderr.write("refmend: interrupted\n")
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except Exception as error:
        sys.stderr.write(f"refmend: internal error: {type(error).__name__}: {error}\n")
        if "-v" in sys.argv or "--verbose" in sys.argv:
            raise
        sys.stderr.write("  hint: this is a fault of refmend; run again with --verbose and report what it prints\n")
        sys.exit(2)
