"""What reads a text, and texts made to be slow to read: shared by the tests and `bench/linear.py`."""

# ruff: noqa: S311 - chance that can be repeated is what is wanted

from __future__ import annotations

import contextlib
from functools import partial

from refmend import compare, identifiers
from refmend.formats.safety import plain
from refmend.identifiers import urls
from refmend.judge import page as judged_page
from refmend.model import Answer, Identifier, IdentifierKind, Name, Observation, Record, RecordDate, SourceFile, Title
from refmend.model.redaction import redact
from refmend.net import limits, target
from refmend.net.trouble import Trouble
from refmend.resolvers import pages
from refmend.rules import Entry, Run, check_entry
from refmend.sources import SOURCES, encode, parse
from refmend.suppress.comments import find_comments

GOOD = "Smith, J. A., & Jones, B. (2019). A study of things. *Journal of Things*, *12*(3), 45–67. https://doi.org/10.1000/abc"
DOI = Identifier(IdentifierKind.DOI, "10.1000/abc")
BODIES = {"csl-json": '[{"id": "a", "type": "article", "title": "%s"}]', "ris": "TY  - JOUR\nTI  - %s\nER  - \n",
          "nbib": "PMID- 1\nTI  - %s\n", "bibtex": "@article{a,\n title = {%s},\n author = {%s}\n}\n",
          "latex": "\\begin{thebibliography}{9}\n\\bibitem{a} %s\n\\end{thebibliography}\n",
          "html": "<html><body><ol><li>%s</li></ol></body></html>", "xml": "<a><b>%s</b></a>",
          "jupyter": '{"cells": [{"cell_type": "markdown", "source": ["%s"]}], "nbformat": 4}',
          "cff": "cff-version: 1.2.0\ntitle: %s\n", "hayagriva": "a:\n  type: article\n  title: %s\n",
          "css": "a { background: url(%s) }"}  # fmt: skip


def read(format_: str, text: str) -> None:
    list(parse(SourceFile("a", format_, text)))
    encode(format_, text)


def inside(format_: str, text: str) -> None:
    body = BODIES[format_]
    list(parse(SourceFile("a", format_, body.replace("%s", text))))


def item(text: str) -> None:
    list(parse(SourceFile("a", "markdown", f"- {GOOD[:30]}{text}")))


def reference(text: str):
    return next(iter(parse(SourceFile("a", "markdown", f"- {text}"))))


def record(title: str = "A study of things", **more) -> Record:
    return Record(DOI, "crossref", "article-journal", (Title(title),),
                  **{"authors": (Name("Smith", "John A."), Name("Jones", "Bob")), "dates": (RecordDate("issued", 2019),),
                     "containers": ("Journal of Things",), "volume": "12", "issue": "3", "pages": "45-67", **more})  # fmt: skip


def check(entry, *records) -> None:
    found = compare.compare(entry, records)
    run = Run((entry,), {}, 2026)
    list(check_entry(Entry(entry, run, {DOI: found})))


def title_of_record(text: str) -> None:
    check(reference(GOOD), record(text))


def parts_of_record(text: str) -> None:
    check(reference(GOOD), record(authors=(Name(text, text), Name(literal=text)), containers=(text,), volume=text,
                                  issue=text, pages=text, publisher=text, comment=text))  # fmt: skip


def title_of_entry(text: str) -> None:
    line = text.replace("\n", " ")
    for found in parse(SourceFile("a", "markdown", f"- {GOOD.replace('A study of things', line)}")):
        check(found, record())


def field_of_entry(text: str) -> None:
    line = text.replace("{", "").replace("}", "").replace("\\", "").replace("\n", " ")
    body = f"@article{{a, title={{{line}}}, author={{{line}}}, journal={{{line}}}, year=2019, volume={{{line}}}, doi={{10.1000/abc}}}}"
    for found in parse(SourceFile("a", "bibtex", body)):
        check(found, record())


def both(text: str) -> None:
    line = text.replace("\n", " ")
    for found in parse(SourceFile("a", "markdown", f"- {GOOD.replace('A study of things', line)}")):
        check(found, record(text[1:] + "x"))


def page(kind: str, text: str) -> None:
    body = text.encode("utf-8", "surrogatepass")
    url = "https://a.example/"
    look = Observation(url, answers=(Answer(url, 200, (("content-type", kind),)),), body=body)
    pages.read(Identifier(IdentifierKind.URL, url), look)
    shown = judged_page.read(look)
    _ = (shown.title, shown.headings)
    for name in ("text", "refresh", "canonical", "is_shell"):
        getattr(shown, name, None)
    judged_page.has_anchor(body, kind, "a")


def head(text: str) -> None:
    safe = text.replace("<", "&lt;").replace('"', "&quot;")
    page("text/html", f'<html><head><title>{safe}</title><meta name="author" content="{safe}"><meta property="og:title" '
         f'content="{safe}"><meta name="date" content="{safe}"><script type="application/ld+json">{{"@type":"Article",'
         f'"headline":"{safe}"}}</script></head><body><h1>{safe}</h1><time>{safe}</time><p class="byline">{safe}</p></body></html>')  # fmt: skip


def ld(text: str) -> None:
    page("text/html", f'<html><head><script type="application/ld+json">{text}</script></head></html>')


def comments(format_: str, text: str) -> None:
    find_comments(SourceFile("a", format_, "<!-- refmend: ignore -->\n" + text + "<!-- refmend: ignore --> `"))


def address(text: str) -> None:
    for given in (text, "https://" + text, "https://a.example/" + text, "https://a.example/?" + text):
        for reader in (urls.canonical_url, target.parse):
            with contextlib.suppress(ValueError, Trouble):
                reader(given)
    with contextlib.suppress(Trouble):
        target.join(target.parse("https://a.example/b"), text)


def headers(text: str) -> None:
    limits.retry_after(text, 0.0)


TARGETS = {f"source-{name}": partial(read, name) for name in SOURCES} | {
    f"inside-{name}": partial(inside, name) for name in BODIES} | {
    "item": item, "find": identifiers.find, "read": identifiers.read, "address": address, "redact": redact, "plain": plain,
    "headers": headers, "title-of-record": title_of_record, "parts-of-record": parts_of_record,
    "title-of-entry": title_of_entry, "field-of-entry": field_of_entry, "both": both,
    "page-html": partial(page, "text/html"), "page-xml": partial(page, "application/xml"), "head": head, "ld": ld,
    "comments-markdown": partial(comments, "markdown"), "comments-latex": partial(comments, "latex"),
    "comments-org": partial(comments, "org"), "comments-typst": partial(comments, "typst")}  # fmt: skip


def repeated(unit: str, size: int) -> str:
    return (unit * (size // len(unit) + 1))[:size]


UNITS = [
    "(", "[", "{", "<", "<<", "[(", "((", "*", "**", "_", "`", "``", "` ``", "~", "|", "\\", "$", '"', "'", "&", "&amp;amp;", "&#",
    "&lt;", "a.a.", "a. ", "A. ", "A., ", "Smith, J., ", "Smith, J. ", "10.1/", "10.1000/a", "10.1000/a(", "10.1000/(", "doi:", "doi: ",
    "arXiv:", "https://", "https://a.b/(", "https://a.b/c ", "http://a", "www.", "www.a.", "://", "…", "...", ". . . ", "0", "1", "1 ", "12(3), ",
    "1-", "1–2, ", " ", "\t", "\n", "\n\n", "\r", "\u00a0", "\0", "\ud83d", "a", "aA", "A", "a b ", "é", "e\u0301", "\u0301", "漢字", "漢字。", "’", "“",
    "“a", "et al. ", "and ", " & ", ", & ", "(2019)", "(2019). ", " (", "(2019", "). ", "]: ", "](", "[a](", "[a](b) ", "![", "[a]: b\n", "<a>", "</a>",
    "<a ", '<a href="', "<a b='", "<!--", "-->", "<!", "<?", "<![CDATA[", "]]>", "<li>", "<p>", "<div>", "<b><i>", "<script>", "<meta name=a content=b>",
    "- ", "- a\n", "* ", "1. ", "1. a\n", "> ", "# ", "#", "---\n", "```\n", "~~~", "| a ", ":", ";", ",", ", ", ".", "-", "--", "—", "=", "==", "a=", "a=b&",
    "%", "%20", "%%", "@", "@a", "@a{", "@article{a,", "a={", "{\\", "\\a", "\\a{", "\\'", "\\bibitem", "\\bibitem[", "\\bibitem[{", "\\url{", "\\href{a}{", "\\begin{thebibliography}",
    "TY  - JOUR\n", "TY  - JOUR\nER  - \n", "AU  - A\n", "a: ", "a:\n", "a: |\n", "a: >\n ", "  - ", "'a':", '"a":', "[1,", '{"a":', "[[", '{"a":[', '"\\', "\\u0000", '"a", ',
    "<!-- refmend:", "<!-- refmend: ignore[", "refmend:", "% refmend:", "# refmend: ", "/* refmend:", "{/* refmend:", "In ", "In A (Ed.), ", "(Ed.), ", "(pp. 1", "pp. ", "Vol. ", "No. ",
    "Retrieved ", "Retrieved from ", "Retrieved May 1, 2019, from ", "[Video]. ", "Abc ", "Abc-", "Abc, ", "Abc. ", "O'", "van ", "van der ", "de ", "Jr., ", "J.-", "J.-P., ", "*a*", "**a", "_a_ ", "*a ",
    "n.d.", "(n.d.)", "in press", "isbn ", "978-", "pmid: 1 ", "PMC1 ", "<http://", "url(", 'url("', "/*", "*/", "@import ", "image::", "link:", "[[[", "]]]", "{{", "}}", '#link("', "#+", "..", ".. ", "`a <", "`a <b>`_ ", "_`",
    "[a](https://b.c) https://d.e ", "`a` https://d.e ", "<https://a.b> https://c.d ", '<a href="https://b.c">d</a> https://e.f ', "![a](https://b.c) 10.1000/a ", "\\url{https://a.b} https://c.d ",
    "`a <https://b.c>`_ https://d.e ", "[[https://a.b][c]] https://d.e ", "link:https://a.b[c] https://d.e ", "*a* https://b.c ", "[^1] ", "[^1]: a\n", "[a][b] ", "&amp; https://a.b ", "\\emph{a} 10.1000/a ",
    "\\'e ", "{\\'e} ", "- a (2019). b. https://c.d\n", "[1] A. B (2019). C.\n\n", "A, B. (2019). C. D, 1(2), 3–4. ", "A. (2019). ", "*A*. ", "https://a.b, ", "a/b/", "?a?", "#a#", "a@b ", ";a=", "%41", "é.", "..", "1.1.",
    "<ref>", "$$", "$\\", "<mml:math>", "\\frac{", "^{", "<i>", "<sub>", "&#x41;", "ß", "İ", "ﬁ", "\u202e", "token=a&", "?key=", "ghp_", "eyJa.", "://a@", "://@", "sk-a",
]  # fmt: skip
PAIRED = [("(", ")"), ("[", "]"), ("{", "}"), ("<", ">"), ("[", "](a)"), ("*a", "*"), ('{"a":', "}"), ("[", "],"), ("<div>", "</div>"), ("\\emph{", "}"), ("<ul><li>", "</li></ul>"),
          ("((", "))"), ("> ", ""), ("<b>", "</i>")]  # fmt: skip


def nested(opening: str, closing: str, size: int) -> str:
    depth = size // (len(opening) + len(closing))
    return opening * depth + "x" + closing * depth


def mixed(seed: int, size: int) -> str:
    import random

    chosen = random.Random(seed)
    return "".join(chosen.choices(UNITS, k=size))[:size]


PUMPS = {f"{unit!r}": partial(repeated, unit) for unit in UNITS} | {
    f"nest {a!r}": partial(nested, a, b) for a, b in PAIRED} | {
    f"mixed {seed}": partial(mixed, seed) for seed in range(4)}  # fmt: skip
