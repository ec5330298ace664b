"""A preprint with a published version behind it: compared with what is cited, excused by what was published."""

from refmend import sources
from refmend.answers import Answers
from refmend.check import judge_references
from refmend.model import (
    Found,
    Identifier,
    LinkState,
    LinkStatus,
    Name,
    Outcome,
    Record,
    RecordDate,
    Relation,
    SourceFile,
    Title,
)

PAPER, ARTICLE = Identifier.parse("arxiv:2401.00001"), Identifier.parse("doi:10.1000/pub")
AUTHORS = (Name("Gholami", "Amir"), Name("Yao", "Zhewei"))


def findings(text, published_title="AI and Memory Wall"):
    preprint = Record(
        PAPER,
        "arxiv",
        "article",
        (Title("AI and Memory Wall", "main", 1),),
        AUTHORS,
        dates=(RecordDate("submitted", 2024, 3, 21),),
        publisher="arXiv",
        version=1,
        relations=(Relation("is-preprint-of", ARTICLE),),
    )
    article = Record(
        ARTICLE,
        "crossref",
        "article-journal",
        (Title(published_title),),
        AUTHORS,
        dates=(RecordDate("issued", 2025),),
        containers=("IEEE Micro",),
        volume="44",
        issue="3",
        pages="33-39",
    )
    references = list(sources.parse(SourceFile("refs.md", "markdown", text)))
    outcome = Outcome(PAPER, Found((preprint, article)), LinkStatus(LinkState.ALIVE))
    return [item.rule for item in judge_references(references, Answers({PAPER: outcome}))[1]]


def test_the_journals_pages_are_not_asked_of_the_preprint():
    text = "1. Gholami, A., & Yao, Z. (2024). AI and Memory Wall (No. arXiv:2401.00001). arXiv.\n"
    assert findings(text) == ["published-preprint"]


def test_the_journals_year_is_no_mistake():
    text = "1. Gholami, A., & Yao, Z. (2025). AI and Memory Wall. IEEE Micro, 44(3), 33–39. arXiv:2401.00001\n"
    assert findings(text) == ["published-preprint"]


def test_a_year_that_nobody_has_is_one():
    text = "1. Gholami, A., & Yao, Z. (2021). AI and Memory Wall (No. arXiv:2401.00001). arXiv.\n"
    assert findings(text) == ["year-mismatch", "published-preprint"]


def test_the_journals_title_under_the_preprints_number_is_the_same_work():
    text = "1. Gholami, A., & Yao, Z. (2025). The wall that memory builds before artificial minds. IEEE Micro, 44(3), 33–39. arXiv:2401.00001\n"
    assert findings(text, "The wall that memory builds before artificial minds") == ["published-preprint"]
