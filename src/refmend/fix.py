"""Fixes to text: the wrong characters are replaced, every other byte stays, and nothing is written in doubt.

A fix is applied whole or refused with a reason; a file is written only if its bytes are those that were read.
"""

from __future__ import annotations

import bisect
import contextlib
import hashlib
import os
import tempfile
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from refmend.errors import FixError
from refmend.formats import patch
from refmend.formats.safety import has_unsafe
from refmend.model import Applicability, Edit, Fix, SourceFile, Span
from refmend.sources import READ_ONLY, parse

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from refmend.model.report import FindingView, Report

_CHANGED = "the file changed since it was read"
_DISTURBS = "the list would read differently beyond the place it mends"


class Refusal(Struct, frozen=True):
    """A fix that was not applied, and why in one clause."""

    fix: Fix
    reason: str

    def __str__(self) -> str:
        """Return the fix's title and the reason."""
        return f"{self.fix.title}: {self.reason}"


class Applied(Struct, frozen=True):
    """What became of a file's fixes. `raw` is the new text as it is to be written; `edits` are those applied."""

    file: SourceFile
    raw: str
    edits: tuple[Edit, ...] = ()
    fixes: tuple[Fix, ...] = ()
    refused: tuple[Refusal, ...] = ()

    @property
    def changed(self) -> bool:
        """Tell whether anything would be written."""
        return self.raw != self.file.raw


def apply(file: SourceFile, fixes: Sequence[Fix]) -> Applied:
    """Return the file's new text with every fix that can be applied; touches no file.

    Safe fixes come before unsafe ones, else the order given decides: a later fix that clashes with an earlier one
    is refused, an equal one is the same fix. `display` fixes are refused: they are for people to read. So is a fix
    after which the list would no longer read the same but for the places it mends.
    """
    applied = _combined(file, fixes)
    if _reads_alike(file, applied):
        return applied
    again = _combined(file, _harmless(file, applied.fixes))
    kept = again if _reads_alike(file, again) else _combined(file, [])
    lost = [Refusal(fix, _DISTURBS) for fix in applied.fixes if fix not in kept.fixes]
    return replace(kept, refused=(*applied.refused, *lost))


def _harmless(file: SourceFile, fixes: Sequence[Fix]) -> list[Fix]:
    """Return the fixes that leave the rest of the list as it reads, found by halving."""
    if _reads_alike(file, _combined(file, fixes)):
        return list(fixes)
    if len(fixes) == 1:
        return []
    middle = len(fixes) // 2
    return [*_harmless(file, fixes[:middle]), *_harmless(file, fixes[middle:])]


def _combined(file: SourceFile, fixes: Sequence[Fix]) -> Applied:
    """Return the text with the fixes that do not clash."""
    edits: list[Edit] = []
    done: list[Fix] = []
    refused: list[Refusal] = []
    for fix in sorted(fixes, key=lambda item: item.applicability != Applicability.SAFE):
        reason = _objection(file, fix, edits)
        if reason:
            refused.append(Refusal(fix, reason))
            continue
        done.append(fix)
        for edit in fix.edits:
            if edit not in edits[(at := bisect.bisect_left(edits, edit)) : at + 1]:
                edits.insert(at, edit)
    raw = _spliced(file, edits)
    _prove(file, edits, raw)
    return Applied(file, raw, tuple(edits), tuple(done), tuple(refused))


def _reads_alike(file: SourceFile, applied: Applied) -> bool:
    """Tell whether the new text holds the same references, those that no edit touches word for word."""
    if not applied.changed:
        return True
    before = list(parse(file))
    after = list(parse(SourceFile(file.path, file.format, applied.raw, has_bom=file.has_bom)))
    if len(before) != len(after):
        return False
    starts = [edit.span.start for edit in applied.edits]
    for old, new in zip(before, after, strict=True):
        at = bisect.bisect_right(starts, old.span.end)
        touched = any(edit.span.end >= old.span.start for edit in applied.edits[max(0, at - 1) : at])
        if (new.problem and not old.problem) or (not touched and old.text != new.text):
            return False
    return True


def _objection(file: SourceFile, fix: Fix, accepted: Sequence[Edit]) -> str:
    """Return why a fix may not be applied, or an empty string."""
    if fix.applicability == Applicability.DISPLAY or not fix.edits or file.format in READ_ONLY:
        return "it is only shown, never applied"
    for edit in fix.edits:
        if not 0 <= edit.span.start <= edit.span.end <= len(file.text):
            return "it points outside the file"
        if has_unsafe(edit.replacement):
            return "its replacement holds control characters"
    own = sorted(set(fix.edits))
    if any(_clash(one, other) for one, other in pairwise(own)):
        return "its edits clash with each other"
    if any(one != other and _clash(one, other) for one in own for other in _neighbours(one, accepted)):
        return "it clashes with another fix"
    return ""


def _neighbours(edit: Edit, accepted: Sequence[Edit]) -> Sequence[Edit]:
    """Return the accepted edits beside this one; as they are sorted and do not overlap, only these can clash."""
    at = bisect.bisect_left(accepted, edit)
    return accepted[max(0, at - 2) : at + 3]


def _clash(one: Edit, other: Edit) -> bool:
    """Tell whether two different edits touch the same characters, or insert at the same place."""
    if one.span == other.span:
        return True
    if one.span.overlaps(other.span):
        return True
    for point, whole in ((one.span, other.span), (other.span, one.span)):
        if not len(point) and whole.start < point.start < whole.end:
            return True
    return False


def _newline(file: SourceFile) -> str:
    """Return the newline that most of the file's lines end with."""
    pairs = file.raw.count("\r\n")
    return "\r\n" if 2 * pairs > file.text.count("\n") else "\n"


def _spliced(file: SourceFile, edits: Sequence[Edit]) -> str:
    """Return the raw text with the edits, which are sorted and do not overlap."""
    newline = _newline(file)
    parts, at = [], 0
    for edit in edits:
        start, end = _raw_range(file, edit.span)
        parts += [file.raw[at:start], edit.replacement.replace("\n", newline)]
        at = end
    return "".join([*parts, file.raw[at:]])


def _raw_range(file: SourceFile, span: Span) -> tuple[int, int]:
    return file.raw_offset(span.start), file.raw_offset(span.end)


def _prove(file: SourceFile, edits: Sequence[Edit], raw: str) -> None:
    """Take the edits back and compare with the original: a difference is a bug, and nothing may be written."""
    newline = _newline(file)
    parts, at, shift = [], 0, 0
    for edit in edits:
        start, end = _raw_range(file, edit.span)
        written = edit.replacement.replace("\n", newline)
        parts += [raw[at : start + shift], file.raw[start:end]]
        at = start + shift + len(written)
        shift += len(written) - (end - start)
    if "".join([*parts, raw[at:]]) != file.raw:
        raise FixError(f"{file.path}: the edits do not give back the original when undone", hint="Nothing was written.")


def diff(file: SourceFile, applied: Applied) -> str:
    """Return a unified diff that `git apply` takes, with the file's own newlines; empty where nothing changes."""
    if not applied.changed:
        return ""
    newline = _newline(file)
    old = _lines(("\ufeff" if file.has_bom else "") + file.raw)
    changes: list[patch.Change] = []
    for group in _by_lines(file, applied.edits):
        first, last = (min(line, len(old)) for line in _line_range(file, group))
        block = "".join(old[first:last])
        base = file.raw_offset(file.line_starts[first]) - (1 if file.has_bom and first == 0 else 0)
        for edit in reversed(group):
            start, end = _raw_range(file, edit.span)
            block = block[: start - base] + edit.replacement.replace("\n", newline) + block[end - base :]
        changes.append(patch.Change(first, last, tuple(_lines(block))))
    return patch.header(file.path) + patch.hunks(old, changes)


def _lines(raw: str) -> list[str]:
    """Split at LF only, as git does; each line keeps its newline."""
    lines = raw.split("\n")
    last = lines.pop()
    return [line + "\n" for line in lines] + ([last] if last else [])


def _line_range(file: SourceFile, edits: Sequence[Edit]) -> tuple[int, int]:
    """Return the lines (from 0, end exclusive) that the edits touch."""
    first = file.point(edits[0].span.start)[0] - 1
    last = file.point(max(edit.span.end for edit in edits))[0]
    return first, last


def _by_lines(file: SourceFile, edits: Sequence[Edit]) -> list[list[Edit]]:
    """Return the edits that touch the same lines together."""
    groups: list[list[Edit]] = []
    for edit in edits:
        if groups and file.point(edit.span.start)[0] <= file.point(groups[-1][-1].span.end)[0]:
            groups[-1].append(edit)
        else:
            groups.append([edit])
    return groups


def write(file: SourceFile, applied: Applied) -> None:
    """Write the new text over the file, whole or not at all, with its mode, byte order mark and newlines.

    Raises `FixError` when the file is no longer what was read, or cannot be written.
    """
    if not applied.changed:
        return
    if file.path == "-":
        raise FixError("standard input cannot be written back", hint="Give a file, or use --diff.")
    try:
        _replace(Path(os.path.realpath(file.path)), file, file.to_bytes(applied.raw))
    except OSError as error:
        raise FixError(f"{file.path}: {error.strerror or error}", hint="Nothing was written.") from error


def _replace(target: Path, file: SourceFile, data: bytes) -> None:
    """Put `data` in the place of the file in one step, after a last look at what is there."""
    was = target.stat()
    number, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".tmp")
    try:
        with os.fdopen(number, "wb") as stream:
            stream.write(data)
            stream.flush()
            with contextlib.suppress(OSError):  # only an administrator may give a file away
                os.fchown(stream.fileno(), was.st_uid, was.st_gid)
            os.fchmod(stream.fileno(), was.st_mode & 0o7777)
            os.fsync(stream.fileno())
        _demand_unchanged(target, file)
        Path(name).replace(target)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise
    _sync_folder(target.parent)


def _demand_unchanged(target: Path, file: SourceFile) -> None:
    """Raise `FixError` unless the bytes on disk are those that were read."""
    if hashlib.sha256(target.read_bytes()).hexdigest() != file.digest:
        raise FixError(f"{file.path}: {_CHANGED}", hint="Run the check again.")


def _sync_folder(folder: Path) -> None:
    """Make the rename last through a power cut, where the system can."""
    with contextlib.suppress(OSError):
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)


def fixes_of(report: Report, *, unsafe: bool = False) -> Iterator[tuple[SourceFile, list[Fix]]]:
    """Yield each file that a stored run has fixes for, as it is now on disk, with those fixes.

    Raises `FixError` for a file that is not the one that was checked, or lies outside the working directory: a run
    may come from elsewhere, and must not choose what is written.
    """
    for path in dict.fromkeys(finding.file for finding in _fixable(report, unsafe=unsafe)):
        file = _read(path, report)
        yield file, stored_fixes(file, report, unsafe=unsafe)


def _fixable(report: Report, *, unsafe: bool) -> list[FindingView]:
    """Return the findings whose fixes may be applied; silenced ones keep theirs to themselves."""
    wanted = {"safe", "unsafe"} if unsafe else {"safe"}
    return [
        item
        for item in report.findings
        if item.fix and item.fix.edits and item.fix.applicability in wanted and not item.suppressed_by
    ]


def _read(path: str, report: Report) -> SourceFile:
    root = Path(os.path.realpath("."))
    real = Path(os.path.realpath(path.replace("\0", "\ufffd")))
    if not real.is_relative_to(root) or ".git" in real.relative_to(root).parts:
        raise FixError(f"{path}: is outside the working directory", hint="Run refmend where the list was checked.")
    form = next((item.format for item in report.files if item.path == path), "")
    try:
        return SourceFile.from_bytes(path, form, real.read_bytes())
    except OSError as error:
        raise FixError(f"{path}: {error.strerror or error}", hint="Run refmend where the list was checked.") from error
    except UnicodeDecodeError as error:
        raise FixError(f"{path}: {_CHANGED}", hint="Run the check again.") from error


def stored_fixes(file: SourceFile, report: Report, *, unsafe: bool = False) -> list[Fix]:
    """Return the fixes that a stored run holds for a file as it is now on disk.

    Raises `FixError` when the file is not the one that was checked.
    """
    view = next((item for item in report.files if item.path == file.path), None)
    if view is None or view.digest != file.digest:
        raise FixError(f"{file.path}: {_CHANGED}", hint="Run the check again.")
    fixes = []
    for finding in _fixable(report, unsafe=unsafe):
        if finding.file != file.path or finding.fix is None:
            continue
        edits = tuple(
            Edit(
                Span(_offset(file, edit.start_line, edit.start_column), _offset(file, edit.end_line, edit.end_column)),
                edit.replacement,
            )
            for edit in finding.fix.edits
        )
        fixes.append(Fix(finding.fix.title, Applicability(finding.fix.applicability), edits))
    return fixes


def _offset(file: SourceFile, line: int, column: int) -> int:
    """Return the offset of a place in a stored run, or -1 (which no fix may use) for one outside the file."""
    if not 1 <= line <= len(file.line_starts) or column < 1:
        return -1
    offset = file.offset(line, column)
    end = file.line_starts[line] - 1 if line < len(file.line_starts) else len(file.text)
    return offset if offset <= end else -1
