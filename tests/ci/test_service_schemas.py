"""What GitHub, GitLab and others read of us is valid by the schemas that are published for it (those of SchemaStore)."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from refmend.scaffold import write

ROOT = Path(__file__).parent.parent.parent
CHECKER = Path(sys.executable).with_name("check-jsonschema")


def refused(schema: str, *files: Path) -> str:
    command = [CHECKER, "--builtin-schema", f"vendor.{schema}", *files]
    if schema == "gitlab-ci":
        command[1:1] = ["--data-transform", "gitlab-ci"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else done.stdout + done.stderr


@pytest.mark.parametrize(
    ("schema", "pattern"),
    [
        ("github-actions", "action.yml"),
        ("github-workflows", ".github/workflows/*.yml"),
        ("dependabot", ".github/dependabot.yml"),
        ("github-issue-forms", ".github/ISSUE_TEMPLATE/[bw]*.yml"),
        ("github-issue-config", ".github/ISSUE_TEMPLATE/config.yml"),
        ("citation-file-format", "CITATION.cff"),
    ],
)
def test_our_own_files(schema, pattern) -> None:
    files = sorted(ROOT.glob(pattern))
    assert files
    assert refused(schema, *files) == ""


def test_what_init_writes(tmp_path) -> None:
    assert write(tmp_path, ["github", "gitlab"], force=False, say=lambda _: None) == 0
    assert refused("github-workflows", *tmp_path.glob(".github/workflows/*.yml")) == ""
    assert refused("gitlab-ci", tmp_path / ".gitlab-ci.yml") == ""
    broken = tmp_path / "broken.yml"
    broken.write_text("on: push\njobs:\n  one:\n    steps: []\n")
    assert "broken.yml" in refused("github-workflows", broken), "the schema asks for nothing"
