"""An entry that could not be read.

## What it does

Reports an entry whose form is broken: a BibTeX entry without its closing brace, a CSL item that is no object, a line
too long to be read. The rest of the file is checked.

## Why is this bad

What cannot be read is not checked, and other tools will drop it as well.

## Example

```bibtex
@article{lovelace, title = {Notes
```

## Use instead

```bibtex
@article{lovelace, title = {Notes}}
```

## Fix safety

There is no automatic fix.

## References

- [BibTeX: the format](https://www.bibtex.org/Format/)
- [CSL-JSON: the input data](https://citeproc-js.readthedocs.io/en/latest/csl-json/markup.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from refmend.model import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from refmend.model import Finding
    from refmend.rules.base import Entry

SEVERITY = Severity.WARNING


def check(entry: Entry) -> Iterator[Finding]:
    """Yield a finding if the entry could not be read."""
    reference = entry.reference
    if reference.problem:
        message = f"this entry could not be read: {reference.problem}"
        yield entry.finding("unreadable-entry", SEVERITY, reference.span, message)
