"""An entry without a date although the record has one.

## What it does

Reports an entry that says `n.d.`, or no date at all, where the registry knows the year of publication.

## Why is this bad

Readers cannot tell which edition is meant, and an author-date citation cannot be made.

## Example

```markdown
1. Shea, M. J., & Compton, R. N. (n.d.). Surface-plasmon ejection of Ag+ ions. Physical Review B, 47(15), 9967-9970.
   https://doi.org/10.1103/physrevb.47.9967
```

## Use instead

```markdown
1. Shea, M. J., & Compton, R. N. (1993). Surface-plasmon ejection of Ag+ ions. Physical Review B, 47(15), 9967-9970.
   https://doi.org/10.1103/physrevb.47.9967
```

## Fix safety

Unsafe: the year of the record replaces `n.d.`.

## References

- [APA Style: Missing reference information](https://apastyle.apa.org/style-grammar-guidelines/references/missing-information)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from refmend.model import Severity
from refmend.rules.mismatches import findings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from refmend.model import Finding
    from refmend.rules.base import Entry

SEVERITY = Severity.WARNING


def check(entry: Entry) -> Iterator[Finding]:
    """Yield a finding for a date that the entry does not have."""
    yield from findings(entry, "missing-date", ("year", "date"), only=("missing-date",), severity=SEVERITY)
