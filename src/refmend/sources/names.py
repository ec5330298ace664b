"""Author lists as APA writes them: "Family, I. I., Family, I.-I., Jr., & Organisation"."""

from __future__ import annotations

import re
from typing import NamedTuple

_QUOTE = "'\u2019\u02bc\u2018`\u00b4"
_DASH = "\\-\u2010\u2011\u2012\u2013"
_UPPER = "A-Z\u00c0-\u00d6\u00d8-\u00de\u0100-\u024f\u0386-\u03ab\u0400-\u042f\u0531-\u0556"
_LETTER = r"[^\W\d_]"
_FAMILY = rf"(?:St\. |Ste\. )?[{_QUOTE}]?{_LETTER}(?:{_LETTER}|[{_QUOTE}{_DASH}\u0300-\u036f ]){{0,60}}"
# An initial: "J.", "Yu.", "J", joined by a space, a hyphen or nothing; "J.-Y.", "J.Y.", "R.J.M."
_INITIAL = rf"(?:[{_UPPER}][^\W\d_]{{0,2}}\.|[{_UPPER}](?![\w{_QUOTE}]))"
_PARTICLE = r"(?:\s(?:van|von|de|der|den|da|do|dos|du|la|le|el|al|bin|ibn|ter|ten|di|zu|y)(?=[\s,.&]|$))"
_INITIALS = rf"{_INITIAL}(?:\s?[{_DASH}]?\s?{_INITIAL}){{0,7}}{_PARTICLE}{{0,3}}"
_FULL = rf"[{_UPPER}][\w{_QUOTE}{_DASH}]{{1,24}}(?:\s(?:{_INITIAL}|[{_UPPER}][\w{_QUOTE}{_DASH}]{{1,24}})){{0,3}}"
_SUFFIX = r",?\s(?P<suffix>Jr\.?|Sr\.?|I{2,3}|IV|VI{0,2}|2nd|3rd|Ph\.?D\.?|M\.?D\.?)(?=[\s,.;&(]|$)"
_END = r"(?=\s*(?:[,;&(\[\u2026]|$|\.|and\s|und\s|et\s|y\s|e\s))"
_PERSON = re.compile(rf"(?P<family>{_FAMILY}),\s{{0,2}}(?P<given>{_INITIALS})(?:{_SUFFIX})?{_END}")
_WHOLE = re.compile(rf"(?P<family>{_FAMILY}),\s(?P<given>{_FULL})(?:{_SUFFIX})?{_END}")
_ROLE = re.compile(r"\s?(?:\((?!\d{4})[^()]{2,80}\)|\[[^\[\]]{2,80}\])")
_SEPARATOR = re.compile(r"[\s,;]*(?:(?:&(?:amp;)?|and|und|et(?!\sal)|y|e)(?=\s)\s*)?")
_ELLIPSIS = re.compile(r"(?:\.\s?\.\s?\.|\u2026)(?:\s?\.)?[\s,&]*")
_ET_AL = re.compile(r"(?:et\sal\.?|and\s(?:\d+\s)?others|u\.\s?a\.|et\scol\.|y\sotros|等)(?=[\s.,(]|$)")
_ORGANISATION = re.compile(r"(?:(?!,\s&|\s&\s|,\s(?:and|\u2026|\.\s\.)|;)[^()\[\]\u2026]){2,200}")
_ORGAN_WORD = re.compile(
    r"\b(?:organi[sz]ation|association|societ(?:y|ies)|institut\w*|universit\w+|university|college|school|academy|"
    r"department|ministry|bureau|office|agency|authority|commission|committee|council|cent(?:er|re)s?|federation|"
    r"foundation|group|team|network|consortium|collaboration|collaborat\w+|government|bank|united nations|service|"
    r"services|board|union|initiative|project|program(?:me)?|library|museum|corporation|company|inc|ltd|llc|gmbh|"
    r"press|division|laborator(?:y|ies)|hospital|working party|task force|partnership|alliance|investigators|"
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
    names: list[WrittenName] = []
    ellipsis: int | None = None
    et_al, persons, at = False, 0, start
    while at < end:
        separator = _SEPARATOR.match(text, at, end)
        at = separator.end() if separator else at
        if at >= end or text[at:end].strip(" .") == "":
            break
        if match := _ELLIPSIS.match(text, at, end):
            if ellipsis is not None or not names:
                return None
            ellipsis, at = len(names), match.end()
        elif match := _ET_AL.match(text, at, end):
            et_al, at = True, match.end()
        elif name := _person(text, at, end):
            names.append(name)
            persons += 1
            at = _after(text, name.end, end)
        else:
            joined = separator is not None and "&" in separator.group()
            found = _organisation(text, at, end, joined=joined or not names)
            if found is None:
                return None
            names.append(found)
            at = _after(text, found.end, end)
    return WrittenNames(names, ellipsis, et_al, persons) if names and persons else None


def _after(text: str, at: int, end: int) -> int:
    role = _ROLE.match(text, at, end)
    return role.end() if role else at


def _person(text: str, at: int, end: int) -> WrittenName | None:
    match = _PERSON.match(text, at, end) or _WHOLE.match(text, at, end)
    if match is None or match["family"].count(" ") > 4:  # noqa: PLR2004 - no family name has six words
        return None
    family, given = match.span("family"), match.span("given")
    suffix = match.span("suffix") if match["suffix"] else None
    return WrittenName(match.start(), (suffix or given)[1], family, given, suffix)


def _organisation(text: str, at: int, end: int, *, joined: bool) -> WrittenName | None:
    """Read an organisation beside persons: the last one, or one with a word that only organisations have."""
    match = _ORGANISATION.match(text, at, end)
    if match is None or _DIGITS.search(match.group()):
        return None
    stop = match.end()
    while stop > at and text[stop - 1] in " .,":
        stop -= 1
    if not joined and not _ORGAN_WORD.search(text, at, stop):
        return None
    return WrittenName(at, stop) if stop > at else None


def has_organ_word(text: str) -> bool:
    """Tell whether a text holds a word that names of organisations have."""
    return _ORGAN_WORD.search(text) is not None


def split_organisations(text: str, start: int, end: int) -> list[WrittenName]:
    """Read one organisation, or two around an ampersand where each names itself one."""
    middle = text.find(" & ", start, end)
    if middle > 0 and has_organ_word(text[start:middle]) and has_organ_word(text[middle:end]):
        return [WrittenName(start, middle), WrittenName(middle + 3, end)]
    return [WrittenName(start, end)]
