"""JSON: the report itself, with characters that could act in a terminal or a CI log written as escapes."""

from __future__ import annotations

from json import JSONEncoder
from typing import TYPE_CHECKING, Any

import msgspec

from refmend.formats.safety import json_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from refmend.formats import Style
    from refmend.model.report import Report


def render(report: Report, _style: Style) -> str:
    """Return the run as JSON; reading it back gives the same report.

    Not pydantic's own writer, which refuses a surrogate without its other half.
    """
    return "".join(pieces(report.model_dump()))


def pieces(run: dict[str, Any]) -> Iterator[str]:
    """Yield a run, as `Report.model_dump` gives it, with each reference, outcome and finding on a line of its own.

    Readable and diffable by line.
    """
    yield "{\n"
    before = ""
    for key, value in run.items():
        yield f"{before}  {_compact(key)}: "
        before = ",\n"
        if isinstance(value, dict | str | int | None):
            yield json_text(_compact(value))
        else:
            yield from _lines(value)
    yield "\n}\n"


def _lines(values: Iterable[object]) -> Iterator[str]:
    """Yield a list, each of its items on a line."""
    before = "[\n    "
    for value in values:
        yield before + json_text(_compact(value))
        before = ",\n    "
    yield "[]" if before.startswith("[") else "\n  ]"


def _compact(value: object) -> str:
    """Return a value on one line. Half a surrogate, which msgspec refuses, is left to `json_text`."""
    try:
        return _encode(value).decode()
    except UnicodeEncodeError:
        return _patient(value)


_encode = msgspec.json.Encoder().encode
_patient = JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
