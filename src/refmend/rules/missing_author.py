"""An author whom the record names and the entry does not.

## What it does

Reports an author who is left out of a list that does not say "et al." or "…", and an entry that names no author at all
although the record does.

## Why is this bad

A co-author is denied credit, and a list without its first author is filed in the wrong place.

## Example

```markdown
1. Shea, M. J. (1993). Surface-plasmon ejection of Ag+ ions. Physical Review B, 47(15), 9967-9970.
   https://doi.org/10.1103/physrevb.47.9967
```

## Use instead

```markdown
1. Shea, M. J., & Compton, R. N. (1993). Surface-plasmon ejection of Ag+ ions. Physical Review B, 47(15), 9967-9970.
   https://doi.org/10.1103/physrevb.47.9967
```

## Fix safety

Unsafe where the name can be inserted in the entry's own style; otherwise there is no fix.

## References

- [Crossref: title, author and other metadata](https://www.crossref.org/documentation/principles-practices/best-practices/bibliographic/)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from refmend.model import Severity
from refmend.rules.mismatches import findings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from refmend.model import Finding
    from refmend.rules.base import Entry

SEVERITY = Severity.ERROR


def check(entry: Entry) -> Iterator[Finding]:
    """Yield a finding for every author left out."""
    yield from findings(entry, "missing-author", ("authors",), only=("missing-author", "missing-authors"))
