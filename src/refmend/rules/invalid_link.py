"""A web address that is malformed, or that may not be fetched.

## What it does

Reports an address that no browser could open (a broken host, port or scheme), one with another scheme than http and
https, and one that leads to a private network: this machine, a local network, a cloud's metadata service.

## Why is this bad

No reader can follow it. A private address works, if at all, only where it was written.

## Example

```markdown
1. Lovelace, A. (2019). *Notes on the engine*. hhttps://example.org/notes
```

## Use instead

```markdown
1. Lovelace, A. (2019). *Notes on the engine*. https://example.org/notes
```

## Fix safety

There is no fix. `--allow-network` permits a private network that is meant.

## References

- [RFC 3986](https://www.rfc-editor.org/rfc/rfc3986)
- [OWASP: server-side request forgery](https://cheatsheetseries.owasp.org/cheatsheets/Server_Side_Request_Forgery_Prevention_Cheat_Sheet.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from refmend.model import IdentifierKind, LinkState, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from refmend.model import Finding
    from refmend.rules.base import Entry

SEVERITY = Severity.ERROR


def check(entry: Entry) -> Iterator[Finding]:
    """Yield a finding for each address that cannot be asked about."""
    seen = set()
    for mention in entry.reference.mentions:
        outcome = entry.outcome(mention)
        if mention.identifier.kind is not IdentifierKind.URL or mention.identifier in seen:
            continue
        seen.add(mention.identifier)
        refused = outcome is not None and outcome.link.state is LinkState.INVALID
        reason = mention.problem or (outcome.link.reason if outcome is not None and refused else "")
        if refused or mention.problem:
            yield entry.finding(
                "invalid-link",
                SEVERITY,
                mention.span,
                f"cannot be followed: {reason or 'malformed address'}",
                identifier=mention.identifier,
                as_written=mention.as_written,
            )
