"""Finding identifiers in running text, and reading one that stands alone.

A cheap pattern finds the places where an identifier may begin; one matcher per kind then reads forward from there.
Every matcher either consumes what it looked at or gives up within a bounded distance, so the whole is linear.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from operator import itemgetter

from refmend.identifiers.doi import (
    ARCHIVES,
    arxiv_problem,
    arxiv_value,
    canonical_doi,
    doi_identifier,
    doi_problem,
)
from refmend.identifiers.ending import end_of, run_end, sici_pattern, template_follows, unglued
from refmend.identifiers.numbers import isbn, isbn13, pmcid, pmid
from refmend.identifiers.urls import DEFAULT_PORTS, canonical_url, scheme_of
from refmend.model import Identifier, IdentifierKind, Mention, Span

Matcher = Callable[[str, int, int, int], tuple[Mention | None, int]]
Place = tuple[int, int, Matcher]
Read = tuple[Identifier | None, str, str]

_LONGEST = 2048
# The host of a regular expression or a template: nobody means an address by it.
_PATTERN = re.compile(r"\w+://[^/]{0,200}[\[\]()*+^$\\]")
_OLD_ID = re.compile(
    rf"(?:{'|'.join(map(re.escape, ARCHIVES))})(?:\.[A-Z]{{2}})?/\d{{7}}(?:v\d{{1,3}})?(?![\w/])",
    re.IGNORECASE | re.ASCII,
)
_BARE = re.compile(r"10\.\d{4,9}(?:\.\d{1,9}){0,9}(?:/|%2[Ff])(?=[^\s/])", re.ASCII)
# What stands behind a DOI without a space between: the next identifier; a footnote's number or a genitive.
_GLUED = re.compile(
    r"https?://|[;,|\u2013\u2014]\s?(?:doi:\s?|doi\.org/)?10\.\d{4,9}/|doi:\s?10\.\d{4,9}/|\.?(?:PMID|PMCID|PMC\d)",
    re.IGNORECASE,
)
_MARK = re.compile(r"\[\d{1,3}\]$|['\u2019]s$")
_SLASHED = re.compile(r"/\d{7}(?!\d)")
_DOI_HOST = re.compile(r"https?://(?:(?:dx|www)\.)?doi\.org/\s{0,8}(?:doi:)?(?=1[01]\.|10/)", re.IGNORECASE)
_DOI_LABEL = re.compile(r"doi\s{0,2}:?\s{0,2}(?:https?://(?:dx\.)?doi\.org/|doi:)?(?=1[01][.\s/])", re.IGNORECASE)
_ARXIV_HOST = re.compile(
    r"https?://(?:(?:www|export|browse|[a-z]{2})\.)?arxiv\.org/(?:abs|pdf|html|format|ps|e-print|src)/(?:arxiv:)?"
    r"(\d{4}\.\d{4,5}(?:v\d{1,3})?|[a-z-]{2,9}(?:\.[a-z]{2})?/\d{7}(?:v\d{1,3})?)(?:\.pdf)?/?(?:[?#].*)?",
    re.IGNORECASE | re.DOTALL | re.ASCII,
)
_ARXIV_LABEL = re.compile(
    r"arxiv(?:\s(?:e-?print|preprint|id(?:entifier)?|no\.|number)s?)?(?:\s{0,2}[:#]?\s{0,2}|[./])(?=[\da-z])",
    re.IGNORECASE,
)
_ARXIV_ID = re.compile(
    r"(?:\d{4}\.\d{4,5}(?:v\d{1,3})?|[a-z-]{2,9}(?:\.[a-z]{2})?/\d{7}(?:v\d{1,3})?)(?![\w])", re.IGNORECASE | re.ASCII
)
_ARXIV_BAD = re.compile(
    r"\d[\w]{1,9}\.[\w]{1,9}(?:v\d{1,3})?(?![\w.])|[a-z-]{2,9}(?:\.[a-z]{2})?/\d{4,9}(?![\w])", re.IGNORECASE
)
_ESCAPED = re.compile(r"\\(?=[!-/:-@\[-`{-~])")


def find(text: str, start: int = 0, end: int | None = None) -> list[Mention]:
    """Find every identifier in `text[start:end]`: DOIs, arXiv ids, web addresses, PMIDs, PMCIDs, ISBNs.

    Spans count in `text`, do not overlap and are in order. What clearly means to be an identifier and is not one
    gets a `problem`. Takes time linear in the length of the text.
    """
    end = len(text) if end is None else end
    found: list[Mention] = []
    at = start
    for begin, after, matcher in _places(text, start, end):
        if begin >= at:
            mention, at = matcher(text, begin, after, end)
            if mention is not None:
                found.append(mention)
    return found


def _places(text: str, start: int, end: int) -> list[Place]:
    """Return where an identifier may begin, where what gives it away ends, and who reads it, in order."""
    lowered = text[start:end].lower()
    if len(lowered) != end - start:  # a few letters grow when lowered
        lowered = re.sub(r"[A-Z]+", lambda match: match.group().lower(), text[start:end])
    places: list[Place] = []
    for needle, locate in _NEEDLES:
        at = lowered.find(needle)
        while at >= 0:
            if (place := locate(text, at + start)) is not None:
                places.append(place)
            at = lowered.find(needle, at + 1)
    if _SLASHED.search(text, start, end):
        for match in _OLD_ID.finditer(text, start, end):
            before = match.start() - 1
            if not _is_word(text, before) and (before < 0 or text[before] not in "/.-_"):
                places.append((*match.span(), _old))
    places.sort(key=_BEGIN)
    return places


def read(text: str, *, form: str = "field") -> Mention | None:
    """Read a text that is one identifier as a whole (a link's target, a field, an argument).

    Returns None for what is none: an empty text, a relative link, a mail address. A broken one gets a `problem`.
    """
    whole = text.strip()
    if not whole:
        return None
    identifier, problem, how = _read(whole)
    if identifier is None:
        return None
    return Mention(identifier, text, Span(0, len(text)), form=form if form != "field" else how, problem=problem)


_MAIL = ("mailto:", "tel:", "sms:", "xmpp:", "geo:", "news:", "irc:", "skype:", "callto:", "cid:", "mid:")
_UNFETCHED = frozenset({"file", "gopher", "data", "javascript", "about", "blob", "view-source", "chrome"})


def _read(text: str) -> Read:
    """Return identity, problem and form of a whole text."""
    return _read_doi(text) or _read_arxiv(text) or _read_address(text)


def _read_doi(text: str) -> Read | None:
    """Read a DOI as a doi.org address, behind `doi:` or bare; None for anything else."""
    lowered = text[:4].lower()
    if match := _DOI_HOST.match(text):
        doi = canonical_doi(text[match.end() :], address=True)
        return doi_identifier(doi), doi_problem(doi), "url"
    if lowered.startswith(("10.", "10/")):
        doi = canonical_doi(text)
        return doi_identifier(doi), doi_problem(doi), "field"
    if (match := _DOI_LABEL.match(text)) or lowered == "doi:":
        doi = canonical_doi(text[match.end() :] if match else text[4:].strip())
        return doi_identifier(doi), doi_problem(doi), "prefixed"
    return None


_LONGEST_ISBN = 17  # thirteen digits and four hyphens


def _read_arxiv(text: str) -> Read | None:
    """Read an arXiv id as an address, behind `arXiv:` or bare; PMID and the like; None for anything else."""
    lowered = text[:6].lower()
    if match := _ARXIV_HOST.fullmatch(text):
        value = arxiv_value(match[1])
        return Identifier(IdentifierKind.ARXIV, value), arxiv_problem(value), "url"
    if lowered == "arxiv:" or _ARXIV_ID.fullmatch(text):
        value = arxiv_value(text[6:].strip() if lowered == "arxiv:" else text)
        form = "prefixed" if lowered == "arxiv:" else "field"
        return Identifier(IdentifierKind.ARXIV, value), arxiv_problem(value), form
    if lowered.startswith(("pmid", "pmc", "isbn")) and len(found := find(text)) == 1:
        return found[0].identifier, found[0].problem, "prefixed"
    if text.startswith(("978", "979")) and len(text) <= _LONGEST_ISBN:
        value = isbn13(text.replace("-", "").replace(" ", ""))
        return (Identifier(IdentifierKind.ISBN, value), "", "field") if value else None
    return None


def _read_address(text: str) -> Read:
    """Return identity, problem and form of a web address; no identity for relative links and mail."""
    lowered = text[:24].lower()
    if lowered.startswith(_MAIL):
        return None, "", ""
    if lowered.startswith(("doi.org/", "dx.doi.org/", "arxiv.org/", "www.doi.org/")):
        return _read("https://" + text)
    if lowered.startswith("www."):
        return _read_address("http://" + text)
    scheme = scheme_of(text)
    if scheme is None and not text.startswith("://"):
        return None, "", ""
    if scheme is not None and scheme not in _UNFETCHED | DEFAULT_PORTS.keys() and "://" not in text:
        return None, "", ""  # "Note: this", a document system's own role, an application's scheme
    problem, value = "", text
    try:
        value = canonical_url(text)
        if scheme in _UNFETCHED:
            problem = f"the scheme {scheme}: cannot be fetched"
    except ValueError as error:
        problem = str(error)
    return Identifier(IdentifierKind.URL, value), problem, "url"


def _url(text: str, start: int, after: int, end: int) -> tuple[Mention | None, int]:
    """Read a web address that begins at `start`."""
    if match := _DOI_HOST.match(text, start, end):
        return _doi_from(text, start, match.end(), end, address=True)
    end = unglued(text, after + 3, end)
    run = run_end(text, after + 3, end, letters=True)
    if run == after + 3:
        return None, after + 3
    stop = end_of(text, start, run)
    if stop <= after + 3 or template_follows(text, stop, end):
        return None, max(run, after + 3)
    written = text[start:stop]
    meant = _ESCAPED.sub("", written) if "\\" in written else written
    identifier, problem, _ = _read(meant)
    if identifier is None or (problem and _PATTERN.match(meant)):
        return None, stop
    return Mention(identifier, written, Span(start, stop), form="url", problem=problem), stop


def _host(text: str, start: int, after: int, end: int) -> tuple[Mention | None, int]:
    """Read an address without its scheme: `www.…`, `doi.org/…`, `arxiv.org/abs/…`."""
    run = run_end(text, after, min(end, after + _LONGEST), letters=True)
    if run == after:
        return None, after
    stop = end_of(text, start, run)
    if text[after - 1] == "." and "." not in text[after:stop].partition("/")[0]:
        return None, after
    if stop <= after:
        return None, after
    if text[after - 8 : after].lower() == "doi.org/":
        stop = _doi_end(text, start, after, end)
    identifier, problem, _ = _read(_ESCAPED.sub("", text[start:stop]))
    if identifier is None:
        return None, stop
    return Mention(identifier, text[start:stop], Span(start, stop), form="url", problem=problem), stop


def _doi(text: str, start: int, after: int, end: int) -> tuple[Mention | None, int]:
    """Read `doi:10.…` and its relatives."""
    match = _DOI_LABEL.match(text, start, end)
    if match is None:
        return None, after
    return _doi_from(text, start, match.end(), end, address=False)


def _bare(text: str, start: int, after: int, end: int) -> tuple[Mention | None, int]:
    """Read a DOI without any prefix."""
    mention, stop = _doi_from(text, start, start, end, address=False)
    if mention is None or mention.problem:
        return None, max(stop, after)
    return mention, stop


def _doi_end(text: str, start: int, body: int, end: int) -> int:
    """Return where the DOI ends whose `10.` stands at `body`."""
    stop = run_end(text, body, min(end, body + _LONGEST), letters=False)
    if stop == body:
        return body
    if (
        stop < end
        and text[stop] == "<"
        and (sici := sici_pattern().match(text, stop, end))
        and _is_sici(text[body:stop])
    ):
        stop = sici.end()
    stop = end_of(text, start, _doi_glued(text, body, stop))
    if text[stop - 1] in "]s" and (mark := _MARK.search(text, max(body, stop - 5), stop)):
        stop = end_of(text, start, mark.start())
    return stop


def _doi_glued(text: str, body: int, stop: int) -> int:
    """Return where the next identifier begins that no space divides from the DOI, else `stop`."""
    if text.find("://", body, stop) < 0 and text.find("10.", body + 3, stop) < 0 and text.find("PM", body, stop) < 0:
        return stop
    glued = _GLUED.search(text, body + 8, stop)
    return glued.start() if glued else stop


def _is_sici(text: str) -> bool:
    """Tell whether an angle bracket may belong to this DOI (SICI: `…(199806)49:8` and then `<693::…>`)."""
    return ":" in text or "(sici)" in text.lower() or text[-1:].isdigit()


def doi_address(text: str, start: int, end: int) -> Mention | None:
    """Read the doi.org address that stands at `start`, as `find` does in `text[:end]`; None where none does."""
    match = _DOI_HOST.match(text, start, end)
    return _doi_from(text, start, match.end(), end, address=True)[0] if match else None


def _doi_from(text: str, start: int, body: int, end: int, *, address: bool) -> tuple[Mention | None, int]:
    """Read a DOI whose `10.` stands at `body` and whose mention begins at `start`."""
    stop = _doi_end(text, start, body, end)
    if stop <= body:
        return None, body + 1
    doi = canonical_doi(text[body:stop], address=address)
    form = "url" if address else "prefixed" if body > start else "bare"
    problem = doi_problem(doi)
    if problem and not address and not text[body:stop].startswith(("10.", "11.")):
        return None, stop
    return Mention(doi_identifier(doi), text[start:stop], Span(start, stop), form=form, problem=problem), stop


def _arxiv(text: str, start: int, after: int, end: int) -> tuple[Mention | None, int]:
    """Read `arXiv:…`; what only looks like an id gets a problem, a word after "arXiv" is none."""
    match = _ARXIV_LABEL.match(text, start, end)
    if match is None:
        return None, after
    label = ":" in match.group()
    written = _ARXIV_ID.match(text, match.end(), end) or (_ARXIV_BAD.match(text, match.end(), end) if label else None)
    if written is None:
        return None, match.end()
    value = arxiv_value(written.group())
    identifier = Identifier(IdentifierKind.ARXIV, value)
    span = Span(start, written.end())
    return Mention(identifier, text[start : span.end], span, "prefixed", arxiv_problem(value)), span.end


def _old(text: str, start: int, after: int, end: int) -> tuple[Mention | None, int]:
    """Read an old arXiv id without its prefix (`hep-th/9901001`)."""
    del end
    value = arxiv_value(text[start:after])
    if arxiv_problem(value):
        return None, after
    return Mention(Identifier(IdentifierKind.ARXIV, value), text[start:after], Span(start, after)), after


def _is_word(text: str, at: int) -> bool:
    """Tell whether a letter or a digit stands at `at`."""
    return at >= 0 and text[at].isalnum()


def _at_scheme(text: str, at: int) -> Place | None:
    for scheme in ("https", "http", "ftp"):
        begin = at - len(scheme)
        if begin >= 0 and text[begin:at].lower() == scheme:
            return begin, at, _url
    return None


def _at_host(text: str, at: int) -> Place | None:
    if at and (text[at - 1].isalnum() or text[at - 1] in "/.@-_"):
        return None
    return at, (at + 4 if text[at] in "wW" else text.find("/", at) + 1), _host


def _at_doi_host(text: str, at: int) -> Place | None:
    return _at_host(text, at - 3 if text[max(at - 3, 0) : at].lower() == "dx." else at)


def _at_word(length: int, reader: Matcher, following: str) -> Callable[[str, int], Place | None]:
    def locate(text: str, at: int) -> Place | None:
        if at and text[at - 1].isalpha():
            return None
        after = text[at + length : at + length + 1]
        return (at, at + length, reader) if after and (after in following or after.isspace()) else None

    return locate


def _at_ten(text: str, at: int) -> Place | None:
    if at and (text[at - 1].isalnum() or text[at - 1] == "."):
        return None
    match = _BARE.match(text, at)
    return (at, match.end(), _bare) if match else None


_BEGIN = itemgetter(0)
_NEEDLES: tuple[tuple[str, Callable[[str, int], Place | None]], ...] = (
    ("://", _at_scheme),
    ("www.", _at_host),
    ("doi.org/", _at_doi_host),
    ("arxiv.org/", _at_host),
    ("doi", _at_word(3, _doi, ":")),
    ("10.", _at_ten),
    ("arxiv", _at_word(5, _arxiv, ":./#")),
    ("pmid", _at_word(4, pmid, ":0123456789")),
    ("pmc", _at_word(3, pmcid, "iI0123456789")),
    ("isbn", _at_word(4, isbn, ":-0123456789")),
)
_WORDS = tuple(needle for needle, _ in _NEEDLES)
NEEDLES = tuple(word for word in _WORDS if not any(other != word and other in word for other in _WORDS))
"""Of these one at least stands in any text, in small letters, that holds an identifier other than an old arXiv id."""
