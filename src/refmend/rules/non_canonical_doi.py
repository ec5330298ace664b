"""A DOI in an old or indirect form.

## What it does

Reports `http://`, `dx.doi.org` and `www.doi.org` addresses anywhere, and `doi:…` in an APA entry, where the address
`https://doi.org/…` is asked for. In a field that is meant for a DOI (`doi` of BibTeX, `DOI` of CSL-JSON, `DO` of RIS)
nothing but the DOI is asked for: programs put the address before it themselves. A list that mostly writes
`https://doi.org/…` there keeps to it. A bare DOI in running text, or `doi:…` in another style, is left alone.

## Why is this bad

The old forms work only by redirection; without https the first step can be read and changed by others. `doi:` cannot be
followed by a click. An address in a DOI field becomes `https://doi.org/https://doi.org/…` in print.

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
from functools import lru_cache
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
_FIELD_LEAD = re.compile(
    r"(?:(?:https?://)?(?:(?:dx|www)\.)?doi\.org/|doi\s{0,2}:)\s{0,2}(?:https?://(?:dx\.)?doi\.org/)?", re.IGNORECASE
)
_FIELDS = re.compile(
    r"(?:\bdoi[\"']?[ \t]*[=:][ \t]*[\"'{]{0,2}|^DO {2}- |<electronic-resource-num>)(?P<address>https://doi\.org/)?(?=[\w\"])",
    re.IGNORECASE | re.MULTILINE,
)
_MOSTLY = 0.5
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
        elif mention.form == "field":
            yield from _in_field(entry, mention)


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


@lru_cache(maxsize=64)
def _address_share(text: str) -> float:
    """Return the share of a file's DOI fields that hold an address."""
    found = [match["address"] is not None for match in _FIELDS.finditer(text)]
    return sum(found) / len(found) if found else 0.0


def _in_field(entry: Entry, mention: Mention) -> Iterator[Finding]:
    """Yield the finding for a field that holds more than a DOI, unless that is how the list does it."""
    place = doi_place(entry.reference, mention)
    if place is None or place.start == mention.span.start:
        return
    before = Span(mention.span.start, place.start)
    lead, share = entry.reference.source.cut(before), _address_share(entry.reference.source.text)
    if not _FIELD_LEAD.fullmatch(lead) or (lead == _RESOLVER and share >= _MOSTLY):
        return
    right = _RESOLVER if share >= _MOSTLY else ""
    doi = entry.reference.source.cut(place)
    yield entry.finding(
        "non-canonical-doi",
        SEVERITY,
        mention.span,
        f"write {right} instead of {lead.strip()}" if right else f"a DOI field holds the DOI without {lead.strip()}",
        identifier=mention.identifier,
        as_written=mention.as_written,
        expected=right + doi,
        fix=Fix(f"write {right + doi}", Applicability.SAFE, (Edit(before, right),)),
    )
