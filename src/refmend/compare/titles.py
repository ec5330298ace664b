"""Titles: every form in which a record's title may be cited, and what kind of difference a change makes."""

from __future__ import annotations

import re
from itertools import accumulate
from typing import TYPE_CHECKING

from refmend.compare.fold import clean, collapse, fold, key
from refmend.compare.scripts import script

if TYPE_CHECKING:
    from collections.abc import Sequence

    from refmend.model import Record

_PREFIX = re.compile(
    r"^\W*(?:retracted(?: article)?|retraction|withdrawn|removed|reprint of|expression of concern)\W+\s*", re.IGNORECASE
)
_TIGHT = re.compile(r"(?<=[^\W\d_])</?(?:i|b|em|strong|scp|italic|bold)>(?=[^\W\d_])")
"""Emphasis without a blank beside it: for years deposits lost those ("of<i>E. coli</i>in")."""
_FORMULA = re.compile(r"<(?:mml:)?math\b.{0,8000}?</(?:mml:)?math>|\$[^$]{1,300}\$|\[Formula: see text\]", re.DOTALL)
_ENGLISH = re.compile(r"\b(?:the|of|and|for|with|from|by|between|its|how|what)\b", re.IGNORECASE)
_FOREIGN = re.compile(
    r"\b(?:el|la|los|las|del|una|por|entre|le|des|du|une|dans|sur|der|das|und|f\u00fcr|zur|von|il|gli|della|nella|"
    r"dos|para|uma|het|een|voor|och|f\u00f6r|og|til)\b",
    re.IGNORECASE,
)
_ERRATUM = re.compile(r"\s\(vol\.? \d[^()]{0,40}\)$", re.IGNORECASE)
_SERIES = re.compile(r".{3,120}?[.:] (?:Part )?(?:[IVXL]{1,6}|\d{1,3})[.:] (?P<rest>\S.{11,})")
"""A part of a series: the part alone is cited as often."""
_ENOUGH = 12
_MOST_HEADS = 20  # each is compared whole: a title of nothing but full stops would take their square


def title_forms(records: Sequence[Record], *, version: int | None = None) -> tuple[str, ...]:
    """Return the titles a citation may carry, most likely first: with and without subtitle, original, by version.

    `version` is the one cited: its own title comes first.
    """
    found: dict[str, None] = {}
    for record in records:
        cited = [title.text for title in record.titles if title.version is not None and title.version == version]
        mains = [title.text for title in record.titles if title.kind == "main"]
        subtitles = [title.text for title in record.titles if title.kind == "subtitle"]
        others = [title.text for title in record.titles if title.kind not in ("main", "subtitle", "short")]
        for main in (*cited, *mains):
            _add(main, subtitles, found)
        for other in others:
            _add(other, [], found)
    return tuple(found)


def _add(main: str, subtitles: list[str], found: dict[str, None]) -> None:
    """Add a main title: with its subtitle first, then alone, then without a status prefix."""
    raw, main = main, clean(main)
    apart = clean(_TIGHT.sub(" ", raw)) if "<" in raw else main
    for subtitle in map(clean, subtitles):
        if subtitle and key(subtitle) not in key(main):
            found.setdefault(f"{main.rstrip(' :.')}: {subtitle}")
    series = _SERIES.match(main)
    plain = _ERRATUM.sub("", _PREFIX.sub("", main))
    for form in (
        main,
        plain,
        apart,
        *((series["rest"],) if series else ()),
        *((raw,) if "$" in raw or "\\" in raw else ()),
    ):
        if key(form):
            found.setdefault(collapse(form))
            found.setdefault(form)


def formula_places(records: Sequence[Record], chosen: str) -> tuple[tuple[int, int], ...]:
    """Return where formulas (MathML, TeX) stand in the chosen form of a title, counted in letters and digits."""
    for record in records:
        for title in record.titles:
            marked = clean(_FORMULA.sub(lambda found: f"\ue000{found[0]}\ue001", title.text))
            parts = [_signs(part) for part in re.split("[\ue000\ue001]", marked)]
            if len(parts) > 1 and _signs(chosen).startswith("".join(parts)):
                lengths = list(accumulate(map(len, parts)))
                return tuple(zip(lengths[::2], lengths[1::2], strict=False))
    return ()


def _signs(text: str) -> str:
    """Return the folded letters and digits of a text."""
    return "".join(char for char in fold(text).text if char.isalnum())


def is_other_language(written: str, forms: Sequence[str]) -> bool:
    """Tell whether a title is in a script, or by its small words in a language, in which the record has none."""
    if script(written) not in {script(form) for form in forms}:
        return True
    english = _is_english(written)
    return english is not None and all(_is_english(form) is (not english) for form in forms)


def _is_english(title: str) -> bool | None:
    """Tell whether the small words of a title are English ones; None where there are none, or of both kinds."""
    english, foreign = _ENGLISH.search(title), _FOREIGN.search(title)
    return None if bool(english) == bool(foreign) else bool(english)


def heads(title: str) -> tuple[str, ...]:
    """Return what stands before a colon, dash or question mark, if it is long enough to be cited alone."""
    found = []
    for match in re.finditer(r"[:?!]\s|\s[-\u2013\u2014]\s|\.\s", title):
        head = title[: match.start() + (match[0][0] in "?!")]
        if len(head) >= _ENOUGH:
            found.append(head)
        if len(found) == _MOST_HEADS:
            break
    return tuple(found)
