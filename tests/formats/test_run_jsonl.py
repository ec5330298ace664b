import json

from sample_report import sample

from refmend.formats import render
from refmend.model.report import FindingView, OutcomeView


def test_each_line_says_what_it_is():
    lines = [json.loads(line) for line in render(sample(), "jsonl").splitlines()]
    assert [line["kind"] for line in lines] == ["run"] + ["outcome"] * 5 + ["finding"] * 5
    assert lines[0]["run"]["counts"]["references"] == 5
    assert [OutcomeView(**line["outcome"]) for line in lines if line["kind"] == "outcome"] == sample().outcomes
    assert [FindingView(**line["finding"]) for line in lines if line["kind"] == "finding"] == sample().findings
