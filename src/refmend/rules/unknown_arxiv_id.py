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

Unsafe, and only where a search found exactly one paper whose title, authors and year agree with the entry.

## References

- [arXiv: understanding the identifier](https://info.arxiv.org/help/arxiv_identifier.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from refmend.model import Applicability, Fix, IdentifierKind, Missing, Severity
from refmend.rules.identity import replace_arxiv_id, suggestion

if TYPE_CHECKING:
    from collections.abc import Iterator

    from refmend.model import Finding, Identifier, Mention
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
            fix=_fix(entry, mention, likely.identifier) if likely else None,
        )


def _fix(entry: Entry, mention: Mention, likely: Identifier) -> Fix | None:
    """Return the fix for every mention of the id in the entry."""
    if likely.kind != IdentifierKind.ARXIV:
        return None
    same = [other for other in entry.reference.mentions if other.identifier == mention.identifier]
    edits = [edit for other in same if (edit := replace_arxiv_id(entry.reference, other, likely.value))]
    return Fix(f"write arXiv:{likely.value}", Applicability.UNSAFE, tuple(dict.fromkeys(edits))) if edits else None
