import pytest

from refmend.formats import citation
from refmend.model import (
    Found,
    Identifier,
    IdentifierKind,
    LinkState,
    LinkStatus,
    Missing,
    Name,
    Outcome,
    Record,
    RecordDate,
    Title,
)

PAPER = Record(
    Identifier(IdentifierKind.DOI, "10.1000/xyz"),
    "crossref",
    type="journal-article",
    titles=(Title("On <i>Sums</i> &amp; 100% of them"),),
    authors=(Name("Łańcucki", "Adrian J."), Name("Sartre", "Jean-Paul"), Name(literal="ACME & Sons")),
    dates=(RecordDate("issued", 2024, 3),),
    containers=("Journal of Sums",),
    volume="12",
    issue="3",
    pages="1-10",
)
PREPRINT = Record(
    Identifier(IdentifierKind.ARXIV, "2506.05345"),
    "arxiv",
    type="article",
    titles=(Title("Scaling"),),
    authors=(Name("Doe", "Jane"),),
    dates=(RecordDate("submitted", 2025, 6, 5),),
)


def test_apa():
    assert citation.apa(PAPER) == (
        "Łańcucki, A. J., Sartre, J.-P., & ACME & Sons. (2024). On Sums & 100% of them. "
        "*Journal of Sums*, *12*(3), 1–10. https://doi.org/10.1000/xyz"
    )
    assert citation.apa(PREPRINT) == (
        "Doe, J. (2025). *Scaling* (No. arXiv:2506.05345). arXiv. https://doi.org/10.48550/arXiv.2506.05345"
    )


def test_apa_names_nineteen_and_the_last():
    many = Record(PAPER.identifier, "crossref", authors=tuple(Name(f"N{i}", "A") for i in range(30)))
    written = citation.apa(many)
    assert "N18, A., … N29, A." in written
    assert "N19" not in written


def test_bibtex_escapes_what_tex_would_read():
    assert citation.bibtex(PAPER) == (
        "@article{acucki2024Sums,\n"
        "  title = {On Sums \\& 100\\% of them},\n"
        "  author = {Łańcucki, Adrian J. and Sartre, Jean-Paul and {ACME \\& Sons}},\n"
        "  year = {2024},\n"
        "  journal = {Journal of Sums},\n"
        "  volume = {12},\n"
        "  number = {3},\n"
        "  pages = {1--10},\n"
        "  doi = {10.1000/xyz},\n"
        "}\n"
    ).replace("acucki", "ancucki")


@pytest.mark.parametrize("bad", ["}\n\\input{/etc/passwd}", "\\write18{x}", "{{{", "\x1b[2J"])
def test_bibtex_of_a_hostile_title_stays_one_field(bad):
    written = citation.bibtex(Record(PAPER.identifier, "crossref", titles=(Title(bad),)))
    (line,) = [line for line in written.split("\n") if line.startswith("  title")]
    inner = line.removeprefix("  title = {").removesuffix("},")
    for taken in ("\\{", "\\}", "\\textbackslash{}"):
        inner = inner.replace(taken, "")
    assert not set(inner) & set("{}\\\x1b")


def test_text_says_state_and_record():
    found = Outcome(PAPER.identifier, Found((PAPER,)), LinkStatus(LinkState.ALIVE, "registered at doi.org"))
    shown = citation.text(found)
    assert shown.startswith("doi:10.1000/xyz  alive: registered at doi.org\n")
    assert "  title       On Sums & 100% of them\n" in shown
    assert "  volume      12(3)\n" in shown
    gone = Outcome(PAPER.identifier, Missing("doi", "DOI does not exist"), LinkStatus(LinkState.DEAD, "not registered"))
    assert "missing: DOI does not exist" in citation.text(gone)
