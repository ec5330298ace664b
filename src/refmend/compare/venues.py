"""Venues: the names under which a record's container is cited, and when two names cannot contradict each other."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from rapidfuzz.distance import OSA

from refmend.compare.fold import clean, collapse, fold, key
from refmend.model import Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from refmend.model import Record

_STOP = frozenset(
    [
        *("a", "an", "and", "the", "of", "on", "in", "for", "to", "de", "des", "du", "la", "le", "les", "et", "der"),
        *("die", "das", "und", "fur", "di", "del", "della", "delle", "dei", "e", "y", "el", "los", "las", "da", "do"),
        *("dos", "voor", "van", "het", "och", "i", "og", "its", "with", "at", "by", "d", "l"),
    ]
)
_SERVERS = re.compile(
    r"\b(?:arxiv|corr|bio ?rxiv|med ?rxiv|chem ?rxiv|psy ?arxiv|soc ?arxiv|eng ?rxiv|eart?h ?arxiv|[a-z]{3,8}rxiv|ssrn|"
    r"social science research network|research ?square|preprints?(?: org)?|open ?review|zenodo|figshare|osf|"
    r"open science framework|hal|repec|nber|techrxiv|authorea|researchgate|unpublished|working papers?|"
    r"computing research repository|advance online publication|early access|in press|forthcoming|under review)\b"
)
_SERIES = re.compile(
    r"(?:lecture notes|lncs|lnai|communications in computer|ifip|advances in (?:intelligent|experimental)|"
    r"proceedings of machine learning research|pmlr|ceur|acm international conference proceeding|icps|procedia|leibniz|"
    r"lipics|springer|studies in|topics in|methods in)\b"
)
_PUBLISHER = re.compile(
    r"(?:\w+ ){0,6}(?:press|verlag|publish\w*|books?)|ieee|acm|(?:elsevier|wiley|palgrave|routledge)(?: \w+)?"
)
_ALIASES = {
    "nips": "neurips",
    "neuralinformationprocessingsystems": "neurips",
    "conferenceonneuralinformationprocessingsystems": "neurips",
}
_NOISE = re.compile(
    r"\b(?:proceedings|proc|annual|international|intl|conference|conf|symposium|workshop|meeting|ieee|cvf|acm|"
    r"\d+(?:st|nd|rd|th)?|(?:thirty|forty|fifty|twenty)?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|"
    r"ninth|tenth)|advances)\b"
)
_ACRONYM_BEHIND = re.compile(
    r"\s+(?:[-\u2013\u2014]\s+[A-Z][\w&/+-]{1,20}\s?['\u2019]?(?:\d{2}|\d{4})|\([A-Z][\w&/+'\u2019 -]{1,20}\))$"
)
"""What deposits add to the name of a conference: " - ICML '16", " (CVPR)"."""
_SHOUTED = re.compile(r"\b[A-Z]{4,9}(?=\b|\d)")
_COMMON = frozenset(
    {"IEEE", "USENIX", "SIAM", "IFIP", "IUPAC", "NATO", "UNESCO", "PLOS", "JAMA", "SPIE", "ASME", "AIAA"}
)
_SHORT, _ACRONYM = 4, 8
_ALIKE = 0.85


def venue_forms(records: Sequence[Record]) -> tuple[str, ...]:
    """Return the names a citation may carry: containers, short titles, and for want of these the publisher."""
    found: dict[str, None] = {}
    for record in records:
        for container in (*record.containers, *record.short_containers):
            _add(container, found)
    if not found:
        for record in records:
            _add(record.publisher, found)
    return tuple(found)


def _add(container: str, found: dict[str, None]) -> None:
    """Add one name as deposited and with its blanks in order."""
    name = clean(container)
    if key(name):
        found.setdefault(collapse(name))
        found.setdefault(name)
        if (plain := _ACRONYM_BEHIND.sub("", collapse(name))) != name and key(plain):
            found.setdefault(plain)


def judge_venue(written: str, records: Sequence[Record]) -> Verdict:
    """Tell whether a venue is the record's: three-valued, and only clearly another name contradicts."""
    named = any(key(name) for record in records for name in (*record.containers, *record.short_containers))
    forms = venue_forms(records) if named else ()
    if not key(written) or not forms:
        return Verdict.NOT_COMPARABLE
    if any(is_same_venue(written, clean(form)) or _is_alike(written, clean(form)) for form in forms):
        return Verdict.CONFIRMED
    text = " ".join(_words(written))
    known = [" ".join(_words(clean(form))) for form in forms]
    if _SERVERS.search(text) or any(_is_published_preprint(record) for record in records):
        return Verdict.NOT_COMPARABLE
    only_series = all(_SERIES.match(form) or _PUBLISHER.fullmatch(form) for form in known)
    if only_series or _has_other_script(written, forms):
        return Verdict.NOT_COMPARABLE
    if any(key(record.publisher) and key(record.publisher) in key(written) for record in records):
        return Verdict.NOT_COMPARABLE
    return Verdict.CONTRADICTED


def is_preprint(record: Record) -> bool:
    """Tell whether a record is a preprint server's."""
    names = [" ".join(_words(clean(name))) for name in (*record.containers, record.publisher) if name]
    of_server = bool(names) and all(_SERVERS.search(name) for name in names)
    return record.identifier.kind == "arxiv" or of_server


def _is_published_preprint(record: Record) -> bool:
    """Tell whether a preprint may have appeared elsewhere: its record says so, or is arXiv's, which seldom does."""
    published = any(relation.kind == "is-preprint-of" for relation in record.relations)
    return is_preprint(record) and (record.identifier.kind == "arxiv" or published or bool(record.journal_ref))


@lru_cache(maxsize=4096)
def is_same_venue(a: str, b: str) -> bool:
    """Tell whether two names are one venue: equal, contained, abbreviated, an acronym of each other."""
    one, two = key(a), key(b)
    if one == two or _ALIASES.get(one, one) == _ALIASES.get(two, two):
        return True
    left, right = _words(a), _words(b)
    if _contains(left, right) or _contains(right, left):
        return True
    left, right = _up_to_section(left), _up_to_section(right)
    if _abbreviates(left, right) or _abbreviates(right, left):
        return True
    if _shares_acronym(a, b):
        return True
    if _is_acronym(_core(a), right) or _is_acronym(_core(b), left):
        return True
    bare, other = _bare(a), _bare(b)
    return min(len(bare), len(other)) > _SHORT and (bare == other or _contains(bare.split(), other.split()))


def _is_alike(a: str, b: str) -> bool:
    """Tell whether two long names differ by a few slips only."""
    one, two = key(a), key(b)
    return max(len(one), len(two)) > _ACRONYM and OSA.normalized_similarity(one, two) >= _ALIKE


def _words(name: str) -> list[str]:
    """Return the folded words of a name."""
    return re.findall(r"[^\W_]+", fold(name.replace("&", " and ")).text)


def _bare(name: str) -> str:
    """Return a conference's name without what every conference has: a number, a year, "proceedings of"."""
    text = _NOISE.sub(" ", " ".join(_words(name)))
    return " ".join(word for word in text.split() if word not in _STOP)


def _shares_acronym(a: str, b: str) -> bool:
    """Tell whether both names show the acronym of one conference, of which only one may be a workshop."""
    one, other = set(_SHOUTED.findall(a)), set(_SHOUTED.findall(b))
    return bool((one & other) - _COMMON) and ("orkshop" in a) == ("orkshop" in b)


def _core(name: str) -> str:
    """Return the acronym that is all a name holds besides what every conference has; other names as they are."""
    strong = [word for word in re.findall(r"[^\W_]+", name) if not _is_noise(word.lower())]
    return strong[0] if len(strong) == 1 and sum(map(str.isupper, strong[0])) > 1 else name


def _is_noise(word: str) -> bool:
    return word in _STOP or word.isdigit() or _NOISE.fullmatch(word) is not None


def _contains(part: list[str], whole: list[str]) -> bool:
    """Tell whether a name is a run of words of a longer one; a lone short word proves nothing."""
    if not part or len(part) > len(whole):
        return False
    if len(part) == 1 and (len(part[0]) < _SHORT or len(whole) > 1):
        return len(part[0]) >= _SHORT and part[0] == whole[-1] and len(whole) > _SHORT
    return any(whole[at : at + len(part)] == part for at in range(len(whole) - len(part) + 1))


def _up_to_section(words: list[str]) -> list[str]:
    """Return a journal's name without the subtitle of its section: "Section A Foundations of …"."""
    for at, word in enumerate(words[:-1]):
        if word.startswith("sect") and len(words[at + 1]) == 1:
            return words[: at + 2]
    return words


def _abbreviates(short: list[str], full: list[str]) -> bool:
    """Tell whether every word of `short` shortens the words of `full` in order (ISO 4: `Phys. Rev. B`)."""
    short = [word for word in short if word not in _STOP]
    full = [word for word in full if word not in _STOP]
    if not short or len(short) > len(full) or not full:
        return False
    return _shortens(tuple(short), tuple(full))


@lru_cache(maxsize=4096)
def _shortens(short: tuple[str, ...], full: tuple[str, ...]) -> bool:
    """Match word by word; nothing of the full name but generic words may be left out."""
    if not short:
        return all(word in ("part", "section", "series") for word in full)
    if not full:
        return False
    if _shortens_word(short[0], full[0]) and _shortens(short[1:], full[1:]):
        return True
    return len(short) <= len(full) - 1 and full[0] in ("part", "section", "series") and _shortens(short, full[1:])


def _shortens_word(short: str, word: str) -> bool:
    """Tell whether a word is shortened by its beginning (`rev`) or by contraction (`natl`), not by one lost letter."""
    if word.startswith(short):
        return True
    if short[0] != word[0] or len(short) < 3 or len(short) >= len(word) - 1:  # noqa: PLR2004 - shorter ones fit anything
        return False
    rest = iter(word)
    return all(char in rest for char in short)


def _is_acronym(name: str, full: list[str]) -> bool:
    """Tell whether a name is the initials of a longer one, or stands among its words."""
    letters = key(name)
    letters = _ALIASES.get(letters, letters)
    bare = re.sub(r"\d+$", "", letters)
    if not 1 < len(bare) <= _ACRONYM or " " in name.strip().rstrip("0123456789' \u2019"):
        return False
    strong = [word for word in full if word not in _STOP]
    named = bare in full or letters in full or any(re.sub(r"\d+$", "", word) == bare for word in full)
    if named and sum(map(str.isupper, name)) > 1:
        return True
    known = {bare, bare[1:], bare[:-1], *(short for short, long in _ALIASES.items() if long == bare)}
    core = [word for word in strong if not _NOISE.fullmatch(word)]
    return any("".join(word[0] for word in words) in known for words in (full, strong, core))


def _has_other_script(written: str, forms: Sequence[str]) -> bool:
    """Tell whether the names are in different scripts."""
    latin = _is_latin(written)
    return all(_is_latin(form) != latin for form in forms)


def _is_latin(text: str) -> bool:
    """Tell whether most letters are Latin."""
    letters = [char for char in fold(text).text if char.isalpha()]
    return sum(char.isascii() for char in letters) * 2 >= len(letters)
