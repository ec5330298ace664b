"""What happened to a work, as its record tells it. Not a rule itself.

Crossref's `updated-by` says that something happened to the work, `update-to` that the record is itself a notice. Both
may stand on both: then the side on which Retraction Watch stands decides, for a publisher's deposits go both ways.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from refmend.model import Confidence, Severity
from refmend.rules.identity import found_works

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from refmend.model import Finding, Mention, Record, Update
    from refmend.rules.base import Entry

RETRACTIONS = frozenset({"retraction", "withdrawal", "removal"})
PARTIAL = frozenset({"partial_retraction"})
CONCERNS = frozenset({"expression_of_concern"})
CORRECTIONS = frozenset({"correction", "corrigendum", "erratum", "addendum", "clarification"})

_WATCH = "retraction-watch"
_MARK = re.compile(r"\s*\[?(?:RETRACTED|WITHDRAWN|REMOVED)(?:\s+(?:ARTICLE|PAPER|CHAPTER))?\s*[\]:]", re.IGNORECASE)
_KNOWN = re.compile(r"\b(?:retract|withdr[ae]w)", re.IGNORECASE)


def happened(record: Record, kinds: Collection[str]) -> list[Update]:
    """Return the notices of some kinds about this work, the latest first; none for a record that is the notice."""
    known = [
        update
        for update in record.updates
        if update.direction == "updated-by" and update.kind in kinds and not _is_own_notice(record, update)
    ]
    return sorted(known, key=lambda update: (update.date, update.source == _WATCH), reverse=True)


def _is_own_notice(record: Record, update: Update) -> bool:
    """Tell whether an entry of `updated-by` only mirrors that this record is a notice about the other work."""
    if update.doi == record.identifier.value:
        return False  # a work may be retracted in place
    back = [other for other in record.updates if other.direction == "update-to" and other.doi == update.doi]
    if not any(other.kind == update.kind for other in back):
        return False
    forth = [
        other.source
        for other in record.updates
        if other.direction == "updated-by" and other.doi == update.doi and other.kind == update.kind
    ]
    if _WATCH in forth:
        return False
    if any(other.source == _WATCH for other in back):
        return True
    return not is_marked(record)  # nobody outside says which is which: only the title does


def is_marked(record: Record) -> bool:
    """Tell whether a title begins with "RETRACTED:" or its like ("Retraction:" is the notice's title)."""
    return bool(_MARK.match(record.title))


def findings(
    entry: Entry,
    rule: str,
    severity: Severity,
    kinds: Collection[str],
    *,
    stronger: Collection[str] = frozenset(),
) -> Iterator[Finding]:
    """Yield a finding for each work of the entry with a notice of these kinds and none of the stronger ones."""
    for mention, record in found_works(entry):
        notices = happened(record, kinds)
        if notices and not happened(record, stronger):
            yield of_notice(entry, rule, severity, mention, notices[0])


def of_notice(entry: Entry, rule: str, severity: Severity, mention: Mention, notice: Update) -> Finding:
    """Return the finding for one notice, with its date and DOI."""
    when = f" on {notice.date}" if notice.date else ""
    where = f": https://doi.org/{notice.doi}" if notice.doi and notice.doi != mention.identifier.value else ""
    by = " (Retraction Watch)" if notice.source == _WATCH else ""
    return entry.finding(
        rule,
        severity,
        mention.span,
        f"{_SAID[notice.kind]}{when}{by}{where}",
        identifier=mention.identifier,
        as_written=mention.as_written,
        sources=("crossref",),
        confidence=Confidence.HIGH,
    )


def is_told(entry: Entry) -> bool:
    """Tell whether the entry itself says that the work was retracted or withdrawn."""
    return bool(_KNOWN.search(entry.reference.text))


_SAID = {
    "retraction": "the work was retracted",
    "withdrawal": "the work was withdrawn",
    "removal": "the work was removed by its publisher",
    "partial_retraction": "the work was retracted in part",
    "expression_of_concern": "its publisher expressed concern about the work",
    "correction": "a correction was published",
    "corrigendum": "a corrigendum was published",
    "erratum": "an erratum was published",
    "addendum": "an addendum was published",
    "clarification": "a clarification was published",
}
