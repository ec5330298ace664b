import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from refmend.model import SourceFile
from refmend.sources import FORMATS_BY_SUFFIX, SOURCES, encode, format_of, parse

EXAMPLES = {
    "markdown": "1. Smith, J., & Doe, A. (2019). A study of *E. coli* water. *Journal of X*, 12(3), 45–67. https://doi.org/10.1000/xyz\n",
    "plain": "Smith, J., & Doe, A. (2019). A study of E. coli water. Journal of X, 12(3), 45–67. https://doi.org/10.1000/xyz\n",
    "bibtex": '@article{a,\n\tauthor = {Smith, J. and Doe, A.},\n  title = "A study of {E. coli} water",\n  journal={Journal of X}, year = 2019,\n  volume = 12, number = {3}, pages = {45--67}, doi = {10.1000/xyz}}\n',
    "csl-json": '[{"id": "a", "type": "article-journal", "title": "A study of E. coli water", "author": [{"family": "Smith", "given": "J."}, {"family": "Doe", "given": "A."}], "container-title": "Journal of X", "issued": {"date-parts": [[2019]]}, "volume": "12", "issue": "3", "page": "45-67", "DOI": "10.1000/xyz"}]\n',
    "ris": "TY  - JOUR\nAU  - Smith, J.\nAU  - Doe, A.\nTI  - A study of E. coli\n  water\nT2  - Journal of X\nPY  - 2019\nVL  - 12\nIS  - 3\nSP  - 45\nEP  - 67\nDO  - 10.1000/xyz\nER  - \n",
    "nbib": "PMID- 12345\nTI  - A study of E. coli\n      water.\nFAU - Smith, J.\nFAU - Doe, A.\nJT  - Journal of X\nDP  - 2019 Jun\nVI  - 12\nIP  - 3\nPG  - 45-67\nLID - 10.1000/xyz [doi]\n",
    "latex": "\\begin{thebibliography}{9}\n\\bibitem{a} Smith, J., \\& Doe, A. (2019). A study of {E. coli} water. \\emph{Journal of X}, 12(3), 45--67. \\doi{10.1000/xyz}\n\\end{thebibliography}\n",
    "rst": ".. [a] Smith, J., & Doe, A. (2019). A study of *E. coli* water.\n   *Journal of X*, *12*\\ (3), 45-67. https://doi.org/10.1000/xyz\n",
    "html": "<ol>\n<li>Smith, J., &amp; Doe, A. (2019). A study of <i>E. coli</i> water.\n <i>Journal of X</i>, 12(3), 45–67. <a href='https://doi.org/10.1000/xyz'>doi</a></li>\n</ol>\n",
    "xml": "<xml><records><record><contributors><authors><author>Smith, J.</author><author>Doe, A.</author></authors></contributors><titles><title><style>A study of </style><style face='italic'>E. coli</style><style> water</style></title><secondary-title>Journal of X</secondary-title></titles><pages>45-67</pages><volume>12</volume><number>3</number><dates><year>2019</year></dates><electronic-resource-num>10.1000/xyz</electronic-resource-num></record></records></xml>\n",
    "asciidoc": "* Smith, J., & Doe, A. (2019). A study of _E. coli_ water. _Journal of X_, 12(3), 45–67. https://doi.org/10.1000/xyz[doi]\n",
    "org": "- Smith, J., & Doe, A. (2019). A study of /E. coli/ water. /Journal of X/, 12(3), 45–67. [[https://doi.org/10.1000/xyz][doi]]\n",
    "typst": '+ Smith, J., & Doe, A. (2019). A study of _E. coli_ water. _Journal of X_, 12(3), 45–67. #link("https://doi.org/10.1000/xyz")[doi]\n',
    "jupyter": '{"cells": [{"cell_type": "markdown", "source": ["# Refs\\n", "\\n", "1. Smith, J., & Doe, A. (2019). A study of *E. coli* water. *Journal of X*, 12(3), 45–67. https://doi.org/10.1000/xyz\\n"]}]}\n',
    "cff": "cff-version: 1.2.0\ntitle: A study of E. coli water\nauthors:\n  - family-names: Smith\n    given-names: J.\n  - family-names: Doe\n    given-names: A.\ndoi: 10.1000/xyz\njournal: Journal of X\nyear: 2019\nvolume: 12\nissue: 3\npages: 45-67\n",
    "hayagriva": 'a:\n    title: "A study of E. coli water"\n    author: ["Smith, J.", "Doe, A."]\n    date: 2019-06\n    page-range: 45-67\n    serial-number: { doi: "10.1000/xyz" }\n    parent:\n        title: Journal of X\n        volume: 12\n        issue: 3\n',
}  # fmt: skip


def entries(text, format_):
    return [one for one in parse(SourceFile.from_bytes("refs", format_, text.encode())) if one.kind == "entry"]


@pytest.mark.parametrize("format_", EXAMPLES)
def test_each_format_tells_the_same_work(format_):
    (entry,) = entries(EXAMPLES[format_], format_)
    assert entry.words("title") == "A study of E. coli water"
    assert [author.name.family for author in entry.authors.authors] == ["Smith", "Doe"]
    assert entry.words("year") == "2019"
    assert entry.words("venue") == "Journal of X"
    assert (entry.words("volume"), entry.words("issue")) == ("12", "3")
    assert entry.words("pages").replace("–", "-") == "45-67"
    assert "doi:10.1000/xyz" in [str(mention.identifier) for mention in entry.mentions]
    assert not entry.problem


def edited(file, span, replacement):
    raw = file.raw
    return raw[: file.raw_offset(span.start)] + replacement + raw[file.raw_offset(span.end) :]


@pytest.mark.parametrize("format_", EXAMPLES)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
@pytest.mark.parametrize("final", [True, False])
@settings(max_examples=15)
@given(data=st.data())
def test_an_edit_changes_its_characters_and_nothing_else(format_, newline, bom, final, data):
    text = (EXAMPLES[format_] if final else EXAMPLES[format_].rstrip("\n")).replace("\n", newline)
    (entry,) = entries(bom + text, format_)
    field = entry.fields[data.draw(st.sampled_from(["title", "venue", "volume", "pages"]))]
    start = data.draw(st.integers(0, len(field.value) - 1))
    end = start + 1
    if field.value[start].isspace() or field.value[start] in "-–":
        return
    typed = data.draw(st.sampled_from(["x", "é", "&", '"', "_", "7"]))
    now = edited(entry.source, field.place(start, end), encode(format_, typed))
    (again,) = entries(bom + now, format_)
    name = next(key for key, value in entry.fields.items() if value is field)
    if typed in "xé" and name in {"title", "venue"} and start:  # prose needs the capital with which a sentence begins
        assert again.words(name) == field.value[:start] + typed + field.value[end:]
    assert len(now) == len(entry.source.raw) - len(field.place(start, end)) + len(encode(format_, typed))


@pytest.mark.parametrize("format_", EXAMPLES)
@settings(max_examples=60)
@given(data=st.data())
def test_a_damaged_file_never_stops_the_reading(format_, data):
    text = EXAMPLES[format_] * 2
    at = data.draw(st.integers(0, len(text)))
    other = data.draw(st.integers(0, len(text)))
    junk = data.draw(st.sampled_from(["", "{", "}", '"', "@", "<", "\\", "[", "\n\n", "\x00", "%", "*", "日", "$"]))
    damaged = text[:at] + junk + text[max(at, other) :]
    for reference in parse(SourceFile.from_bytes("refs", format_, damaged.encode())):
        assert 0 <= reference.span.start <= reference.span.end <= len(damaged)
        for mention in reference.mentions:
            assert 0 <= mention.span.start <= mention.span.end <= len(damaged)


DEEP = {
    "bibtex": ["@a{k, t = " + "{" * 10_000, "@a{k, t = {" + "{x}" * 10_000 + "}}", '@a{k, t = "' * 5000, "@a{" * 20_000, "@a{k," + "t=1#" * 20_000],
    "csl-json": ["[" * 10_000, '{"a":' * 10_000, '"' * 50_001, '[{"type":"x","title":"' + "\\u00e9" * 20_000],
    "latex": ["\\emph{" * 10_000, "\\href{" * 10_000, "\\bibitem{" * 10_000, "{" * 100_000, "$" * 50_001, "\\" * 50_001],
    "rst": ["`" * 50_001, "*a " * 30_000, ".. [" * 20_000, "`a <" * 20_000, ":a:" * 20_000, "__ " * 30_000],
    "html": ["<a href='" * 10_000, "<div>" * 10_000, "<!--" * 20_000, "<i>" * 10_000, "&" * 100_000, "<a href=https://a.org>" * 5000],
    "xml": ["<record><contributors>" * 20_000, "<a>" * 10_000, "<![CDATA[" * 10_000, "<a b='" * 10_000],
    "ris": ["TY  - JOUR\n" * 2_000, "AU  - a\n" * 5_000, "TI  - x\n" + " y\n" * 5_000],
    "nbib": ["PMID- 1\n" * 2_000],
    "plain": ["a (2019). " * 20_000, "Smith, J., " * 20_000, "[" * 100_000, "(" * 100_000, "In " * 10_000, ". " * 100_000, "A. " * 10_000],
    "asciidoc": ["*" * 10_000, "[[[" * 10_000, "_a " * 20_000, "https://a.org[" * 5_000],
    "org": ["[[" * 20_000, "=a " * 20_000, "#+begin_src\n" * 5_000],
    "typst": ['#link("' * 10_000, "`" * 30_001],
    "jupyter": ['{"cells":[' * 10_000, '{"cells":[{"cell_type":"markdown","source":["' + "> " * 5_000],
    "cff": ["- " * 5_000, "a: " * 5_000, "".join(" " * at + "a:\n" for at in range(2_000)), "a: [" * 5_000, "a: |\n" * 5_000],
    "hayagriva": ["{" * 10_000, "a:\n  title: [" * 5_000],
}  # fmt: skip


@pytest.mark.parametrize(("format_", "text"), [(key, text) for key, texts in DEEP.items() for text in texts])
def test_hostile_files_are_read_to_the_end(format_, text):
    list(parse(SourceFile.from_bytes("refs", format_, text.encode())))


def test_every_suffix_names_a_known_format():
    assert set(FORMATS_BY_SUFFIX.values()) <= set(SOURCES)
    assert format_of("a/b.BIB") == "bibtex"
    assert format_of("Makefile") is None


@pytest.mark.parametrize("format_", SOURCES)
def test_encoded_words_read_as_themselves(format_):
    assert isinstance(encode(format_, 'a & "b" é'), str)
    words = 'a"b/é'
    assert json.loads('"' + encode("csl-json", words) + '"') == words


BROKEN = [
    ("@article{a, title = {never closed\n@book{b, title={Good}, year=2001}\n", ["never closed"]),
    ("@article{, title = }\n@book{b, title={Good}}\n", ["no value"]),
    ("@article{a title = {x}}\n@book{b, title={Good}}\n", ["no"]),
]


@pytest.mark.parametrize(("text", "reasons"), BROKEN)
def test_a_broken_entry_among_good_ones_is_told_and_the_rest_is_read(text, reasons):
    found = entries(text, "bibtex")
    problems = [entry.problem for entry in found if entry.problem]
    assert len(problems) == len(reasons)
    assert all(reason in problem for reason, problem in zip(reasons, problems, strict=True))
    assert [entry.words("title") for entry in found if not entry.problem] == ["Good"]


def test_bibtex_names_strings_and_inheritance():
    text = (
        '@string{jx = "Journal of X"}\n'
        "@comment{nothing}\n"
        '@article{a, author = {{World Health Organization} and Ludwig van Beethoven and M{\\"u}ller, Jr, Hans and others},\n'
        "  title = {Caf\\'e \\& {NASA}: x}, subtitle={Sub}, journal = jx, date = {2019-06-12}}\n"
        "@inproceedings(p, title={Paper}, crossref={q})\n@proceedings{q, title={Proc}, year={2001}}\n"
    )
    first, second, _ = entries(text, "bibtex")
    names = [str(author.name) for author in first.authors.authors]
    assert names == ["World Health Organization", "van Beethoven, Ludwig", "Müller, Hans, Jr"]
    assert first.authors.et_al
    assert first.words("title") == "Café & NASA: x: Sub"
    assert first.words("venue") == "Journal of X"
    assert first.words("date") == "2019-06-12"
    assert (second.words("venue"), second.words("year")) == ("Proc", "2001")
    assert first.source.cut(first.fields["title"].place(3, 4)) == "\\'e"


def test_csl_yaml_and_lists_at_the_same_column():
    text = (
        "references:\n- id: a\n  type: book\n  title: 'A study: it''s good'\n  author:\n  - family: Smith\n    given: J.\n"
        "  issued:\n    date-parts: [[2019, 6]]\n  DOI: 10.1000/xyz\n- id: b\n  title: Other\n  URL: https://a.org\n"
    )
    first, second = entries(text, "hayagriva")
    assert first.words("title") == "A study: it's good"
    assert first.words("date") == "2019-06"
    assert str(first.authors.authors[0].name) == "Smith, J."
    assert [str(mention.identifier) for mention in second.mentions] == ["url:https://a.org/"]
    assert second.span.contains(second.mentions[0].span)


def test_a_comment_of_bibtex_goes_with_all_that_its_braces_hold():
    text = "@comment{ @article{old, title = {A {B}}} }\n@comment{never closed\n@comment{nor this\n@book{new, title = {C}}\n"
    assert [entry.key for entry in entries(text, "bibtex")] == ["new"]
