import json

from sample_report import findings, sample

from refmend.formats import format_of, render


def test_every_finding_has_what_gitlab_asks_for():
    issues = json.loads(render(sample(), "code-quality"))
    assert [item["check_name"] for item in issues] == ["pages-mismatch", "dead-link", "title-mismatch", "moved-link"]
    assert issues[0] == {
        "description": "the pages are 1353–1366",
        "check_name": "pages-mismatch",
        "fingerprint": findings()[0].fingerprint,
        "severity": "major",
        "location": {"path": "references/list.md", "lines": {"begin": 3, "end": 3}},
    }
    assert {item["severity"] for item in issues} <= {"info", "minor", "major", "critical", "blocker"}


def test_the_name_that_gitlab_looks_for_picks_it():
    assert format_of("gl-code-quality-report.json") == "code-quality"
    assert format_of("run.json") == "json"
