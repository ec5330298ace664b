"""People: are two names one person, and what is the difference if not quite?

Evidence is weighed per name: family names by their keys (particles, double surnames, two spellings of an umlaut),
given names as ordered initials. Another script or an organisation cannot be compared with a person's Latin name.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from rapidfuzz.distance import OSA

from refmend.compare import names
from refmend.compare.fold import fold

if TYPE_CHECKING:
    from refmend.model import Name

Grade = Literal["same", "slip", "initial", "unknown", "different"]

_SHORT, _LONG = 3, 6
_MOST_WORDS = 40  # of a double surname: the head and the tail of each length are keys
_SUFFIX_LENGTH = 60
_DIGITS = re.compile(r"\d{4}")
_SUFFIX = re.compile(r"(?:,?\s+(?:jr|sr|ii|iii|iv|md|phd)\.?)+$", re.IGNORECASE)
MOJIBAKE = re.compile(
    r"[\ufffd\u0080-\u009f]|\u00c3[\u0080-\u00bf]|[\u00c2\u00c4\u00c5][\u0080-\u00bf\u2018-\u2022]|\?"
)


@dataclass(frozen=True, slots=True)
class Person:
    """What two names are compared by: keys of the family name, given tokens, all tokens, and the script."""

    keys: frozenset[str]
    given: tuple[str, ...]
    tokens: tuple[str, ...]
    script: str
    organisation: bool
    damaged: bool


@lru_cache(maxsize=16384)
def person(name: Name) -> Person:
    """Return the evidence in a name."""
    last, first = names.family(name), names.given(name)
    if _DIGITS.fullmatch(last) or (not last and first):
        first, _, last = first.rpartition(" ")
    last = last[:-_SUFFIX_LENGTH] + _SUFFIX.sub("", last[-_SUFFIX_LENGTH:])
    first = "" if MOJIBAKE.search(first) else first
    given = tuple(re.findall(r"[^\W\d_]+", fold(names.spaced(first)).text))
    tokens = tuple(sorted(re.findall(r"[^\W\d_]+", fold(f"{first} {last}").text)))
    return Person(
        keys=_keys(last),
        given=given,
        tokens=tokens,
        script=script(last or first),
        organisation=name.literal is not None,
        damaged=bool(MOJIBAKE.search(last)),
    )


def _keys(last: str) -> frozenset[str]:
    """Return every key of a family name: whole, without particles, each head and tail of a double surname."""
    found: set[str] = set()
    for spelling in (last, names.respell(last)):
        words = re.findall(r"[^\W\d_]+", fold(spelling.replace("'", "").replace("\u2019", "")).text)
        found.add("".join(words))
        for size in range(1, min(len(words), _MOST_WORDS + 1)):
            found.update(("".join(words[:size]), "".join(words[-size:])))
    return frozenset(word for word in found if word and word not in names.PARTICLES) or frozenset(found)


def script(text: str) -> str:
    """Return the name of the script of the first letter: `LATIN`, `CYRILLIC`, `CJK`, …; empty without letters."""
    letter = next((char for char in text if char.isalpha()), "")
    return unicodedata.name(letter, "").split(" ", maxsplit=1)[0] if letter else ""


def grade(written: Name, known: Name) -> Grade:
    """Return how a written name stands to a record's."""
    a, b = person(written), person(known)
    if a.script != b.script or b.damaged:
        return "unknown"
    if a.tokens == b.tokens or _is_swapped(a, b):
        return "same"
    if a.organisation != b.organisation:
        return "unknown"
    fits = given_fits(a.given, b.given)
    if a.keys & b.keys:
        return "same" if fits or a.organisation else "initial"
    whole_a, whole_b = max(a.keys, key=len, default=""), max(b.keys, key=len, default="")
    return "slip" if fits and is_slip(whole_a, whole_b) else "different"


def is_slip(a: str, b: str) -> bool:
    """Tell whether two folded words are a typing slip apart: one letter, two in a long word."""
    longest = max(len(a), len(b))
    allowed = 0 if longest < _SHORT else 1 if longest < _LONG else 2
    return 0 < OSA.distance(a, b, score_cutoff=allowed) <= allowed


def given_fits(written: tuple[str, ...], known: tuple[str, ...]) -> bool:
    """Tell whether given names agree: every written one begins, or is begun by, the record's in the same order.

    What one side does not give cannot disagree; a written initial that the record lacks is merely not confirmed.
    """
    if not written or not known:
        return True
    if written[0][0] == known[0][0] or "".join(written)[:1] == "".join(known)[:1]:
        return True
    return any(other[0] == written[0][0] for other in known[1:]) or any(
        other[0] == known[0][0] for other in written[1:]
    )


def _is_swapped(a: Person, b: Person) -> bool:
    """Tell whether family and given name changed places."""
    whole = "".join(a.given)
    return bool(whole) and len(whole) > 1 and whole in b.keys and bool(a.keys & {"".join(b.given), *b.given})
