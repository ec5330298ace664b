"""The vocabulary: frozen values only. Nothing here opens a file or a socket, or decides anything."""

from refmend.model.comparison import Comparison, FieldCheck, Verdict
from refmend.model.finding import Applicability, Confidence, Edit, Finding, Fix, Severity
from refmend.model.identifier import Identifier, IdentifierKind, Mention
from refmend.model.observation import Answer, Fault, Observation
from refmend.model.outcome import (
    UNREAD,
    Found,
    Hop,
    LinkState,
    LinkStatus,
    Missing,
    NotApplicable,
    Outcome,
    Resolution,
    Unknown,
)
from refmend.model.record import Record, RecordDate, Relation, Title, Update
from refmend.model.reference import Author, AuthorList, FieldName, FieldText, Name, Reference
from refmend.model.text import Location, SourceFile, Span

__all__ = [
    "UNREAD",
    "Answer",
    "Applicability",
    "Author",
    "AuthorList",
    "Comparison",
    "Confidence",
    "Edit",
    "Fault",
    "FieldCheck",
    "FieldName",
    "FieldText",
    "Finding",
    "Fix",
    "Found",
    "Hop",
    "Identifier",
    "IdentifierKind",
    "LinkState",
    "LinkStatus",
    "Location",
    "Mention",
    "Missing",
    "Name",
    "NotApplicable",
    "Observation",
    "Outcome",
    "Record",
    "RecordDate",
    "Reference",
    "Relation",
    "Resolution",
    "Severity",
    "SourceFile",
    "Span",
    "Title",
    "Unknown",
    "Update",
    "Verdict",
]
