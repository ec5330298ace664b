"""An arXiv id that arXiv does not know.

## What it does

Reports an arXiv id that neither arXiv's interface nor its web site has, and a version that the paper does not have.

## Why is this bad

The link leads to an error page; a mistyped digit usually means another paper, or none.

## Example

```markdown
1. Gholami, A., et al. (2024). *AI and memory wall* (No. arXiv:2403.94123). arXiv.
```

## Use instead

```markdown
1. Gholami, A., et al. (2024). *AI and memory wall* (No. arXiv:2403.14123). arXiv.
```

## Fix safety

There is no automatic fix: which paper was meant is for a person to say.

## References

- [arXiv: understanding the identifier](https://info.arxiv.org/help/arxiv_identifier.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from refmend.model import IdentifierKind, Missing, Severity
from refmend.rules.identity import suggestion

if TYPE_CHECKING:
    from collections.abc import Iterator

    from refmend.model import Finding
    from refmend.rules.base import Entry

SEVERITY = Severity.ERROR


def check(entry: Entry) -> Iterator[Finding]:
    """Yield a finding for each arXiv id that does not exist."""
    for mention, outcome in entry.mentions(IdentifierKind.ARXIV):
        if not isinstance(outcome.resolution, Missing):
            continue
        likely = suggestion(entry)
        meant = f"; likely meant: {likely.identifier}" if likely else ""
        yield entry.finding(
            "unknown-arxiv-id",
            SEVERITY,
            mention.span,
            f"{outcome.resolution.reason}{meant}",
            identifier=mention.identifier,
            as_written=mention.as_written,
            expected=str(likely.identifier) if likely else "",
            sources=("arxiv",),
        )
