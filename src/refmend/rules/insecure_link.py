"""A web address that cannot be reached with a verified connection.

## What it does

Reports an address whose server shows a certificate that is expired, self-signed, for another host or from an unknown
authority, or that speaks only outdated TLS. Nothing is fetched over such a connection.

## Why is this bad

Readers meet a full-page warning, and what they see after it may come from anybody.

## Example

```markdown
1. Lovelace, A. (2019). *Notes on the engine*. https://expired.example/notes
```

## Use instead

An address with a valid certificate: the publisher's, a repository's, or an archived copy.

## Fix safety

There is no fix: who is at fault cannot be told from outside. An intermediate certificate that the server forgets to
send is a fault that browsers hide, so the page may look well there.

## References

- [RFC 9110, 4.3.4: https certificate verification](https://www.rfc-editor.org/rfc/rfc9110#section-4.3.4)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from refmend.model import Confidence, LinkState, Severity
from refmend.rules.link_edits import addresses

if TYPE_CHECKING:
    from collections.abc import Iterator

    from refmend.model import Finding
    from refmend.rules.base import Entry

SEVERITY = Severity.WARNING


def check(entry: Entry) -> Iterator[Finding]:
    """Yield a finding for each address without a verified connection."""
    for mention, outcome in addresses(entry):
        if outcome.link.state is LinkState.INSECURE:
            doubtful = "unknown authority" in outcome.link.reason
            yield entry.finding(
                "insecure-link",
                SEVERITY,
                mention.span,
                f"no secure connection: {outcome.link.reason}",
                confidence=Confidence.MEDIUM if doubtful else Confidence.HIGH,
                identifier=mention.identifier,
                as_written=mention.as_written,
                sources=("web",),
            )
