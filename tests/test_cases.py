"""The case files: every rule shown on lists of references, with what the registries say and what must be found.

A case file `tests/cases/<rule>.md` has one section (`## hit …`, `## near miss …`, `## ignored …`, `## fixed …`) per case.
In a section stand fenced blocks:

* `markdown` (or `bibtex`, `plain`, …): the list itself
* `json`: what is known, by identifier: either a record (`title`, `subtitle`, `author`, `issued`, `container`, `short`,
  `volume`, `issue`, `page`, `number`, `type`, `registry`, `relations`, `updates`, `version`, `comment`) or an outcome
  (`record` or `missing` or `unknown` with a reason, and `link` with `state`, `status_code`, `final_url`, `reason`, `notes`);
  under `search`, what a search found for every entry
* `expect`: the findings of the file's rule, one a line: severity, rule, "as written" -> "expected" (the last two may be
  left out); an empty block expects none
* `fixed`: the list after the safe fixes of the rule; `fixed unsafe`: after all of them
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from refmend import rules, sources
from refmend.compare.known import compare_outcomes
from refmend.config import Config
from refmend.fix import apply
from refmend.model import (
    Applicability,
    Edit,
    Fix,
    Found,
    Identifier,
    LinkState,
    LinkStatus,
    Missing,
    Name,
    NotApplicable,
    Outcome,
    Record,
    RecordDate,
    Relation,
    SourceFile,
    Title,
    Unknown,
    Update,
)
from refmend.rules.base import Entry, Run
from refmend.suppress import suppress

CASES = Path(__file__).parent / "cases"
YEAR = 2026
_BLOCK = re.compile(r"^```(\S+)([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_FINDING = re.compile(r'(\w+) ([\w-]+)(?: "(.*)" -> "(.*)")?')


def sections():
    """Yield a parameter for every section of every case file."""
    for path in sorted(CASES.glob("*.md")):
        for section in path.read_text(encoding="utf-8").split("\n## ")[1:]:
            heading, _, body = section.partition("\n")
            yield pytest.param(path.stem, body, id=f"{path.stem}: {heading.strip()}")


def blocks(body):
    """Return the blocks of a section by their info string; the list is under `list`, its format under `format`."""
    found = {}
    for language, more, text in _BLOCK.findall(body):
        key = f"{language}{more}".strip()
        if language in ("json", "expect", "fixed"):
            found[key] = text
        else:
            found["list"], found["format"] = text, language
    return found


def name_of(person):
    return Name(literal=person) if isinstance(person, str) else Name(**person)


def record_of(identifier, given):
    """Build a record from the short form of the case files."""
    issued = given.get("issued") or []
    issued = [issued] if isinstance(issued, int) else issued
    titles = [Title(given["title"])] if given.get("title") else []
    titles += [Title(given["subtitle"], "subtitle")] if given.get("subtitle") else []
    titles += [Title(text, "version", int(number)) for number, text in given.get("versions", {}).items()]
    containers = given.get("container", [])
    return Record(
        identifier,
        given.get("registry", "crossref"),
        given.get("type", "article-journal"),
        titles=tuple(titles),
        authors=tuple(name_of(person) for person in given.get("author", [])),
        dates=(RecordDate("issued", *issued),) if issued else (),
        containers=tuple([containers] if isinstance(containers, str) else containers),
        short_containers=tuple(given.get("short", [])),
        volume=given.get("volume", ""),
        issue=given.get("issue", ""),
        pages=given.get("page", ""),
        article_number=given.get("number", ""),
        relations=tuple(
            Relation(kind, Identifier.parse(target)) for kind, target in given.get("relations", {}).items()
        ),
        updates=tuple(Update(**update) for update in given.get("updates", [])),
        version=given.get("version"),
        comment=given.get("comment", ""),
    )


def outcome_of(text, given):
    """Build an outcome: a bare record means found and alive."""
    identifier = Identifier.parse(text)
    if not {"record", "missing", "unknown", "link"} & given.keys():
        given = {"record": given}
    link = dict(given.get("link") or {"state": "alive"})
    link["notes"] = tuple(link.get("notes", ()))
    status = LinkStatus(LinkState(link.pop("state")), **link)
    if given.get("record"):
        resolution = Found((record_of(identifier, given["record"]),))
    elif "missing" in given:
        resolution = Missing("doi.org", given["missing"])
    else:
        resolution = Unknown(given["unknown"]) if "unknown" in given else NotApplicable()
    return Outcome(identifier, resolution, status)


def findings_of(rule, file, outcomes, search=()):
    """Return the findings of one rule about a file that nothing silences, replacements escaped for the format."""
    references = list(sources.parse(file))
    run = Run(references, outcomes, YEAR, {reference.id: search for reference in references} if search else {})
    found = []
    for reference in references:
        entry = Entry(reference, run, compare_outcomes(reference, outcomes))
        found += rules.check_entry(entry, (rule,))
    kept = suppress(found, references, [file], Config(), changed_lines=None)
    return [item for item in kept if not item.suppressed_by and item.rule == rule]


def fixed(file, found, applicabilities):
    """Return the text after the fixes of the given kinds."""
    fixes = [item.fix for item in found if item.fix and item.fix.applicability in applicabilities]
    encoded = [
        Fix(
            fix.title,
            fix.applicability,
            tuple(Edit(e.span, sources.encode(file.format, e.replacement)) for e in fix.edits),
        )
        for fix in fixes
    ]
    return apply(file, encoded).raw


def shown(found, expected):
    """Return a finding as its line in the case file, as detailed as that line is."""
    line = f"{found.severity} {found.rule}"
    return line if '"' not in expected else f'{line} "{found.as_written}" -> "{found.expected}"'


@pytest.mark.parametrize(("rule", "body"), list(sections()))
def test_case(rule, body):
    parts = blocks(body)
    file = SourceFile("list.md", parts["format"], parts["list"])
    known = json.loads(parts.get("json", "{}"))
    search = tuple(outcome_of(text, given) for text, given in known.pop("search", {}).items())
    outcomes = {(outcome := outcome_of(text, given)).identifier: outcome for text, given in known.items()}
    found = findings_of(rule, file, outcomes, search)
    wanted = [line for line in parts.get("expect", "").splitlines() if line.strip()]
    assert all(_FINDING.fullmatch(line) for line in wanted), wanted
    lines = [shown(item, wanted[at] if at < len(wanted) else '"') for at, item in enumerate(found)]
    assert lines == wanted
    if "fixed" in parts:
        assert fixed(file, found, {Applicability.SAFE}) == parts["fixed"]
    if "fixed unsafe" in parts:
        assert fixed(file, found, {Applicability.SAFE, Applicability.UNSAFE}) == parts["fixed unsafe"]


@pytest.mark.parametrize("path", sorted(CASES.glob("*.md")), ids=lambda path: path.stem)
def test_a_case_file_is_named_after_its_rule(path):
    assert path.stem in (*rules.RULES, *rules.HOUSEKEEPING)
    headings = re.findall(r"^## (hit|near miss|ignored|fixed)", path.read_text(encoding="utf-8"), re.MULTILINE)
    assert {"hit", "near miss"} <= set(headings)
