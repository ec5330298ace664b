"""Author lists as APA writes them: "Family, I. I., Family, I.-I., Jr., & Organisation"."""

from __future__ import annotations

import re
from typing import NamedTuple

_QUOTE = "'\u2019\u02bc\u2018`\u00b4"
_DASH = "\\-\u2010\u2011\u2012\u2013"
_UPPER = "A-Z\u00c0-\u00d6\u00d8-\u00de\u0100-\u024f\u0386-\u03ab\u0400-\u042f\u0531-\u0556"
_LETTER = r"[^\W\d_]"
# A family name: words with apostrophes and hyphens; "St. Pierre", "Abd. Rahman", "G.-Matarazzo"; damaged letters stay.
_BODY = rf"(?:{_LETTER}|[{_QUOTE}{_DASH}\u0300-\u036f\ufffd?\u02d9\u204e* \u00a0])"
_FAMILY = (
    rf"(?:{_LETTER}{{1,3}}\.[ {_DASH}])?[{_QUOTE}]?{_LETTER}{_BODY}{{0,60}}(?:(?<=[ ][A-Z])\.)?"
    r"(?: ?\([^()\d]{2,30}\))?"
)
# An initial: "J.", "Yu.", "J", joined by a space, a hyphen or nothing; "J.-Y.", "J.Y.", "M. del M.", "R. R. de"
_INITIAL = rf"(?:(?:d[{_QUOTE}])?[{_UPPER}][^\W\d_]{{0,2}}\.|[{_UPPER}](?![\w{_QUOTE}]))(?:\s\.(?!\s\.))?"
_PARTICLE = r"(?:van|von|de|del|dela|della|der|den|da|das|do|dos|du|e|la|las|los|le|el|al|bin|ibn|ter|ten|di|zu|y|S)"
_INITIALS = rf"(?:{_PARTICLE}\s)?{_INITIAL}(?:\s?[{_DASH}]?\s?{_INITIAL}|\s{_PARTICLE}(?=[\s,.&]|$)){{0,8}}"
_GIVEN_WORD = rf"[{_UPPER}][\w{_QUOTE}{_DASH}]{{1,24}}"
_FULL = rf"{_GIVEN_WORD}(?:\s(?:{_INITIAL}|{_GIVEN_WORD})){{0,3}}"
_SUFFIX = r",?\s(?P<suffix>Jr\.?|Sr\.?|I{2,3}|IV|VI{0,2}|2nd|3rd|Ph\.?D\.?|M\.?D\.?)(?=[\s,.;&(]|$)"
_END = r"(?=\s*(?:[,;&(\[\u2026]|$|\.|and\s|und\s|et\s|y\s|e\s|u\.\s?a\.|\u0438\s|\u7b49))"
_PERSON = re.compile(rf"(?P<family>{_FAMILY}),{{1,2}}\s{{0,2}}(?P<given>{_INITIALS})(?:{_SUFFIX})?{_END}")
_WHOLE = re.compile(rf"(?P<family>{_FAMILY}),\s(?P<given>{_FULL})(?:{_SUFFIX})?{_END}")
_CYRILLIC = r"[\u0410-\u042f\u0401][\u0430-\u044f\u0451]{1,30}"
_UNDIVIDED = re.compile(
    rf"(?P<family>{_LETTER}[^\W\d_{_QUOTE}{_DASH} ]{{1,40}}?(?: [^\W\d_]{{2,20}})?) (?P<given>[{_UPPER}]\.){_END}"
    rf"|(?P<family2>{_CYRILLIC}(?:-{_CYRILLIC})?) (?P<given2>[\u0410-\u042f]\.\s?[\u0410-\u042f]\.){_END}"
)
_ROLE = re.compile(r"\s?(?:\((?!\d{4})[^()]{2,80}\)|\[[^\[\]]{2,80}\])")
_ROLE_SIGNS = frozenset(" ([")
_SEPARATOR = re.compile(
    r"[\s,;]*(?:(?:&(?:amp;)?|and(?!\s(?:\d+\s)?others)|und(?!\sa\.)|et(?!\s(?:al|co))|y(?!\sotr[oa]s)|e(?!\soutr[oa]s)|\u0438(?!\s\u0434\u0440))(?=\s)\s*)?"
)
_ELLIPSIS = re.compile(r"(?:\.\s?\.\s?\.|\u2026)(?:\s?\.)?[\s,&]*")
_ET_AL = re.compile(
    r"(?:et\sal\.?|and\s(?:\d+\s)?others|u(?:\.|nd)\s?a\.|et\scol(?:l|lab)?\.|y\sotr[oa]s|e\soutr[oa]s|\u0438\s\u0434\u0440\.?|等)(?=[\s.,(]|$)"
)
_LITERAL = re.compile(r"[^,;()\[\]\u2026&]{2,80}")
_LAST = re.compile(r"[^;()\[\]\u2026]{2,200}")
_NAME_WORDS = re.compile(
    rf"(?:{_INITIAL}\s?){{1,4}}(?:{_GIVEN_WORD}(?:\s|$)){{1,3}}$"
    rf"|{_GIVEN_WORD}(?:\s(?:{_INITIAL}|{_PARTICLE}|{_GIVEN_WORD})){{1,4}}$|[\u3040-\u9fff\uac00-\ud7af]{{2,6}}$"
)
_MONONYM = re.compile(rf"{_GIVEN_WORD}$")
_PERSONAL = re.compile(rf",\s?{_INITIAL}(?=[\s,&]|$)")
_ORGAN_WORD = re.compile(
    r"\b(?:organi[sz]ation|association|societ(?:y|ies)|institut\w*|universit\w+|university|college|school|academy|"
    r"department|ministry|bureau|office|agency|authority|commission|committee|council|cent(?:er|re)s?|federation|"
    r"foundation|group|team|network|consortium|collaboration|collaborat\w+|government|bank|united nations|service|"
    r"services|board|union|initiative|project|program(?:me)?|library|museum|corporation|company|inc|ltd|llc|gmbh|"
    r"press|division|laborator(?:y|ies)|hospital|working party|task force|partnership|alliance|investigators|"
    r"administration|parliament|senate|congress|clinic|church|observatory|institution|"
    r"developers|contributors|members|editors|staff|trust|fund|forum|survey|registry|platform)\b",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d")


class WrittenName(NamedTuple):
    """A name as ranges: `family` and `given` for a person, neither for an organisation."""

    start: int
    end: int
    family: tuple[int, int] | None = None
    given: tuple[int, int] | None = None
    suffix: tuple[int, int] | None = None


class WrittenNames(NamedTuple):
    """A list of names; `ellipsis` is the index before which "…" stands."""

    names: list[WrittenName]
    ellipsis: int | None = None
    et_al: bool = False
    persons: int = 0


def read_names(text: str, start: int, end: int) -> WrittenNames | None:
    """Read `text[start:end]` as a list of authors; None where any part of it is not clearly a name.

    An organisation is accepted only beside persons; one that stands alone is the caller's decision.
    """
    return _read(text, start, end, loose=False) or _read(text, start, end, loose=True)


def _read(text: str, start: int, end: int, *, loose: bool) -> WrittenNames | None:
    """Read the list; `loose` lets a family name of two words precede a full given name ("García Márquez, Gabriel")."""
    names: list[WrittenName] = []
    ellipsis: int | None = None
    et_al, joined, persons, at = False, False, 0, start
    while at < end:
        separator = _SEPARATOR.match(text, at, end)
        last = separator is not None and "&" in separator.group()
        joined = joined or last
        at = separator.end() if separator else at
        if at >= end or not text[at:end].strip(" ."):
            break
        sign = text[at]
        if sign in ".\u2026" and (match := _ELLIPSIS.match(text, at, end)):
            if ellipsis is not None or not names:
                return None
            ellipsis, at = len(names), match.end()
        elif sign in "eauy\u7b49\u0438" and (match := _ET_AL.match(text, at, end)):
            et_al, at = True, match.end()
        elif name := _person(text, at, end, loose=loose) or _literal(text, at, end, last=last, loose=loose):
            names.append(name)
            persons += name.family is not None
            at = _after(text, name.end, end)
        else:
            return None
    if not names or (not persons and (not joined or len(names) < 2)):  # noqa: PLR2004 - a pair is joined
        return None
    mixed = any(name.family is None and " " not in text[name.start : name.end] for name in names)
    if mixed and any(name.given and not _INITIAL_INSIDE.search(text[slice(*name.given)]) for name in names):
        return None
    return WrittenNames(names, ellipsis, et_al, max(persons, 1))


def _after(text: str, at: int, end: int) -> int:
    role = _ROLE.match(text, at, end) if text[at : at + 1] in _ROLE_SIGNS else None
    return role.end() if role else at


def _person(text: str, at: int, end: int, *, loose: bool) -> WrittenName | None:
    match = _PERSON.match(text, at, end)
    if match is None and (match := _WHOLE.match(text, at, end)) is not None:
        words = sum(word[0].isupper() for word in match["family"].split())
        if words > 1 and not loose and not _INITIAL_INSIDE.search(match["given"]):
            match = None
    if match is None and (match := _UNDIVIDED.match(text, at, end)) is not None and match["family2"]:
        return WrittenName(*match.span(), match.span("family2"), match.span("given2"))
    if match is None or match["family"].count(" ") > 4:  # noqa: PLR2004 - no family name has six words
        return None
    family, given = match.span("family"), match.span("given")
    suffix = match.span("suffix") if match.groupdict().get("suffix") else None
    return WrittenName(match.start(), (suffix or given)[1], family, given, suffix)


_INITIAL_INSIDE = re.compile(rf"[{_UPPER}]\.")


def _literal(text: str, at: int, end: int, *, last: bool, loose: bool) -> WrittenName | None:
    """Read a name that is not divided by a comma: an organisation, or "Pan Hui" and "M. P. Yadav"."""
    match = (_LAST if last else _LITERAL).match(text, at, end)
    if match is None or _DIGITS.search(match.group()):
        return None
    words = match.group().rstrip(" .,") if not _INITIAL_INSIDE.search(match.group()[-2:]) else match.group()
    if last and not _PERSONAL.search(words) and (_ORGAN_WORD.search(words) or words.count(",") == 0):
        return WrittenName(at, at + len(words))
    named = _NAME_WORDS.match(words) or (loose and _MONONYM.match(words))
    if "," in words or not (named or _ORGAN_WORD.search(words)):
        return None
    return WrittenName(at, at + len(words)) if words else None


def looks_personal(text: str, start: int, end: int) -> bool:
    """Tell whether initials behind a comma show that persons are meant, well written or not."""
    return _PERSONAL.search(text, start, end) is not None


def has_organ_word(text: str) -> bool:
    """Tell whether a text holds a word that names of organisations have."""
    return _ORGAN_WORD.search(text) is not None


def split_organisations(text: str, start: int, end: int) -> list[WrittenName]:
    """Read one organisation, or two around an ampersand where each names itself one."""
    middle = text.find(" & ", start, end)
    if middle > 0 and has_organ_word(text[start:middle]) and has_organ_word(text[middle:end]):
        return [WrittenName(start, middle), WrittenName(middle + 3, end)]
    return [WrittenName(start, end)]
