"""What is special to Chinese and Japanese entries: signs of full width, works in brackets, titles that no sign ends."""

from __future__ import annotations

import re

_WIDE = str.maketrans("\uff08\uff09\uff0c\u3002\uff0e\uff61\uff1a\uff1b\u3001", "(),...:;,")
_WIDE_SIGN = re.compile(r"[\uff08\u3002\uff0e\uff61]")
# Works in the brackets of Chinese and Japanese: a book, or an article when something divides it from what follows.
BRACKETED = re.compile(
    r"(?:[\u300a\u300e](?P<book>[^\u300a\u300b\u300e\u300f]{1,200})[\u300b\u300f]|\u300c(?P<article>[^\u300a-\u300f]{1,200})\u300d(?=[\u300e\u300a,.\s]|$)"
    r"|\u201c(?P<quoted>[^\u201c\u201d]{1,200})\u201d(?=[,.\s]{0,3}\u300a))"
)
CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
GAP = re.compile(rf"(?<={CJK.pattern})[ \u3000](?={CJK.pattern})")


def narrowed(text: str) -> str:
    """Return the text with signs of full width as the grammar knows them, each in its place."""
    return text if text.isascii() or not _WIDE_SIGN.search(text) else text.translate(_WIDE)
