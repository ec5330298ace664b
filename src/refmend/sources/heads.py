"""What stands before the date of an APA entry: persons, an organisation, or the title of a work without author."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from refmend.sources.names import (
    WrittenName,
    WrittenNames,
    has_organ_word,
    looks_personal,
    read_names,
    split_organisations,
)
from refmend.sources.reading import Range, Reading, trimmed
from refmend.sources.segments import split_source
from refmend.sources.tails import decorations

if TYPE_CHECKING:
    from collections.abc import Sequence

    from refmend.sources.dates import WrittenDate

_ROLE = re.compile(r"\s?\((?P<role>[^()]{2,60})\)[\s.]*$")
_CJK = r"[\u3040-\u30fa\u30fc-\u30ff\u3400-\u9fff\uac00-\ud7af]{1,8}?"
_CJK_LIST = re.compile(
    rf"\s*(?P<names>{_CJK}(?:[\s,;\u30fb&\u3001\uff0c\uff1b]+{_CJK})*?)(?P<more>\s?(?:\u7b49|\u307b\u304b|\u4ed6|\uc678))?[\s.]*$"
)
_CJK_PIECE = re.compile(r"[^\s,;&\u3001\uff0c\uff1b](?:[^,;&\u3001\uff0c\uff1b]*[^\s,;&\u3001\uff0c\uff1b])?")
_KANA = re.compile(r"[\u3040-\u30ff]")
_KATAKANA = re.compile(r"[\u30a0-\u30ff]+")


def _cjk_names(text: str, start: int, end: int) -> WrittenNames | None:
    """Read Chinese, Japanese and Korean names, which are not divided into family and given name.

    A space stands between the parts of a Japanese name and between Chinese persons: where nothing else tells,
    nobody is named. None where the text is no list of such names.
    """
    listed = _CJK_LIST.match(text, start, end)
    if listed is None or listed.end("names") - listed.start("names") < 2:  # noqa: PLR2004 - a name has two signs
        return None
    pieces = [match.span() for match in _CJK_PIECE.finditer(text, *listed.span("names"))]
    names = [part for piece in pieces for part in _around_points(text, *piece)]
    if len(pieces) == 1 and any(sign.isspace() for sign in text[slice(*pieces[0])]) and not _KANA.search(text):
        return WrittenNames([])
    return WrittenNames([WrittenName(*name) for name in names], None, listed["more"] is not None, len(names))


def _around_points(text: str, start: int, end: int) -> list[Range]:
    """Divide at a middle point, unless it stands inside a foreign name in katakana."""
    parts = text[start:end].split("\u30fb")
    if all(_KATAKANA.fullmatch(part) for part in parts):
        return [(start, end)]
    found = []
    for part in parts:
        found.append((start, start + len(part)))
        start += len(part) + 1
    return [(first, last) for first, last in found if last > first]


def read_head(
    text: str, begin: int, date: WrittenDate, body: Range, mentions: Sequence[Range], reading: Reading
) -> None:
    """Decide what stands before the date: persons, an organisation or the title."""
    end = date.whole[0]
    while end > begin and text[end - 1] in " \n\t\u00a0":
        end -= 1
    stop = end
    if role := _ROLE.search(text, begin, end):
        stop = role.start()
    names = read_names(text, begin, stop) or (read_names(text, begin, end) if stop != end else None)
    if names is not None:
        reading.authors, reading.authors_range = names, (names.names[0].start, names.names[-1].end)
        return
    if (people := _cjk_names(text, begin, stop)) is not None:
        if people.names:
            reading.authors, reading.authors_range = people, (people.names[0].start, people.names[-1].end)
        return
    start, last = trimmed(text, begin, stop)
    if last <= start or looks_personal(text, start, last) or _NUMBERS.search(text, start, last):
        return
    if _is_title(text, start, last, body, mentions, role=role.group("role") if role else ""):
        reading.title_first = True
        title_end = decorations(text, start, trimmed(text, begin, end)[1], reading)
        reading.put("title", start, title_end)
        return
    bracket = text.find(" [", start, last)
    literal = split_organisations(text, start, bracket if bracket > 0 else last)
    reading.authors = WrittenNames(literal)
    reading.authors_range = (literal[0].start, literal[-1].end)


# The year stands behind the whole entry: numbers or a title in brackets come before it.
_NUMBERS = re.compile(r"[,;.]\s?(?:[Vv]ol|[Nn]o|Nr|pp)\.\s?\d|\w[\u300a\u300e\u300c]")
_QUESTION = re.compile(r"[?!:;\u2013\u2014|/\u201c\u201d\"]|\s-\s|\b\d{1,3}\b|\+")
_WORD = re.compile(r"[^\W\d_][\w'\u2019-]*")
_SMALL_WORDS = (
    "a an and as at by for from in into nor of on or per the to via with de la le les des du der die das "
    "und et el los van von for y e & members"
)
_SMALL = frozenset(_SMALL_WORDS.split())
_SOURCE_WORD = re.compile(
    r"\b(?:press|publish\w*|verlag|books|news|times|post|journal|magazine|review|blog|wikipedia|youtube|medium|substack|"
    r"daily|herald|tribune|newsletter|weekly|video|netflix|vimeo|ted|bbc|npr|archive)\b",
    re.IGNORECASE,
)


def _is_title(text: str, start: int, end: int, body: Range, mentions: Sequence[Range], *, role: str) -> bool:  # noqa: PLR0911 - a list of evidence, the strongest first
    """Tell whether what stands before the date is the title of a work without author, not an organisation."""
    head = text[start:end]
    if role and ("ed." in role or "Trans" in role or "Ed" in role or "Season" in role):
        return True
    rest = text[body[0] : body[1]].strip(" .")
    if not rest or rest.startswith("In "):
        return True
    host = _host(text, mentions)
    if _same(head, host) or _INSTITUTION.match(head):
        return False
    segments = len(split_source(text, *body))
    if segments > 1 and not _QUESTION.search(head):
        return False
    if _same(rest, host):
        return True
    words = _WORD.findall(head)
    plain = [word for word in words if word[0].islower() and word not in _SMALL]
    if has_organ_word(head) and not _QUESTION.search(head) and not plain:
        return False
    if segments > 1:
        return len(plain) > 1 or len(words) > 12  # noqa: PLR2004 - no organisation has thirteen words
    if _QUESTION.search(head) or plain or len(words) > 6:  # noqa: PLR2004 - titles are longer than names
        return True
    rest = _BRACKET.sub(" ", rest)  # the form of the work: "[Press release]" is no press
    return bool(_SOURCE_WORD.search(rest)) and not rest.lower().startswith(head.lower())


# What begins the name of an authority in languages that write its other words small.
_INSTITUTION = re.compile(
    r"(?:\w{0,20}[Mm]inisterium|Minist\u00e8re|Minist[e\u00e9]rio|Bundesamt|Statistisches|Instituto|Universit\u00e9|Universit\u00e4t"
    r"|Universidade?|Acad\u00e9mie|Organizaci\u00f3n|Organiza\u00e7\u00e3o|Comisi\u00f3n|Comiss\u00e3o|Fundaci\u00f3n|Funda\u00e7\u00e3o|Consejo|Conselho|Conseil"
    r"|Agence|Agencia|Ag\u00eancia|Secretar[i\u00ed]a|Министерство|Институт|Университет|Комитет|Комиссия|Академия|Служба"
    r"|Агентство|Федеральн\w{2,3})\s"
)
_BRACKET = re.compile(r"\[[^\[\]]{1,80}\]")
_HOST = re.compile(r"https?://(?:www\.)?([^/\s:?#]+)")


def _host(text: str, mentions: Sequence[Range]) -> str:
    """Return the host of the last web address, letters and digits only."""
    for start, end in reversed(mentions):
        if match := _HOST.match(text, start, end):
            return _folded(match[1].rpartition(".")[0] or match[1])
    return ""


def _folded(text: str) -> str:
    return "".join(character for character in text.lower() if character.isalnum())


_DISTINCT = 4


def _same(words: str, host: str) -> bool:
    """Tell whether a name is that of the host ("SemiAnalysis" and semianalysis.com)."""
    folded = _folded(words)
    if min(len(folded), len(host)) < _DISTINCT:
        return False
    return folded in host or (host in folded and len(host) * 2 > len(folded))
