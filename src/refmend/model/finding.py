"""Findings: what a rule has to say, and how it could be mended."""

from __future__ import annotations

import hashlib
from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from refmend.model.identifier import Identifier
    from refmend.model.reference import FieldName, Reference
    from refmend.model.text import Span


class Severity(IntEnum):
    """How much a finding matters; comparable, and written in lower case in reports."""

    INFO = 1
    WARNING = 2
    ERROR = 3

    def __str__(self) -> str:
        """Return the word used in reports."""
        return self.name.lower()


class Confidence(IntEnum):
    """How sure the finding is; comparable, and written in lower case in reports."""

    LOW = 1
    MEDIUM = 2
    HIGH = 3

    def __str__(self) -> str:
        """Return the word used in reports."""
        return self.name.lower()


class Applicability(StrEnum):
    """When a fix may be applied: by `--fix`, by `--unsafe-fixes`, or never by itself."""

    SAFE = "safe"
    UNSAFE = "unsafe"
    DISPLAY = "display"


class Edit(Struct, frozen=True, order=True):
    """Replace the characters of `span` in the LF text by `replacement` (an empty span inserts)."""

    span: Span
    replacement: str


class Fix(Struct, frozen=True):
    """A way to mend a finding: edits that apply together or not at all, never touching each other.

    The replacements of a `verbatim` fix are written in the file's own format already and are not escaped for it.
    """

    title: str
    applicability: Applicability
    edits: tuple[Edit, ...]
    verbatim: bool = False


class Finding(Struct, frozen=True):
    """Something to say about a place in a reference.

    `span` lies in `reference.source`. `expected` is the value that evidence supports, if there is one; `sources`
    names the registries behind it. `suppressed_by` is empty, or says what silenced it (`ignore-comment`,
    `baseline`, `per-file-ignores`, `unchanged-lines`, …). `related` are other entries that the finding speaks of.
    """

    rule: str
    severity: Severity
    confidence: Confidence
    reference: Reference
    span: Span
    message: str
    identifier: Identifier | None = None
    field: FieldName | None = None
    as_written: str = ""
    expected: str = ""
    sources: tuple[str, ...] = ()
    fix: Fix | None = None
    suppressed_by: str = ""
    related: tuple[Reference, ...] = ()

    @property
    def fingerprint(self) -> str:
        """Return a hash of rule, subject and text that survives a move to another line.

        It covers the rule, the file's path, the identifier, the field, what was written there and the reference's
        own text with white space folded; and how many other entries it speaks of, if more than one.
        """
        reference = self.reference
        parts = (
            self.rule,
            reference.source.path,
            str(self.identifier or ""),
            self.field or "",
            self.as_written,
            " ".join(reference.text.split()),
            str(reference.ordinal),
            str(self.span.start - reference.span.start),
            *((str(len(self.related)),) if len(self.related) > 1 else ()),
        )
        return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]
