"""People: are two names one person, and what is the difference if not quite?

Evidence is weighed per name: family names by their keys (particles, double surnames, two spellings of an umlaut),
given names as ordered initials. Another script or an organisation cannot be compared with a person's Latin name.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from msgspec import Struct
from rapidfuzz.distance import OSA

from refmend.compare import names
from refmend.compare.fold import fold
from refmend.compare.scripts import likeness, script

if TYPE_CHECKING:
    from collections.abc import Iterator

    from refmend.model import Name

Grade = Literal["same", "slip", "initial", "unknown", "different"]

_SHORT, _LONG = 3, 6
_UNLIKE, _MIXED = 0.34, 0.6
_MOST_WORDS = 40  # of a double surname: the head and the tail of each length are keys
_SUFFIX_LENGTH = 60
_DIGITS = re.compile(r"\d{4}")
_SUFFIX = re.compile(r"(?:,?\s+(?:jr|sr|ii|iii|iv|md|phd)\.?)+$", re.IGNORECASE)
MOJIBAKE = re.compile(
    r"[\ufffd\u0080-\u009f]|\u00c3[\u0080-\u00bf]|[\u00c2\u00c4\u00c5][\u0080-\u00bf\u2018-\u2022]|\?"
)


class Person(Struct, frozen=True):
    """What two names are compared by.

    `keys` are the family name whole and each head and tail of a double one, `wholes` only what stands for all of it:
    with and without particles, in two spellings. `family` are its words without particles, `tokens` those of the
    whole name; `spellings` are the family's words in order, with umlauts as letters and as pairs of letters.
    """

    keys: frozenset[str]
    wholes: frozenset[str]
    family: frozenset[str]
    given: tuple[str, ...]
    tokens: tuple[str, ...]
    spellings: tuple[tuple[str, ...], ...]
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
    if (suffix := names.suffix(name)) and not _SUFFIX.fullmatch(f" {suffix}"):  # Neto, Filho: a part of the name
        last = f"{last} {suffix}"
    first = "" if MOJIBAKE.search(first) else first
    given = tuple(re.findall(r"[^\W\d_]+", fold(names.spaced(first)).text))
    tokens = tuple(sorted(re.findall(r"[^\W\d_]+", fold(f"{first} {last}").text)))
    return Person(
        keys=_keys(last),
        wholes=frozenset(_wholes(last)),
        family=frozenset(_strong(_words(last))),
        given=given,
        tokens=tokens,
        spellings=tuple(dict.fromkeys(tuple(_strong(_words(form))) for form in (last, names.respell(last)))),
        script=script(last or first),
        organisation=name.literal is not None,
        damaged=bool(MOJIBAKE.search(last)),
    )


def _words(last: str) -> list[str]:
    """Return the folded words of a family name; an apostrophe joins."""
    return re.findall(r"[^\W\d_]+", fold(last.replace("'", "").replace("\u2019", "")).text)


def _strong(words: list[str]) -> list[str]:
    """Return the words of a family name that are neither particles nor abbreviated to a letter."""
    return [word for word in words if len(word) > 1 and word not in names.PARTICLES] or words


def _keys(last: str) -> frozenset[str]:
    """Return every key of a family name: whole, without particles, each head and tail of a double surname."""
    found: set[str] = set()
    for spelling in (last, names.respell(last)):
        words = _words(spelling)
        found.add("".join(words))
        for size in range(1, min(len(words), _MOST_WORDS + 1)):
            found.update(("".join(words[:size]), "".join(words[-size:])))
    return frozenset(word for word in found if word and word not in names.PARTICLES) or frozenset(found)


def _wholes(last: str) -> Iterator[str]:
    """Yield what stands for all of a family name."""
    for spelling in (last, names.respell(last)):
        words = _words(spelling)
        yield from ("".join(words), "".join(_strong(words)))


def grade(written: Name, known: Name, *, mixed: bool = False) -> Grade:
    """Return how a written name stands to a record's; `mixed`: others of the list are in the record's script."""
    a, b = person(written), person(known)
    if b.damaged:
        return "unknown"
    if a.script != b.script:
        return "different" if _is_unlike(written, known, mixed=mixed) else "unknown"
    if a.tokens == b.tokens or _is_swapped(a, b):
        return "same"
    return _grade_alike(a, b)


def _grade_alike(a: Person, b: Person) -> Grade:
    """Return how a written name stands to a record's in the same script, if it is not simply the same."""
    fits = given_fits(a.given, b.given)
    if fits and _is_misspelt(a, b):
        return "slip"
    if a.organisation != b.organisation:
        return "unknown"
    if _is_family(a, b):
        return "same" if fits or a.organisation else "initial"
    whole_a, whole_b = max(a.wholes, key=len, default=""), max(b.wholes, key=len, default="")
    return "slip" if fits and is_slip(whole_a, whole_b) else "different"


def _is_family(a: Person, b: Person) -> bool:
    """Tell whether two family names can be one: equal, or one a part of the other.

    Of two double surnames that share a part only, one is wrong: Rodriguoz-Mateos is not Rodriguez-Mateos.
    """
    if a.wholes & b.keys or b.wholes & a.keys:
        return True
    if a.family <= b.family or b.family <= a.family:
        return bool(a.family and b.family)
    several = len(a.family) > 1 and bool(a.family & b.family)
    return several and a.family <= {*b.given, *b.family}  # the record took a surname for a second given name


def _is_unlike(written: Name, known: Name, *, mixed: bool) -> bool:
    """Tell whether two persons in two alphabets are surely two, whichever part is the family name."""
    if names.is_organisation(written) or names.is_organisation(known):
        return False  # its name would be translated
    shown, last, first = names.family(written), names.family(known), names.given(known)
    least = _MIXED if mixed else _UNLIKE
    whole = "." not in first and len(first) >= _SHORT
    return likeness(shown, last) < least and not (whole and likeness(shown, first) >= least)


def _is_misspelt(a: Person, b: Person) -> bool:
    """Tell whether a word of a name is misspelt beside others that are right, or the only one is.

    A name that one side does not divide ("Caihong Li" for want of a comma) is compared word by word in either order.
    """
    if a.given and b.given:
        return bool(a.keys & b.keys) and _has_slip(a.spellings, b.spellings)
    if len(a.tokens) != len(b.tokens):
        return False
    return _has_slip(_orders(a), _orders(b))


def _orders(one: Person) -> tuple[tuple[str, ...], ...]:
    """Return the words of a whole name, given name first and family name first."""
    return tuple(words for family in one.spellings for words in ((*one.given, *family), (*family, *one.given)))


def _has_slip(one: tuple[tuple[str, ...], ...], other: tuple[tuple[str, ...], ...]) -> bool:
    """Tell whether no spelling of one is a spelling of the other, and two of them are slips apart in their words."""
    pairs = [(a, b) for a in one for b in other if len(a) == len(b)]
    if any(a == b for a, b in pairs):
        return False
    return any(all(x == y or is_slip(x, y) for x, y in zip(a, b, strict=True)) for a, b in pairs)


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
    """Tell whether family and given name changed places; of the one that is now given, initials may be left."""
    whole = "".join(a.given)
    if not whole or not b.given or not a.wholes & {"".join(b.given), *b.given}:
        return False
    if all(len(word) == 1 for word in a.given):
        return "".join(b.given) in a.wholes and any(key[0] == whole[0] for key in b.wholes if key)
    return whole in b.keys
