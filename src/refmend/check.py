"""The pipeline: files in, everything learnt about their references out. Read this first.

    SourceFile ─parse─▶ Reference ─▶ Identifier ─resolve─▶ Outcome ─compare, rules─▶ Finding ─suppress─▶ Checked

Only `_ask` waits for a network; everything before and after it is pure.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from refmend import sources
from refmend.compare import compare
from refmend.model import Edit, Identifier, LinkState, LinkStatus, NotApplicable, Outcome, Verdict
from refmend.net import Net
from refmend.report import Checked
from refmend.resolvers import resolve, suggest
from refmend.resolvers.wayback import archived_copies
from refmend.rules import HOUSEKEEPING, RULES, Entry, Run, check_entry
from refmend.suppress import suppress

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from refmend.config import Config
    from refmend.ledger import Ledger
    from refmend.model import Comparison, Finding, Record, Reference, SourceFile


@dataclass
class Answers:
    """What the registries and the web said, as far as they got."""

    outcomes: dict[Identifier, Outcome] = field(default_factory=dict)
    suggestions: Mapping[str, tuple[Outcome, ...]] = field(default_factory=dict)
    requests: Mapping[str, int] = field(default_factory=dict)
    incomplete: str = ""
    network: bool = True


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
    references = [reference for file in files for reference in sources.parse(file)]
    answers = _from_memory(references, config, ledger)
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


def _from_memory(references: Iterable[Reference], config: Config, ledger: Ledger | None) -> Answers:
    """Return what needs no asking: malformed identifiers, and what the ledger still knows."""
    answers = Answers()
    for mention in (mention for reference in references for mention in reference.mentions):
        identifier = mention.identifier
        if identifier in answers.outcomes:
            continue
        if mention.problem:
            link = LinkStatus(LinkState.INVALID, mention.problem)
            answers.outcomes[identifier] = Outcome(identifier, NotApplicable("malformed"), link)
        elif ledger and not config.recheck and (known := ledger.get(identifier)):
            answers.outcomes[identifier] = replace(known, from_ledger=True)
        elif config.offline:
            link = LinkStatus(LinkState.SKIPPED, "offline and not in the ledger")
            answers.outcomes[identifier] = Outcome(identifier, NotApplicable("offline"), link)
    return answers


async def _ask(
    references: Sequence[Reference],
    answers: Answers,
    config: Config,
    ledger: Ledger | None,
    watch: Callable[[int, Outcome | None], None],
) -> None:
    """Ask about everything that is not answered yet; fills `answers`, whatever happens."""
    seen = dict.fromkeys(mention.identifier for reference in references for mention in reference.mentions)
    wanted = [identifier for identifier in seen if identifier not in answers.outcomes]
    watch(len(wanted), None)
    if config.offline:
        return
    previous = {identifier: known for identifier in wanted if ledger and (known := ledger.previous(identifier))}

    def told(outcome: Outcome) -> None:
        lasting = outcome.link.state != LinkState.UNKNOWN
        answers.outcomes[outcome.identifier] = ledger.put(outcome) if ledger and lasting else outcome
        watch(len(wanted), outcome)

    async with Net(config) as net:
        try:
            async with asyncio.timeout(config.max_time):
                async with asyncio.TaskGroup() as group:
                    unnamed = group.create_task(suggest(references, net, config))
                    await resolve(wanted, net, config, told=told, previous=previous)
                    misnamed = await suggest(references, net, config, outcomes=answers.outcomes)
                answers.suggestions = {**unnamed.result(), **misnamed}
                answers.network = await _has_network(wanted, answers, net)
                await _remember_failures(wanted, answers, ledger, net)
                await _find_copies(references, answers, config, ledger, net)
        except TimeoutError:
            answers.incomplete = "the time budget was used up"
        except asyncio.CancelledError:
            answers.incomplete = "interrupted"
        answers.requests = dict(net.requests)
    for identifier in wanted:
        if identifier not in answers.outcomes:
            link = LinkStatus(LinkState.SKIPPED, answers.incomplete)
            answers.outcomes[identifier] = Outcome(identifier, NotApplicable(answers.incomplete), link)


async def _has_network(wanted: Sequence[Identifier], answers: Answers, net: Net) -> bool:
    """Tell whether anybody answered; only when nobody did is the canary asked."""
    links = [answers.outcomes[identifier].link for identifier in wanted if identifier in answers.outcomes]
    asked = [link for link in links if link.state not in (LinkState.INVALID, LinkState.SKIPPED)]
    if not asked or any(link.state != LinkState.UNKNOWN or link.status_code for link in asked):
        return True
    return bool(await net.healthy())


async def _remember_failures(wanted: Sequence[Identifier], answers: Answers, ledger: Ledger | None, net: Net) -> None:
    """Count the failures in the ledger's history, which may make one of them dead; not while our network is down."""
    unknown = [item for item in wanted if answers.outcomes[item].link.state == LinkState.UNKNOWN]
    if ledger is None or not unknown:
        return
    trusted = bool(answers.network and await net.healthy())
    for identifier in unknown:
        answers.outcomes[identifier] = ledger.put(answers.outcomes[identifier], trusted=trusted)


async def _find_copies(
    references: Sequence[Reference], answers: Answers, config: Config, ledger: Ledger | None, net: Net
) -> None:
    """Add archived copies to what is dead, from about the time when the entry's writer read the page."""
    for identifier, copy in (await archived_copies(references, answers.outcomes, net, config)).items():
        outcome = answers.outcomes[identifier]
        kept = replace(outcome, link=replace(outcome.link, archived_url=copy))
        answers.outcomes[identifier] = kept
        if ledger:
            ledger.amend(kept)


def judge_references(references: Sequence[Reference], answers: Answers) -> tuple[dict[str, Comparison], list[Finding]]:
    """Compare every reference with its records and run the rules; pure."""
    run = Run(references, answers.outcomes, time.gmtime().tm_year, answers.suggestions)
    comparisons: dict[str, Comparison] = {}
    findings: list[Finding] = []
    for reference in references:
        entry = Entry(reference, run, compare_entry(reference, answers.outcomes))
        if entry.comparison is not None:
            comparisons[reference.id] = entry.comparison
        findings.extend(_encoded(finding) for finding in check_entry(entry))
    return comparisons, findings


def compare_entry(reference: Reference, outcomes: Mapping[Identifier, Outcome]) -> dict[Identifier, Comparison]:
    """Return a comparison for each identifier of an entry that a registry knows; pages speak where none does."""
    if reference.kind != "entry":
        return {}
    found, pages = {}, {}
    for mention in reference.mentions:
        outcome = outcomes.get(mention.identifier)
        known = outcome.records if outcome else ()
        if records := [record for record in known if record.registry != "web"]:
            if mention.identifier not in found:
                found[mention.identifier] = _compare_versions(reference, records)
        elif known:
            pages[mention.identifier] = compare(reference, known)
    return found or pages


def _compare_versions(reference: Reference, records: Sequence[Record]) -> Comparison:
    """Compare with the work asked about; what its published version confirms is no fault of a cited preprint."""
    comparison = compare(reference, [record for record in records if record.identifier == records[0].identifier])
    for record in records:
        if record.identifier == records[0].identifier:
            continue
        published = compare(reference, (record,))
        if published.same_work and not comparison.same_work:
            comparison = published
        elif published.same_work:
            confirmed = {item.field for item in published.checks if item.verdict == Verdict.CONFIRMED}
            wrong = (item for item in comparison.checks if item.verdict == Verdict.CONTRADICTED)
            excused = [item for item in wrong if item.field in confirmed]
            checks = tuple(item for item in comparison.checks if item not in excused)
            comparison = replace(comparison, checks=checks)
    return comparison


def _encoded(finding: Finding) -> Finding:
    """Return the finding with its replacements escaped for the file's format."""
    if finding.fix is None or finding.fix.verbatim:
        return finding
    form = finding.reference.source.format
    edits = tuple(Edit(edit.span, sources.encode(form, edit.replacement)) for edit in finding.fix.edits)
    return replace(finding, fix=replace(finding.fix, edits=edits))
