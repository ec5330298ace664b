"""A preprint that its authors took back.

## What it does

Reports a preprint whose latest version says that it is withdrawn: arXiv's comment, the title, or Crossref's notice. An
earlier version that was replaced is not reported.

## Why is this bad

The authors no longer stand by it; the earlier versions stay readable, so nothing in the link shows it.

## Example

```markdown
1. Jiao, J., & Shao, X. (2026). *The finite basis problem* (No. arXiv:2609.32356). arXiv.
```

## Use instead

Cite another work, or the version that replaced it.

## Fix safety

There is no automatic fix.

## References

- [arXiv: withdrawals](https://info.arxiv.org/help/withdraw.html)
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from refmend.model import Confidence, Severity
from refmend.rules import notices
from refmend.rules.identity import found_works

if TYPE_CHECKING:
    from collections.abc import Iterator

    from refmend.model import Finding, Record
    from refmend.rules.base import Entry

SEVERITY = Severity.ERROR

_THING = r"(?:(?:this|the)\s+)?(?:arxiv\s+)?(?:paper|article|submission|manuscript|preprint|work|note|version|draft)"
_STATE = r"(?:has\s+(?:now\s+)?been|is|was|is\s+being|have\s+been)\s+(?:temporarily\s+|voluntarily\s+)?"
_WITHDRAWN = re.compile(
    rf"(?:^|[.;,(]\s*)(?:{_THING}\s+(?:{_STATE})?)?(?:withdrawn|retracted)\b(?!\s+(?:version|and\s+replaced))|"
    rf"\b{_THING}\s+{_STATE}(?:withdrawn|retracted)\b|\bauthors?\s+(?:have\s+|has\s+)?withdr[ae]wn?\b",
    re.IGNORECASE,
)
_EARLIER = re.compile(
    r"\b(?:v\d+|previous|earlier|first|old(?:er)?|version\s+\d+)\b[^.;]{0,60}withdrawn", re.IGNORECASE
)


def check(entry: Entry) -> Iterator[Finding]:
    """Yield a finding for each withdrawn preprint."""
    severity = Severity.INFO if notices.is_told(entry) else SEVERITY
    for mention, record in found_works(entry):
        if record.type != "article":
            continue
        deposited = notices.happened(record, ("withdrawal", "removal"))
        if deposited:
            yield notices.of_notice(entry, "withdrawn-preprint", severity, mention, deposited[0])
        elif why := _told(record):
            yield entry.finding(
                "withdrawn-preprint",
                severity,
                mention.span,
                f"the preprint was withdrawn: {why}",
                identifier=mention.identifier,
                as_written=mention.as_written,
                sources=(record.registry,),
                confidence=Confidence.HIGH if record.comment else Confidence.MEDIUM,
            )


def _told(record: Record) -> str:
    """Return the words by which a preprint says that it is withdrawn, or an empty text."""
    comment = record.comment[:1000]
    if _WITHDRAWN.search(comment) and not _EARLIER.search(comment):
        return f"“{comment[:120]}”"
    return f"“{record.title[:60]}”" if notices.is_marked(record) else ""
