"""One work in two entries of a list.

## What it does

Reports an entry whose work the same file has already: the same DOI or arXiv paper, a preprint and its published
version, or two entries without identifiers that say the same. Two editions, two parts, and two works with one title
by different authors are not reported, nor is one list in several files (Markdown, BibTeX, CSL-JSON) or the BibTeX of
an entry that a text shows beside it. A work that stands more than twice is reported once, in its second place, with
the lines of all others; with `--changed-since` a change of any of these lines counts.

## Why is this bad

The work is counted and numbered twice, and a correction of one entry leaves the other wrong.

## Example

```markdown
1. Gholami, A., Yao, Z., & Kim, S. (2024). *AI and memory wall* (No. arXiv:2403.14123). arXiv.
2. Gholami, A., Yao, Z., & Kim, S. (2024). AI and memory wall. https://doi.org/10.48550/arXiv.2403.14123
```

## Use instead

```markdown
1. Gholami, A., Yao, Z., & Kim, S. (2024). *AI and memory wall* (No. arXiv:2403.14123). arXiv.
```

## Fix safety

There is no automatic fix: which entry stays, and what the text cites then, is for a person to say.

## References

- [Crossref: relationships between works](https://www.crossref.org/documentation/schema-library/markup-guide-metadata-segments/relationships/)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from refmend.model import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from refmend.model import Finding, Reference
    from refmend.rules.base import Entry

SEVERITY = Severity.WARNING
_MOST_LINES = 5


def check(entry: Entry) -> Iterator[Finding]:
    """Yield a finding if this is the second entry of the file for a work."""
    for repeat in entry.run.repeats.get(id(entry.reference), ()):
        twin = repeat.twin
        yield entry.finding(
            "duplicate-reference",
            SEVERITY if twin.certain else Severity.INFO,
            entry.reference.span,
            f"{twin.why} as the entry in line {_line(twin.reference)}{_again(repeat.others)}",
            identifier=twin.identifier,
            as_written=str(twin.identifier or ""),
            confidence=twin.confidence,
            related=(twin.reference, *repeat.others),
        )


def _line(reference: Reference) -> int:
    return reference.source.point(reference.start)[0]


def _again(others: Sequence[Reference]) -> str:
    """Return where else the work stands; of very many lines only the first."""
    lines = [str(_line(other)) for other in others[:_MOST_LINES]]
    if not lines:
        return ""
    if len(others) > _MOST_LINES:
        lines.append(f"{len(others) - _MOST_LINES:,} more")
    words = " and ".join((", ".join(lines[:-1]), lines[-1])) if len(lines) > 1 else lines[0]
    return f", and again in line{'s' if len(others) > 1 else ''} {words}"
