"""A work about which its publisher has expressed concern.

## What it does

Reports a work with an expression of concern at Crossref that has not been followed by a retraction.

## Why is this bad

The publisher doubts the work and has not decided yet; a reader should know.

## Example

```markdown
1. Neirinckx, V., et al. (2013). Adult bone marrow neural crest stem cells. *PLoS ONE*, *8*(5), e64723.
   https://doi.org/10.1371/journal.pone.0064723
```

## Use instead

Say so where the work is cited, or cite another one.

## Fix safety

There is no automatic fix.

## References

- [COPE: expressions of concern](https://publicationethics.org/guidance/guideline/expressions-concern)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from refmend.model import Severity
from refmend.rules import notices

if TYPE_CHECKING:
    from collections.abc import Iterator

    from refmend.model import Finding
    from refmend.rules.base import Entry

SEVERITY = Severity.WARNING


def check(entry: Entry) -> Iterator[Finding]:
    """Yield a finding for each work of concern."""
    stronger = notices.RETRACTIONS | notices.PARTIAL
    yield from notices.findings(entry, "expression-of-concern", SEVERITY, notices.CONCERNS, stronger=stronger)
