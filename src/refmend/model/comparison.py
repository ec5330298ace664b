"""Comparisons: the stated work beside a record, field by field."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from refmend.model.finding import Applicability, Confidence, Edit
    from refmend.model.record import Record
    from refmend.model.reference import FieldName
    from refmend.model.text import Span


class Verdict(StrEnum):
    """How a field stands to the record."""

    CONFIRMED = "confirmed"
    CONTRADICTED = "contradicted"
    NOT_COMPARABLE = "not-comparable"
    NOT_CHECKED = "not-checked"


class FieldCheck(Struct, frozen=True):
    """One field's verdict with its evidence.

    `difference` classifies a contradiction (`typing-slip`, `spacing`, `word`, `number`, `subtitle`, `negation`,
    `name`, `initial`, `order`, `missing-author`, `extra-author`, …). `as_written` and `expected` are what a person
    should see. `edits` put exactly the wrong characters right; empty where no honest edit exists. `sources` name
    the registries that agree on `expected`. `message` is one clause for people.
    """

    field: FieldName
    verdict: Verdict
    difference: str = ""
    as_written: str = ""
    expected: str = ""
    span: Span | None = None
    edits: tuple[Edit, ...] = ()
    applicability: Applicability | None = None
    confidence: Confidence | None = None
    sources: tuple[str, ...] = ()
    message: str = ""
    note: bool = False


class Comparison(Struct, frozen=True):
    """All field checks of one reference against what is known of its identifier.

    `same_work` is False where the identifier clearly belongs to another work (then `checks` carry no edits),
    None where that cannot be told. Several checks may speak of one field (one per wrong author).
    """

    record: Record
    checks: tuple[FieldCheck, ...] = ()
    same_work: bool | None = True
