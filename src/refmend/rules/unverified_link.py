"""An identifier about which nobody could say anything this time.

## What it does

Tells that there is no verdict: a time-out, a rate limit, an overloaded server, a host that failed too often, a
doubtful network. It never makes the run fail.

## Why is this bad

It is not. It is said so that "no complaint" is not taken for "checked".

## Example

```markdown
1. Lovelace, A. (2019). *Notes on the engine*. https://slow.example/notes
```

## Use instead

The same. A later run asks again; the ledger calls the link dead only after three failures at least three days apart.

## Fix safety

There is no fix.

## References

- [RFC 9110, 15.6: server errors](https://www.rfc-editor.org/rfc/rfc9110#section-15.6)
- [RFC 6585, status 429](https://www.rfc-editor.org/rfc/rfc6585#section-4)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from refmend.model import LinkState, Severity
from refmend.rules.link_edits import NOT_A_PAGE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from refmend.model import Finding
    from refmend.rules.base import Entry

SEVERITY = Severity.INFO


def check(entry: Entry) -> Iterator[Finding]:
    """Yield a finding for each identifier without a verdict."""
    for mention, outcome in entry.mentions():
        if outcome.link.state is LinkState.UNKNOWN and not NOT_A_PAGE & set(outcome.link.notes):
            yield entry.finding(
                "unverified-link",
                SEVERITY,
                mention.span,
                f"no verdict this time: {outcome.link.reason or 'nobody could say'}",
                identifier=mention.identifier,
                as_written=mention.as_written,
            )
