"""The typer application: which command is which function."""

from __future__ import annotations

from typing import Annotated

import typer

from refmend.cli import commands

app = typer.Typer(
    name="refmend",
    help="Check a reference list and mend it: dead links, mistyped DOIs, misspelt names, retracted papers.",
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("check")(commands.check)
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
