"""A DOI in an old or indirect form.

## What it does

Reports `http://`, `dx.doi.org` and `www.doi.org` addresses anywhere, and `doi:…` in an APA entry, where the address
`https://doi.org/…` is asked for. A bare DOI in running text, in a field of its own, or in another style is left alone.

## Why is this bad

The old forms work only by redirection; without https the first step can be read and changed by others. `doi:` cannot be
followed by a click.

## Example

```markdown
1. Lovelace, A. (1843). *Notes*. http://dx.doi.org/10.1000/182
```

## Use instead

```markdown
1. Lovelace, A. (1843). *Notes*. https://doi.org/10.1000/182
```

## Fix safety

Safe: only what stands before the DOI changes; the DOI keeps its letters.

## References

- [Crossref: DOI display guidelines](https://www.crossref.org/display-guidelines/)
- [APA Style: DOIs and URLs](https://apastyle.apa.org/style-grammar-guidelines/references/dois-urls)
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from refmend.model import Applicability, Edit, Fix, IdentifierKind, Severity, Span
from refmend.rules.identity import doi_place, in_address

if TYPE_CHECKING:
    from collections.abc import Iterator

    from refmend.model import Finding, Mention
    from refmend.rules.base import Entry

SEVERITY = Severity.INFO

_RESOLVER = "https://doi.org/"
_OLD_ADDRESS = re.compile(r"https?://(?:(?:dx|www)\.)?doi\.org/\s{0,8}(?:doi:)?", re.IGNORECASE)
_LABEL = re.compile(r"doi\s{0,2}:?\s{0,2}(?:https?://(?:dx\.)?doi\.org/|doi:)?", re.IGNORECASE)


def check(entry: Entry) -> Iterator[Finding]:
    """Yield a finding for each mention in an old form."""
    linked = {mention.identifier for mention in entry.reference.mentions if mention.form == "url"}
    for mention in entry.reference.mentions:
        if mention.problem or not _is_doi(mention):
            continue
        labelled = mention.form == "prefixed" and entry.reference.style == "apa"
        if mention.form == "url" or (labelled and mention.identifier not in linked):
            yield from _findings(entry, mention)


def _is_doi(mention: Mention) -> bool:
    """Tell a DOI (an arXiv paper's, too) from an arXiv id."""
    return mention.identifier.kind in (IdentifierKind.DOI, IdentifierKind.ARXIV) and "10." in mention.as_written


def _findings(entry: Entry, mention: Mention) -> Iterator[Finding]:
    place = doi_place(entry.reference, mention)
    if place is None:
        return
    before = Span(mention.span.start, place.start)
    lead = entry.reference.source.cut(before)
    shape = _OLD_ADDRESS if mention.form == "url" else _LABEL
    if lead == _RESOLVER or "\n" in lead or not shape.fullmatch(lead):
        return
    doi = entry.reference.source.cut(place)
    edits = [Edit(before, _RESOLVER)]
    if mention.form != "url" and in_address(doi) != doi:
        edits = [Edit(mention.span, _RESOLVER + in_address(doi))]
    yield entry.finding(
        "non-canonical-doi",
        SEVERITY,
        mention.span,
        f"write {_RESOLVER} instead of {lead.strip()}",
        identifier=mention.identifier,
        as_written=mention.as_written,
        expected=_RESOLVER + (doi if mention.form == "url" else in_address(doi)),
        fix=Fix(f"write {_RESOLVER}", Applicability.SAFE, tuple(edits)),
    )
