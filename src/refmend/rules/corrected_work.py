"""A work to which a correction was published.

## What it does

Reports a work with a correction, erratum, corrigendum or addendum at Crossref. New versions that a journal deposits of
a work to itself are not reported.

## Why is this bad

It is not: corrections are a good sign. What is cited may be just what was corrected, though.

## Example

```markdown
1. Lovelace, A. (2019). On engines. *Notes*, *3*(1), 1-9. https://doi.org/10.1000/182
```

## Use instead

Read the correction; the entry may stay as it is.

## Fix safety

There is no automatic fix.

## References

- [Crossref: registering updates](https://www.crossref.org/documentation/crossmark/version-control-corrections-and-retractions/)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from refmend.model import Severity
from refmend.rules import notices

if TYPE_CHECKING:
    from collections.abc import Iterator

    from refmend.model import Finding
    from refmend.rules.base import Entry

SEVERITY = Severity.INFO


def check(entry: Entry) -> Iterator[Finding]:
    """Yield a finding for each corrected work."""
    stronger = notices.RETRACTIONS | notices.PARTIAL
    yield from notices.findings(entry, "corrected-work", SEVERITY, notices.CORRECTIONS, stronger=stronger)
