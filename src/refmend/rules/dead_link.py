"""A web address whose page is gone.

## What it does

Reports an address that its own server calls gone (404 or 410, on two looks), or whose host no longer exists in the
DNS while the network is otherwise well. After repeated failures over days the ledger may say the same.

## Why is this bad

The reader cannot look up what the text leans on.

## Example

```markdown
1. Lovelace, A. (2019). *Notes on the engine*. https://example.org/old/notes.html
```

## Use instead

```markdown
1. Lovelace, A. (2019). *Notes on the engine*. https://web.archive.org/web/20200101000000/https://example.org/old/notes.html
```

## Fix safety

The fix puts an archived copy, where one is known, in the address's place: unsafe, because the copy may show another
state of the page than the one that was read. The original address stays readable inside the copy's.

Silence, refusals, time-outs and our own network never make a link dead; see `blocked-link` and `unverified-link`.
Pages that say "not found" with status 200 are reported as `soft-404`.

## References

- [RFC 9110, 15.5.5 and 15.5.11](https://www.rfc-editor.org/rfc/rfc9110#section-15.5.5)
- [InternetArchiveBot: how links are judged](https://meta.wikimedia.org/wiki/InternetArchiveBot/FAQ_for_sysadmins)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from refmend.model import LinkState, Severity
from refmend.rules.link_edits import NOT_A_PAGE, addresses, archived_copy, written_for_lists

if TYPE_CHECKING:
    from collections.abc import Iterator

    from refmend.model import Finding
    from refmend.rules.base import Entry

SEVERITY = Severity.ERROR


def check(entry: Entry) -> Iterator[Finding]:
    """Yield a finding for each dead address."""
    for mention, outcome in addresses(entry):
        link = outcome.link
        if link.state is not LinkState.DEAD or NOT_A_PAGE & set(link.notes):
            continue
        yield entry.finding(
            "dead-link",
            SEVERITY,
            mention.span,
            f"the page is gone: {link.reason}",
            identifier=mention.identifier,
            as_written=mention.as_written,
            expected=written_for_lists(link.archived_url),
            sources=("wayback",) if link.archived_url else ("web",),
            fix=archived_copy(entry, mention, link),
        )
