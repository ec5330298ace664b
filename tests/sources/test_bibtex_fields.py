"""BibTeX as people and programs write it: what each entry says, and where exactly it stands."""

import pytest

from refmend.model import SourceFile
from refmend.sources import parse

FILE = r"""@string{prl = "Physical Review " # "Letters"}
@string(part = {, Part B})
@xdata{common, publisher = {MIT Press}, location = {Cambridge, MA}}
@proceedings{conf, title = {Proceedings of the Clock Conference}, year = 2019, editor = {Knuth, Donald}, publisher = {ACM}}
@InProceedings{talk, crossref = {conf}, author = {van der Berg, Jan and {OpenAI} and others},
  title = {{Deep} learning of {NMR} spectra}, pages = {12--34}, doi = {https://doi.org/10.1000/a1}, month = jan # "~1"}
@online{site, author = {{World Health Organization}}, title = {Data about {COVID-19}: a review}, date = {2020-03-11/2020-04-01},
  url = {https://www.who.int/x_y%20z}, urldate = {2021-02-03}, note = {See also \url{https://example.org/a_b}}}
@article{paper, author = "Gödel, Kurt and M{\"u}ller, A. and \'{E}mile Zola", journal = prl # part,
	title = "Über S{\"a}tze", volume = {38}, number = {1}, pages = "173--198", year = {1931}, eprint = {2101.00001}, archivePrefix = {arXiv}}
@misc{code, author = {Doe, Jane}, title = {Code for "things"}, howpublished = {\url{https://github.com/doe/things}}, xdata = {common}, year = {2021}}
@article{repair, author = {Smith, Jr, John}, title = {On } # "{DNA}" # { repair}, journaltitle = {Nature}, date = {2019-06},
  eprint = {1706.03762v5}, eprinttype = {arxiv}, eid = {e1234}, doi = {10.1000/a\_5}}
@thesis{tesis, author = {de la Cruz, Mar{\'\i}a}, title = {Una tesis}, subtitle = {sobre relojes}, institution = {Universidad}, year = {2010}}
"""
WANTED = {
    "talk": {"title": "Deep learning of NMR spectra", "venue": "Proceedings of the Clock Conference", "year": "2019", "pages": "12–34", "publisher": "ACM"},
    "site": {"title": "Data about COVID-19: a review", "year": "2020", "accessed": "2021-02-03"},
    "paper": {"title": "Über Sätze", "venue": "Physical Review Letters, Part B", "volume": "38", "issue": "1", "pages": "173–198", "year": "1931"},
    "code": {"title": 'Code for "things"', "publisher": "MIT Press", "year": "2021"},
    "repair": {"title": "On DNA repair", "venue": "Nature", "pages": "e1234", "year": "2019", "date": "2019-06"},
    "tesis": {"title": "Una tesis: sobre relojes", "publisher": "Universidad", "year": "2010"},
}  # fmt: skip
NAMES = {
    "talk": ["van der Berg, Jan", "OpenAI"],
    "site": ["World Health Organization"],
    "paper": ["Gödel, Kurt", "Müller, A.", "Zola, Émile"],
    "repair": ["Smith, John, Jr"],
    "tesis": ["de la Cruz, María"],
}
LINKS = {
    "talk": ["doi:10.1000/a1"],
    "site": ["url:https://www.who.int/x_y%20z", "url:https://example.org/a_b"],
    "paper": ["arxiv:2101.00001"],
    "code": ["url:https://github.com/doe/things"],
    "repair": ["arxiv:1706.03762v5", "doi:10.1000/a_5"],
}


@pytest.fixture(scope="module")
def entries():
    return {entry.key: entry for entry in parse(SourceFile("refs.bib", "bibtex", FILE))}


@pytest.mark.parametrize("key", WANTED)
def test_an_entry_says_what_it_says(entries, key):
    entry = entries[key]
    assert not entry.problem
    assert {name: value.value for name, value in entry.fields.items() if name != "authors"} == WANTED[key]
    assert [str(author.name) for author in entry.authors.authors] == NAMES.get(key, ["Doe, Jane"])
    assert entry.authors.et_al == (key == "talk")
    assert [str(mention.identifier) for mention in entry.mentions] == LINKS.get(key, [])


@pytest.mark.parametrize("key", WANTED)
def test_every_letter_has_its_place(entries, key):
    entry = entries[key]
    texts = [value for name, value in entry.fields.items() if name != "authors"]
    texts += [author.spelt for author in entry.authors.authors if author.spelt]
    for text in texts:
        for at, letter in enumerate(text.value):
            shown = entry.source.cut(text.place(at, at + 1))
            if letter.isascii() and letter.isalnum():
                assert shown == letter
            elif letter.isalpha():
                assert shown in {letter, '{\\"a}', '{\\"u}'}
    for author in entry.authors.authors:
        if author.family_span and not author.spelt:
            assert entry.source.cut(author.family_span) == author.name.family


def test_what_describes_no_work_is_no_entry(entries):
    assert list(entries) == ["conf", *WANTED]
