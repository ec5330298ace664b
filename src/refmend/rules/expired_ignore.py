"""An ignore comment whose date has passed.

## What it does

Reports an ignore comment whose `until=` date lies before today. It silences nothing any more.

## Why is this bad

Links come back and preprints get published. The date was the promise to look again.

## Example

```markdown
<!-- refmend: ignore[dead-link] site is being moved until=2025-03-01 -->
1. Lovelace, A. (1843). Notes. https://example.org/notes
```

## Use instead

Remove the comment, or give it a new date and a reason that still holds.

## Fix safety

There is no automatic fix: a new date is a decision.

## References

- [Ruff: error suppression](https://docs.astral.sh/ruff/linter/#error-suppression)
"""

from __future__ import annotations

from refmend.model import Severity

SEVERITY = Severity.WARNING
