"""Which comments speak about which finding: an item's own comments, ranges, the whole file; pure."""

from __future__ import annotations

import bisect
from typing import TYPE_CHECKING

from msgspec import Struct, field

from refmend.suppress.comments import Comment, find_comments

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from refmend.model import Finding, Reference, SourceFile, Span


class Scopes(Struct):
    """The comments of one file, ready to be asked about a finding.

    `items` maps a reference's id to the comments in or before it, `switches` are the `disable` and `enable` comments
    in order, `whole` are the comments about the file. `owner` is the first reference a comment belongs to,
    `references` are those of the whole file.
    """

    file: SourceFile
    comments: list[Comment]
    items: dict[str, list[Comment]] = field(default_factory=dict)
    switches: list[Comment] = field(default_factory=list)
    whole: list[Comment] = field(default_factory=list)
    owner: dict[Comment, Reference] = field(default_factory=dict)
    references: Sequence[Reference] = ()

    def about(self, finding: Finding) -> Iterator[Comment]:
        """Yield the comments that speak about a finding, the closest first."""
        rule = finding.rule
        own = self.items.get(finding.reference.id, ()) if self.items else ()
        yield from (comment for comment in own if comment.covers(rule))
        disabling = None
        for comment in self.switches:
            if comment.span.start > finding.span.start:
                break
            if comment.covers(rule):
                disabling = comment if comment.verb == "disable" else None
        if disabling is not None:
            yield disabling
        yield from (comment for comment in self.whole if comment.covers(rule))


def scopes_of(file: SourceFile, references: Sequence[Reference]) -> Scopes:
    """Return the comments of a file, tied to its references (in the order of the file)."""
    comments = find_comments(file)
    scopes = Scopes(file, comments, references=references)
    if not comments:
        return scopes
    references = sorted(references, key=lambda reference: reference.span)
    starts = [reference.span.start for reference in references]
    usable = [comment for comment in comments if not comment.problem]
    scopes.whole = [comment for comment in usable if comment.verb == "ignore-file"]
    scopes.switches = [comment for comment in usable if comment.verb in ("disable", "enable")]
    for comment in usable:
        if comment.verb == "ignore":
            for reference in _owners(file, comment, comments, references, starts):
                scopes.items.setdefault(reference.id, []).append(comment)
                scopes.owner.setdefault(comment, reference)
    return scopes


def _owners(
    file: SourceFile,
    comment: Comment,
    comments: Sequence[Comment],
    references: Sequence[Reference],
    starts: Sequence[int],
) -> list[Reference]:
    """Return the references that an `ignore` speaks about: those on its lines, else those of the item after it."""
    first, last = comment.lines
    beside = _on_lines(file, references, starts, first, last)
    if beside and not (comment.alone and not any(ref.span.contains(comment.span) for ref in beside)):
        return beside
    index = bisect.bisect_left(starts, comment.span.end)
    if index and _continues(file, comment, references[index - 1], starts[index : index + 1]):
        return [references[index - 1]]
    if index == len(starts) or not _adjoins(file, comment, comments, starts[index]):
        return []
    line = file.point(starts[index])[0]
    return _on_lines(file, references, starts, line, line)


def _continues(file: SourceFile, comment: Comment, before: Reference, after: Sequence[int]) -> bool:
    """Tell whether a comment on a line of its own stands inside the Markdown item before it, by its indentation.

    It does when it is set further in than that item's own line and than the item that follows, with no blank line
    between.
    """
    if file.format != "markdown" or file.text[before.span.end : comment.span.start].count("\n") != 1:
        return False
    indent = _indent(file, comment.span.start)
    return indent > _indent(file, before.span.start) and all(indent > _indent(file, start) for start in after)


def _indent(file: SourceFile, offset: int) -> int:
    """Return the number of blanks before the text of an offset's line."""
    start = file.line_starts[file.point(offset)[0] - 1]
    line = file.text[start : start + 200]
    return len(line) - len(line.lstrip(" \t"))


def _on_lines(
    file: SourceFile, references: Sequence[Reference], starts: Sequence[int], first: int, last: int
) -> list[Reference]:
    """Return the references that share a line with the given ones, in order."""
    low = file.line_starts[first - 1]
    high = file.line_starts[last] if last < len(file.line_starts) else len(file.text) + 1
    found = []
    for index in range(bisect.bisect_left(starts, high) - 1, -1, -1):
        if references[index].span.end <= low:
            break
        found.append(references[index])
    return found[::-1]


def _adjoins(file: SourceFile, comment: Comment, comments: Sequence[Comment], start: int) -> bool:
    """Tell whether only blank lines and other comments stand between a comment and an item that starts later."""
    line_start = file.line_starts[file.point(start)[0] - 1]
    at = comment.span.end
    for index in range(bisect.bisect_right(comments, comment.span, key=_place), len(comments)):
        other = comments[index].span
        if other.start >= line_start or file.text[at : other.start].strip():
            break
        at = other.end
    return not file.text[at : max(at, line_start)].strip()


def _place(comment: Comment) -> Span:
    return comment.span
