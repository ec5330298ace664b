"""Reports are valid by the schemas that others publish.

Looked for in the folder that `PUBLISHED_SCHEMAS` names, else where `make` puts what `scripts/fetch_schemas.py` brings:
`jenkins-junit.xsd` and `rdformat.json` from npm; on GitHub also Jenkins' `junit-10.xsd` and reviewdog's
`DiagnosticResult.json` from the projects themselves.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
from lxml import etree
from sample_report import finding, findings, sample

from refmend.formats import render

FOLDER = Path(os.environ.get("PUBLISHED_SCHEMAS") or Path(sys.prefix) / "schemas")
HOSTILE = "a\x00b ]]> </testsuite><x/> \ufffe \ud800 \x1b]8;; ::error:: \u202e"


def cases():
    whole = sample()
    blind = [item.model_copy(update={"before": None}) for item in whole.references]
    beside = findings()[2].model_copy(update={"reference": "", "rule": "unused-ignore", "line": 1})
    return {
        "everything": whole,
        "nothing": sample(findings=[], references=[], outcomes=[], counts={}),
        "without the lines": whole.model_copy(update={"references": blind}),
        "beside the references": sample(findings=[beside]),
        "hostile": sample(findings=[finding("dead-link", 3, "https://example.org/gone/页", message=HOSTILE)]),
        "interrupted": sample(complete=False, incomplete_reason="interrupted"),
        "many": sample(findings=[item.model_copy(update={"line": n}) for n in range(1, 500) for item in findings()]),
    }


def published(name: str) -> Path:
    path = FOLDER / name
    if not path.is_file():
        pytest.skip(f"{name} is not here: see scripts/fetch_schemas.py")
    return path


@pytest.mark.parametrize("name", ["jenkins-junit.xsd", "junit-10.xsd"])
def test_junit(name) -> None:
    schema = etree.XMLSchema(etree.parse(published(name)))
    for report in cases().values():
        schema.assertValid(etree.fromstring(render(report, "junit").encode()))
    assert not schema.validate(etree.fromstring("<testsuites><testsuite/></testsuites>")), "the schema asks for nothing"


@pytest.mark.parametrize("name", ["rdformat.json", "DiagnosticResult.json"])
def test_rdjson(name) -> None:
    schema = json.loads(published(name).read_text(encoding="utf-8"))
    checker = jsonschema.validators.validator_for(schema)(schema)
    for title, report in cases().items():
        made = json.loads(render(report, "rdjson"))
        assert [error.message for error in checker.iter_errors(made)] == [], title
    wrong = {"diagnostics": [{"message": "x", "location": {"path": 1}}]}
    assert not checker.is_valid(wrong), "the schema asks for nothing"


def test_without_npm_nothing_is_brought_and_nothing_fails(tmp_path) -> None:
    script = Path(__file__).parent.parent.parent / "scripts" / "fetch_schemas.py"
    env = {"PATH": str(tmp_path), "HOME": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, script, tmp_path / "none"], env=env, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("no npm here")
    assert list((tmp_path / "none").iterdir()) == []
