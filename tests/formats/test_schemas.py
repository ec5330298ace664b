import json
from pathlib import Path

import jsonschema
import pytest
from sample_report import sample

from refmend.formats import render
from refmend.formats.schemas import KINDS, schema

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("kind", KINDS)
def test_the_committed_schema_is_the_generated_one(kind):
    committed = (ROOT / "schema" / f"{kind}.schema.json").read_text(encoding="utf-8")
    assert committed == schema(kind), f"stale: run refmend schema {kind} > schema/{kind}.schema.json"


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_a_schema(kind):
    jsonschema.Draft202012Validator.check_schema(json.loads(schema(kind)))


def test_a_run_conforms():
    jsonschema.validate(json.loads(render(sample(), "json")), json.loads(schema("report")))


def test_the_configuration_is_written_as_people_write_it():
    rules = jsonschema.Draft202012Validator(json.loads(schema("config")))
    assert rules.is_valid({"fail-on": "warning", "max-per-host": 2, "registries": {"crossref": "https://x.example"}})
    assert not rules.is_valid({"fail-on": "sometimes"})
    assert not rules.is_valid({"fail_onn": "error"})
