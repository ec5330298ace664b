"""The commands."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from refmend.cli import options as o
from refmend.cli import running
from refmend.errors import InputError, UsageError

if TYPE_CHECKING:
    from refmend.model.report import Report


def check(  # noqa: PLR0913 - one parameter per option of the contract
    ctx: typer.Context,
    paths: o.Paths = None,
    *,
    report: o.Report = None,
    format_: o.Format = None,
    byte_budget: o.ByteBudget = None,
    fix: o.Fix = False,
    unsafe_fixes: o.UnsafeFixes = False,
    diff: o.Diff = False,
    changed_since: o.ChangedSince = None,
    fail_on: o.FailOn = None,
    exit_zero: o.ExitZero = False,
    min_confidence: o.MinConfidence = None,
    select: o.Select = None,
    ignore: o.Ignore = None,
    baseline: o.Baseline = None,
    write_baseline: o.WriteBaseline = False,
    no_ignores: o.NoIgnores = False,
    exclude: o.Exclude = None,
    stdin_filename: o.StdinFilename = None,
    offline: o.Offline = False,
    mailto: o.Mailto = None,
    timeout: o.Timeout = None,
    max_time: o.MaxTime = None,
    max_concurrency: o.MaxConcurrency = None,
    max_per_host: o.MaxPerHost = None,
    allow_network: o.AllowNetwork = None,
    ledger: o.LedgerFile = None,
    no_ledger: o.NoLedger = False,
    recheck: o.Recheck = False,
    workspace: o.Workspace = None,
    config: o.ConfigFile = None,
    isolated: o.Isolated = False,
    quiet: o.Quiet = False,
    verbose: o.Verbose = False,
    color: o.Color = None,
) -> None:
    """Find every DOI, arXiv ID and URL, ask the registries and the web, report, and mend with --fix.

    Exit codes:

    0 nothing to say, or all of it fixed; what is only unknown never fails a run

    1 findings

    2 wrong usage or unreadable input

    3 nothing could be checked

    130 interrupted
    """
    settings = running.settings_from(given(ctx), config_path=config, isolated=isolated)
    raise typer.Exit(running.run_check(settings, stdin_filename=stdin_filename))


def given(ctx: typer.Context) -> dict[str, Any]:
    """Return the options that stood on the command line, by their configuration names."""
    unset = {"config", "isolated", "exit_zero", "stdin_filename"}
    flags = {}
    for name, value in ctx.params.items():
        source = ctx.get_parameter_source(name)
        if source is not None and source.name == "COMMANDLINE" and name not in unset:
            flags[name.rstrip("_")] = tuple(value) if isinstance(value, list) else value
    return flags | ({"fail_on": "never"} if ctx.params.get("exit_zero") else {})


RunFile = Annotated[str, typer.Argument(help="A run stored with --report RUN.json.", metavar="RUN.json")]


def read_run(path: str) -> Report:
    """Return a stored run; raises `InputError` where the file is none."""
    from pydantic import ValidationError

    from refmend.model.report import Report as Run

    try:
        return Run.model_validate_json(Path(path).read_bytes())
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror}", hint="give the file written by --report") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise InputError(
            f"{path} is no run of refmend: {first['msg']} at {where or 'the top'}",
            hint="make one with: refmend check --report run.json",
        ) from error


def report(  # noqa: PLR0913 - one parameter per option
    ctx: typer.Context,
    run: RunFile,
    *,
    format_: o.Format = None,
    report: o.Report = None,
    byte_budget: o.ByteBudget = None,
    workspace: o.Workspace = None,
    color: o.Color = None,
) -> None:
    """Render a stored run again; nothing is asked and nothing is checked."""
    from refmend.cli.output import show, write_reports
    from refmend.report import Stored

    del format_, report, byte_budget, workspace, color
    views = Stored.of(read_run(run))
    config = running.settings_from({key: value for key, value in given(ctx).items() if key != "run"})
    write_reports(views, config)
    show(views, config)


def fix(run: RunFile, *, unsafe_fixes: o.UnsafeFixes = False, diff: o.Diff = False) -> None:
    """Apply the fixes of a stored run; nothing is asked. A file that changed since is left alone."""
    from refmend import fix as mending

    refused = 0
    for file, fixes in mending.fixes_of(read_run(run), unsafe=unsafe_fixes):
        done = mending.apply(file, fixes)
        if diff:
            sys.stdout.write(mending.diff(file, done))
        else:
            mending.write(file, done)
            running.complain(f"{file.path}: {len(done.fixes)} fixed")
        for refusal in done.refused:
            refused += 1
            running.complain(f"{file.path}: not fixed: {refusal}")
    raise typer.Exit(1 if refused else 0)


def resolve(
    ids: Annotated[list[str], typer.Argument(help="DOIs, arXiv IDs, URLs; - reads them from stdin.", metavar="ID")],
    *,
    format_: Annotated[
        str, typer.Option("--format", "-f", help="text, json, csl, bibtex or apa.", metavar="NAME")
    ] = "text",
    mailto: o.Mailto = None,
    timeout: o.Timeout = None,
    allow_network: o.AllowNetwork = None,
) -> None:
    """Ask the registries about identifiers and print what they say."""
    from refmend.cli.resolving import resolve_ids

    wanted = [word for item in ids for word in (sys.stdin.read().split() if item == "-" else [item])]
    flags = {"mailto": mailto, "timeout": timeout, "allow_network": tuple(allow_network or ())}
    raise typer.Exit(resolve_ids(wanted, format_, {key: value for key, value in flags.items() if value}))


def rules() -> None:
    """List the rules with their severity and one sentence each."""
    from refmend.rules import HOUSEKEEPING, RULES, load

    rows = []
    for name in (*RULES, *HOUSEKEEPING):
        rule = load(name)
        rows.append((name, str(rule.SEVERITY), (rule.__doc__ or "").strip().splitlines()[0]))
    if sys.stdout.isatty():
        from refmend.cli.output import show_rules

        show_rules(rows)
        return
    for name, severity, sentence in rows:
        typer.echo(f"{name:26} {severity:8} {sentence}")


def explain(rule: Annotated[str, typer.Argument(help="The rule's name.", autocompletion=o.complete_rules)]) -> None:
    """Explain a rule: what it does, why, an example, and how safe its fix is."""
    import inspect

    from refmend.rules import HOUSEKEEPING, RULES, load

    known = (*RULES, *HOUSEKEEPING)
    if rule not in known:
        raise UsageError(
            f"there is no rule {rule!r}", hint=running.did_you_mean(rule, known, "refmend rules lists them")
        )
    page = f"# {rule}\n\n{inspect.cleandoc(load(rule).__doc__ or '')}"
    if sys.stdout.isatty():
        from refmend.cli.output import show_page

        show_page(page)
        return
    typer.echo(page)


def demo(
    output: Annotated[str, typer.Option("--output", help="Folder for the reports.", metavar="DIR")] = "reports",
) -> None:
    """Do the whole job against the embedded registries; no network is used."""
    from refmend.replica.demo import run

    raise typer.Exit(run(output))


def schema(
    kind: Annotated[
        str,
        typer.Argument(help="report or config.", metavar="report|config", autocompletion=o.one_of("report", "config")),
    ],
) -> None:
    """Print the JSON Schema of the report or of the configuration."""
    from refmend.formats.schemas import schema as make

    if kind not in ("report", "config"):
        raise UsageError(f"there is no schema {kind!r}", hint="it is report or config")
    typer.echo(make(kind), nl=False)


def config(*, config_path: o.ConfigFile = None, isolated: o.Isolated = False) -> None:
    """Show every setting and where its value comes from."""
    import os

    from refmend.config import load, shown

    settings, origins = load({}, environ=os.environ, cwd=Path.cwd(), config_path=config_path, isolated=isolated)
    for name, value in shown(settings).items():
        parts = {f"{name}.{inner}": item for inner, item in value.items()} if name == "registries" else {name: value}
        for key, item in parts.items():
            origin = origins.get(key, "default")
            typer.echo(f"{key.replace('_', '-')} = {json.dumps(item, ensure_ascii=False)}  # {origin}")


def init(
    what: Annotated[
        list[str] | None,
        typer.Argument(
            help="config, github, gitlab, pre-commit (default: config and github).",
            metavar="WHAT",
            autocompletion=o.one_of("config", "github", "gitlab", "pre-commit"),
        ),
    ] = None,
    *,
    force: Annotated[bool, typer.Option("--force", help="Overwrite files that are there.", metavar="")] = False,
) -> None:
    """Write the configuration block, the workflows and the pre-commit entry, and say what they do."""
    from refmend.scaffold import write

    raise typer.Exit(write(Path.cwd(), what or (), force=force, say=typer.echo))


ledger = typer.Typer(help="Look at or empty the memory of earlier answers.", no_args_is_help=True)


@ledger.command("info")
def ledger_info(*, ledger_file: o.LedgerFile = None) -> None:
    """Say where the ledger is and what it holds."""
    from refmend.ledger import Ledger

    with Ledger.open(ledger_file) as memory:
        for key, value in memory.info().items():
            typer.echo(f"{key}: {value}")


@ledger.command("clear")
def ledger_clear(*, ledger_file: o.LedgerFile = None) -> None:
    """Forget everything."""
    from refmend.ledger import Ledger

    with Ledger.open(ledger_file) as memory:
        memory.clear()
    typer.echo("the ledger is empty")
