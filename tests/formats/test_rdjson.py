"""The schema below holds the documented ranges, which reviewdog's own leaves out; see `test_published_schemas.py`."""

import json

import jsonschema
import pytest
from sample_report import LIST, findings, sample

from refmend.formats import render
from refmend.model.report import EditView

POSITION = {
    "type": "object",
    "properties": {"line": {"type": "integer", "minimum": 1}, "column": {"type": "integer", "minimum": 1}},
    "required": ["line"],
    "additionalProperties": False,
}
RANGE = {
    "type": "object",
    "properties": {"start": POSITION, "end": POSITION},
    "required": ["start"],
    "additionalProperties": False,
}
DIAGNOSTIC = {
    "type": "object",
    "properties": {
        "message": {"type": "string"},
        "location": {
            "type": "object",
            "properties": {"path": {"type": "string"}, "range": RANGE},
            "required": ["path"],
            "additionalProperties": False,
        },
        "severity": {"enum": ["UNKNOWN_SEVERITY", "ERROR", "WARNING", "INFO"]},
        "code": {
            "type": "object",
            "properties": {"value": {"type": "string"}, "url": {"type": "string"}},
            "additionalProperties": False,
        },
        "suggestions": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"range": RANGE, "text": {"type": "string"}},
                "required": ["range", "text"],
                "additionalProperties": False,
            },
        },
    },
    "required": ["message", "location"],
    "additionalProperties": False,
}
RESULT = {
    "type": "object",
    "properties": {
        "source": {"type": "object", "properties": {"name": {"type": "string"}}, "additionalProperties": False},
        "diagnostics": {"type": "array", "items": DIAGNOSTIC},
    },
    "required": ["diagnostics"],
    "additionalProperties": False,
}


def diagnostics(report):
    made = json.loads(render(report, "rdjson"))
    jsonschema.validate(made, RESULT)
    return made["diagnostics"]


def applied(suggestion, text):
    """Apply a suggestion as reviewdog reads it: columns count UTF-8 bytes."""
    lines = [line.encode() for line in text.split("\n")]
    starts = [sum(len(line) + 1 for line in lines[:index]) for index in range(len(lines))]
    start, end = (
        starts[point["line"] - 1] + point["column"] - 1
        for point in (suggestion["range"]["start"], suggestion["range"]["end"])
    )
    data = text.encode()
    return (data[:start] + suggestion["text"].encode() + data[end:]).decode()


def test_suggestions_are_our_edits():
    text = LIST
    for item in diagnostics(sample()):
        for suggestion in item.get("suggestions", []):
            text = applied(suggestion, LIST)
            assert text != LIST
    first, second = (item["suggestions"][0] for item in diagnostics(sample())[:2])
    assert applied(first, LIST) == LIST.replace("1353–1365", "1353–1366")
    assert applied(second, LIST) == LIST.replace("Tme", "Time")


def test_several_edits_become_one_suggestion():
    edits = [
        EditView(start_line=4, start_column=4, end_line=4, end_column=5, replacement="L"),
        EditView(start_line=4, start_column=35, end_line=4, end_column=38, replacement="Time"),
    ]
    item = findings()[1]
    item = item.model_copy(update={"fix": item.fix.model_copy(update={"edits": edits})})
    (suggestion,) = diagnostics(sample(findings=[item]))[0]["suggestions"]
    assert applied(suggestion, LIST) == LIST.replace("Łańcucki", "Lańcucki").replace("Tme", "Time")


def test_without_the_line_there_are_no_columns_and_no_suggestion():
    report = sample()
    blind = [item.model_copy(update={"before": None}) for item in report.references]
    for item in diagnostics(report.model_copy(update={"references": blind})):
        assert set(item["location"]["range"]["start"]) == {"line"}
        assert "suggestions" not in item


@pytest.mark.parametrize("applicability", ["display"])
def test_what_is_only_shown_is_no_suggestion(applicability):
    item = findings()[1]
    item = item.model_copy(update={"fix": item.fix.model_copy(update={"applicability": applicability})})
    assert "suggestions" not in diagnostics(sample(findings=[item]))[0]
