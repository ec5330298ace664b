"""A DOI that nobody has registered.

## What it does

Reports a DOI that doi.org says does not exist, after asking twice. An outage, a refusal or a publisher's page that
cannot be reached is never reported here. If a search finds the work the entry describes, its DOI is named.

## Why is this bad

The link leads to an error page, and a DOI that never existed is the commonest sign of an invented reference.

## Example

```markdown
1. Shea, M. J., & Compton, R. N. (1993). Surface-plasmon ejection of Ag+ ions. *Physical Review B*, *47*(15),
   9967-9970. https://doi.org/10.1103/physrevb.47.99670000
```

## Use instead

```markdown
1. Shea, M. J., & Compton, R. N. (1993). Surface-plasmon ejection of Ag+ ions. *Physical Review B*, *47*(15),
   9967-9970. https://doi.org/10.1103/physrevb.47.9967
```

## Fix safety

Unsafe, and only where a search found exactly one work whose title, authors and year agree with the entry.

## References

- [doi.org: resolution documentation](https://www.doi.org/the-identifier/resources/factsheets/doi-resolution-documentation)
- [The handle system's response codes](https://www.handle.net/proxy_servlet.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from refmend.model import Applicability, Fix, IdentifierKind, Missing, Severity
from refmend.rules.identity import replace_doi, suggestion

if TYPE_CHECKING:
    from collections.abc import Iterator

    from refmend.model import Finding, Mention
    from refmend.rules.base import Entry

SEVERITY = Severity.ERROR

_NEVER_REGISTERED = ("10.5555/",)
"""Prefixes in real use whose DOIs are not registered: the ACM's library numbers works without a DOI so."""


def check(entry: Entry) -> Iterator[Finding]:
    """Yield a finding for each DOI that does not exist."""
    for mention, outcome in entry.mentions(IdentifierKind.DOI):
        if not isinstance(outcome.resolution, Missing):
            continue
        is_number = mention.identifier.value.startswith(_NEVER_REGISTERED)
        likely = suggestion(entry)
        doi = likely.identifier.value if likely and likely.identifier.kind == IdentifierKind.DOI else ""
        meant = f"; the work is registered as {doi}" if doi else ""
        why = "this prefix numbers works that have no DOI" if is_number else "the DOI is not registered"
        yield entry.finding(
            "unregistered-doi",
            Severity.INFO if is_number else SEVERITY,
            mention.span,
            f"{why}{meant}",
            identifier=mention.identifier,
            as_written=mention.as_written,
            expected=doi,
            sources=("doi",),
            fix=_fix(entry, mention, doi),
        )


def _fix(entry: Entry, mention: Mention, doi: str) -> Fix | None:
    """Return the fix for every mention of the DOI in the entry."""
    if not doi:
        return None
    same = [other for other in entry.reference.mentions if other.identifier == mention.identifier]
    edits = [edit for other in same if (edit := replace_doi(entry.reference, other, doi))]
    return Fix(f"write the DOI {doi}", Applicability.UNSAFE, tuple(dict.fromkeys(edits))) if edits else None
