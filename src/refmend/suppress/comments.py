"""Ignore comments: found in a text, read, and tied to the lines they speak about; pure.

    <!-- refmend: ignore[dead-link, title-mismatch] the server is down until spring until=2027-03-01 -->
    % refmend: ignore[year-mismatch] the online year is cited on purpose
    # refmend: ignore-file[venue-mismatch]
    <!-- refmend: disable[blocked-link] --> … <!-- refmend: enable[blocked-link] -->

Without a bracket all rules are meant. The rest of the comment is the reason.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from refmend.model import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from refmend.model import SourceFile

Verb = Literal["ignore", "ignore-file", "disable", "enable"]
VERBS: tuple[Verb, ...] = ("ignore", "ignore-file", "disable", "enable")

_MARK = "refmend:"
_LONGEST = 2000
# Every quantifier is bounded, so all of these are linear.
_BLOCKS = {
    "<!--": (re.compile(r"<!--[ \t\n]{0,20}refmend:"), "-->"),
    "{/*": (re.compile(r"\{/\*[ \t\n]{0,20}refmend:"), "*/}"),
    "/*": (re.compile(r"(?<!\{)/\*[ \t\n]{0,20}refmend:"), "*/"),
}
_REST_OF_LINE = {
    "%": re.compile(r"(?<!%)%+[ \t]{0,20}refmend:([^\n]{0,2000})"),
    "#": re.compile(r"(?m)^[ \t]{0,200}#+[ \t]{0,20}refmend:([^\n]{0,2000})"),
    "//": re.compile(r"(?m)^[ \t]{0,200}//[ \t]{0,20}refmend:([^\n]{0,2000})"),
    "..": re.compile(r"(?m)^[ \t]{0,200}\.\.[ \t]{1,20}refmend:([^\n]{0,2000})"),
}
_MARKS = {
    "bibtex": ("%",),
    "latex": ("%",),
    "rst": ("..",),
    "asciidoc": ("//",),
    "typst": ("//",),
    "markdown": ("<!--", "{/*"),
    "html": ("<!--",),
    "xml": ("<!--",),
    "css": ("/*",),
    "plain": ("#", "<!--"),
    "csl-json": (),
    "ris": (),
    "nbib": (),
}
_UNKNOWN_FORMAT = ("#",)
_ORDER = re.compile(r"[ \t\n]{0,20}([A-Za-z-]{1,30})[ \t]{0,20}(\[[^\]\n]{0,500}\])?")
_UNTIL = re.compile(r"\buntil=([^\s,;]{1,40})")
_TICKS = re.compile(r"`+")
_FENCE = re.compile(r"(?m)^[ \t>]{0,20}(`{3,40}|~{3,40})([^\n]{0,500})$")


class Comment(Struct, frozen=True):
    """One ignore comment.

    `rules` is empty where all rules are meant. `problem` is empty, or says why the comment has no effect. `lines`
    are the first and last line of the comment (1-based); `alone` tells that nothing else stands on them.
    """

    verb: Verb
    rules: tuple[str, ...]
    span: Span
    lines: tuple[int, int]
    alone: bool
    reason: str = ""
    until: date | None = None
    problem: str = ""

    def covers(self, rule: str) -> bool:
        """Tell whether the comment speaks of a rule."""
        return not self.rules or rule in self.rules

    def is_expired(self, today: date) -> bool:
        """Tell whether the comment's day is over; it still holds on the day itself."""
        return self.until is not None and self.until < today


def has_comments(file: SourceFile) -> bool:
    """Tell whether a file may hold ignore comments."""
    return _MARK in file.text


def find_comments(file: SourceFile) -> list[Comment]:
    """Return the ignore comments of a file in order; those shown as code in Markdown are examples, not comments."""
    if _MARK not in file.text:
        return []
    code = list(_code(file.text))[::-1] if file.format == "markdown" else []
    found = []
    for span, words in sorted(_written(file)):
        while code and code[-1].end <= span.start:
            code.pop()
        if not (code and code[-1].overlaps(span)):
            found.append(_read(file, span, words))
    return found


def _written(file: SourceFile) -> Iterator[tuple[Span, str]]:
    """Yield the place of each comment and what follows the mark in it."""
    for mark in _MARKS.get(file.format, _UNKNOWN_FORMAT):
        if mark in _REST_OF_LINE:
            for match in _REST_OF_LINE[mark].finditer(file.text):
                indent = len(match.group()) - len(match.group().lstrip())
                yield Span(match.start() + indent, match.end()), match.group(1)
            continue
        opening, closing = _BLOCKS[mark]
        for match in opening.finditer(file.text):
            end = file.text.find(closing, match.end(), match.end() + _LONGEST)
            if end >= 0:
                yield Span(match.start(), end + len(closing)), file.text[match.end() : end]


def _read(file: SourceFile, span: Span, words: str) -> Comment:
    """Return the comment that stands at a span."""
    lines = (file.point(span.start)[0], file.point(max(span.start, span.end - 1))[0])
    order = _ORDER.match(words)
    written = order.group(1).lower() if order else ""
    verb: Verb = next((known for known in VERBS if known == written), "ignore")
    problem = "" if written in VERBS else f"{written or 'nothing'!r} is none of {', '.join(VERBS)}"
    bracket = (order.group(2) or "") if order else ""
    rules = tuple(name for part in bracket.strip("[]").split(",") if (name := part.strip().lower()))
    if bracket and not rules:
        problem = problem or "no rule stands in the brackets"
    rest = words[order.end() :] if order else words
    until, trouble = _until(rest)
    reason = " ".join(_UNTIL.sub("", rest).split())
    return Comment(verb, rules, span, lines, _is_alone(file, span), reason, until, problem or trouble)


def _until(text: str) -> tuple[date | None, str]:
    """Return the day in `until=YYYY-MM-DD` if there is one, and what is wrong with it."""
    match = _UNTIL.search(text)
    if match is None:
        return None, ""
    try:
        return date.fromisoformat(match.group(1)), ""
    except ValueError:
        return None, f"until={match.group(1)} is no day (write until=YYYY-MM-DD)"


def _is_alone(file: SourceFile, span: Span) -> bool:
    """Tell whether only white space and quote or list marks stand beside a comment on its lines."""
    before = file.text[max(0, span.start - _LONGEST) : span.start].rpartition("\n")[2]
    after = file.text[span.end : span.end + _LONGEST].partition("\n")[0]
    return not (before + after).strip(" \t>")


def _code(text: str) -> Iterator[Span]:
    """Yield the code of a Markdown text: fenced blocks, and what stands between backticks on one line."""
    opened: re.Match[str] | None = None
    last = 0
    for fence in _FENCE.finditer(text):
        mark, rest = fence.groups()
        if opened is None:
            yield from _inline_code(text, last, fence.start())
            opened = fence
        elif mark[0] == opened.group(1)[0] and len(mark) >= len(opened.group(1)) and not rest.strip():
            yield Span(opened.start(), fence.end())
            opened, last = None, fence.end()
    if opened is None:
        yield from _inline_code(text, last, len(text))
    else:
        yield Span(opened.start(), len(text))


def _inline_code(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield the code spans of each line that holds an ignore comment."""
    at = text.find(_MARK, start, end)
    while at >= 0:
        line_start = max(start, text.rfind("\n", 0, at) + 1)
        line_end = text.find("\n", at)
        line_end = end if line_end < 0 else min(end, line_end)
        yield from _ticked(text, line_start, line_end)
        at = text.find(_MARK, line_end, end)


def _ticked(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield what stands between runs of backticks of the same length."""
    runs = list(_TICKS.finditer(text, start, end))
    closing: dict[int, int] = {}
    partner: list[int | None] = []
    for index in range(len(runs) - 1, -1, -1):
        length = len(runs[index].group())
        partner.append(closing.get(length))
        closing[length] = index
    partner.reverse()
    index = 0
    while index < len(runs):
        other = partner[index]
        if other is not None:
            yield Span(runs[index].start(), runs[other].end())
        index = index + 1 if other is None else other + 1
