"""An issue number that is not the record's.

## What it does

Compares the issue as written with the record's. An entry without an issue is not reported.

## Why is this bad

Within a volume that is not paged through, the issue is needed to find the work.

## Example

```markdown
1. Shea, M. J., & Compton, R. N. (1993). Surface-plasmon ejection of Ag+ ions. Physical Review B, 47(k5), 9967-9970.
   https://doi.org/10.1103/physrevb.47.9967
```

## Use instead

```markdown
1. Shea, M. J., & Compton, R. N. (1993). Surface-plasmon ejection of Ag+ ions. Physical Review B, 47(15), 9967-9970.
   https://doi.org/10.1103/physrevb.47.9967
```

## Fix safety

Safe where a letter, a blank or a sign stands in a number and only the registry's digit can be meant. Another digit is
unsafe: the registry may be the one that errs.

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
    """Yield a finding for an issue that is not the record's."""
    yield from findings(entry, "issue-mismatch", ("issue",))
