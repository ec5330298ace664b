"""A web address that has moved for good.

## What it does

Reports an address whose server answers 301 or 308 on every hop to a page that is there. Targets that are no better
address are never proposed: login, consent and front pages, addresses with a session, a signature or a language, and
http in place of https.

## Why is this bad

Redirects are kept for some years and then forgotten; the old address is the one that will break.

## Example

```markdown
1. Lovelace, A. (2019). *Notes on the engine*. http://example.org/notes
```

## Use instead

```markdown
1. Lovelace, A. (2019). *Notes on the engine*. https://example.org/notes
```

## Fix safety

Safe where the address stays the same but for https in place of http. Unsafe otherwise: a person should see that the
new page is the one that was cited.

## References

- [RFC 9110, 15.4.2 and 15.4.9](https://www.rfc-editor.org/rfc/rfc9110#section-15.4.2)
- [W3C link checker: what to do about redirects](https://validator.w3.org/docs/checklink.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from refmend.model import Applicability, LinkState, Severity
from refmend.rules.link_edits import addresses, replace_everywhere, written_for_lists

if TYPE_CHECKING:
    from collections.abc import Iterator

    from refmend.model import Finding, Fix, Mention
    from refmend.rules.base import Entry

SEVERITY = Severity.WARNING


def check(entry: Entry) -> Iterator[Finding]:
    """Yield a finding for each address that has moved."""
    for mention, outcome in addresses(entry):
        link = outcome.link
        if link.state is not LinkState.MOVED or not link.final_url:
            continue
        target = written_for_lists(link.final_url)
        yield entry.finding(
            "moved-link",
            SEVERITY,
            mention.span,
            link.reason or "moved for good",
            identifier=mention.identifier,
            as_written=mention.as_written,
            expected=target,
            sources=("web",),
            fix=_fix(entry, mention, link.final_url),
        )


def _fix(entry: Entry, mention: Mention, target: str) -> Fix | None:
    """Return the fix: one letter for an upgrade to https, else the new address."""
    if target == f"https{mention.identifier.value.removeprefix('http')}":
        return replace_everywhere(entry, mention, _upgraded, "Use https", Applicability.SAFE)
    new = written_for_lists(target)
    return replace_everywhere(entry, mention, lambda _: new, "Use the new address", Applicability.UNSAFE)


def _upgraded(written: str) -> str:
    """Return an address as it is written, but with https; one without a scheme stays."""
    return f"{written[:4]}s{written[4:]}" if written[:7].lower() == "http://" else written
