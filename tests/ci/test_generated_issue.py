"""The nightly job that `refmend init` writes keeps one issue: its last step, run as it stands with a stand-in for `gh`."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from refmend.model.report import Counts, Report, Tool
from refmend.scaffold import write

STAND_IN = """#!/bin/sh
if [ "$2" = list ]; then printf '%s' "$NUMBER"; else echo "$@" >> "$CALLS"; fi
"""
RUN = Report(
    tool=Tool(version="0"),
    started_at="2026-01-01T00:00:00Z",
    finished_at="2026-01-01T00:00:01Z",
    inputs=[],
    counts=Counts(),
)
TITLE = "Reference list: something needs attention"


@pytest.fixture(scope="module")
def step(tmp_path_factory) -> str:
    folder = tmp_path_factory.mktemp("written")
    assert write(folder, ["github"], force=False, say=lambda _: None) == 0
    flow = yaml.safe_load((folder / ".github/workflows/references.yml").read_text())
    return next(step["run"] for step in flow["jobs"]["nightly"]["steps"] if step.get("name") == "Update the issue")


@pytest.mark.parametrize(
    ("code", "number", "complete", "expected"),
    [
        ("1", "", True, f"issue create --title {TITLE} --body-file body.md"),
        ("1", "7", True, "issue edit 7 --body-file body.md"),
        ("0", "7", True, "issue close 7 --comment The last audit found nothing to do."),
        ("0", "7", False, ""),
        ("0", "", True, ""),
    ],
)
def test_the_issue_follows_the_audit(step, tmp_path, code, number, complete, expected) -> None:
    (tmp_path / "gh").write_text(STAND_IN)
    (tmp_path / "gh").chmod(0o755)
    (tmp_path / "refmend.json").write_text(RUN.model_copy(update={"complete": complete}).model_dump_json())
    env = os.environ | {
        "PATH": f"{tmp_path}:{Path(sys.executable).parent}:{os.environ['PATH']}",
        "CALLS": str(tmp_path / "calls"),
        "NUMBER": number,
        "CODE": code,
    }
    (tmp_path / "calls").write_text("")
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step]
    done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "calls").read_text().strip() == expected
    assert (tmp_path / "body.md").read_text().startswith("<!-- refmend:report -->")
