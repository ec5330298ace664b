"""A text that wants to be an arXiv id and cannot be one.

## What it does

Reports what is written as an arXiv id and has no such shape: too few digits, a thirteenth month, an archive that never
existed. Nobody is asked.

## Why is this bad

It leads nowhere, and one malformed id makes arXiv refuse a whole list of others.

## Example

```markdown
1. Lovelace, A. (2024). *Notes* (No. arXiv:2413.00001). arXiv.
```

## Use instead

```markdown
1. Lovelace, A. (2024). *Notes* (No. arXiv:2412.00001). arXiv.
```

## Fix safety

There is no automatic fix: what was meant cannot be known.

## References

- [arXiv: understanding the identifier](https://info.arxiv.org/help/arxiv_identifier.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from refmend.model import IdentifierKind, Severity
from refmend.rules.identity import malformed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from refmend.model import Finding
    from refmend.rules.base import Entry

SEVERITY = Severity.ERROR


def check(entry: Entry) -> Iterator[Finding]:
    """Yield a finding for each malformed arXiv id."""
    for mention in malformed(entry, IdentifierKind.ARXIV):
        yield entry.finding(
            "malformed-arxiv-id",
            SEVERITY,
            mention.span,
            f"this is no arXiv id: {mention.problem}",
            identifier=mention.identifier,
            as_written=mention.as_written,
        )
