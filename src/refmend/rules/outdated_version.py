"""A version of a preprint whose title or authors have changed since.

## What it does

Reports an entry that cites an arXiv paper by the title of an earlier version, or names a version (`v1`), where the
latest version has another title or other authors.

## Why is this bad

A changed title or author list usually means changed contents; readers who follow the link find another text.

## Example

```markdown
1. Hendrycks, D., & Gimpel, K. (2016). *Bridging nonlinearities and stochastic regularizers* (No. arXiv:1606.08415v1).
```

## Use instead

```markdown
1. Hendrycks, D., & Gimpel, K. (2016). *Gaussian error linear units* (No. arXiv:1606.08415). arXiv.
```

## Fix safety

There is no automatic fix: the earlier version may be meant.

## References

- [arXiv: versions](https://info.arxiv.org/help/versions.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from refmend.compare.fold import key
from refmend.model import Confidence, IdentifierKind, Severity
from refmend.rules.identity import found_works, version

if TYPE_CHECKING:
    from collections.abc import Iterator

    from refmend.model import Finding, Mention, Record
    from refmend.rules.base import Entry

SEVERITY = Severity.INFO


def check(entry: Entry) -> Iterator[Finding]:
    """Yield a finding for each cited version that differs from the latest."""
    for mention, record in found_works(entry):
        if mention.identifier.kind != IdentifierKind.ARXIV or not record.version:
            continue
        cited = version(mention.identifier)
        if cited is not None and cited >= record.version:
            continue
        if why := _title_change(entry, record, cited) or _author_change(entry, mention, cited):
            yield entry.finding(
                "outdated-version",
                SEVERITY,
                mention.span,
                why,
                identifier=mention.identifier,
                as_written=mention.as_written,
                sources=(record.registry,),
                confidence=Confidence.HIGH if cited else Confidence.MEDIUM,
            )
            return


def _title_change(entry: Entry, record: Record, cited: int | None) -> str:
    """Say how the latest title differs from the one cited; empty where it does not, or none is cited."""
    titles = {title.version: title.text for title in record.titles if title.version}
    latest = titles.get(record.version or 0)
    written = key(entry.reference.text)
    if not latest or (cited is None and key(latest) in written):
        return ""
    older = [
        (number, text)
        for number, text in titles.items()
        if text != latest and key(text) != key(latest) and (number == cited if cited else key(text) in written)
    ]
    return f"v{record.version} is titled “{latest}” (cited: v{older[0][0]})" if older else ""


def _author_change(entry: Entry, mention: Mention, cited: int | None) -> str:
    """Say that the latest version has other authors than the cited one."""
    outcome = entry.outcome(mention)
    if cited is None or outcome is None:
        return ""
    own, *others = (record for record in outcome.records if record.identifier.kind == IdentifierKind.ARXIV)
    return f"v{own.version} has other authors than v{cited}" if others else ""
