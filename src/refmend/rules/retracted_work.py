"""A work that was retracted.

## What it does

Reports a work that Crossref says was retracted, withdrawn or removed, by its publisher's or Retraction Watch's word,
wholly or in part. The notice's date and DOI are given. Retraction notices themselves, corrections and new versions are
not reported here. A title that begins with "RETRACTED:" counts where nothing else is deposited.

## Why is this bad

Most citations of retracted work are made by people who do not know.

## Example

```markdown
1. Wakefield, A. J., et al. (1998). Ileal-lymphoid-nodular hyperplasia, non-specific colitis, and pervasive
   developmental disorder in children. *The Lancet*, *351*(9103), 637-641.
   https://doi.org/10.1016/S0140-6736(97)11096-0
```

## Use instead

Cite another work, or say that it was retracted:

```markdown
1. Wakefield, A. J., et al. (1998). Ileal-lymphoid-nodular hyperplasia, non-specific colitis, and pervasive
   developmental disorder in children. *The Lancet*, *351*(9103), 637-641.
   https://doi.org/10.1016/S0140-6736(97)11096-0 (Retraction published 2010, *The Lancet*, *375*[9713], 445)
```

## Fix safety

There is no automatic fix. An entry that mentions the retraction gets no more than an information.

## References

- [Crossref: Retraction Watch data](https://www.crossref.org/documentation/retrieve-metadata/retraction-watch/)
- [APA Style: retracted journal articles](https://apastyle.apa.org/style-grammar-guidelines/references/examples)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from refmend.model import Confidence, Severity
from refmend.rules import notices
from refmend.rules.identity import found_works

if TYPE_CHECKING:
    from collections.abc import Iterator

    from refmend.model import Finding, Mention, Record
    from refmend.rules.base import Entry

SEVERITY = Severity.ERROR

_PREPRINT = "article"


def check(entry: Entry) -> Iterator[Finding]:
    """Yield a finding for each retracted work; a withdrawn preprint has a rule of its own."""
    severity = Severity.INFO if notices.is_told(entry) else SEVERITY
    for mention, record in found_works(entry):
        whole = notices.happened(record, notices.RETRACTIONS)
        part = notices.happened(record, notices.PARTIAL)
        if whole and not (record.type == _PREPRINT and whole[0].kind != "retraction"):
            yield notices.of_notice(entry, "retracted-work", severity, mention, whole[0])
        elif part and not whole:
            weaker = min(severity, Severity.WARNING)
            yield notices.of_notice(entry, "retracted-work", weaker, mention, part[0])
        elif not whole and notices.is_marked(record) and record.type != _PREPRINT:
            yield _marked(entry, mention, record, severity)


def _marked(entry: Entry, mention: Mention, record: Record, severity: Severity) -> Finding:
    """Return the finding for a work whose title alone tells it."""
    return entry.finding(
        "retracted-work",
        severity,
        mention.span,
        f"the work is marked in its title: {record.title[:60]}",
        identifier=mention.identifier,
        as_written=mention.as_written,
        sources=(record.registry,),
        confidence=Confidence.MEDIUM,
    )
