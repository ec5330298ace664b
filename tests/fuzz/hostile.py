"""Strategies: texts, JSON and bytes as bad as they come, near enough to good ones to get past the first look."""

# ruff: noqa: ISC004 - long good texts stand beside short ones

from __future__ import annotations

import json
import re
from functools import cache

from hypothesis import strategies as st

ENTRIES = (
    "Smith, J. A., & Jones, B. (2019). A study of things. *Journal of Things*, *12*(3), 45–67. https://doi.org/10.1000/abc",
    "Łańcucki, A., van der Berg, C. D., … O'Neil, F. (2021, May 3). *Über die Dinge: Ein Versuch* (2nd ed.). MIT Press.",
    "Doe, J. (n.d.). In A. Editor (Ed.), *Book* (pp. 1–9). Publisher. arXiv:1706.03762v5 https://arxiv.org/abs/1706.03762",
    "World Health Organization. (2020). A page [Video]. Site. Retrieved May 1, 2020, from https://a.example/b_(c)?utm_source=x#d",
    "[1] J. Smith and B. Jones, “A study of things,” J. Things, vol. 12, no. 3, pp. 45–67, 2019, doi: 10.1000/ABC.",
    "深度学习，作者. (2023). 一个标题很长。期刊, 3, 1-2.",
)
MARKDOWN = (
    "# List\n\n" + "".join(f"{at}. {entry}\n" for at, entry in enumerate(ENTRIES, 1)) + "\n[a]: https://a.example\n"
)
SEEDS: dict[str, tuple[str, ...]] = {
    "markdown": (MARKDOWN, "| a | b |\n|---|---|\n| [x](https://a.example) | `y` |\n\n> - a\n>   b\n\n```bibtex\n@article{a,title={b}}\n```\n"),
    "plain": ("\n\n".join(ENTRIES), "\n".join(f"[{at}] {entry}" for at, entry in enumerate(ENTRIES))),
    "bibtex": ("@string{j = \"Journal\"}\n@article{a,\n title = {A {Study} of \\'{e} things},\n author = {Smith, John and van der Berg, Jr., C.},\n"
               ' journal = j # " of Things",\n year = 2019, volume = {12}, pages = {45--67}, doi = {10.1000/abc},\n crossref = {b},\n}\n'
               '@book{b, title = "B", year = {2020}}\n@comment{x}\n% refmend: ignore\n',),
    "csl-json": (json.dumps([{"id": "a", "type": "article-journal", "title": "A study", "author": [{"family": "Smith", "given": "J."}, {"literal": "WHO"}],
                              "issued": {"date-parts": [[2019, 1, 2]]}, "DOI": "10.1000/abc", "URL": "https://a.example", "volume": 12, "page": "4-5"}]),),
    "ris": ("TY  - JOUR\nTI  - A study\nAU  - Smith, John\nPY  - 2019/01/02\nVL  - 12\nSP  - 4\nEP  - 5\nDO  - 10.1000/abc\nER  - \n",),
    "nbib": ("PMID- 123\nTI  - A study\n      of things.\nFAU - Smith, John\nDP  - 2019 Jan\nAID - 10.1000/abc [doi]\nPG  - 4-5\n\n",),
    "latex": ("\\begin{thebibliography}{9}\n\\bibitem[Smith(2019)]{a} J. Smith. \\emph{A study}. \\url{https://a.example/b} \\href{https://c.example}{c}\n"
              "\\newblock doi:10.1000/abc % x\n\\end{thebibliography}\n\\verb|https://x|",),
    "rst": ("Title\n=====\n\n.. [a] " + ENTRIES[0] + "\n\n`b <https://b.example>`_ and c_\n\n.. _c: https://c.example\n\n* " + ENTRIES[1] + "\n",),
    "asciidoc": ("= A\n\n[bibliography]\n* [[[a]]] " + ENTRIES[0] + "\n\nlink:https://b.example[b] https://c.example[c^]\n",),
    "org": ("* A\n\n- " + ENTRIES[0] + "\n[[https://b.example][b]]\n#+begin_src\nx\n#+end_src\n",),
    "typst": ("= A\n+ " + ENTRIES[0] + '\n#link("https://b.example")[b] // refmend: ignore\n',),
    "jupyter": (json.dumps({"cells": [{"cell_type": "markdown", "source": ["# A\n", "- " + ENTRIES[0] + "\n"]}, {"cell_type": "code", "source": "x"}], "nbformat": 4}),),
    "docx": ("\n".join(ENTRIES),),
    "cff": ('cff-version: 1.2.0\ntitle: "A study"\nauthors:\n  - family-names: Smith\n    given-names: J.\ndoi: 10.1000/abc\nreferences:\n  - type: article\n    title: >\n      B\n    year: 2019\n',),
    "hayagriva": ('a:\n  type: article\n  title: A study\n  author: ["Smith, J.", "Jones, B."]\n  date: 2019-01\n  parent:\n    - type: periodical\n      title: J\n  url: { value: https://a.example, date: 2020-01-01 }\n',),
    "html": ("<!doctype html><html><body><ol><li id='a'>" + ENTRIES[0].replace("*", "") + '</li><li><a href="https://a.example/?a=1&amp;b=2">b</a></li></ol><style>a{b:url(c)}</style></body></html>',),
    "xml": ('<?xml version="1.0"?><rss><item><title>A</title><link>https://a.example</link><ref>' + ENTRIES[0] + "</ref></item></rss>",
            "<feed xmlns='http://www.w3.org/2005/Atom'><entry><link href='https://a.example'/></entry></feed>"),
    "css": ("@import \"https://a.example/b.css\"; a { background: url( 'https://a.example/c.png' ) } /* x */",),
}  # fmt: skip
SHARDS = [
    "\n", "\n\n", "\r", "\r\n", "\0", "\x85", "\u2028", "\ud800", "\udfff", "\ufeff", "\u200b", "\u00a0", "\u0301", "\u202e", "ﬁ", "İ", "ß", "漢", "。", "😀",
    "(", ")", "[", "]", "{", "}", "<", ">", "*", "**", "_", "`", "```", "~~~", "|", "\\", "$", '"', "'", "&", "&amp;", "&#x;", "&#1114112;", "&#xD800;", "%", "%zz", "%00",
    "%ff", "@", "#", ":", ";", ",", ".", "…", "-", "–", "=", "?", "!", "/", "//", "://", "https://", "http://[", "http://[::1]", "http://a:99999/", "10.1000/", "doi:", "arXiv:",
    "9999.99999v99999", "hep-th/0000000", "ISBN 978-", "PMID: ", "(2019)", "(n.d.).", "et al.", "& ", "In ", "(Ed.), ", "pp. ", "<!--", "-->", "<![CDATA[", "]]>", "<?", "<li>",
    "</li>", "<script>", "<style>", "<a href=", "- ", "1. ", "99999999999. ", "> ", "# ", "---\n", "\t", "    ", "@article{", "title = ", "\\bibitem", "\\verb", "\\end{", "TY  - ", "ER  - ", "null",
    "true", "1e999", "-1", "\\u", "\\ud800", "\\x", "\\\n", "'':", "? ", "&a ", "*a", "!!x ", "|\n", ">\n", "..", ".. _", "`_", "refmend: ignore", "<!-- refmend: ignore[dead-link] until=2019-01-01 -->",
    "²", "٣", "१२", "１", "½", "ª", "N.N", "J.-P.", "\\'{", "\\frac{", "$$", "<mml:math>", "<i>", "é", "Ã©", "\x1b[31m", "\x7f", "\x80", "\x9b",
]  # fmt: skip
ODD = st.one_of(st.sampled_from(SHARDS), st.text(max_size=3), st.characters())
TEXTS = st.lists(st.one_of(ODD, st.sampled_from(ENTRIES)), max_size=8).map("".join)


@st.composite
def spoilt(draw, seeds: tuple[str, ...]) -> str:
    """Return a good text with parts cut, doubled, moved or replaced by shards."""
    text = draw(st.sampled_from(seeds))
    for _ in range(draw(st.integers(0, 6))):
        start = draw(st.integers(0, len(text)))
        stop = start + draw(st.one_of(st.integers(0, 12), st.integers(0, 200)))
        kind = draw(st.integers(0, 5))
        piece = text[start:stop]
        if kind == 0:
            text = text[:start] + text[stop:]
        elif kind == 1:
            text = text[:start] + draw(ODD) + text[start:]
        elif kind == 2:
            text = text[:start] + draw(ODD) + text[stop:]
        elif kind == 3:
            text = text[:stop] + piece * draw(st.integers(1, 40)) + text[stop:]
        elif kind == 4:
            text = text[:start]
        else:
            text = text[:start] + draw(ODD) * draw(st.integers(1, 60)) + text[start:]
    if draw(st.booleans()):
        return text
    return text.replace("\n", draw(st.sampled_from(["\r\n", "\r", "\n\n", ""])))


def listings(form: str) -> st.SearchStrategy[str]:
    """Return texts of a format: spoilt ones, and what was never one."""
    return st.one_of(spoilt(SEEDS[form]), spoilt(SEEDS[form]), TEXTS)


KEYS = [
    "DOI",
    "title",
    "subtitle",
    "author",
    "family",
    "given",
    "suffix",
    "literal",
    "name",
    "editor",
    "issued",
    "date-parts",
    "published",
    "container-title",
    "volume",
    "issue",
    "page",
    "type",
    "relation",
    "id",
    "id-type",
    "updated-by",
    "update-to",
    "updated",
    "source",
    "message",
    "items",
    "aliases",
    "resource",
    "primary",
    "URL",
    "institution",
    "original-title",
    "short-title",
    "attributes",
    "doi",
    "titles",
    "titleType",
    "creators",
    "nameType",
    "familyName",
    "givenName",
    "contributors",
    "contributorType",
    "publicationYear",
    "dates",
    "dateType",
    "date",
    "dateInformation",
    "container",
    "types",
    "resourceTypeGeneral",
    "citeproc",
    "publisher",
    "relatedIdentifiers",
    "relatedIdentifier",
    "relatedIdentifierType",
    "relationType",
    "descriptions",
    "descriptionType",
    "description",
    "version",
    "url",
    "data",
    "RA",
    "status",
    "responseCode",
    "values",
    "value",
    "@type",
    "@id",
    "@graph",
    "headline",
    "datePublished",
    "isPartOf",
    "mainEntityOfPage",
    "contributor",
    "group-title",
    "non-dropping-particle",
    "records",
    "pmid",
    "pmcid",
    "errmsg",
    "results",
]
WORDS = st.one_of(
    st.sampled_from(["10.1000/abc", "10.48550/arXiv.1706.03762", "journal-article", "doi", "DOI", "Crossref", "DataCite", "mEDRA", "DOI does not exist", "Article", "retraction", "2019-01-02",
                     "2019", "URL", "https://a.example/", "HS_ALIAS", "is-preprint-of", "IsVersionOf", "Issued", "Editor", "Smith, John", "A study of things", "has-preprint"]),
    TEXTS,
)  # fmt: skip
LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 3000),
    st.integers(),
    st.floats(),
    st.sampled_from([1, 100, 200, 2, 1e308, 10**30, -(10**30)]),
    WORDS,
)
JSON = st.recursive(
    LEAVES,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.sampled_from(KEYS), inner, max_size=8)),
    max_leaves=25,
)
OBJECTS = st.dictionaries(st.sampled_from(KEYS), JSON, max_size=12)

CROSSREF = {
    "DOI": "10.1000/abc", "type": "journal-article", "title": ["A study of things"], "subtitle": ["A try"], "author": [{"family": "Smith", "given": "John A."}, {"family": "Jones", "given": "Bob"},
    {"name": "WHO"}], "issued": {"date-parts": [[2019, 1, 2]]}, "container-title": ["Journal of Things"], "volume": "12", "issue": "3", "page": "45-67",
    "relation": {"is-preprint-of": [{"id": "10.1000/x", "id-type": "doi"}]}, "updated-by": [{"type": "retraction", "DOI": "10.1000/r", "updated": {"date-parts": [[2020, 1, 1]]}}],
    "resource": {"primary": {"URL": "https://a.example/"}}, "aliases": ["10.1000/old"],
}  # fmt: skip
DATACITE = {"id": "10.5281/zenodo.1", "attributes": {
    "doi": "10.5281/zenodo.1", "titles": [{"title": "A study"}, {"title": "B", "titleType": "Subtitle"}], "creators": [{"name": "Smith, John", "nameType": "Personal"}], "publicationYear": 2019,
    "dates": [{"date": "2019-01-02", "dateType": "Issued"}], "container": {"title": "J", "firstPage": "1"}, "types": {"resourceTypeGeneral": "Text"}, "publisher": {"name": "P"}, "version": 2,
    "relatedIdentifiers": [{"relatedIdentifier": "10.1000/x", "relatedIdentifierType": "DOI", "relationType": "IsVersionOf"}], "descriptions": [{"description": "x", "descriptionType": "Other"}]}}  # fmt: skip

DEEP = "deep-"  # deep nesting is drawn as a word: hypothesis could not print it


@st.composite
def spoilt_json(draw, value):
    """Return a good JSON value with some parts replaced by any other."""
    kind = draw(st.integers(0, 12))
    if kind == 0:
        return draw(JSON)
    if kind == 1:
        return f"{DEEP}{draw(st.integers(1, 3000))}{draw(st.sampled_from('[{'))}"
    if isinstance(value, dict):
        return {key: draw(spoilt_json(part)) for key, part in value.items() if draw(st.integers(0, 9))}
    if isinstance(value, list):
        return [draw(spoilt_json(part)) for part in value] * draw(st.sampled_from([1, 1, 1, 3]))
    return value if kind < 10 else draw(LEAVES)


def grown(value: object) -> object:
    """Return a drawn value with what stands for deep nesting in its place as nesting."""
    if isinstance(value, dict):
        return {key: grown(part) for key, part in value.items()}
    if isinstance(value, list):
        return [grown(part) for part in value]
    if not isinstance(value, str) or not value.startswith(DEEP):
        return value
    found: object = "x"
    for _ in range(int(value[len(DEEP) : -1])):
        found = {"data": found} if value.endswith("{") else [found]
    return found


def dumped(value: object) -> str:
    """Return a drawn value as JSON, nested as deeply as it says."""

    def nested(match: re.Match[str]) -> str:
        opening, closing = ("[", "]") if match[2] == "[" else ('{"data":', "}")
        return opening * int(match[1]) + "1" + closing * int(match[1])

    return re.sub(rf'"{DEEP}(\d+)([\[{{])"', nested, json.dumps(value))


@cache
def page_pieces() -> tuple[str, ...]:
    ld = json.dumps({"@context": "https://schema.org", "@graph": [{"@type": "Article", "headline": "A study", "author": [{"@type": "Person", "name": "John Smith"}], "datePublished": "2019-01-02",
                                                                   "mainEntityOfPage": {"@id": "https://a.example/b"}}]})  # fmt: skip
    return (
        f"<!doctype html><html><head><meta charset=utf-8><title>A study | Site</title><meta name='citation_title' content='A study'><meta name='citation_author' content='Smith, John'>"
        f"<meta property='og:title' content='A study'><meta property='article:published_time' content='2019-01-02T00:00:00Z'><link rel=canonical href='/b'>"
        f"<meta http-equiv=refresh content='0; url=https://a.example/c'><script type='application/ld+json'>{ld}</script></head><body><h1>A study</h1><p class='byline'>By John Smith</p>"
        f"<time datetime='2019-01-02'>Jan 2, 2019</time><p>Published on January 2, 2019</p><a id='x' name='y'>z</a><form><input type=password></form></body></html>",
        '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE a [<!ENTITY b "c"><!ENTITY d "&b;&b;&b;&b;">]><html xmlns="http://www.w3.org/1999/xhtml"><head><title>&d;</title></head><body/></html>',
    )  # fmt: skip


CHARSETS = st.sampled_from(
    [
        "",
        "utf-8",
        "utf-16",
        "utf-7",
        "idna",
        "base64",
        "rot13",
        "hex",
        "punycode",
        "unicode_escape",
        "undefined",
        "shift_jis",
        "x" * 300,
        "\0",
        "utf-8\udcff",
        "latin-1",
        "mbcs",
        "zip",
    ]
)
TYPES = st.one_of(
    st.sampled_from(["text/html", "application/xhtml+xml", "text/xml", "application/pdf", "", "text/plain"]), TEXTS
)
CONTENT_TYPES = st.one_of(st.tuples(TYPES, CHARSETS).map(lambda pair: f"{pair[0]}; charset={pair[1]}"), TYPES)
BODIES = st.one_of(
    spoilt(page_pieces()).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.tuples(spoilt(page_pieces()), st.sampled_from(["utf-16", "utf-32", "latin-1", "shift_jis", "utf-8-sig"])).map(lambda pair: pair[0].encode(pair[1], "replace")),
    st.binary(max_size=60),
)  # fmt: skip
HOSTS = st.one_of(
    st.sampled_from(["a.example", "A.EXAMPLE.", "127.0.0.1", "0x7f.1", "2130706433", "[::1]", "[::ffff:1.2.3.4]", "[fe80::1%25eth0]", "ü.example", "xn--", "xn--a", "①②⑦.0.0.1", "a..b", "-", "a_b",
                     "[", "]", "", "localhost", "doi.org", "u:p@a.example", "a.example:80", "a.example:", "a.example:99999", "a.example:²", "😀.example", "a" * 70, "%41", "%ff", "%", "\u202e.example", "ß", "\u00ad"]),
    TEXTS,
)  # fmt: skip
PATHS = st.one_of(
    st.sampled_from(
        [
            "",
            "/",
            "/b",
            "/b/../c",
            "//d",
            "?q",
            "#f",
            "/%",
            "/%2e%2e/",
            "/é",
            "\\b",
            "/b;c=d",
            "/login?next=/b",
            "/404",
            "/#:~:text=a,b",
        ]
    ),
    TEXTS.map(lambda text: "/" + text),
    TEXTS,
)
URLS = st.one_of(
    st.tuples(
        st.sampled_from(
            [
                "https://",
                "http://",
                "HTTP://",
                "//",
                "ftp://",
                "data:",
                "javascript:",
                "",
                "https:",
                "http:/",
                "file://",
                " https://",
            ]
        ),
        HOSTS,
        PATHS,
    ).map("".join),
    TEXTS,
)
STATUSES = st.one_of(
    st.sampled_from(
        [
            200,
            204,
            206,
            301,
            302,
            303,
            304,
            307,
            308,
            400,
            401,
            403,
            404,
            405,
            410,
            418,
            429,
            451,
            500,
            502,
            503,
            520,
            530,
            999,
            100,
            600,
        ]
    ),
    st.integers(100, 999),
)
HEADERS = st.lists(
    st.tuples(
        st.sampled_from(["content-type", "location", "retry-after", "set-cookie", "cf-mitigated", "server", "refresh", "link", "www-authenticate", "vary", "x-rate-limit-limit", "x-rate-limit-interval",
                         "x-concurrency-limit", "content-encoding", "last-modified", "etag"]),
        st.one_of(TEXTS, URLS, CONTENT_TYPES, st.sampled_from(["challenge", "cloudflare", "Accept-Language", "nan", "inf", "-1", "1e9", "²", "3", "0; url=/c", "Wed, 21 Oct 2015 07:28:00 GMT",
                                                                "Wed, 99 Oct 99999 07:28:00 +9999", "a=b; Path=/; Secure; Max-Age=0", "1s", "0s"])),
    ),
    max_size=5,
).map(tuple)  # fmt: skip
