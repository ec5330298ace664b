"""What makes the command feel native: streams, colours, exit codes, mistakes answered with the nearest right word."""

from __future__ import annotations

import inspect
import json
import re
from pathlib import Path

import pytest
import yaml

from ci.conftest import DEAD, LIVING
from refmend.rules import HOUSEKEEPING, RULES, load

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def listed(work):
    work.write(f"- A living page. <{LIVING}>", f"- A page that died. <{DEAD}>")
    return work


def test_a_fresh_repository_needs_no_settings_and_no_token(listed) -> None:
    code, out, _ = listed.run("check", "references.md", "--no-ledger")
    assert code == 1
    assert re.search(r"references\.md:4:\d+ error dead-link", out)
    assert "dead-link" not in out.split("references.md:4")[0]


@pytest.mark.parametrize(
    "force", [{}, {"FORCE_COLOR": "1"}, {"FORCE_COLOR": "1", "CI": "true", "GITHUB_ACTIONS": "true"}]
)
def test_a_pipe_gets_a_report_and_nothing_else(listed, force) -> None:
    listed.env |= force
    _, out, err = listed.run("check", "references.md", "--no-ledger", "--format", "json")
    assert json.loads(out)["schema_version"] == 1
    assert not re.search(r"\x1b\[[0-9;]*[A-HJKST]|\r|[━╸█]", err), "a progress bar in a pipe"


def test_a_pipe_without_force_shows_no_escape_at_all(listed) -> None:
    for extra in ({}, {"NO_COLOR": "1", "FORCE_COLOR": "1"}):
        listed.env |= extra
        _, out, err = listed.run("check", "references.md", "--no-ledger")
        assert "\x1b" not in out + err


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (("check", "references.md", "--no-ledger"), 1),
        (("check", "references.md", "--no-ledger", "--exit-zero"), 0),
        (("check", "references.md", "--no-ledger", "--fail-on", "never"), 0),
        (("check", "references.md", "--no-ledger", "--ignore", "dead-link"), 0),
        (("check", "references.md", "--no-ledger", "--ignore", "moved-link, dead-link"), 0),
        (("check", "references.md", "--no-ledger", "--select", "missing-title,soft-404", "--select", "dead-link"), 1),
        (("check", "empty.md", "--no-ledger"), 3),
        (("check", "missing.md", "--no-ledger"), 2),
        (("check", "--nonsense"), 2),
    ],
)
def test_exit_codes(listed, options, expected) -> None:
    (listed.folder / "empty.md").write_text("Nothing here.\n")
    code, out, err = listed.run(*options)
    assert code == expected, out + err


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("check", "--select", "dead-lnik"), "dead-link"),
        (("check", "--format", "jsno"), "json"),
        (("check", "--format", "html"), "--report FILE.html"),
        (("check", "--fail-on", "eror"), "error"),
        (("explain", "dead-lnk"), "dead-link"),
        (("init", "gitub"), "github"),
        (("check", "--changed-since", "--output=stolen"), "branch"),
    ],
)
def test_a_misspelt_word_gets_the_nearest(listed, options, said) -> None:
    listed.commit("a repository")
    code, _, err = listed.run(*options)
    assert code == 2
    assert said in err
    assert "Traceback" not in err


def test_settings_are_shown_with_their_origin_and_without_secrets(listed) -> None:
    text = "max-per-host = 2\n[headers.'site.example.org']\nAuthorization = 'Bearer ${REFMEND_SECRET_X}'\n"
    (listed.folder / "refmend.toml").write_text(text)
    listed.env |= {"REFMEND_SECRET_X": "hush-hush", "REFMEND_TIMEOUT": "3"}
    code, out, err = listed.run("config")
    assert code == 0, err
    assert re.search(r"max-per-host = 2\s+# .*refmend\.toml", out)
    assert "REFMEND_TIMEOUT" in out
    assert "hush-hush" not in out
    listed.run("check", "references.md", "--ledger", "memory.sqlite3", "--report", "all.json", "--report", "all.html")
    asked = [one.request for one in listed.replica.log if one.request.host == "site.example.org"]
    assert {request.headers.get("authorization") for request in asked} == {"Bearer hush-hush"}
    written = b"".join(path.read_bytes() for path in listed.folder.iterdir() if path.is_file())
    assert b"hush-hush" not in written


def test_a_secret_in_an_address_is_in_no_report_and_not_in_the_ledger(listed) -> None:
    secret = "https://site.example.org/living?token=t0psecretvalue"
    listed.write(f"- A living page. <{secret}>")
    code, out, err = listed.run("check", "references.md", "--ledger", "memory.sqlite3", "--report", "all.json", "-v")
    assert code == 0, err
    written = b"".join(path.read_bytes() for path in listed.folder.iterdir() if path.is_file() and path != listed.list)
    assert b"t0psecretvalue" not in written
    assert "t0psecretvalue" not in out + err
    before = len(listed.replica.log)
    listed.run("check", "references.md", "--ledger", "memory.sqlite3")
    assert len(listed.replica.log) == before, "the hash still stands for it"


def test_a_damaged_ledger_is_refused_and_kept(listed) -> None:
    place = listed.folder / "memory.sqlite3"
    place.write_bytes(b"not a ledger, whatever it says " * 100)
    code, _, err = listed.run("check", "references.md", "--ledger", "memory.sqlite3")
    assert code == 2
    assert "nothing was deleted" in err
    assert place.read_bytes().startswith(b"not a ledger")


def test_a_machine_without_a_home_checks_without_memory(listed) -> None:
    (listed.folder / "file").write_text("")
    listed.env |= {"XDG_CACHE_HOME": str(listed.folder / "file")}
    code, out, err = listed.run("check", "references.md")
    assert (code, "dead-link" in out) == (1, True)
    assert "this run has no memory" in err
    code, _, err = listed.run("check", "references.md", "--ledger", "file/ledger.sqlite3")
    assert code == 2
    assert "--no-ledger" in err


@pytest.mark.parametrize("name", [*RULES, *HOUSEKEEPING])
def test_one_docstring_is_the_explanation_and_the_page(name) -> None:
    doc = inspect.cleandoc(load(name).__doc__ or "")
    page = (ROOT / "docs" / "rules" / f"{name}.md").read_text(encoding="utf-8")
    assert doc.partition("\n")[2].strip() in page


def test_a_failed_run_still_saves_what_it_learnt_and_a_pull_request_saves_nothing() -> None:
    steps = yaml.safe_load((ROOT / "action.yml").read_text())["runs"]["steps"]
    (save,) = [step for step in steps if "cache/save" in step.get("uses", "")]
    assert save["if"].startswith("always() &&")
    assert "github.event_name != 'pull_request'" in save["if"]
    assert steps.index(save) < next(n for n, step in enumerate(steps) if step.get("name") == "Result")
