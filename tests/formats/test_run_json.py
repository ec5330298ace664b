import pytest
from sample_report import finding, sample

from refmend.errors import UsageError
from refmend.formats import SUFFIXES, format_of, render
from refmend.model.report import Report


def test_reading_the_run_back_gives_the_same_report():
    hostile = finding("dead-link", 3, "https://example.org/gone/页", message="\x1b[2J\u202e ##[error]x ![x](https://e)")
    report = sample(findings=[hostile])
    text = render(report, "json")
    assert Report.model_validate_json(text) == report
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "##[" not in text


def test_a_stored_run_renders_as_the_run_did():
    report = sample()
    again = Report.model_validate_json(render(report, "json"))
    for name in ("text", "markdown", "html"):
        assert render(again, name) == render(report, name)


def test_unknown_formats_and_suffixes_say_what_there_is():
    with pytest.raises(UsageError) as told:
        render(sample(), "yaml")
    assert "json" in told.value.hint
    with pytest.raises(UsageError):
        format_of("report.docx")
    assert {format_of(f"x/report{suffix}") for suffix in SUFFIXES} == set(SUFFIXES.values())
