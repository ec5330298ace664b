"""The options of `refmend check`, one name each: flag, variable (`REFMEND_…`) and configuration key.

They carry no defaults: what was not given on the command line is looked up in the environment, the nearest
configuration file and the defaults of `Config`, in this order.
"""

from __future__ import annotations

from typing import Annotated, Any

import typer

SELECTION, NETWORK, OUTPUT, FIXING, MEMORY = "Selection", "Network", "Output", "Fixing", "Memory"


def _option(panel: str, name: str, help_: str, **more: Any) -> Any:
    """Return a typer option with its environment variable shown in the help."""
    variable = "REFMEND_" + name.removeprefix("--").replace("-", "_").upper()
    names = [*more.pop("short", []), name]
    more.setdefault("metavar", "")  # a flag takes no value, and "<bool>" in the help would say that it does
    return typer.Option(*names, help=f"{help_} [dim]({variable})[/dim]", rich_help_panel=panel, **more)


def complete_rules(incomplete: str) -> list[str]:
    """Return the rule names that begin with what was typed, behind the last comma in it."""
    from refmend.rules import HOUSEKEEPING, RULES

    before, comma, begun = incomplete.rpartition(",")
    return [f"{before}{comma}{name}" for name in (*RULES, *HOUSEKEEPING) if name.startswith(begun)]


def _rules(name: str, help_: str) -> Any:
    """Return an option that names rules."""
    return _option(SELECTION, name, help_, autocompletion=complete_rules, metavar="RULE", callback=_apart)


def _apart(given: list[str] | None) -> list[str] | None:
    """Return rule names that were written with commas between them, one by one."""
    return given and [name for text in given for part in text.split(",") if (name := part.strip())]


def complete_formats(incomplete: str) -> list[str]:
    """Return the output formats that begin with what was typed."""
    names = ("text", "json", "jsonl", "github", "sarif", "markdown", "rdjson")
    return [name for name in names if name.startswith(incomplete)]


def one_of(*names: str) -> Any:
    """Return a completer for an option that takes one of these words."""

    def complete(incomplete: str) -> list[str]:
        return [name for name in names if name.startswith(incomplete)]

    return complete


Paths = Annotated[
    list[str] | None, typer.Argument(help="Files and folders to check, or - for standard input.", metavar="PATH")
]

Format = Annotated[
    str | None,
    _option(
        OUTPUT,
        "--format",
        "What goes to standard output: text, json, jsonl, github, sarif, markdown or rdjson.",
        autocompletion=complete_formats,
        metavar="NAME",
        short=["-f"],
    ),
]
Report = Annotated[
    list[str] | None,
    _option(
        OUTPUT,
        "--report",
        "Write a report; the suffix picks the format: .json .jsonl .md .html .sarif .xml (JUnit) .csv .rdjson. "
        "Can be repeated.",
        metavar="FILE",
    ),
]
ByteBudget = Annotated[
    int | None,
    _option(
        OUTPUT,
        "--byte-budget",
        "Most bytes of a Markdown report, the worst first: 65536 for a comment (default: a step summary's 1 MB).",
        metavar="N",
    ),
]
Quiet = Annotated[bool, _option(OUTPUT, "--quiet", "Print only the report.", short=["-q"])]
Verbose = Annotated[bool, _option(OUTPUT, "--verbose", "Print what is done as well.", short=["-v"])]
Color = Annotated[
    str | None,
    _option(
        OUTPUT,
        "--color",
        "Colours: auto, always or never.",
        metavar="WHEN",
        autocompletion=one_of("auto", "always", "never"),
    ),
]
Workspace = Annotated[
    str | None,
    _option(OUTPUT, "--workspace", "Folder that reports may not leave (default: the current one).", metavar="DIR"),
]

Fix = Annotated[bool, _option(FIXING, "--fix", "Write the safe fixes back.")]
UnsafeFixes = Annotated[bool, _option(FIXING, "--unsafe-fixes", "Write all fixes back, the larger ones too.")]
Diff = Annotated[bool, _option(FIXING, "--diff", "Show the fixes as a unified diff and write nothing.")]

Select = Annotated[list[str] | None, _rules("--select", "Only these rules, by name, with commas or repeated.")]
Ignore = Annotated[list[str] | None, _rules("--ignore", "All but these rules, in the same form.")]
FailOn = Annotated[
    str | None,
    _option(
        SELECTION,
        "--fail-on",
        "The lowest severity that makes exit 1: error (default), warning, info or never.",
        metavar="SEVERITY",
        autocompletion=one_of("error", "warning", "info", "never"),
    ),
]
ExitZero = Annotated[
    bool, typer.Option("--exit-zero", help="The same as --fail-on never.", rich_help_panel=SELECTION, metavar="")
]
MinConfidence = Annotated[
    str | None,
    _option(
        SELECTION,
        "--min-confidence",
        "Leave out findings below low, medium or high.",
        metavar="LEVEL",
        autocompletion=one_of("low", "medium", "high"),
    ),
]
ChangedSince = Annotated[
    str | None,
    _option(
        SELECTION,
        "--changed-since",
        "Fail only for references whose lines changed since this git ref; list the rest.",
        metavar="REF",
    ),
]
Baseline = Annotated[
    str | None, _option(SELECTION, "--baseline", "File of known findings that do not count.", metavar="FILE")
]
WriteBaseline = Annotated[bool, _option(SELECTION, "--write-baseline", "Remember the present findings as known.")]
NoIgnores = Annotated[bool, _option(SELECTION, "--no-ignores", "Count what comments and the baseline silence.")]
Exclude = Annotated[list[str] | None, _option(SELECTION, "--exclude", "Path patterns not to read.", metavar="PATTERN")]
StdinFilename = Annotated[
    str | None,
    typer.Option(
        "--stdin-filename",
        help="The name that standard input goes by; its suffix picks the format.",
        rich_help_panel=SELECTION,
        metavar="FILE",
    ),
]

Offline = Annotated[bool, _option(NETWORK, "--offline", "Answer from the ledger only; send nothing.")]
Mailto = Annotated[
    str | None,
    _option(
        NETWORK, "--mailto", "Your address, told in the User-Agent: the registries answer sooner.", metavar="ADDRESS"
    ),
]
Timeout = Annotated[float | None, _option(NETWORK, "--timeout", "Seconds for one link (20).", metavar="S")]
MaxTime = Annotated[float | None, _option(NETWORK, "--max-time", "Seconds for the whole run.", metavar="S")]
MaxConcurrency = Annotated[
    int | None, _option(NETWORK, "--max-concurrency", "Requests under way at once (128).", metavar="N")
]
MaxPerHost = Annotated[
    int | None, _option(NETWORK, "--max-per-host", "Requests under way at once to one host (4).", metavar="N")
]
AllowNetwork = Annotated[
    list[str] | None,
    _option(NETWORK, "--allow-network", "A private network that may be reached. Can be repeated.", metavar="CIDR"),
]

LedgerFile = Annotated[
    str | None, _option(MEMORY, "--ledger", "Memory of earlier answers (default: user cache).", metavar="FILE")
]
NoLedger = Annotated[bool, _option(MEMORY, "--no-ledger", "Neither read nor write the ledger.")]
Recheck = Annotated[bool, _option(MEMORY, "--recheck", "Ask again what the ledger could answer.")]

ConfigFile = Annotated[
    str | None, typer.Option("--config", help="Use this configuration file.", rich_help_panel=SELECTION, metavar="FILE")
]
Isolated = Annotated[
    bool, typer.Option("--isolated", help="Use no configuration file.", rich_help_panel=SELECTION, metavar="")
]
