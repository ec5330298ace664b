"""Makes the skeleton of a rule: its module, its line in the table, its case file.

python scripts/new_rule.py some-mismatch "A sentence that says what it is about."
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

MODULE = '''"""{sentence}

## What it does

…

## Why is this bad

…

## Example

```markdown
1. …
```

## Use instead

```markdown
1. …
```

## Fix safety

There is no fix.

## References

- …
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
    """Yield a finding for …"""
    if not entry.reference.mentions:
        yield entry.finding("{name}", SEVERITY, entry.reference.span, "…")
'''

NEXT = """Next:
1. write the docstring: it is the documentation page, the SARIF help and `refmend explain {name}`
2. write the cases first: a hit, a near miss, an ignored one, a fixed one (see the files beside it)
3. python scripts/generate_docs.py
4. CHANGELOG.md: a new rule is a minor version
"""


def main() -> int:
    """Write the files; returns the exit code."""
    if len(sys.argv) != 3 or not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)+", sys.argv[1]):  # noqa: PLR2004 - name and sentence
        print(__doc__)
        return 2
    name, sentence = sys.argv[1], sys.argv[2].strip()
    module = ROOT / "src" / "refmend" / "rules" / f"{name.replace('-', '_')}.py"
    table = ROOT / "src" / "refmend" / "rules" / "__init__.py"
    case = ROOT / "tests" / "cases" / f"{name}.md"
    before = table.read_text(encoding="utf-8")
    if module.exists() or f'"{name}"' in before:
        print(f"{name} exists already")
        return 2
    after = re.sub(
        r"(RULES: tuple\[str, \.\.\.\] = \((?:[^)]*\n)?)(\))", rf'\g<1>    "{name}",\n\g<2>', before, count=1
    )
    if after == before:
        print(f"the table RULES was not found in {table.relative_to(ROOT)}")
        return 2
    module.write_text(MODULE.format(name=name, sentence=sentence), encoding="utf-8")
    table.write_text(after, encoding="utf-8")
    case.parent.mkdir(parents=True, exist_ok=True)
    case.write_text(f"# {name}\n\n## hit\n\n## near miss\n\n## ignored\n\n## fixed\n", encoding="utf-8")
    for path in (module, table, case):
        print(f"wrote {path.relative_to(ROOT)}")
    print(NEXT.format(name=name))
    return 0


if __name__ == "__main__":
    sys.exit(main())
