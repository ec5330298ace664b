"""Style sheets: what `url(…)` and `@import` point to."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from refmend.identifiers import read
from refmend.model import Mention, Reference, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from refmend.model import SourceFile

_COMMENT = re.compile(r"/\*")
_URL = re.compile(
    r"/\*|@namespace\s[^;{}]{0,400}|url\(\s{0,40}(?:\"(?P<a>[^\"\n]{0,4000})\"|'(?P<b>[^'\n]{0,4000})'|(?P<c>[^\s()\"']{1,4000}))\s{0,40}\)"
    r"|@import\s{1,40}(?:\"(?P<d>[^\"\n]{0,4000})\"|'(?P<e>[^'\n]{0,4000})')",
    re.IGNORECASE,
)


def parse(file: SourceFile) -> Iterator[Reference]:
    """Yield the links of a style sheet."""
    yield from parse_range(file, 0, len(file.text))


def parse_range(file: SourceFile, start: int, end: int) -> Iterator[Reference]:
    """Yield the links of a stretch of CSS; comments are left alone."""
    at = start
    while match := _URL.search(file.text, at, end):
        at = match.end()
        if match.group() == "/*":
            close = file.text.find("*/", at, end)
            at = end if close < 0 else close + 2
            continue
        name = next((key for key in "abcde" if match[key] is not None), "")
        if not name:  # a namespace is a name
            continue
        written = match[name]
        mention = read(written) if "://" in written[:12] else None
        if mention is not None:
            span = Span(*match.span(name))
            link = Mention(mention.identifier, written, span, "url", mention.problem, link=True)
            yield Reference(file, span, (link,), kind="link")
