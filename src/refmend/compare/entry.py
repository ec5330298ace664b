"""Entries of running text: read with the record's help, judged field by field."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from refmend.compare.capitals import capital_slips
from refmend.compare.checks import FIELDS, describe
from refmend.compare.reading import Reading, read
from refmend.compare.slips import slips
from refmend.compare.titles import title_forms
from refmend.compare.work import is_same_work
from refmend.model import Comparison, FieldCheck, Record, Reference, Span, Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

_TAIL = re.compile(r"\s*(?:[<\[(]{0,3}(?i:https?://|doi:\s*10\.)|(?<=\. )(?:Retrieved|Accessed|Available)\s)")


def compare_entry(reference: Reference, records: Sequence[Record]) -> Comparison:
    """Compare an entry as it is written with the records."""
    body = body_of(reference)
    version = _cited_version(reference)
    reading = read(body, records, version=version)
    same = is_same_work(reading, title_forms(records, version=version))
    sources = tuple(dict.fromkeys(record.registry for record in records[:1]))
    if not same:
        return Comparison(records[0], (), same_work=same)

    def locate(start: int, end: int) -> Span:
        return Span(reference.span.start + start, reference.span.start + end)

    document = reference.source.text
    found = [*slips(reading, joined_initials=joins_initials(document)), *capital_slips(reading, document)]
    found.sort(key=lambda slip: slip.change.i1)
    checks = [*describe(reading, found, locate, sources)]
    checks += _confirmed(reading, {check.field for check in checks if not check.note})
    return Comparison(records[0], tuple(checks), same_work=True)


def body_of(reference: Reference) -> str:
    """Return the entry's text before its identifiers and addresses."""
    text = reference.text
    starts = [
        mention.span.start - reference.span.start
        for mention in reference.mentions
        if mention.form in ("url", "prefixed") and mention.span.start > reference.span.start
    ]
    tail = _TAIL.search(text, 1)
    end = min([*starts, tail.start() if tail else len(text)], default=len(text))
    return text[:end].rstrip()


def _cited_version(reference: Reference) -> int | None:
    """Return the arXiv version that the entry names, or None."""
    for mention in reference.mentions:
        if mention.identifier.kind == "arxiv":
            _, _, version = mention.identifier.value.rpartition("v")
            if version.isdigit() and mention.identifier.value[-len(version) - 1] == "v":
                return int(version)
    return None


@lru_cache(maxsize=64)
def joins_initials(text: str) -> bool:
    """Tell whether a file writes "J.A." rather than "J. A." for initials."""
    joined = len(re.findall(r"\b[A-Z]\.[A-Z]\.", text))
    return joined > len(re.findall(r"\b[A-Z]\. [A-Z]\.", text))


def _confirmed(reading: Reading, wrong: set[str]) -> list[FieldCheck]:
    """Return a confirmation for every field that stands in the entry without a slip."""
    found: dict[str, FieldCheck] = {}
    for placed in reading.pieces:
        field = FIELDS.get(placed.piece.role)
        if field is None or field in wrong or field in found:
            continue
        found[field] = FieldCheck(field, Verdict.CONFIRMED)
    return list(found.values())
