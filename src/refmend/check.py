"""The pipeline: files in, everything learnt about their references out. Read this first.

    SourceFile ─parse─▶ Reference ─▶ Identifier ─resolve─▶ Outcome ─compare, rules─▶ Finding ─suppress─▶ Checked

Only `asking` waits for a network; everything before and after it is pure.
"""

from __future__ import annotations

import gc
import time
from itertools import chain
from typing import TYPE_CHECKING

from msgspec.structs import replace

from refmend import sources
from refmend.answers import INTERRUPTED, Answers, remember
from refmend.model import Edit
from refmend.report import Checked
from refmend.rules import HOUSEKEEPING, RULES, Entry, Run, check_entry, worth_checking
from refmend.suppress import suppress

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from refmend.config import Config
    from refmend.ledger import Ledger
    from refmend.model import Comparison, Finding, Identifier, Outcome, Reference, SourceFile


async def check_files(
    files: Sequence[SourceFile],
    config: Config,
    *,
    ledger: Ledger | None = None,
    watch: Callable[[int, Outcome | None], None] = lambda _total, _outcome: None,
    changed: Mapping[str, Sequence[range]] | None = None,
) -> tuple[Checked, Answers]:
    """Check everything the files refer to; never raises for what a file, a registry or a page says.

    `watch(total, outcome)` is told each outcome as it becomes final. `changed` maps paths to changed lines
    (1-based); findings elsewhere are kept but suppressed. Cancelling ends the asking and keeps what was learnt.
    """
    started = time.time()
    references, interrupted = _read(files)
    answers = remember(references, config, ledger)
    answers.incomplete = interrupted
    await _ask(references, answers, config, ledger, watch)
    comparisons, findings = judge_references(references, answers)
    findings = suppress(
        findings,
        references,
        files,
        config,
        changed_lines=changed,
        outcomes=answers.outcomes,
        known_rules=(*RULES, *HOUSEKEEPING),
    )
    checked = Checked(
        started_at=started,
        finished_at=time.time(),
        inputs=config.paths,
        files=files,
        references=references,
        outcomes=list(answers.outcomes.values()),
        findings=sorted(findings, key=lambda item: (item.reference.source.path, item.span, item.rule)),
        comparisons=comparisons,
        requests=answers.requests,
        incomplete_reason=answers.incomplete,
        history=ledger.rot(answers.outcomes) if ledger else (),
    )
    return checked, answers


def _read(files: Iterable[SourceFile]) -> tuple[list[Reference], str]:
    """Return the references of all files, or those read when somebody interrupted and the word for that.

    All of them are kept to the end, so nobody looks for rubbish among them, now or later: that takes as long as to
    read a tenth of them.
    """
    found: list[Reference] = []
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        found.extend(chain.from_iterable(map(sources.parse, files)))
    except KeyboardInterrupt:
        return found, INTERRUPTED
    else:
        return found, ""
    finally:
        gc.freeze()
        if was_enabled:
            gc.enable()


async def _ask(
    references: Sequence[Reference],
    answers: Answers,
    config: Config,
    ledger: Ledger | None,
    watch: Callable[[int, Outcome | None], None],
) -> None:
    """Ask about what is not answered yet; offline nothing of the network's side is even loaded."""
    if config.offline:
        watch(0, None)
        return
    from refmend.asking import ask  # noqa: PLC0415 - it takes as long to load as everything else together

    await ask(references, answers, config, ledger, watch)


def judge_references(references: Sequence[Reference], answers: Answers) -> tuple[dict[str, Comparison], list[Finding]]:
    """Compare every reference with its records and run the rules, until somebody interrupts; pure."""
    run = Run(references, answers.outcomes, time.gmtime().tm_year, answers.suggestions)
    comparisons: dict[str, Comparison] = {}
    findings: list[Finding] = []
    try:
        for reference in worth_checking(run):
            entry = Entry(reference, run, _compared(reference, answers))
            if entry.comparison is not None:
                comparisons[reference.id] = entry.comparison
            findings.extend(_encoded(finding) for finding in check_entry(entry))
    except KeyboardInterrupt:
        answers.incomplete = INTERRUPTED
    return comparisons, findings


def _compared(reference: Reference, answers: Answers) -> Mapping[Identifier, Comparison]:
    """Return what the records say of an entry; nothing is loaded for an entry that no record speaks of."""
    known = (answers.outcomes.get(mention.identifier) for mention in reference.mentions)
    if not any(outcome.records for outcome in known if outcome):
        return {}
    from refmend.compare.known import compare_outcomes  # noqa: PLC0415 - see above
    from refmend.compare.opinion import weigh_all  # noqa: PLC0415 - see above

    made = answers.comparisons.get(reference.id)
    return weigh_all(compare_outcomes(reference, answers.outcomes) if made is None else made, answers.outcomes)


def _encoded(finding: Finding) -> Finding:
    """Return the finding with its replacements escaped for the file's format."""
    if finding.fix is None or finding.fix.verbatim:
        return finding
    form = finding.reference.source.format
    edits = tuple(Edit(edit.span, sources.encode(form, edit.replacement)) for edit in finding.fix.edits)
    return replace(finding, fix=replace(finding.fix, edits=edits))
