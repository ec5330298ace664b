"""Slips in structured entries, as they stand in the file: found, and mended between the file's markup."""

import pytest

from refmend.answers import remember
from refmend.check import judge_references
from refmend.config import Config
from refmend.fix import apply
from refmend.model import Found, Identifier, LinkState, LinkStatus, Name, Outcome, Record, RecordDate, SourceFile, Title
from refmend.sources import parse

DOI = Identifier.parse("doi:10.1000/x")


def mended(text, record, form="bibtex"):
    """Return the rules that speak and the text after all fixes."""
    file = SourceFile("refs", form, text)
    references = list(parse(file))
    answers = remember(references, Config(), None)
    answers.outcomes[DOI] = Outcome(DOI, Found((record,)), LinkStatus(LinkState.ALIVE))
    _, findings = judge_references(references, answers)
    return [one.rule for one in findings], apply(file, [one.fix for one in findings if one.fix]).raw


def work(title="Bounds for sorting networks", authors=(("Knuth", "Donald E."),), **more):
    people = tuple(Name(*one) if isinstance(one, tuple) else Name(one) for one in authors)
    return Record(DOI, "crossref", titles=(Title(title),), authors=people, dates=(RecordDate("issued", 1973),), **more)


def bib(title="Bounds for sorting networks", author="Knuth, Donald E."):
    return (
        f"@article{{k,\n  author = {{{author}}},\n  title = {{{title}}},\n  year = 1973,\n  doi = {{10.1000/x}}\n}}\n"
    )


AUTHORS = [
    ("Gorden-Watson, C.", "Gordon-Watson, C.", ("Gordon-Watson", "C.")),
    ("van den Endev, E.", "van den Enden, E.", ("van den Enden", "E.")),
    ("Garzía Márquez, G.", "García Márquez, G.", ("García Márquez", "G.")),
    (r"Jim{\'e}nez-Hidaglo, E.", r"Jim{\'e}nez-Hidalgo, E.", ("Jiménez-Hidalgo", "E.")),
    (r"Rutcz{\'N}ska, K.", r"Rutczy{\'N}ska, K.", ("RutczyŃska", "K.")),
    (r"Zmbr{\'o}sio, M.", r"Ambr{\'o}sio, M.", ("Ambrósio", "M.")),
    ("Caihogn Li", "Caihong Li", "Caihong Li"),
    ("Schimrer", "Schirmer", "Schirmer"),
    ("{The ALSPAC Stduy Team}", "{The ALSPAC Study Team}", (None, None, None, "The ALSPAC Study Team")),
]


@pytest.mark.parametrize(("written", "right", "name"), AUTHORS)
def test_a_misspelt_word_of_a_name_is_mended_where_it_stands(written, right, name):
    rules, text = mended(bib(author=written), work(authors=(name,)))
    assert rules == ["author-mismatch"]
    assert text == bib(author=right)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Mueller-Goymann, C.", ("Müller-Goymann", "C.")),
        ("de la Cruz Santos, A.", ("De La Cruz-Santos", "A.")),
        ("van der Enden, E.", ("van den Enden", "E.")),
        ("García, G.", ("García Márquez", "G.")),
        ("Li, C.", "Caihong Li"),
    ],
)
def test_another_form_of_a_name_is_no_slip(written, name):
    assert mended(bib(author=written), work(authors=(name,))) == ([], bib(author=written))


TITLES = [
    ("Grwth", "Growth", "Growth"),
    ("Docetxael", "Docetaxel", "Docetaxel"),
    ("A sequence of {D}NA in {NSY} netowrks", "A sequence of {D}NA in {NSY} networks", "A sequence of DNA in NSY networks"),
    ("A sequence of {D}A in networks", "A sequence of {D}NA in networks", "A sequence of DNA in networks"),
    ("A sequence of {NA} in networks", "A sequence of {DNA} in networks", "A sequence of DNA in networks"),
    ("Bounds on {S}rot networks", "Bounds on {S}ort networks", "Bounds on Sort networks"),
    ("Bounds on {O}Srt networks", "Bounds on {So}rt networks", "Bounds on Sort networks"),
    (r"Extremal pr{\"o}blmes of C{\"a}lculus", r"Extremal pr{\"o}blems of C{\"a}lculus", "Extremal pröblems of Cälculus"),
    ("Theoretcal composites: the role of clay", "Theoretical composites: the role of clay", "Theoretical composites:\u00a0 the role of clay"),
    ("Theoretcal  composites of clay", "Theoretical  composites of clay", "Theoretical composites of clay"),
]  # fmt: skip


@pytest.mark.parametrize(("written", "right", "title"), TITLES)
def test_a_slip_in_a_title_is_mended_between_its_braces(written, right, title):
    rules, text = mended(bib(written), work(title))
    assert set(rules) == {"title-mismatch"}
    assert text == bib(right)


def test_a_name_escaped_in_json_or_xml_is_mended_where_it_stands():
    json = '[{"id": "k", "type": "book", "title": "Bounds", "author": [{"family": "Guimr\\u00e3es", "given": "D."}], "DOI": "10.1000/x"}]'
    assert mended(json, work("Bounds", (("Guimarães", "D."),)), "csl-json")[1] == json.replace("imr", "imar")
    xml = "<xml><record><contributors><authors><author>Smyt&#104; &amp; Sun, D.</author></authors></contributors><titles><title>Bounds</title></titles><electronic-resource-num>10.1000/x</electronic-resource-num></record></xml>"
    assert mended(xml, work("Bounds", (("Smyth & Son", "D."),)), "xml")[1] == xml.replace("Sun", "Son")


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("XXII. Your fair looks", "XXIII. Your fair looks"),
        ("The Connectioz--{S}ierra Society", "The Connection--Sierra Society"),
    ],
)
def test_a_number_is_no_greek_letter_and_a_dash_beside_a_slip_stays(written, title):
    mending = mended(bib(written), work(title))[1]
    assert mending == bib(written.replace("XXII", "XXIII").replace("ioz", "ion"))


def test_a_last_page_of_ris_is_compared_even_where_it_is_the_first():
    ris = "TY  - JOUR\nAU  - Knuth, Donald E.\nTI  - Bounds for sorting networks\nSP  - 96\nEP  - 96\nDO  - 10.1000/x\nER  - \n"
    assert mended(ris, work(pages="96"), "ris") == ([], ris)
    assert mended(ris, work(pages="96-96"), "ris") == ([], ris)
    assert mended(ris, work(pages="96-99"), "ris") == (["pages-mismatch"], ris.replace("EP  - 96", "EP  - 99"))
