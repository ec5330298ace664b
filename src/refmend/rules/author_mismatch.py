"""An author who is not named as the record names them.

## What it does

Compares the authors one by one, in order. Initials stand for given names; particles, double surnames, accents and their
transcriptions, suffixes and a family name written in another script are not mistakes. The names before an ellipsis are
the record's first, the one after it is the record's last. Reports a wrong letter, a wrong initial, a wrong order, and a
name that the record does not have.

## Why is this bad

Credit goes to the wrong person, and the citation is not counted for the right one.

## Example

```markdown
1. Shea, M. J., & Compotn, R. N. (1993). Surface-plasmon ejection of Ag+ ions. Physical Review B, 47(15), 9967-9970.
   https://doi.org/10.1103/physrevb.47.9967
```

## Use instead

```markdown
1. Shea, M. J., & Compton, R. N. (1993). Surface-plasmon ejection of Ag+ ions. Physical Review B, 47(15), 9967-9970.
   https://doi.org/10.1103/physrevb.47.9967
```

## Fix safety

Safe where the name as written is impossible (a blank or a digit in it, a letter for a comma). Every other change of a
name is unsafe: registries misspell names too.

## References

- [Crossref: title, author and other metadata](https://www.crossref.org/documentation/principles-practices/best-practices/bibliographic/)
- [APA Style: Author names](https://apastyle.apa.org/style-grammar-guidelines/references/elements-list-entry)
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
    """Yield a finding for every author who is not as the record has them."""
    yield from findings(entry, "author-mismatch", ("authors",))
