"""A web address that answers 200, but not with the page.

## What it does

Reports a page that says in its title or heading that there is no such page, a domain that is for sale, a server's
default page, or an old address that now leads where any address of its host leads, such as the front page. The host is
asked for a page that cannot exist, and only what it shows for that as well is held against the link.

## Why is this bad

The reader finds something else, and no status code tells.

## Example

```markdown
1. Lovelace, A. (2019). *Notes on the engine*. https://parked.example/notes
```

## Use instead

```markdown
1. Lovelace, A. (2019). *Notes on the engine*. https://web.archive.org/web/20200101000000/https://parked.example/notes
```

## Fix safety

As `dead-link`: an archived copy is an unsafe fix, offered only where the page certainly is none. It is an error with
high confidence where words and likeness agree, a warning where only one of them speaks.

## References

- [Bar-Yossef et al. (2004), Sic transit gloria telae](https://doi.org/10.1145/988672.988716)
- [A Link Rot Bestiary: soft 404](https://en.wikibooks.org/wiki/A_Link_Rot_Bestiary/Chapter_3_:_Soft_404)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from refmend.model import Confidence, LinkState, Severity
from refmend.rules.link_edits import NOT_A_PAGE, addresses, archived_copy, written_for_lists

if TYPE_CHECKING:
    from collections.abc import Iterator

    from refmend.model import Finding
    from refmend.rules.base import Entry

SEVERITY = Severity.WARNING

_SURENESS = {
    LinkState.DEAD: (Severity.ERROR, Confidence.HIGH),
    LinkState.UNKNOWN: (Severity.WARNING, Confidence.MEDIUM),
    LinkState.ALIVE: (Severity.WARNING, Confidence.LOW),
}


def check(entry: Entry) -> Iterator[Finding]:
    """Yield a finding for each address that shows something else than the page."""
    for mention, outcome in addresses(entry):
        link = outcome.link
        if not NOT_A_PAGE & set(link.notes) or link.state not in _SURENESS:
            continue
        severity, confidence = _SURENESS[link.state]
        yield entry.finding(
            "soft-404",
            severity,
            mention.span,
            f"probably not the page that was cited: {link.reason or 'it calls itself not found'}",
            confidence=confidence,
            identifier=mention.identifier,
            as_written=mention.as_written,
            expected=written_for_lists(link.archived_url) if link.state is LinkState.DEAD else "",
            sources=("web",),
            fix=archived_copy(entry, mention, link) if link.state is LinkState.DEAD else None,
        )
