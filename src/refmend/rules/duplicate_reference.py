"""One work in two entries of a list.

## What it does

Reports an entry whose work the same file has already: the same DOI or arXiv paper, a preprint and its published
version, or two entries without identifiers that say the same. Two editions, two parts, and two works with one title
by different authors are not reported. Of many copies of one entry the first three are.

## Why is this bad

The work is counted and numbered twice, and a correction of one entry leaves the other wrong.

## Example

```markdown
1. Gholami, A., Yao, Z., & Kim, S. (2024). *AI and memory wall* (No. arXiv:2403.14123). arXiv.
2. Gholami, A., Yao, Z., & Kim, S. (2024). AI and memory wall. https://doi.org/10.48550/arXiv.2403.14123
```

## Use instead

```markdown
1. Gholami, A., Yao, Z., & Kim, S. (2024). *AI and memory wall* (No. arXiv:2403.14123). arXiv.
```

## Fix safety

There is no automatic fix: which entry stays, and what the text cites then, is for a person to say.

## References

- [Crossref: relationships between works](https://www.crossref.org/documentation/schema-library/markup-guide-metadata-segments/relationships/)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from refmend.model import Severity
from refmend.rules.sameness import earlier

if TYPE_CHECKING:
    from collections.abc import Iterator

    from refmend.model import Finding
    from refmend.rules.base import Entry

SEVERITY = Severity.WARNING


def check(entry: Entry) -> Iterator[Finding]:
    """Yield a finding if an earlier entry of the file is the same work."""
    twin = earlier(entry)
    if twin is None:
        return
    line, _ = twin.reference.source.point(twin.reference.span.start)
    yield entry.finding(
        "duplicate-reference",
        SEVERITY if twin.certain else Severity.INFO,
        entry.reference.span,
        f"{twin.why} as the entry in line {line}",
        identifier=twin.identifier,
        as_written=str(twin.identifier or ""),
        confidence=twin.confidence,
    )
