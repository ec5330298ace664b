"""JSON Schemas of the report and of the configuration, generated from the types."""

from __future__ import annotations

import json
from typing import Any

import msgspec

from refmend.config import Config
from refmend.model.report import Report

KINDS = ("report", "config")
_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema(kind: str) -> str:
    """Return the schema as JSON text; raises `KeyError` for a kind not in `KINDS`."""
    made = {"report": _report, "config": _config}[kind]()
    return json.dumps({"$schema": _DIALECT, **made}, ensure_ascii=False, indent=2) + "\n"


def _report() -> dict[str, Any]:
    """Return the schema of `--report X.json`; later versions may add keys, so unknown ones are allowed."""
    made = Report.model_json_schema(mode="serialization")
    return {**made, "title": "A run of refmend"}


def _config() -> dict[str, Any]:
    """Return the schema of `refmend.toml` and `[tool.refmend]`, with the keys as people write them."""
    definitions = msgspec.json.schema(Config)["$defs"]
    made = definitions.pop("Config")
    properties = {name.replace("_", "-"): part for name, part in made["properties"].items() if name != "root"}
    return {"$defs": definitions, **made, "title": "Configuration of refmend", "properties": properties}
