"""Where an identifier ends in running text: never inside it, never behind the sentence's own punctuation."""

from __future__ import annotations

import re
from functools import cache

_TRAILING = ".,;:!?'*~\u2018\u2019\u201a\u2026\u2013\u2014\u00b7\u200b\u200c\u200d\u2060\ufeff\u00ad\u3001\uff0e\uff61"
_PAIRS = {")": "(", "]": "[", "\uff09": "\uff08"}
_ENTITY = re.compile(r"&(?:amp|lt|gt|quot|apos|nbsp|#\d{1,6});?$")
# What typesetting glued to an address: a note in parentheses, a link's next bracket.
_NOTE = re.compile(r"\((?:Original ?work|Reprinted|Accessed|Retrieved)|\]\(|\)\[", re.IGNORECASE)
_TEMPLATE = re.compile(r"\$?\{[^\s{}]{0,80}\}|<[a-z][\w-]{0,40}>(?=[/.?&=\w-])|\{\{", re.IGNORECASE)


# White space ends everything; so do quotation marks, braces, the CJK punctuation that stands between words.
_STOP = (
    r"\s\"`{}<>|^\u00ab\u00bb\u2039\u203a\u201c-\u201f\u3000-\u3002\u3008-\u3011\u3014-\u301b"
    r"\uff08\uff09\uff0c\uff0e\uff1a\uff1b\uff01\uff1f\uff61"
)
_CJK = r"\u2e80-\u2fff\u3040-\u9fff\uac00-\ud7af\uf900-\ufaff"
# Square brackets belong to an address in pairs only; CJK letters only where a part of a path begins with them.
_PLAIN = rf"[^{_STOP}{_CJK}\[\]]"
# Each of these wide classes takes milliseconds to compile, so they stand alone and `run_end` puts them together.
_PLAIN_RUN = re.compile(rf"{_PLAIN}*")
_CJK_RUN = re.compile(rf"[{_CJK}]+")


def run_end(text: str, at: int, end: int, *, letters: bool) -> int:
    """Return where the characters end, from `at` on, that an identifier may have; brackets only in pairs.

    With `letters` those of Chinese, Japanese and Korean count where a part of a path begins with them.
    """
    while True:
        match = _PLAIN_RUN.match(text, at, end)
        at = match.end() if match else at
        if at >= end:
            return at
        if text[at] == "[":
            inner = _PLAIN_RUN.match(text, at + 1, end)
            close = inner.end() if inner else end
            if close >= end or text[close] != "]":
                return at
            at = close + 1
        elif letters and at and (text[at - 1] in "/=_?#&.-" or _CJK_RUN.match(text, at - 1)):
            run = _CJK_RUN.match(text, at, end)
            if run is None:
                return at
            at = run.end()
        else:
            return at


@cache
def sici_pattern() -> re.Pattern[str]:
    """Return the pattern of the parts of a SICI in angle brackets, which few DOIs have."""
    return re.compile(rf"(?:<[^{_STOP}{_CJK}]{{1,80}}>[^{_STOP}{_CJK}]*)+")


def end_of(text: str, start: int, end: int) -> int:
    """Return where the identifier that begins at `start` ends; the run of possible characters ends at `end`.

    Sentence punctuation, unbalanced closing brackets and quotes at the end are left out, balanced ones stay.
    """
    bracketed = text.find("(", start, end) >= 0 or text.find("[", start, end) >= 0
    if bracketed and (note := _NOTE.search(text, start, end)):
        end = note.start() if text[note.start()] in "(]" else note.start() + 1
    opened = text[start - 1 : start]
    end = _trim(text, start, end, opened)
    if opened == "=" and text.endswith("==", start, end) and text.endswith("==", 0, start):  # highlighted, no Base64
        end = _trim(text, start, end - 2, opened)
    return end


def unglued(text: str, start: int, end: int) -> int:
    """Return where a second address begins that is glued to the one before, else `end`.

    One that the first carries in itself is no second one: archives, redirects, queries. Behind a comma or an opening
    parenthesis stands a second one, unless that is part of a query.
    """
    at = text.find("://", start, end)
    while at >= 0:
        for scheme in ("https", "http"):
            begin = at - len(scheme)
            if begin >= start and text[begin:at].lower() == scheme:
                if text[begin - 1] not in "/=?&#:%@,+|!(~":
                    return begin
                if text[begin - 1] in ",(" and text.find("?", start, begin) < 0:
                    return begin - 1
                break
        if any(text[place].isspace() for place in range(start, min(at, start + 64))):
            return end
        at = text.find("://", at + 3, end)
    return end


def _trim(text: str, start: int, end: int, opened: str) -> int:
    """Drop trailing punctuation and closing brackets without a partner."""
    if end > start and text[end - 1].isalnum():
        return end
    missing = {close: text.count(close, start, end) - text.count(open_, start, end) for close, open_ in _PAIRS.items()}
    while end > start:
        character = text[end - 1]
        if character in _TRAILING:
            if character == ";" and (entity := _ENTITY.search(text, max(start, end - 10), end)):
                end = entity.start()
                continue
            end -= 1
        elif missing.get(character, 0) > 0:
            missing[character] -= 1
            end -= 1
        elif character in "([\\" or (character == "_" == opened):
            end -= 1
            if character not in {"\\", "_"}:
                closer = ")" if character == "(" else "]"
                missing[closer] += 1
        else:
            break
    return end


def template_follows(text: str, stop: int, end: int) -> bool:
    """Tell whether a placeholder stands right behind: `https://host/{id}` is a pattern, not an address."""
    return stop < end and text[stop] in "${<" and _TEMPLATE.match(text, stop, end) is not None
