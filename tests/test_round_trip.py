"""A file of every format with one wrong letter in it: mending changes that letter and no other byte."""

import html
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from refmend.answers import remember
from refmend.check import judge_references
from refmend.config import Config
from refmend.fix import apply
from refmend.model import (
    Applicability,
    Found,
    Identifier,
    LinkState,
    LinkStatus,
    Name,
    Outcome,
    Record,
    RecordDate,
    SourceFile,
    Title,
)
from refmend.sources import format_of, parse

settings.register_profile("steady", deadline=None)
settings.load_profile("steady")

WORDS = ("Measuring", "wooden", "pendulum", "drifting", "ocean", "étude", "Kraków", "R&D", "currents", "between")
TEX = str.maketrans({"é": r"{\'e}", "ó": r"{\'o}", "&": r"\&"})
UMLAUT = "Müller"


def apa(work, mark="", words=str):
    return (
        f"{words('Knuth, D. E., & Müller, A.')} ({work['year']}). {words(work['title'])}. {mark}Journal of Clocks{mark}, "
        f"12(3), 45–67. "
    )


def markdown(works):
    lines = (f"{n}. {apa(work, '*')}https://doi.org/{work['doi']}\n" for n, work in enumerate(works, 1))
    return "# References\n\nIntro\twith a tab.\n\n" + "".join(lines)


def plain(works):
    return "\n".join(f"{apa(work)}https://doi.org/{work['doi']}\n" for work in works)


def bibtex(works):
    return "".join(
        f'% entry\n@article{{k{n},\n\tauthor = {{Knuth, D. E. and M{{\\"u}}ller, A.}},\n  title =\t"{work["title"].translate(TEX)}",\n'
        f"  journal={{Journal of {{C}}locks}}, year = {work['year']},\n  volume = 12, number = {{3}},\n pages = {{45--67}},\n"
        f"  doi = {{{work['doi']}}}}}\n\n"
        for n, work in enumerate(works)
    )


def csl(works):
    items = [
        {"id": f"k{n}", "type": "article-journal", "title": work["title"], "container-title": "Journal of Clocks",
         "author": [{"family": "Knuth", "given": "D. E."}, {"family": UMLAUT, "given": "A."}], "volume": "12", "issue": "3",
         "page": "45-67", "issued": {"date-parts": [[work["year"]]]}, "DOI": work["doi"]}
        for n, work in enumerate(works)
    ]  # fmt: skip
    return json.dumps(items, indent="\t") + "\n"


def ris(works):
    return "".join(
        f"TY  - JOUR\nAU  - Knuth, D. E.\nAU  - Müller, A.\nTI  - {work['title'].replace(' ', chr(10) + '  ', 1)}\nT2  - Journal of Clocks\n"
        f"PY  - {work['year']}\nVL  - 12\nIS  - 3\nSP  - 45\nEP  - 67\nDO  - {work['doi']}\nER  - \n\n"
        for work in works
    )


def nbib(works):
    return "\n".join(
        f"PMID- {n + 100}\nTI  - {work['title'].replace(' ', chr(10) + '      ', 1)}.\nFAU - Knuth, D. E.\nFAU - Müller, A.\nJT  - Journal of Clocks\n"
        f"DP  - {work['year']} Jun\nVI  - 12\nIP  - 3\nPG  - 45-67\nLID - {work['doi']} [doi]\n"
        for n, work in enumerate(works)
    )


def endnote(works):
    records = "".join(
        f"<record>\n\t<contributors><authors><author>Knuth, D. E.</author><author>M&#252;ller, A.</author></authors></contributors>"
        f"<titles><title><style>{html.escape(work['title'])}</style></title><secondary-title>Journal of Clocks</secondary-title></titles>"
        f"<pages>45-67</pages><volume>12</volume><number>3</number><dates><year>{work['year']}</year></dates>"
        f"<electronic-resource-num>{work['doi']}</electronic-resource-num></record>\n"
        for work in works
    )
    return f"<xml><records>\n{records}</records></xml>\n"


def latex(works):
    def words(text):
        return text.translate(TEX)

    items = (f"\\bibitem{{k{n}}}\t{apa(work, words=words)}\\doi{{{work['doi']}}}\n" for n, work in enumerate(works))
    return "\\begin{thebibliography}{9}\n" + "".join(items) + "\\end{thebibliography}\n"


def rst(works):
    return "".join(f".. [{n}] {apa(work, '*')}https://doi.org/{work['doi']}\n" for n, work in enumerate(works, 1))


def web(works):
    items = "".join(
        f"<li>{html.escape(apa(work), quote=False)}\n\t<a href='https://doi.org/{work['doi']}'>https://doi.org/{work['doi']}</a></li>\n"
        for work in works
    )
    return f"<ol>\n{items}</ol>\n"


def asciidoc(works):
    return "".join(f"* {apa(work, '_')}https://doi.org/{work['doi']}[doi]\n" for work in works)


def org(works):
    return "".join(f"- {apa(work, '/')}[[https://doi.org/{work['doi']}][doi]]\n" for work in works)


def typst(works):
    return "".join(f'+ {apa(work, "_")}#link("https://doi.org/{work["doi"]}")[doi]\n' for work in works)


def notebook(works):
    cells = [{"cell_type": "markdown", "metadata": {}, "source": markdown(works).splitlines(keepends=True)}]
    return json.dumps({"cells": cells, "nbformat": 4}, indent=1) + "\n"


def cff(works):
    def item(work, lead):
        rows = [
            "title: " + json.dumps(work["title"], ensure_ascii=False),
            "authors:",
            "  - family-names: Knuth",
            "    given-names: D. E.",
        ]
        rows += ["  - family-names: Müller", "    given-names: A.", f"doi: {work['doi']}", "journal: Journal of Clocks"]
        rows += [f"year: {work['year']}", "volume: 12", "issue: 3", "pages: 45-67"]
        return "".join(f"{lead if at else lead.replace('    ', '  - ')}{row}\n" for at, row in enumerate(rows))

    return (
        "cff-version: 1.2.0\n"
        + item(works[0], "")
        + "references:\n"
        + "".join(item(work, "    ") for work in works[1:])
    )


def hayagriva(works):
    return "".join(
        f'k{n}:\n    type: article\n    title: "{work["title"]}"\n    author: ["Knuth, D. E.", "Müller, A."]\n    date: {work["year"]}-06\n'
        f'    page-range: 45-67\n    serial-number: {{ doi: "{work["doi"]}" }}\n    parent:\n        title: Journal of Clocks\n'
        f"        volume: 12\n        issue: 3\n"
        for n, work in enumerate(works)
    )


def codemeta(works):
    people = [{"familyName": "Knuth", "givenName": "D. E."}, {"familyName": UMLAUT, "givenName": "A."}]
    whole = {"@context": "https://w3id.org/codemeta/3.0", "@type": "SoftwareSourceCode", "name": works[0]["title"]}
    whole |= {
        "author": people,
        "datePublished": f"{works[0]['year']}-05-01",
        "identifier": f"https://doi.org/{works[0]['doi']}",
    }
    return json.dumps(whole, indent=4, ensure_ascii=False) + "\n"


FILES = {
    "refs.md": markdown, "refs.qmd": markdown, "refs.Rmd": markdown, "refs.txt": plain, "refs.bib": bibtex, "refs.json": csl,
    "refs.ris": ris, "refs.nbib": nbib, "refs.xml": endnote, "refs.tex": latex, "refs.rst": rst, "refs.html": web,
    "refs.adoc": asciidoc, "refs.org": org, "refs.ipynb": notebook, "refs.typ": typst, "refs.yml": hayagriva,
    "CITATION.cff": cff, "codemeta.json": codemeta,
}  # fmt: skip


def record(work):
    return Record(
        Identifier.parse(f"doi:{work['doi']}"),
        "crossref",
        type="article-journal",
        titles=(Title(work["title"]),),
        authors=(Name("Knuth", "D. E."), Name(UMLAUT, "A.")),
        dates=(RecordDate("issued", work["year"]),),
        containers=("Journal of Clocks",),
        volume="12",
        issue="3",
        pages="45-67",
    )


def mended(file, works):
    """Return the file's bytes after the safe fixes."""
    references = list(parse(file))
    answers = remember(references, Config(), None)
    for work in works:
        known = record(work)
        answers.outcomes[known.identifier] = Outcome(known.identifier, Found((known,)), LinkStatus(LinkState.ALIVE))
    _, findings = judge_references(references, answers)
    safe = [one.fix for one in findings if one.fix and one.fix.applicability == Applicability.SAFE]
    return file.to_bytes(apply(file, safe).raw)


@st.composite
def lists(draw):
    """Return works, and the same with one letter wrong inside a long word of one title."""
    works = []
    for number in range(draw(st.integers(1, 3))):
        words = [*draw(st.permutations(WORDS))[: draw(st.integers(3, 8))], "pendulum"]
        works.append({"title": " ".join(words), "year": draw(st.integers(1950, 2020)), "doi": f"10.1000/x.{number}"})
    at = draw(st.integers(0, len(works) - 1))
    title = works[at]["title"]
    place = title.rindex("pendulum") + draw(st.integers(1, 6))
    letter = draw(st.sampled_from([sign for sign in "bcfhkqvwxz" if sign != title[place]]))
    wrong = {**works[at], "title": title[:place] + letter + title[place + 1 :]}
    return works, [*works[:at], wrong, *works[at + 1 :]], at


@pytest.mark.parametrize("path", FILES)
@settings(max_examples=20)
@given(case=lists(), newline=st.sampled_from(["\n", "\r\n"]), bom=st.sampled_from(["", "\ufeff"]), final=st.booleans())
def test_one_wrong_letter_is_mended_and_no_other_byte_changes(path, case, newline, bom, final):
    works, damaged, at = case
    if path == "codemeta.json" and at:
        works, damaged = works[at:], damaged[at:]

    def data(given):
        text = FILES[path](given)
        return (bom + (text if final else text.rstrip("\n")).replace("\n", newline)).encode()

    form = format_of(path) or ""
    right, wrong = data(works), data(damaged)
    assert right != wrong
    assert mended(SourceFile.from_bytes(path, form, wrong), works) == right
    assert mended(SourceFile.from_bytes(path, form, right), works) == right
