"""An entry without the title that the record has.

## What it does

Reports an entry in which no part resembles the registered title, while authors and numbers agree with the record.

## Why is this bad

Without its title a work can hardly be found once its identifier is lost.

## Example

```markdown
1. Shea, M. J., & Compton, R. N. (1993). Physical Review B, 47(15), 9967-9970.
   https://doi.org/10.1103/physrevb.47.9967
```

## Use instead

```markdown
1. Shea, M. J., & Compton, R. N. (1993). Surface-plasmon ejection of Ag+ ions. Physical Review B, 47(15), 9967-9970.
   https://doi.org/10.1103/physrevb.47.9967
```

## Fix safety

There is no automatic fix: where a title belongs is the style's to say.

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
    """Yield a finding for a title that the entry does not have."""
    yield from findings(entry, "missing-title", ("title",), only=("missing-title",), severity=SEVERITY)
