"""One issue, opened, edited and closed: the runner's `gh` is a stand-in that writes down how it was called."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parent.parent.parent / "scripts" / "rolling_issue.py"
TITLE = "Reference list: something needs attention"
STAND_IN = """#!{python}
import json, sys, pathlib
here = pathlib.Path({folder!r})
with (here / "calls").open("a") as file:
    file.write(json.dumps([sys.argv[1:], sys.stdin.read() if "-" in sys.argv else ""]) + "\\n")
if sys.argv[2] == "list":
    print((here / "issues.json").read_text())
"""


def bring_in_line(folder, *, findings=(), complete=True, issues=()) -> list:
    gh = folder / "gh"
    gh.write_text(STAND_IN.format(python=sys.executable, folder=str(folder)))
    gh.chmod(0o755)
    (folder / "issues.json").write_text(json.dumps([{"number": number, "title": title} for number, title in issues]))
    (folder / "run.json").write_text(json.dumps({"findings": findings, "complete": complete}))
    (folder / "run.md").write_text("<!-- refmend:report -->\n" + "ä" * 100_000)
    env = os.environ | {"PATH": f"{folder}:{os.environ['PATH']}"}
    subprocess.run([sys.executable, SCRIPT, folder / "run.json", folder / "run.md"], env=env, check=True)
    return [json.loads(line) for line in (folder / "calls").read_text().splitlines()][1:]


BROKEN = [{"severity": "error", "suppressed_by": None}]
QUIET = [{"severity": "error", "suppressed_by": "baseline"}, {"severity": "warning", "suppressed_by": None}]


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ({"findings": BROKEN}, ["issue", "create"]),
        ({"findings": BROKEN, "issues": [(7, TITLE)]}, ["issue", "edit", "7"]),
        ({"findings": BROKEN, "issues": [(7, "somebody else's")]}, ["issue", "create"]),
        ({"findings": QUIET, "issues": [(7, TITLE)]}, ["issue", "close", "7"]),
        ({"findings": QUIET, "issues": [(7, TITLE)], "complete": False}, []),
        ({"findings": QUIET}, []),
    ],
)
def test_the_issue_follows_the_audit(tmp_path, state, expected) -> None:
    calls = bring_in_line(tmp_path, **state)
    assert [call[0][: len(expected)] for call in calls] == ([expected] if expected else [])
    for _, body in calls:
        assert len(body) < 65_536
