"""The report: one run as the JSON output shows it. The JSON Schema is generated from these types.

Apart from the rest of the vocabulary because it needs pydantic, which `--help` and `--version` must not import.
Lines and columns are 1-based, columns count characters, ends are exclusive. Secrets are already redacted.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

SCHEMA_VERSION: Literal[1] = 1


class _Value(BaseModel):
    """A frozen part of the report; unknown keys are kept out so that a stored run is read strictly."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Place(_Value):
    """A range in a file."""

    line: int
    column: int
    end_line: int
    end_column: int


class Tool(_Value):
    """The program that made the run."""

    name: str = "refmend"
    version: str


class Counts(_Value):
    """The run in figures."""

    references: int = 0
    identifiers: int = 0
    links: dict[str, int] = Field(default_factory=dict, description="link state to number of identifiers")
    findings: dict[str, int] = Field(default_factory=dict, description="severity to number, suppressed ones left out")
    requests: dict[str, int] = Field(default_factory=dict, description="host to number of requests sent")
    from_ledger: int = Field(default=0, description="identifiers answered from memory")


class FieldView(Place):
    """A field as read: a text, or for `authors` a list of {family, given} or {literal}."""

    value: str | list[dict[str, str]]


class MentionView(Place):
    """One written occurrence of an identifier."""

    identifier: str
    as_written: str


class CheckView(_Value):
    """One field's verdict against the record."""

    field: str
    verdict: Literal["confirmed", "contradicted", "not-comparable", "not-checked"]
    difference: str = ""
    as_written: str = ""
    expected: str = ""
    sources: list[str] = Field(default_factory=list)
    place: Place | None = None


class ReferenceView(Place):
    """One reference with its fields, mentions and verdicts."""

    id: str
    file: str
    text: str
    before: str | None = Field(default=None, description="what its first line holds before it; null where too long")
    after: str | None = Field(default=None, description="what its last line holds after it; null where too long")
    kind: Literal["entry", "link"] = "entry"
    style: str = ""
    key: str = Field(default="", description="the entry's own key; in a notebook its cell and line")
    fields: dict[str, FieldView] = Field(default_factory=dict)
    mentions: list[MentionView] = Field(default_factory=list)
    checks: list[CheckView] = Field(default_factory=list)


class HopView(_Value):
    """One redirect."""

    url: str
    status_code: int


class LinkView(_Value):
    """The verdict on a link."""

    state: Literal["alive", "moved", "dead", "blocked", "unknown", "insecure", "invalid", "skipped"]
    reason: str = ""
    status_code: int | None = None
    final_url: str | None = None
    redirects: list[HopView] = Field(default_factory=list)
    archived_url: str | None = None
    checked_at: str | None = Field(default=None, description="RFC 3339, UTC")
    from_ledger: bool = False
    notes: list[str] = Field(default_factory=list)


class ResolutionView(_Value):
    """What the registry said of the work."""

    state: Literal["found", "missing", "unknown", "not-applicable"]
    registry: str | None = None
    reason: str | None = None
    record: dict[str, Any] | None = Field(default=None, description="CSL-JSON")


class OutcomeView(_Value):
    """Everything learnt about one identifier."""

    identifier: str
    kind: str
    link: LinkView
    resolution: ResolutionView


class EditView(_Value):
    """Replace a range by a text."""

    start_line: int
    start_column: int
    end_line: int
    end_column: int
    replacement: str


class FixView(_Value):
    """A way to mend a finding."""

    title: str
    applicability: Literal["safe", "unsafe", "display"]
    edits: list[EditView] = Field(default_factory=list)


class FindingView(Place):
    """Something to say about a place in a reference."""

    rule: str
    severity: Literal["error", "warning", "info"]
    confidence: Literal["high", "medium", "low"]
    file: str
    reference: str = Field(description="id of the reference")
    identifier: str | None = None
    field: str | None = None
    message: str
    as_written: str | None = None
    expected: str | None = None
    sources: list[str] = Field(default_factory=list)
    fingerprint: str
    suppressed_by: str | None = None
    fix: FixView | None = None


class FileView(_Value):
    """One input as it was read; `digest` is the SHA-256 of its bytes, by which a later fix knows it unchanged."""

    path: str
    format: str
    digest: str


class LinkRot(_Value):
    """The states counted on one day of earlier runs, for the picture over time."""

    day: str
    links: dict[str, int]


class Report(_Value):
    """One run of `refmend check`."""

    schema_version: Literal[1] = SCHEMA_VERSION
    tool: Tool
    started_at: str = Field(description="RFC 3339, UTC")
    finished_at: str
    inputs: list[str]
    complete: bool = True
    incomplete_reason: str | None = None
    counts: Counts
    files: list[FileView] = Field(default_factory=list)
    references: list[ReferenceView] = Field(default_factory=list)
    outcomes: list[OutcomeView] = Field(default_factory=list)
    findings: list[FindingView] = Field(default_factory=list)
    history: list[LinkRot] = Field(default_factory=list)
