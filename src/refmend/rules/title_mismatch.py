"""A title that differs from the registered one.

## What it does

Compares the title with every form a registry knows: with and without subtitle, original and translated titles, the
titles of each arXiv version. Case, accents, dashes, quotes, markup, TeX and `&`/and never count. Letters, digits, a
plural s and negations do. Blanks too many or too few are reported as information.

## Why is this bad

A mistyped title is not found by those who search for it, and a missing "not" says the opposite.

## Example

```markdown
1. Shea, M. J., & Compton, R. N. (1993). Surface-plasmon ejetcion of Ag+ ions. Physical Review B, 47(15), 9967-9970.
   https://doi.org/10.1103/physrevb.47.9967
```

## Use instead

```markdown
1. Shea, M. J., & Compton, R. N. (1993). Surface-plasmon ejection of Ag+ ions. Physical Review B, 47(15), 9967-9970.
   https://doi.org/10.1103/physrevb.47.9967
```

## Fix safety

Safe for blanks, and for one letter of a word that has four or more. Unsafe for short words, digits, plurals, negations
and whole words. No fix where the difference is too large to be a slip.

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
    """Yield a finding for every difference between the title and the record's."""
    yield from findings(entry, "title-mismatch", ("title",))
