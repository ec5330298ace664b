"""A web address whose server refuses to show the page to us.

## What it does

Tells that somebody answered but refused: a login, a payment, a robot check, a legal order, a consent page.

## Why is this bad

It is not: most of these pages are there for a reader with a browser. It is said so that nobody takes silence for a
check, and a person can look once.

## Example

```markdown
1. Lovelace, A. (2019). *Notes on the engine*. https://publisher.example/notes
```

## Use instead

The same, once a person has seen the page; or the work's DOI, which can be checked at its registry.

## Fix safety

There is no fix. `accept` in the configuration makes a status count as alive for a host, `exclude-urls` keeps an
address from being asked.

## References

- [Cloudflare: how a challenge can be recognised](https://developers.cloudflare.com/cloudflare-challenges/challenge-types/challenge-pages/detect-response/)
- [RFC 7725, status 451](https://www.rfc-editor.org/rfc/rfc7725)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from refmend.model import LinkState, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from refmend.model import Finding
    from refmend.rules.base import Entry

SEVERITY = Severity.INFO


def check(entry: Entry) -> Iterator[Finding]:
    """Yield a finding for each identifier whose host refused us."""
    for mention, outcome in entry.mentions():
        if outcome.link.state is LinkState.BLOCKED:
            yield entry.finding(
                "blocked-link",
                SEVERITY,
                mention.span,
                f"could not be checked: {outcome.link.reason}",
                identifier=mention.identifier,
                as_written=mention.as_written,
            )
