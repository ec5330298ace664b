"""References of many kinds: what is right is not spoken of, what is damaged is named in its field and mended."""

from __future__ import annotations

import json

import pytest
from varied import CASES

from refmend.compare.known import compare_outcomes
from refmend.fix import apply
from refmend.model import (
    Applicability,
    Found,
    Identifier,
    IdentifierKind,
    LinkState,
    LinkStatus,
    Outcome,
    Severity,
    SourceFile,
)
from refmend.resolvers.records.crossref import from_crossref
from refmend.rules import RULES, load
from refmend.rules.base import Entry, Run
from refmend.sources import parse

DOI = Identifier(IdentifierKind.DOI, "10.1000/adria.1")
METADATA = [
    name
    for name in RULES
    if name.endswith("-mismatch") or name in {"missing-author", "missing-date", "missing-title", "wrong-identifier"}
]
TWINS = [(case, *twin) for case in CASES for twin in case.twins]


def findings_in(file, record):
    """Return what the metadata rules find in a list of one entry."""
    (reference,) = [found for found in parse(file) if found.kind == "entry"]
    outcome = Outcome(DOI, Found((from_crossref(record, DOI),)), LinkStatus(LinkState.ALIVE))
    run = Run((reference,), {DOI: outcome}, 2026)
    entry = Entry(reference, run, compare_outcomes(reference, run.outcomes))
    return [finding for name in METADATA for finding in load(name).check(entry)]


def judged(text, record):
    """Return the file and what the metadata rules find in it."""
    file = SourceFile("list.md", "markdown", f"# References\n\n1. {text} https://doi.org/{DOI.value}\n")
    return file, findings_in(file, record)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.label)
def test_nothing_is_said_of_what_is_right(case):
    _, found = judged(case.text, case.record)
    assert [(item.rule, item.as_written, item.expected) for item in found if item.severity > Severity.INFO] == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.label)
def test_nothing_right_is_rewritten(case):
    file, found = judged(case.text, case.record)
    fixes = [item.fix for item in found if item.fix and item.fix.applicability == Applicability.SAFE]
    assert apply(file, fixes).raw == file.raw


@pytest.mark.parametrize(("case", "right", "wrong", "field"), TWINS, ids=lambda value: getattr(value, "label", value))
def test_the_damaged_twin_is_named_in_its_field(case, right, wrong, field):
    assert right in case.text
    _, found = judged(case.text.replace(right, wrong, 1), case.record)
    assert field in {item.field for item in found if item.severity > Severity.INFO}


def as_csl(text):
    """Return the entry as CSL-JSON with what a grammar read of it; None where that is not all of it."""
    file = SourceFile("list.md", "markdown", f"# References\n\n1. {text} https://doi.org/{DOI.value}\n")
    (reference,) = [found for found in parse(file) if found.kind == "entry"]
    if not reference.words("title"):
        return None
    item = {"id": "a", "type": "article-journal", "DOI": DOI.value, "title": reference.words("title")}
    plain = {
        "container-title": "venue",
        "volume": "volume",
        "issue": "issue",
        "page": "pages",
        "publisher": "publisher",
    }
    item |= {name: reference.words(ours) for name, ours in plain.items() if reference.words(ours)}
    if reference.authors is not None:
        people = [author.name for author in reference.authors.authors]
        item["author"] = [
            {"literal": name.literal} if name.literal else {"family": name.family, "given": name.given or ""}
            for name in people
        ]
    if reference.words("year")[:4].isdigit():
        item["issued"] = {"date-parts": [[int(reference.words("year")[:4])]]}
    return json.dumps([item], ensure_ascii=False), reference.authors


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.label)
def test_nothing_is_said_of_what_is_right_in_fields(case):
    read = as_csl(case.text)
    if read is None or (read[1] and read[1].et_al):
        pytest.skip("not all of it has a field")
    found = findings_in(SourceFile("list.json", "csl-json", read[0]), case.record)
    assert [(item.rule, item.as_written, item.expected) for item in found if item.severity > Severity.INFO] == []
