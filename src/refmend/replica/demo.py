"""`refmend demo`: the whole job against the embedded registries, for those who want to see it before they trust it.

Two lists are checked by the ordinary command in a process of its own: our own reading list, which is right, and a copy
with planted mistakes. Everything happens in a temporary folder; only the reports are copied out of it.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from rich.console import Console
from rich.table import Table
from rich.text import Text

from refmend.replica.planted import LIST_FILE, PLANTED_FILE, Planted, changes, plant, true_list
from refmend.replica.registries import Replica

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

SUFFIXES = ("json", "md", "html", "sarif", "xml", "csv")
STEP_TIME = 120
SHOWN_CHANGES = 16
TRUE = f"references/{LIST_FILE}"
COPY = "references/planted.md"
EXPECTED = {"references": 27, "papers": 12, "pages": 15, "records": 12, "alive": 27, "errors": 0}
NOTICE = (
    "The registries of this demo are embedded: stand-ins for Crossref, DataCite, doi.org, arXiv, the Wayback Machine "
    "and some web pages run on this machine, and nothing leaves it. What they say is no evidence about the live web."
)


class DemoError(Exception):
    """The command under demonstration did not do what it should; the text says what it said."""


class Step(Struct, frozen=True):
    """One run of the command: its JSON run (empty where none was asked for), what it printed, and the seconds."""

    run: Mapping[str, Any]
    stdout: str
    code: int
    seconds: float


class Stage(Struct, frozen=True):
    """Where the demo plays: a terminal, and a folder for lists, ledger and reports."""

    console: Console
    folder: Path

    def check(self, replica: Replica, path: str, *options: str, reports: bool = True) -> Step:
        """Run `refmend check` on a list against a replica; raises `DemoError` where it breaks down."""
        stem = Path(path).stem
        files = [f"reports/{stem}.{suffix}" for suffix in SUFFIXES] if reports else []
        writing = [part for file in files for part in ("--report", file)]
        shown = " ".join(("$ refmend check", path, *options, *([f"--report {files[2]} …"] if files else [])))
        self.console.print(Text(shown, style="bold cyan"))
        command = [sys.executable, "-m", "refmend", "check", path, *options, *writing]
        begun = time.monotonic()
        with self.console.status("asking the embedded registries, at the pace that the real ones allow"):
            done = _execute(command, self.folder, self.environment(replica))
        seconds = time.monotonic() - begun
        if done.returncode not in (0, 1):
            raise DemoError(f"exit {done.returncode}\n{done.stderr.strip() or done.stdout.strip()}")
        run = json.loads((self.folder / files[0]).read_text(encoding="utf-8")) if files else {}
        return Step(run, done.stdout, done.returncode, seconds)

    def environment(self, replica: Replica) -> dict[str, str]:
        """Return the environment of a run: the user's without settings of ours, and the way to the replica."""
        plain = {name: value for name, value in os.environ.items() if not name.upper().startswith("REFMEND_")}
        own = {
            "REFMEND_LEDGER": str(self.folder / "ledger.sqlite"),
            "COLUMNS": str(self.console.width),
            "PYTHONUTF8": "1",
        }
        return plain | replica.env() | own | ({"FORCE_COLOR": "1"} if self.console.is_terminal else {"NO_COLOR": "1"})


def run(output: str = "reports") -> int:
    """Show the whole job and leave the reports in `output`; 0 where everything came out as it should, else 1."""
    console = Console(highlight=False)
    console.print(Text.assemble(("refmend demo", "bold"), ": the whole job, without a network\n"))
    console.print(NOTICE, style="yellow")
    with tempfile.TemporaryDirectory(prefix="refmend-demo-") as name:
        stage = Stage(console, Path(name))
        planted = _lay_out(stage.folder)
        try:
            problems = [*_true_list(stage), *_planted_list(stage, planted)]
            _copy_reports(stage.folder / "reports", Path(output))
        except (DemoError, OSError, subprocess.TimeoutExpired) as error:
            console.print(Text(f"\nThe demo stopped: {error}", style="bold red"))
            return 1
    console.print(f"\n[bold]Reports[/] are in {output}/: chapter-01 and planted as {', '.join(SUFFIXES)}.")
    for problem in problems:
        console.print(Text(f"Not as expected: {problem}", style="bold red"))
    console.print("Your own list, against the live registries:  [bold cyan]refmend check path/to/list.md[/]")
    return 1 if problems else 0


def _lay_out(folder: Path) -> tuple[Planted, ...]:
    """Write both lists into a folder and return what was planted."""
    original = true_list()
    text, planted = plant(original)
    for name in ("references", "reports"):
        (folder / name).mkdir()
    (folder / TRUE).write_text(original, encoding="utf-8", newline="")
    (folder / COPY).write_text(text, encoding="utf-8", newline="")
    return planted


def _true_list(stage: Stage) -> list[str]:
    """Check our own list, then again with the ledger; return what did not come out as expected."""
    stage.console.print()
    stage.console.rule("[bold]1  Our own reading list, which is right", align="left")
    with Replica() as replica:
        step = stage.check(replica, TRUE)
        asked = len(replica.log)
        stage.console.out(step.stdout.rstrip(), highlight=False)
        counted = figures(step.run)
        stage.console.print(
            f"\n[bold]{counted['references']} references[/]: {counted['papers']} papers and {counted['pages']} pages; "
            f"{counted['records']} records found, {counted['alive']} alive, {counted['errors']} errors. "
            f"Exit {step.code}, {asked} requests, {step.seconds:.1f} s.\n",
        )
        again = stage.check(replica, TRUE, "--quiet", reports=False)
        stage.console.print(
            f"The second run remembers what was alive: {len(replica.log) - asked} requests, {again.seconds:.1f} s.",
        )
    return [
        f"{name} of the true list: {counted[name]} instead of {wanted}"
        for name, wanted in EXPECTED.items()
        if counted[name] != wanted
    ]


def _planted_list(stage: Stage, planted: Sequence[Planted]) -> list[str]:
    """Check the copy with mistakes, show what was reported and the diff; return what was missed."""
    stage.console.print()
    stage.console.rule(f"[bold]2  The same list with {len(planted)} planted mistakes", align="left")
    with Replica() as replica:
        replica.load(PLANTED_FILE)
        step = stage.check(replica, COPY)
        stage.console.print(_table(planted, step.run))
        levels = Counter(one["severity"] for one in step.run["findings"] if not one["suppressed_by"])
        counted = ", ".join(f"{levels[name]} {name}" for name in ("error", "warning", "info") if levels[name])
        stage.console.print(f"Findings: {counted}. Exit {step.code}: a CI run would stop here. {step.seconds:.1f} s.\n")
        mended = stage.check(replica, COPY, "--diff", "--unsafe-fixes", reports=False)
    (stage.folder / "reports" / "planted.diff").write_text(mended.stdout, encoding="utf-8", newline="")
    shown = [Text.assemble(*change) for change in changes(mended.stdout)]
    for change in shown[:SHOWN_CHANGES]:
        stage.console.print(change, no_wrap=True, overflow="ellipsis")
    more = f", {len(shown) - SHOWN_CHANGES} more" if len(shown) > SHOWN_CHANGES else ""
    stage.console.print(f"The whole diff is in planted.diff{more}; --fix and --unsafe-fixes would write it.")
    missed = [f"{one.name} (line {one.line}) was not reported" for one in planted if not one.findings(step.run)]
    return missed if shown else [*missed, "there was no diff"]


def figures(run: Mapping[str, Any]) -> dict[str, int]:
    """Count in a JSON run what the demo promises of the true list."""
    works = {one["identifier"] for one in run["outcomes"] if one["kind"] in {"doi", "arxiv"}}
    papers = sum(any(one["identifier"] in works for one in entry["mentions"]) for entry in run["references"])
    found = [one for one in run["outcomes"] if one["resolution"]["state"] == "found" and one["identifier"] in works]
    return {
        "references": len(run["references"]),
        "papers": papers,
        "pages": len(run["references"]) - papers,
        "records": len(found),
        "alive": run["counts"]["links"].get("alive", 0),
        "errors": run["counts"]["findings"].get("error", 0),
    }


def _table(planted: Sequence[Planted], run: Mapping[str, Any]) -> Table:
    """Return the planted mistakes beside what was reported of them."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for heading in ("", "line", "planted", "reported"):
        table.add_column(heading, header_style="bold", justify="right" if heading == "line" else "left")
    for one in planted:
        found = one.findings(run)
        mark = Text("✓", style="green") if found else Text("✗", style="bold red")
        said = Text.assemble((found[0]["rule"], "bold"), " ", found[0]["message"]) if found else Text("nothing")
        table.add_row(mark, str(one.line), one.name, said)
    return table


def _execute(command: Sequence[str], folder: Path, env: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """Run the command without a shell, its input closed, within the time of a step."""
    return subprocess.run(  # noqa: S603 - our own command with our own arguments
        command,
        cwd=folder,
        env=env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        timeout=STEP_TIME,
        check=False,
    )


def _copy_reports(source: Path, target: Path) -> None:
    """Copy the reports out; raises `OSError` where the folder cannot be written."""
    target.mkdir(parents=True, exist_ok=True)
    for file in sorted(source.iterdir()):
        shutil.copyfile(file, target / file.name)
