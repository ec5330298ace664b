"""An ignore comment that silences nothing.

## What it does

Reports an ignore comment, or one of the rules it names, that no finding of this run matched.

## Why is this bad

What it once excused is gone. Left in place, it would hide the next fault at the same entry without anybody having
decided so.

## Example

```markdown
<!-- refmend: ignore[dead-link] moved in 2024, waiting for the new address -->
1. Lovelace, A. (1843). Notes. https://example.org/notes
```

## Use instead

```markdown
1. Lovelace, A. (1843). Notes. https://example.org/notes
```

## Fix safety

There is no automatic fix: whether the reason still holds is for a person to say. A rule that could not be decided
in this run (offline, unknown, left out by `--select`) does not make its ignore unused.

## References

- [Ruff: unused-noqa](https://docs.astral.sh/ruff/rules/unused-noqa/)
"""

from __future__ import annotations

from refmend.model import Severity

SEVERITY = Severity.WARNING
