"""Titles in quotation marks where APA has none: Harvard, encyclopaedias; what is certain of what stands behind them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from refmend.sources.reading import Range, Reading, trimmed
from refmend.sources.tails import numeric_tail

if TYPE_CHECKING:
    from collections.abc import Sequence

OPENING = frozenset("'\u2018\"\u201c")
QUOTED = re.compile(r"['\u2018\"\u201c](?P<title>[^\u2018\u201c\u201d\"]{3,300}?)[,.]?['\u2019\"\u201d](?=[,.\s])")


_DIGIT = re.compile(r"\d")


def is_followed(text: str, quoted: re.Match[str], end: int) -> bool:
    """Tell whether a stop ends the quotation and numbers follow that stand otherwise than APA has them."""
    stopped = text[quoted.end("title")] in ".,?!" or text[quoted.end() : quoted.end() + 1] in {".", ","}
    return (
        stopped and numeric_tail(text, quoted.end(), end) is None and _DIGIT.search(text, quoted.end(), end) is not None
    )


def read_quoted(text: str, quoted: re.Match[str], end: int, italics: Sequence[Range], reading: Reading) -> None:
    """Read a title in quotation marks, an emphasised journal behind it and the numbers that follow that."""
    reading.put("title", *quoted.span("title"))
    venue = next((place for place in italics if place[0] >= quoted.end()), None)
    if venue is None:
        return
    reading.put("venue", *trimmed(text, *venue, final=True))
    if (numbers := numeric_tail(text, venue[0], end)) and numbers.start <= venue[1] + 1:
        numbers.put(reading)
