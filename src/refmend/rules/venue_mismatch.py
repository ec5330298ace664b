"""A journal, book or conference that is not the record's.

## What it does

Compares the venue with all containers of the record and their short titles. Abbreviations, acronyms, a part of a longer
name, preprint servers and series of a publisher never contradict.

## Why is this bad

Readers look for the work in the wrong place.

## Example

```markdown
1. Shea, M. J., & Compton, R. N. (1993). Surface-plasmon ejection of Ag+ ions. Physical Reveiw B, 47(15), 9967-9970.
   https://doi.org/10.1103/physrevb.47.9967
```

## Use instead

```markdown
1. Shea, M. J., & Compton, R. N. (1993). Surface-plasmon ejection of Ag+ ions. Physical Review B, 47(15), 9967-9970.
   https://doi.org/10.1103/physrevb.47.9967
```

## Fix safety

Safe for blanks and for one letter of a longer word. No fix where another venue is named.

## References

- [ISSN: list of title word abbreviations](https://www.issn.org/services/online-services/access-to-the-ltwa/)
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
    """Yield a finding for a venue that is not the record's."""
    yield from findings(entry, "venue-mismatch", ("venue",))
