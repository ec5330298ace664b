"""A repository in which somebody works, and a web that it refers to."""

from __future__ import annotations

import contextlib
import io
import json
import os
import subprocess
import sys
from unittest import mock

import pytest

from refmend.__main__ import main
from refmend.replica import Replica

LIVING = "https://site.example.org/living"
DEAD = "https://site.example.org/dead"
PAGE = "<html><head><title>A living page</title></head><body><h1>A living page</h1><p>Text.</p></body></html>"


class Work:
    """A git repository with a list, and the command in a process of its own, as CI would start it."""

    def __init__(self, folder, replica) -> None:
        self.folder, self.replica = folder, replica
        self.list = folder / "references.md"
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("REFMEND_", "GITHUB_"))}
        self.env = (
            clean
            | replica.env()
            | {
                "GIT_CONFIG_GLOBAL": os.devnull,
                "GIT_CONFIG_SYSTEM": os.devnull,
                "GIT_AUTHOR_NAME": "n",
                "GIT_AUTHOR_EMAIL": "n@example.org",
                "GIT_COMMITTER_NAME": "n",
                "GIT_COMMITTER_EMAIL": "n@example.org",
                "PYTHONUTF8": "1",
            }
        )
        self.git("init", "-q", "-b", "main")

    def git(self, *arguments: str) -> str:
        command = ["git", *arguments]
        return subprocess.run(command, cwd=self.folder, env=self.env, check=True, capture_output=True, text=True).stdout

    def write(self, *lines: str) -> None:
        self.list.write_text("# References\n\n" + "".join(f"{line}\n" for line in lines), encoding="utf-8")

    def commit(self, message: str) -> None:
        self.git("add", "-A")
        self.git("commit", "-qm", message)

    def start(self, *options: str, **more) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "refmend", *options]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        return subprocess.Popen(command, cwd=self.folder, env=self.env, **pipes | more)

    def run(self, *options: str) -> tuple[int, str, str]:
        """Return exit code, standard output and standard error of the command, run here: a process costs a second."""
        out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
        with (
            mock.patch.dict(os.environ, self.env, clear=True),
            mock.patch.object(sys, "argv", ["refmend", *options]),
            contextlib.chdir(self.folder),
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
        ):
            try:
                main()
                code = 0
            except SystemExit as end:
                code = end.code or 0
        return code, out.buffer.getvalue().decode(), err.buffer.getvalue().decode()

    def check(self, *options: str) -> tuple[int, str, dict]:
        """Return the exit code, standard output and the stored run of a check without memory."""
        report = self.folder.parent / "run.json"
        report.unlink(missing_ok=True)
        where = ("--report", str(report), "--workspace", str(report.parent))
        code, out, err = self.run("check", "references.md", "--no-ledger", *where, *options)
        assert report.exists(), (code, out, err)
        return code, out, json.loads(report.read_text())


@pytest.fixture
def work(tmp_path):
    with Replica(limits=False, chapter=False) as replica:
        replica.web.put(LIVING, PAGE)
        folder = tmp_path / "repository"
        folder.mkdir()
        yield Work(folder, replica)


def rules(run: dict) -> list[tuple[str, int, str | None]]:
    """Return rule, line and what silenced it, for the findings about links."""
    return [
        (item["rule"], item["line"], item["suppressed_by"]) for item in run["findings"] if item["rule"] == "dead-link"
    ]
