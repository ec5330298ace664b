"""Records as APA lines."""

import pytest

from refmend import citation as apa_style
from refmend.model import Identifier, Name, Record, RecordDate, Title

ADA, CHARLES = Name("Byron", "Ada Augusta"), Name("Babbage", "Charles")


def record(identifier="doi:10.1000/x", **more):
    known = {
        "registry": "crossref",
        "type": "article-journal",
        "titles": (Title("On the <i>Engine</i>"),),
        "authors": (ADA, CHARLES),
        "dates": (RecordDate("issued", 1843, 9),),
        "containers": ("Scientific Memoirs",),
        "volume": "3",
        "issue": "2",
        "pages": "666-731",
    }
    return Record(Identifier.parse(identifier), **{**known, **more})


@pytest.mark.parametrize(
    ("work", "line"),
    [
        (
            record(),
            "Byron, A. A., & Babbage, C. (1843). On the Engine. Scientific Memoirs, 3(2), 666–731. https://doi.org/10.1000/x",
        ),
        (
            record(
                "arxiv:2401.00001v2",
                registry="arxiv",
                type="article",
                containers=(),
                volume="",
                issue="",
                pages="",
                publisher="arXiv",
            ),
            "Byron, A. A., & Babbage, C. (1843). On the Engine (No. arXiv:2401.00001v2). arXiv. https://doi.org/10.48550/arXiv.2401.00001",
        ),
        (
            record(type="chapter", editors=(CHARLES,), publisher="Murray", containers=("Series", "The Book")),
            "Byron, A. A., & Babbage, C. (1843). On the Engine. In Babbage, C. (Ed.), The Book (pp. 666–731). Murray. https://doi.org/10.1000/x",
        ),
        (
            record(
                authors=(),
                dates=(),
                titles=(Title("What now?"), Title("A plan", "subtitle")),
                containers=(),
                volume="",
                issue="",
                pages="",
            ),
            "What now? A plan. (n.d.). https://doi.org/10.1000/x",
        ),
        (
            record(
                "url:https://a.example/b",
                type="webpage",
                authors=(Name(literal="The Team"),),
                containers=(),
                url="https://a.example/b",
            ),
            "The Team. (1843). On the Engine. https://a.example/b",
        ),
    ],
)
def test_apa(work, line):
    assert apa_style.apa(work) == line


def test_apa_sets_the_container_or_the_whole_work_in_italics():
    assert "*Scientific Memoirs*, *3*(2)" in apa_style.apa(record(), emphasis="*")
    assert "*On the Engine*. " in apa_style.apa(record(type="book", containers=()), emphasis="*")


def test_apa_names_nineteen_authors_and_the_last():
    names = tuple(Name(f"Name{number}", "Ann") for number in range(30))
    written = apa_style.people(names)
    assert written.startswith("Name0, A., ")
    assert written.endswith("Name18, A., … Name29, A.")
    assert "&" not in written


def test_the_doi_of_an_old_paper_is_not_cut_at_a_v():
    assert record("arxiv:solv-int/9901001v2").doi == "10.48550/arXiv.solv-int/9901001"
