"""A text that wants to be a DOI and cannot be one.

## What it does

Reports what is written as a DOI (`doi:…`, `https://doi.org/…`, a `doi` field) and breaks the rules for DOIs: no
`10.` at its start, no registrant, nothing after the slash, a blank or an invisible character inside. Nobody is asked.

## Why is this bad

It leads nowhere, and every tool that reads the list drops the reference.

## Example

```markdown
1. Lovelace, A. (1843). *Notes*. https://doi.org/10.1000/
```

## Use instead

```markdown
1. Lovelace, A. (1843). *Notes*. https://doi.org/10.1000/182
```

## Fix safety

There is no automatic fix: what was meant cannot be known.

## References

- [DOI Handbook: numbering](https://www.doi.org/the-identifier/resources/handbook/2_numbering)
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
    """Yield a finding for each malformed DOI."""
    for mention in malformed(entry, IdentifierKind.DOI):
        yield entry.finding(
            "malformed-doi",
            SEVERITY,
            mention.span,
            f"this is no DOI: {mention.problem}",
            identifier=mention.identifier,
            as_written=mention.as_written,
        )
