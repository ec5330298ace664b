"""An identifier that belongs to another work.

## What it does

Reports a DOI or arXiv id that is registered for a work other than the one the entry describes: another title, other
authors, other numbers. It says what the identifier really is, and which one is likely meant if a search finds it.

## Why is this bad

Readers, and every tool that follows the identifier, end at the wrong work. A wrong identifier is also the commonest
sign of a reference that nobody has read.

## Example

```markdown
1. Shea, M. J., & Compton, R. N. (1993). Surface-plasmon ejection of Ag+ ions. Physical Review B, 47(15), 9967-9970.
   https://doi.org/10.1103/physrevb.47.9976
```

## Use instead

```markdown
1. Shea, M. J., & Compton, R. N. (1993). Surface-plasmon ejection of Ag+ ions. Physical Review B, 47(15), 9967-9970.
   https://doi.org/10.1103/physrevb.47.9967
```

## Fix safety

There is no automatic fix, and no other field of the entry is corrected: the record at hand is that of another work.

## References

- [Crossref: which DOI is meant](https://www.crossref.org/documentation/retrieve-metadata/simple-text-query/)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from refmend.model import Confidence, IdentifierKind, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from refmend.model import Comparison, Finding, Mention, Record
    from refmend.rules.base import Entry

SEVERITY = Severity.ERROR
_REGISTERED = (IdentifierKind.DOI, IdentifierKind.ARXIV)


def check(entry: Entry) -> Iterator[Finding]:
    """Yield a finding for every identifier of the entry that is another work's."""
    right = any(comparison.same_work for comparison in entry.comparisons.values())
    for mention in entry.reference.mentions:
        comparison = entry.comparisons.get(mention.identifier)
        if comparison is None or comparison.same_work is not False or mention.identifier.kind not in _REGISTERED:
            continue
        if not any(earlier.identifier == mention.identifier for earlier in _before(entry, mention)):
            yield _finding(entry, mention, comparison, right=right)


def _before(entry: Entry, mention: Mention) -> tuple[Mention, ...]:
    """Return the mentions that stand before one."""
    mentions = entry.reference.mentions
    return mentions[: mentions.index(mention)]


def _finding(entry: Entry, mention: Mention, comparison: Comparison, *, right: bool) -> Finding:
    """Return the finding for one identifier; where another of the entry is right, this one may be mentioned rightly."""
    record = comparison.record
    likely = next((outcome.identifier for outcome in entry.run.suggestions.get(entry.reference.id, ())), None)
    meant = f"; likely meant: {likely}" if likely and likely != mention.identifier else ""
    return entry.finding(
        "wrong-identifier",
        Severity.WARNING if right else SEVERITY,
        mention.span,
        f"{mention.identifier} is another work: {describe(record)}{meant}",
        confidence=Confidence.MEDIUM if right else Confidence.HIGH,
        identifier=mention.identifier,
        as_written=mention.as_written,
        expected=str(likely) if meant else "",
        sources=(record.registry,),
    )


def describe(record: Record) -> str:
    """Return author, year and title of a record in one line."""
    author = str(record.authors[0]).split(",")[0] if record.authors else ""
    more = " et al." if len(record.authors) > 1 else ""
    date = record.date("issued", "print", "online", "published", "posted") or record.date()
    year = f"({date.year})" if date else ""
    return " ".join(part for part in (f"{author}{more}", year, f"“{record.title}”" if record.title else "") if part)
