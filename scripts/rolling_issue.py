"""Keeps one issue up to date with the last audit: opened when there is something to do, edited, closed when clean.

    rolling_issue.py REPORT.json REPORT.md

Uses the `gh` command of the runner with `GH_TOKEN` and `GH_REPO`. An audit that did not finish never closes it.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

TITLE = "Reference list: something needs attention"
BODY_LIMIT = 60_000


def main(report_path: str, markdown_path: str) -> int:
    """Bring the issue in line with a report; returns the exit code."""
    report = json.loads(Path(report_path).read_text(encoding="utf-8"))
    todo = [item for item in report["findings"] if not item["suppressed_by"] and item["severity"] == "error"]
    number = open_issue()
    body = Path(markdown_path).read_bytes()[:BODY_LIMIT].decode("utf-8", "ignore")
    if todo and number:
        gh("issue", "edit", number, "--body-file", "-", body=body)
    elif todo:
        gh("issue", "create", "--title", TITLE, "--body-file", "-", body=body)
    elif number and report["complete"]:
        gh("issue", "close", number, "--comment", "The last audit found nothing to do.")
    return 0


def open_issue() -> str:
    """Return the number of the open issue that an earlier audit wrote, or an empty string."""
    listed = gh(
        "issue", "list", "--state", "open", "--app", "github-actions", "--json", "number,title", "--limit", "200"
    )
    return next((str(item["number"]) for item in json.loads(listed) if item["title"] == TITLE), "")


def gh(*arguments: str, body: str | None = None) -> str:
    """Run GitHub's command line and return what it prints; a failure ends the job."""
    done = subprocess.run(["gh", *arguments], input=body, text=True, stdout=subprocess.PIPE, check=True)  # noqa: S607 - the runner's gh
    return done.stdout


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
