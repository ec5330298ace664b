"""A pull request played in a temporary repository: it fails for what it touches and for nothing else."""

from __future__ import annotations

import json
import signal
import threading
import time

import pytest

from ci.conftest import DEAD, LIVING, rules
from refmend.errors import LedgerError
from refmend.ledger import Ledger
from refmend.model import Identifier, IdentifierKind
from refmend.replica import Response


@pytest.fixture
def base(work):
    work.write(f"- A living page. <{LIVING}>", f"- A page that died. <{DEAD}>")
    work.commit("A list with a link that died without anyone's doing")
    work.git("checkout", "-qb", "topic")
    return work


def test_an_untouched_dead_link_passes_and_is_mentioned(base) -> None:
    base.write(f"- A living page. <{LIVING}>", f"- A page that died. <{DEAD}>", f"- Once more. <{LIVING}?b>")
    base.commit("Another reference")
    code, out, run = base.check("--changed-since", "main", "--format", "github")
    assert code == 0
    assert rules(run) == [("dead-link", 4, "unchanged-lines")]
    assert "::error" not in out
    assert DEAD in out or "unchanged" in out


def test_a_touched_dead_link_fails_with_an_annotation_on_its_line(base) -> None:
    base.write(f"- A living page. <{LIVING}>", f"- A page that died. <{DEAD}>", "", f"- A new one. <{DEAD}2>")
    code, out, run = base.check("--changed-since", "main", "--format", "github")
    assert code == 1
    assert rules(run) == [("dead-link", 4, "unchanged-lines"), ("dead-link", 6, None)]
    (annotation,) = [line for line in out.splitlines() if line.startswith("::error")]
    assert "file=references.md,line=6," in annotation
    assert "title=refmend (dead-link)" in annotation


def test_without_a_ref_everything_counts(base) -> None:
    code, _, run = base.check()
    assert code == 1
    assert rules(run) == [("dead-link", 4, None)]


def test_a_baseline_silences_what_is_known_and_shrinks_when_it_is_mended(base) -> None:
    assert base.check("--write-baseline", "--fail-on", "never")[0] == 0
    place = base.folder / ".refmend-baseline.json"
    known = json.loads(place.read_text())["findings"]
    assert [entry["rule"] for entry in known if entry["rule"] == "dead-link"] == ["dead-link"]

    base.write("A new first paragraph.", "", f"- A living page. <{LIVING}>", f"- A page that died. <{DEAD}>")
    code, _, run = base.check("--baseline", ".refmend-baseline.json")
    assert (code, rules(run)) == (0, [("dead-link", 6, "baseline")])

    base.write(f"- A page that died. <{DEAD}>", f"- A new one. <{DEAD}2>")
    code, _, run = base.check("--baseline", ".refmend-baseline.json")
    assert (code, rules(run)) == (1, [("dead-link", 3, "baseline"), ("dead-link", 4, None)])
    assert len(json.loads(place.read_text())["findings"]) <= len(known)

    base.write(f"- A living page. <{LIVING}>")
    assert base.check("--baseline", ".refmend-baseline.json")[0] == 0
    left = [entry["rule"] for entry in json.loads(place.read_text())["findings"]]
    assert "dead-link" not in left


def test_an_ignore_holds_until_its_day_and_is_then_spoken_of(base) -> None:
    for until, expected in (("2999-01-01", 0), ("2020-01-01", 1)):
        base.write(f"<!-- refmend: ignore[dead-link] server moves until={until} -->", f"- A page that died. <{DEAD}>")
        code, _, run = base.check()
        assert code == expected
        names = [item["rule"] for item in run["findings"]]
        assert ("expired-ignore" in names) == (expected == 1)
        assert rules(run) == [("dead-link", 4, None if expected else "ignore-comment")]
    assert base.check("--no-ignores")[0] == 1


def test_an_ignore_without_use_is_spoken_of_and_does_not_fail(base) -> None:
    base.write("<!-- refmend: ignore[dead-link] -->", f"- A living page. <{LIVING}>")
    code, _, run = base.check()
    assert code == 0
    assert [item["rule"] for item in run["findings"] if "ignore" in item["rule"]] == ["unused-ignore"]


def test_settings_of_the_repository_are_obeyed(base) -> None:
    (base.folder / "refmend.toml").write_text('[per-file-ignores]\n"*.md" = ["dead-link"]\n')
    assert base.check()[0] == 0
    (base.folder / "refmend.toml").write_text('exclude-urls = ["site.example.org"]\n')
    code, _, run = base.check()
    assert code == 0
    assert run["counts"]["requests"] == {}
    (base.folder / "refmend.toml").write_text('exclude-urls = ["x"]\nexclud = 1\n')
    code, _, err = base.run("check")
    assert code == 2
    assert "did you mean 'exclude'?" in err


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_writes_and_remembers_what_it_learnt(base, number) -> None:
    asked = threading.Event()

    def slow(_request, _count):
        asked.set()
        return Response(200, {"content-type": "text/html"}, b"<title>Slow</title>", delay=60.0)

    base.replica.web.put("https://slow.example.org/", slow)
    base.write(f"- A living page. <{LIVING}>", "- Slow. <https://slow.example.org/>")
    place = base.folder / "ledger.sqlite3"
    process = base.start("check", "references.md", "--report", "run.json", "--ledger", str(place))
    assert asked.wait(30)
    wait_for(lambda: place.exists() and remembered(place, LIVING))
    process.send_signal(number)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130, (out, err)
    run = json.loads((base.folder / "run.json").read_text())
    assert (run["complete"], run["incomplete_reason"]) == (False, "interrupted")
    states = {item["identifier"]: item["link"]["state"] for item in run["outcomes"]}
    assert states == {f"url:{LIVING}": "alive", "url:https://slow.example.org/": "skipped"}
    assert remembered(place, LIVING)


def remembered(place, url: str) -> bool:
    try:
        with Ledger.open(place) as ledger:
            return ledger.previous(Identifier(IdentifierKind.URL, url)) is not None
    except LedgerError:  # it is being made
        return False


def wait_for(condition) -> None:
    """Wait for another process; gives up after half a minute."""
    pause = threading.Event()
    until = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < until
        pause.wait(0.02)


def test_a_machine_without_a_network_accuses_nobody(base) -> None:
    base.replica.offline = True
    code, out, err = base.run("check", "references.md", "--no-ledger")
    assert code == 3
    assert "no network" in err
    assert "dead-link" not in out


def test_what_is_alive_is_not_asked_again_within_the_hour(base) -> None:
    base.write(f"- A living page. <{LIVING}>", f"- A page that died. <{DEAD}>")
    for expected in (1, 1):
        code, _, _ = base.run("check", "references.md", "--ledger", "ledger.sqlite3")
        assert code == expected
    asked = [one.request for one in base.replica.log if one.request.host == "site.example.org"]
    assert sum("/living" in request.target for request in asked) <= 2
    before = len(base.replica.log)
    base.run("check", "references.md", "--ledger", "ledger.sqlite3")
    assert len(base.replica.log) == before


def test_more_findings_than_github_shows_are_counted(base) -> None:
    base.write(*(f"- A page that died. <{DEAD}{number}>" for number in range(14)), "- A living page.", f"  <{LIVING}>")
    code, out, _ = base.check("--format", "github", "--report", "all.md")
    lines = [line for line in out.splitlines() if line.startswith("::")]
    assert code == 1
    assert sum(line.startswith("::error ") for line in lines) == 10
    assert sum(line.startswith("::notice title=refmend::") for line in lines) == 1
