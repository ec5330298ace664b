"""Names: the forms in which one person is cited."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from refmend.compare.fold import clean, collapse

if TYPE_CHECKING:
    from refmend.model import Name

_PART = re.compile(r"[^\s.-]+")
_TOKEN = re.compile(r"[^\s.]+\.?")
_HYPHEN = re.compile(r"([-\u2010-\u2015])")
_MARKS = re.compile(r"(?:<sup>[^<>]{0,20}</sup>|[*\u2020\u2021\u00a7\u00b6])+$")
"""What a deposit took over from a title page: the marks of footnotes."""
_MARKED = 60
_HONOUR = re.compile(r"\A(?:(?:Dr|Prof|Mrs?|Ms|Sir|Dame)(?:\.\s?|\s+)){1,3}(?=\w)")
_SUFFIX = re.compile(r"(?:jr|sr|[ivx]{1,4}|2nd|3rd|4th|net[oa]|filho|j\u00fanior|junior|sobrinho)\.?", re.IGNORECASE)
_ARTICLE = re.compile(r"(?:[ae]l|a[dnrstz]|ash)-(?=\w{3})", re.IGNORECASE)
_NICKNAME = re.compile(r"\s?[\u201c\"'\u2018(](?P<name>[^\W\d_]{2,20})[\u201d\"'\u2019)]")
_CAPITALS = 3
_SHORT = 3
_MOST_GIVEN = 40  # words: each count of them is a form, which takes their square; nobody has so many
_HOMONYM = re.compile(r"(?<!\s)\s+\d{4}$")
PARTICLES = frozenset(
    [
        *(
            "de",
            "del",
            "della",
            "delle",
            "dello",
            "der",
            "den",
            "di",
            "do",
            "dos",
            "das",
            "da",
            "du",
            "des",
            "la",
            "le",
        ),
        *("les", "van", "von", "vom", "zu", "zum", "zur", "ter", "ten", "te", "el", "al", "bin", "ibn", "ben", "af"),
        *("av", "y", "e", "i", "a", "d'", "l'"),
    ]
)


def family(name: Name) -> str:
    """Return the family name or the literal, cleaned."""
    return _cleaned(name.literal if name.literal is not None else name.family or "")


def given(name: Name) -> str:
    """Return the given names, cleaned, without an academic title."""
    return "" if name.literal is not None else _HONOUR.sub("", _cleaned(name.given or ""))


def _cleaned(text: str) -> str:
    """Return a deposited part of a name without markup, footnote marks and the number of a homonym."""
    plain = text[:-_MARKED] + _MARKS.sub("", text[-_MARKED:])
    return _HOMONYM.sub("", collapse(clean(plain)))


def suffix(name: Name) -> str:
    """Return the suffix that belongs to a name; degrees are none."""
    shown = collapse(clean(name.suffix or ""))
    return shown if _SUFFIX.fullmatch(shown) else ""


def is_organisation(name: Name) -> bool:
    """Tell whether a name is a literal."""
    return name.literal is not None


@lru_cache(maxsize=4096)
def given_forms(given_names: str) -> tuple[str, ...]:
    """Return the forms of given names, the commonest first: initials, without hyphens, first initial, in full.

    A citation formatter reads `D.A` as `D. .`; that form is out there and is not the author's mistake.
    """
    if len(_PART.findall(given_names)) > _MOST_GIVEN:
        return (given_names,)
    found = _initials(_TOKEN.findall(given_names))
    if not found:  # nothing, or a sign for want of a given name
        return ("",)
    first = next(iter(found))
    if re.search(r"\.[^\s.]+$", given_names):
        found.setdefault(re.sub(r"\s?[^\s]$", " .", first.removesuffix(".")))
    if not re.search(r"\.[^\W\d_]", given_names):
        found.setdefault(given_names)
    found.setdefault(re.sub(r"\b([^\W\d_])(?=\s|$)", r"\1.", given_names))
    found.setdefault(first.replace(".", ""))
    for form in tuple(found)[:6]:
        found.setdefault(form.replace(".", ""))
        found.setdefault(form.rstrip("."))
        found.setdefault(re.sub(r"[^\w]", "", form))
    found.setdefault(f"{given_names.rstrip('.')}.")
    for form in tuple(found):
        parts = form.split(" ")
        for size in range(len(parts) - 1, 0, -1):
            found.setdefault(" ".join(parts[:size]))
        found.setdefault(parts[0].split("-")[0])
    return tuple(form for form in found if form and not re.search(r"\.[^\W\d_]", form)) or ("",)


def _initials(tokens: list[str]) -> dict[str, None]:
    """Return the ways to shorten given names to initials, the commonest first; none where there is no letter."""
    found: dict[str, None] = {}
    _add(found, tokens, hyphens="all")
    _add(found, tokens, hyphens="capital")
    _add(found, tokens, hyphens="none")
    if any(token.rstrip(".") in PARTICLES for token in tokens):
        _add(found, [token.title() for token in tokens], hyphens="all")
        _add(found, [token for token in tokens if token.rstrip(".") not in PARTICLES], hyphens="all")
    split = [part for token in tokens for part in _capitals(token.replace("-", "")) if part.rstrip(".")]
    apart = [part for token in tokens for part in token.split("-") if part.rstrip(".")]
    if apart != tokens:
        _add(found, apart, hyphens="all")
    if split != tokens:
        _add(found, split, hyphens="all")
    return found


def _capitals(token: str) -> list[str]:
    """Return `MJ` as `M`, `J`; any other token as it is."""
    if 1 < len(token) <= _CAPITALS and token.isalpha() and token.isupper():
        return list(token)
    return [token]


def _add(found: dict[str, None], tokens: list[str], *, hyphens: str) -> None:
    """Add the initials of given names; a particle among them stays a word."""
    out = []
    for token in tokens:
        bare = token.rstrip(".") or token
        if bare.islower() and bare in PARTICLES:
            out.append(bare)
            continue
        if bare[0].islower() and re.match(r"[^\W\d_]['\u2019]", bare):
            out.append(token)
            continue
        parts = [part for part in _HYPHEN.split(bare) if part]
        text = ""
        for index, part in enumerate(parts):
            if _HYPHEN.fullmatch(part):
                continue
            if index and (hyphens == "none" or (hyphens == "capital" and not part[0].isupper())):
                continue
            text += ("-" if text else "") + part[0].upper() + "."
        if text:
            out.append(text)
    if out:
        found.setdefault(" ".join(out))


def forms(name: Name) -> list[tuple[str, str]]:
    """Return (family, given) in every form in which the name may be cited, the commonest first."""
    last, first = family(name), given(name)
    if not last:
        return [(first, "")]
    found: list[tuple[str, str]] = []
    if nickname := _NICKNAME.search(first):
        plain = collapse(_NICKNAME.sub("", first))
        found += [(last, form) for other in (plain, nickname["name"]) for form in given_forms(other)[:4]]
    for spelling in dict.fromkeys((last, respell(last))):
        found += [(spelling, form) for form in given_forms(first)]
        found += _with_particles(spelling, first)
    words = last.split()
    parts = dict.fromkeys((words[0], words[-1], " ".join(words[1:]))) if len(words) > 1 else {}
    for part in parts:
        if part.lower() not in PARTICLES and len(part) > _SHORT:
            found += [(part, form) for form in given_forms(first)[:4]]
    if len(first) > 1 and "." not in first:
        found += [(first, form) for form in given_forms(last)[:4]]
    return found


def _with_particles(last: str, first: str) -> list[tuple[str, str]]:
    """Return the forms in which particles change sides or are left out."""
    found = []
    head, _, tail = last.rpartition(" ")
    if article := _ARTICLE.match(last):
        found += [(last[article.end() :], form) for form in given_forms(first)[:4]]
    if head and all(part.lower().strip("'") in PARTICLES for part in head.split()):
        for form in given_forms(first)[:4]:
            found += [(tail, f"{form} {head}".strip()), (tail, form)]
    tokens = first.split()
    at = len(tokens)
    while at and tokens[at - 1].lower() in PARTICLES:
        at -= 1
    if 0 < at < len(tokens):
        particle = " ".join(tokens[at:])
        found += [(f"{particle} {last}", form) for form in given_forms(" ".join(tokens[:at]))[:4]]
    return found


def respell(text: str) -> str:
    """Return a name with umlauts and their kin spelt as two letters, as German and Danish writers do."""
    for letter, pair in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ø", "oe"), ("å", "aa"), ("Ä", "Ae"), ("Ö", "Oe"),
                         ("Ü", "Ue"), ("Ø", "Oe"), ("Å", "Aa")):  # fmt: skip
        text = text.replace(letter, pair)
    return text


def spaced(given_names: str) -> str:
    """Return given names with a blank after every initial, and run-together capitals apart: `JB` is `J B`."""
    return " ".join(part for token in given_names.replace(".", ". ").split() for part in _capitals(token))
