import pytest
from rich.cells import cell_len
from sample_report import LIST, finding, findings, sample

from refmend import report as report_module
from refmend.formats import render


def lines_of(report, **options):
    return render(report, "text", **options).split("\n")


@pytest.mark.parametrize("width", [60, 80, 100, 200])
def test_the_caret_stands_under_the_place(width):
    lines = lines_of(sample(), width=width)
    for item in findings()[:4]:
        at = next(i for i, line in enumerate(lines) if f" {item.rule} " in line)
        line, caret = lines[at + 1], lines[at + 2]
        start = caret.index("^")
        length = caret.count("^")
        cells, taken = 0, ""
        for char in line:
            if start <= cells < start + length:
                taken += char
            cells += cell_len(char)
        assert taken == item.as_written or (taken.endswith("…") and item.as_written.startswith(taken[:-1]))
        assert cell_len(line) <= width


@pytest.mark.parametrize("color", [False, True])
def test_the_unchecked_views_read_like_the_report(color):
    report = sample()
    assert any(item.fix and item.fix.edits for item in report.findings)
    glimpse = report_module._glimpse(report.model_dump())
    assert render(glimpse, "text", color=color) == render(report, "text", color=color)


def test_what_a_fix_mended_is_called_fixed():
    items = [item.model_copy(update={"suppressed_by": "fixed"}) for item in findings()[:2]]
    for name in ("text", "markdown", "html"):
        assert "2 fixed" in render(sample(findings=items), name)


def test_a_finding_names_place_severity_rule_registry_and_fix():
    text = render(sample(), "text")
    assert "references/list.md:3:80 error pages-mismatch  the pages are 1353–1366" in text
    assert "= Crossref: 1353–1366" in text
    assert "--unsafe-fixes" in text


def test_findings_come_in_the_order_of_the_file():
    text = render(sample(), "text")
    places = [text.index(f":{line}:") for line in (3, 4, 5, 6)]
    assert places == sorted(places)


def test_the_summary_counts_and_says_that_unknown_fails_nothing():
    text = render(sample(), "text")
    assert "5 references · 5 identifiers · 2 alive · 1 dead · 1 moved · 1 unknown" in text
    assert "2 errors · 1 warning · 1 info · 1 silenced by ignore-comment" in text
    assert "pages-mismatch 1 · dead-link 1 · title-mismatch 1 · moved-link 1" in text
    assert "unknown: no verdict now, and no failure" in text
    assert "missing-date" not in text


def test_an_incomplete_run_says_so():
    text = render(sample(complete=False, incomplete_reason="interrupted"), "text")
    assert "Incomplete: interrupted." in text


def test_no_ansi_unless_wanted(monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b" not in render(sample(), "text")
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[1;31merror" in render(sample(), "text", color=True)


def test_rich_markup_and_escapes_are_plain_text():
    hostile = finding("dead-link", 3, "https://example.org/gone/页", message="[/b] \x1b[2J [link=https://e.example]x")
    for color in (False, True):
        text = render(sample(findings=[hostile]), "text", color=color)
        assert "[/b] ⟨U+001B⟩[2J [link=https://e.example]x" in text
        assert "\x1b[2J" not in text


def test_unchanged_lines_are_listed_but_not_counted():
    item = findings()[2].model_copy(update={"suppressed_by": "unchanged-lines"})
    text = render(sample(findings=[item]), "text")
    assert "In lines that did not change" in text
    assert "dead-link" in text


def test_a_line_of_a_million_characters_is_cut_around_the_place():
    report = sample()
    reference = report.references[0]
    far = "x" * 1_000_000
    long = reference.model_copy(update={"text": far + " HERE " + far, "end_column": 2_000_010})
    item = findings()[0].model_copy(update={"column": 4 + 1_000_001, "end_column": 4 + 1_000_005})
    text = render(report.model_copy(update={"references": [long], "findings": [item]}), "text")
    assert " HERE " in text
    assert max(map(len, text.split("\n"))) < 200


def test_a_place_outside_the_entry_is_shown_without_a_line():
    item = findings()[0].model_copy(update={"line": 1, "end_line": 1})
    assert "│" not in render(sample(findings=[item]), "text")


def test_sample_is_honest():
    assert LIST.split("\n")[2].index("1353–1365") == findings()[0].column - 1
