"""`refmend check`: from the settings to files, reports and an exit code."""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from refmend.errors import InputError, NothingChecked, RefmendError, UsageError

if TYPE_CHECKING:
    from collections.abc import Coroutine, Iterator, Mapping, Sequence

    from refmend.answers import Answers
    from refmend.config import Config
    from refmend.fix import Applied
    from refmend.ledger import Ledger
    from refmend.model import Finding, SourceFile
    from refmend.report import Checked

EXIT_INTERRUPTED = 130


def settings_from(flags: Mapping[str, Any], *, config_path: str | None = None, isolated: bool = False) -> Config:
    """Return the effective configuration of this process."""
    from refmend.config import load

    settings, _ = load(flags, environ=os.environ, cwd=Path.cwd(), config_path=config_path, isolated=isolated)
    return settings


def run_check(config: Config, *, stdin_filename: str | None = None) -> int:
    """Check, report and mend as configured; returns the exit code."""
    from refmend.formats.files import check_writable

    check_rule_names(config)
    check_writable(config.report, workspace=config.workspace)
    files, refused = read_inputs(config, stdin_filename)
    checked, answers = ask(files, config)
    keep_baseline(checked, config)
    checked, applied = mend(checked, config)
    deliver(checked, applied, config)
    for item in applied:
        for refusal in item.refused:
            complain(f"{item.file.path}: not fixed: {refusal}")
    return exit_code(checked, answers, config, refused=refused, applied=applied)


def keep_baseline(checked: Checked, config: Config) -> None:
    """Write the baseline where that was asked for; else drop from it what is gone from fully checked files."""
    from refmend import suppress
    from refmend.model import LinkState

    if config.write_baseline:
        path = suppress.write_baseline(checked.findings, config)
        complain(f"wrote the baseline {path}")
    elif config.baseline and not checked.incomplete_reason:
        open_states = (LinkState.UNKNOWN, LinkState.SKIPPED)
        unsettled = {outcome.identifier for outcome in checked.outcomes if outcome.link.state in open_states}
        unsure = {
            reference.source.path
            for reference in checked.references
            if any(mention.identifier in unsettled for mention in reference.mentions)
        }
        suppress.shrink_baseline(checked.findings, {file.path for file in checked.files} - unsure, config)


def check_rule_names(config: Config) -> None:
    """Raise `UsageError` for a rule that does not exist, with the nearest one that does."""
    from refmend.rules import HOUSEKEEPING, RULES

    known = (*RULES, *HOUSEKEEPING)
    by_place = [*config.per_file_ignores.values(), *config.per_reference_ignores.values()]
    placed = [rule for rules in by_place for rule in rules if rule not in ("*", "ALL")]
    for name in (*config.select, *config.ignore, *config.severity, *placed):
        if name not in known:
            raise UsageError(f"there is no rule {name!r}", hint=did_you_mean(name, known, "refmend rules lists them"))


def did_you_mean(name: str, known: Sequence[str], otherwise: str) -> str:
    """Return a hint with the nearest known name, or the other sentence."""
    import difflib

    near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    return f"did you mean {near[0]!r}?" if near else otherwise


def read_inputs(config: Config, stdin_filename: str | None) -> tuple[list[SourceFile], int]:
    """Return the files that could be read and how many could not; each of those is named on stderr."""
    from refmend.sources.files import collect

    files, refused = [], 0
    for item in collect(config.paths, exclude=config.exclude, stdin_filename=stdin_filename):
        if isinstance(item, InputError):
            refused += 1
            complain(f"{item}" + (f" ({item.hint})" if item.hint else ""))
        else:
            files.append(item)
    return files, refused


def complain(message: str) -> None:
    """Say something on stderr, control characters made visible."""
    from refmend.formats.safety import visible

    sys.stderr.write(f"refmend: {visible(message)}\n")


def ask(files: Sequence[SourceFile], config: Config) -> tuple[Checked, Answers]:
    """Run the pipeline with progress on stderr; SIGINT and SIGTERM end it early and keep what was learnt."""
    from refmend.check import check_files

    gc.freeze()
    changed = None
    if config.changed_since:
        from refmend.changes import changed_lines

        changed = changed_lines(config.changed_since, [file.path for file in files])

    if config.offline:
        with contextlib.suppress(ValueError):  # not the main thread
            signal.signal(signal.SIGTERM, signal.default_int_handler)
        with open_ledger(config) as memory:
            return at_once(check_files(files, config, ledger=memory, changed=changed))
    import asyncio

    from refmend.progress import Progress

    async def main() -> tuple[Checked, Answers]:
        stop_on_signals()
        with open_ledger(config) as memory, Progress(quiet=config.quiet) as progress:
            return await check_files(files, config, ledger=memory, watch=progress.watch, changed=changed)

    return asyncio.run(main())


def at_once(work: Coroutine[Any, Any, tuple[Checked, Answers]]) -> tuple[Checked, Answers]:
    """Return what a run makes that asks nobody: no event loop needs to be loaded and built for it."""
    try:
        work.send(None)
    except StopIteration as end:
        done: tuple[Checked, Answers] = end.value
        return done
    raise RuntimeError("a run that asks nobody has nothing to wait for")


def stop_on_signals() -> None:
    """Let SIGINT and SIGTERM cancel the present task, so that what was learnt is still reported."""
    import asyncio

    task = asyncio.current_task()
    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError, RuntimeError):
            asyncio.get_running_loop().add_signal_handler(number, task.cancel)  # type: ignore[union-attr]


@contextlib.contextmanager
def open_ledger(config: Config) -> Iterator[Ledger | None]:
    """Open the ledger for the length of a run, or hand out None where none is wanted."""
    if config.no_ledger:
        yield None
        return
    from refmend.ledger import Ledger, PlaceError, scope_of

    try:
        opened = Ledger.open(config.ledger, scope=scope_of(config))
    except PlaceError as error:
        if config.ledger:
            raise
        complain(f"{error}; this run has no memory")
        yield None
        return
    with opened as memory:
        yield memory
        if memory.failure:
            complain(f"the ledger was left behind: {memory.failure}")


def mend(checked: Checked, config: Config) -> tuple[Checked, list[Applied]]:
    """Apply or prepare the wanted fixes; returns the run with the findings that were fixed marked so."""
    if not (config.fix or config.unsafe_fixes or config.diff):
        return checked, []
    from refmend import fix as mending

    chosen = [finding for finding in checked.findings if is_wanted(finding, config)]
    applied = []
    fixed: set[int] = set()
    for file in checked.files:
        own = [finding for finding in chosen if finding.reference.source is file]
        done = mending.apply(file, [finding.fix for finding in own if finding.fix])
        applied.append(done)
        if config.diff:
            continue
        if file.path != "-":
            mending.write(file, done)
            fixed.update(id(finding) for finding in own if finding.fix in done.fixes)
        elif done.fixes:
            complain("standard input cannot be written back: --diff shows what would change")
    findings = [replace(item, suppressed_by="fixed") if id(item) in fixed else item for item in checked.findings]
    return replace(checked, findings=findings), applied


def is_wanted(finding: Finding, config: Config) -> bool:
    """Tell whether a finding's fix may be applied in this run."""
    from refmend.model import Applicability

    if finding.fix is None or finding.suppressed_by:
        return False
    allowed = {Applicability.SAFE, Applicability.UNSAFE} if config.unsafe_fixes else {Applicability.SAFE}
    return finding.fix.applicability in allowed


def deliver(checked: Checked, applied: Sequence[Applied], config: Config) -> None:
    """Write the report files and standard output."""
    from refmend.cli.output import show, write_reports
    from refmend.report import Views

    gc.freeze()  # what was learnt stays to the end: to look for rubbish in it takes as long as to print it
    views = Views(checked)
    write_reports(views, config)
    if config.diff:
        from refmend import fix as mending

        sys.stdout.write("".join(mending.diff(item.file, item) for item in applied))
        return
    show(views, config)


def exit_code(checked: Checked, answers: Answers, config: Config, *, refused: int, applied: Sequence[Applied]) -> int:
    """Return the contract's exit code."""
    from refmend.answers import INTERRUPTED

    if answers.incomplete == INTERRUPTED:
        return EXIT_INTERRUPTED
    if refused:
        return RefmendError.exit_code
    if reason := nothing_checked(checked, answers):
        complain(reason)
        return NothingChecked.exit_code
    would_change = config.diff and any(item.fixes for item in applied)
    return int(would_change or has_failed(checked.findings, config))


def nothing_checked(checked: Checked, answers: Answers) -> str:
    """Return why nothing could be checked, or an empty string."""
    if not checked.references:
        return "no references found: nothing was checked"
    if not answers.network:
        return "no network: nothing could be checked, and nothing is called dead"
    return ""


def has_failed(findings: Sequence[Finding], config: Config) -> bool:
    """Tell whether a finding that counts reaches the configured severity."""
    if config.fail_on == "never":
        return False
    from refmend.model import Confidence, Severity

    bar, sure = Severity[config.fail_on.upper()], Confidence[config.min_confidence.upper()]
    counted = (item for item in findings if not item.suppressed_by)
    return any(item.severity >= bar and item.confidence >= sure for item in counted)
