"""A preprint that has been published since.

## What it does

Reports an entry that cites a preprint of which a published version is known: by the DOI or journal reference that the
authors gave arXiv, or by Crossref's and DataCite's relations. Citing a preprint is no mistake; this is information.

## Why is this bad

The published version is the one that was reviewed, and readers look for it.

## Example

```markdown
1. Gholami, A., Yao, Z., & Kim, S. (2024). *AI and memory wall* (No. arXiv:2403.14123). arXiv.
   https://doi.org/10.48550/arXiv.2403.14123
```

## Use instead

```markdown
1. Gholami, A., Yao, Z., & Kim, S. (2024). AI and memory wall. *IEEE Micro*, *44*(3), 33-39.
   https://doi.org/10.1109/MM.2024.3373763
```

## Fix safety

The whole new reference is shown and never applied by itself: what was cited may stand in the preprint alone.

## References

- [arXiv: journal reference and DOI](https://info.arxiv.org/help/jref.html)
- [Crossref: preprints](https://www.crossref.org/documentation/research-nexus/posted-content-includes-preprints/)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from refmend.citation import apa
from refmend.model import Applicability, Confidence, Edit, Fix, Identifier, IdentifierKind, Severity
from refmend.rules.identity import base, found_works

if TYPE_CHECKING:
    from collections.abc import Iterator

    from refmend.model import Finding, Mention, Record
    from refmend.rules.base import Entry

SEVERITY = Severity.INFO

_PUBLISHED_AS = frozenset({"is-preprint-of"})
_ARXIV_PUBLISHED_AS = _PUBLISHED_AS | {"is-version-of"}  # how DataCite words it for arXiv papers


def check(entry: Entry) -> Iterator[Finding]:
    """Yield a finding for each preprint of the entry that has been published elsewhere."""
    named = {base(mention.identifier) for mention in entry.reference.mentions}
    for mention, record in found_works(entry):
        if record.type != "article":
            continue
        published = _published(record)
        if published is not None and base(published) not in named:
            yield _finding(entry, mention, record, published)
            return
        if record.journal_ref and published is None:
            yield _reported(entry, mention, record)
            return


def _published(record: Record) -> Identifier | None:
    kinds = _ARXIV_PUBLISHED_AS if record.identifier.kind == IdentifierKind.ARXIV else _PUBLISHED_AS
    targets = (relation.identifier for relation in record.relations if relation.kind in kinds)
    return next((target for target in targets if target.kind == IdentifierKind.DOI), None)


def _finding(entry: Entry, mention: Mention, record: Record, published: Identifier) -> Finding:
    address = f"https://doi.org/{published.value}"
    work = _record_of(entry, mention, published)
    where = f" in {work.containers[0]}" if work and work.containers else ""
    return entry.finding(
        "published-preprint",
        SEVERITY,
        mention.span,
        f"this preprint has been published{where}: {address}",
        identifier=mention.identifier,
        as_written=mention.as_written,
        expected=address,
        sources=tuple(dict.fromkeys((record.registry, *([work.registry] if work else [])))),
        confidence=Confidence.HIGH if work else Confidence.MEDIUM,
        fix=_fix(entry, work) if work else None,
    )


def _record_of(entry: Entry, mention: Mention, published: Identifier) -> Record | None:
    """Return the published version's record, which the resolver puts behind the preprint's."""
    asked = (entry.outcome(mention), entry.run.outcomes.get(published))
    records = (record for outcome in asked if outcome for record in outcome.records)
    return next((record for record in records if record.identifier == published), None)


def _reported(entry: Entry, mention: Mention, record: Record) -> Finding:
    """Return the finding for a journal reference without a DOI; arXiv's own words stand for the source."""
    work = replace(record, identifier=Identifier(IdentifierKind.URL, record.url), containers=(record.journal_ref,))
    return entry.finding(
        "published-preprint",
        SEVERITY,
        mention.span,
        f"this preprint has been published: {record.journal_ref}",
        identifier=mention.identifier,
        as_written=mention.as_written,
        expected=record.journal_ref,
        sources=(record.registry,),
        confidence=Confidence.MEDIUM,
        fix=_fix(entry, work),
    )


def _fix(entry: Entry, work: Record) -> Fix | None:
    reference = entry.reference
    if reference.style != "apa":
        return None
    emphasis = "*" if reference.source.format == "markdown" and "*" in reference.text else ""
    line = apa(work, emphasis=emphasis)
    return Fix("cite the published version", Applicability.DISPLAY, (Edit(reference.span, line),))
