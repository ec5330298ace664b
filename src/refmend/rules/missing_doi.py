"""A work that has a DOI, cited without it.

## What it does

Reports an entry without any identifier whose work a search found: title, authors and year agree, nothing contradicts,
and no other work fits as well. A search engine's score alone never counts.

## Why is this bad

A DOI keeps leading to the work when publishers move, and lets tools count the citation.

## Example

```markdown
1. Shea, M. J., & Compton, R. N. (1993). Surface-plasmon ejection of Ag+ ions from laser irradiation of a roughened
   silver surface. *Physical Review B*, *47*(15), 9967-9970.
```

## Use instead

```markdown
1. Shea, M. J., & Compton, R. N. (1993). Surface-plasmon ejection of Ag+ ions from laser irradiation of a roughened
   silver surface. *Physical Review B*, *47*(15), 9967-9970. https://doi.org/10.1103/physrevb.47.9967
```

## Fix safety

Unsafe: the DOI is added at the end of the entry, in the form that the other entries of the file use, and nothing else
changes. In BibTeX it becomes a `doi` field.

## References

- [APA Style: DOIs and URLs](https://apastyle.apa.org/style-grammar-guidelines/references/dois-urls)
- [Crossref: matching references](https://www.crossref.org/documentation/retrieve-metadata/rest-api/)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from refmend.model import Applicability, Confidence, Edit, Fix, IdentifierKind, Severity, Span
from refmend.rules.identity import in_address, suggestion

if TYPE_CHECKING:
    from collections.abc import Iterator

    from refmend.model import Finding, Reference
    from refmend.rules.base import Entry

SEVERITY = Severity.WARNING

_REGISTERED = (IdentifierKind.DOI, IdentifierKind.ARXIV)
_RUNNING_TEXT = frozenset({"markdown", "plain", "html", "latex", "rst", "asciidoc", "org"})
_SPECIAL = frozenset('{}\\%"')  # what would end a BibTeX value, or begin a comment
_RESOLVER = "https://doi.org/"


def check(entry: Entry) -> Iterator[Finding]:
    """Yield a finding for an entry without an identifier whose work was found."""
    found = suggestion(entry)
    if found is None or any(mention.identifier.kind in _REGISTERED for mention in entry.reference.mentions):
        return
    record = found.records[0]
    doi = record.doi
    yield entry.finding(
        "missing-doi",
        SEVERITY,
        entry.reference.span,
        f"this work has a DOI: {_RESOLVER}{doi}",
        identifier=found.identifier,
        expected=f"{_RESOLVER}{doi}",
        sources=(record.registry,),
        confidence=Confidence.HIGH,
        fix=_fix(entry, doi),
    )


def _fix(entry: Entry, doi: str) -> Fix | None:
    in_field = entry.reference.style == "bibtex"
    edit = _field(entry.reference, doi) if in_field else _ending(entry, doi)
    if edit is None:
        return None
    return Fix(f"add {_RESOLVER}{doi}", Applicability.UNSAFE, (edit,), verbatim=in_field)


def _ending(entry: Entry, doi: str) -> Edit | None:
    """Return the edit that writes the DOI behind the entry; None where the entry's end is not the end of a text."""
    reference = entry.reference
    text = reference.text.rstrip()
    if reference.source.format not in _RUNNING_TEXT or not text or text.endswith(("|", "</li>", "</p>")):
        return None
    at = reference.span.start + len(text)
    stop = "" if text.rstrip("*_").endswith((".", "?", "!", "…")) else "."
    written = f"doi:{doi}" if _writes_labels(entry) else f"{_RESOLVER}{in_address(doi)}"
    return Edit(Span(at, at), f"{stop} {written}")


def _writes_labels(entry: Entry) -> bool:
    """Tell whether the file's other entries write `doi:…` and never the address."""
    forms = {
        mention.form
        for reference in entry.run.references
        if reference.source is entry.reference.source
        for mention in reference.mentions
        if mention.identifier.kind == IdentifierKind.DOI
    }
    return "prefixed" in forms and "url" not in forms


def _field(reference: Reference, doi: str) -> Edit | None:
    """Return the edit that adds a BibTeX field before the entry's closing brace."""
    text = reference.text.rstrip()
    if not text.endswith("}") or "=" not in text or _SPECIAL.intersection(doi):
        return None
    body = text[:-1].rstrip()
    at = reference.span.start + len(body)
    comma = "" if body.endswith(",") else ","
    return Edit(Span(at, at), f"{comma}\n  doi = {{{doi}}}")
