"""The demo: what it shows, what it leaves behind, and that it finds what was planted."""

import json

import pytest

from refmend.replica import demo
from refmend.replica.planted import Planted, changes, plant, true_list


def test_slips_are_made_once_each_and_lines_are_told():
    text, planted = plant(true_list())
    before, after = true_list().split("\n"), text.split("\n")
    changed = {number for number, (old, new) in enumerate(zip(before, after, strict=False), 1) if old != new}
    assert changed - {1, len(before)} == {one.line for one in planted if one.line < len(before)}
    assert after[-2].startswith("32. ")


def test_slip_that_does_not_fit_any_more_is_told():
    with pytest.raises(ValueError, match="does not hold"):
        plant(true_list().replace("Jabbour", "Someone"))


def test_planted_mistake_counts_only_on_its_line_by_its_rule_and_unsuppressed():
    planted = Planted("wrong year", 3, ("year-mismatch",))
    finding = {"rule": "year-mismatch", "line": 3, "end_line": 3, "suppressed_by": None}
    assert planted.findings({"findings": [finding]})
    for change in ({"line": 4, "end_line": 4}, {"rule": "title-mismatch"}, {"suppressed_by": "baseline"}):
        assert not planted.findings({"findings": [finding | change]})


def test_changes_are_cut_to_the_words_around_them():
    diff = "--- a\n+++ b\n@@ -1 +1 @@\n-1. One two three four five six seven eight.\n+1. One two three four FIVE six seven eight.\n"
    (change,) = changes(diff)
    assert "".join(text for text, _style in change) == "  1. …two three four five FIVE six seven eight.…"


def test_changes_near_each_other_are_one():
    (change,) = changes("@@ -1 +1 @@\n-1. C. R. W. (2025).\n+1. Wolfe, C. R. (2025).\n")
    assert ("C. R. W.", "red strike") in change
    assert ("Wolfe, C. R.", "green") in change


def test_long_words_that_begin_alike_are_cut():
    address = "https://example.org/a/very/long/address/indeed"
    (change,) = changes(f"@@ -1 +1 @@\n-1. See {address}?utm_source=x\n+1. See {address}\n")
    assert ("?utm_source=x", "red strike") in change


def test_demo_comes_out_as_expected_and_says_what_it_is(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("REFMEND_FAIL_ON", "nonsense")  # settings of the user's are not the demo's
    code = demo.run(str(tmp_path / "reports"))
    shown = " ".join(capsys.readouterr().out.split())
    assert code == 0, shown
    assert "no evidence about the live web" in shown
    assert "27 references: 12 papers and 15 pages; 12 records found, 27 alive, 0 errors" in shown
    assert "0 requests" in shown
    left = {file.name for file in (tmp_path / "reports").iterdir()}
    assert left == {f"{stem}.{suffix}" for stem in ("chapter-01", "planted") for suffix in demo.SUFFIXES} | {
        "planted.diff"
    }
    run = json.loads((tmp_path / "reports" / "planted.json").read_text(encoding="utf-8"))
    assert run["complete"]


def test_demo_stops_with_what_the_command_said(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(demo, "TRUE", "references/no-such-file.md")
    monkeypatch.setattr(demo, "_lay_out", lambda folder: (folder / "reports").mkdir() or ())
    assert demo.run(str(tmp_path)) == 1
    assert "The demo stopped: exit 2" in capsys.readouterr().out
