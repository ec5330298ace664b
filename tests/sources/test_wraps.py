import pytest

from refmend.model import SourceFile
from refmend.sources import parse

ENTRY = "Smith, J. (2019). A title of it. Journal of X, 12(3), 45-67. "
DIVIDED = [
    ("https://doi.org/\n10.1000/abc", "10.1000/abc"),
    ("https://doi.org/10.1000/\nabc.def", "10.1000/abc.def"),
    ("https://doi.org/10.1016/j.\nwatres.2019.01.001", "10.1016/j.watres.2019.01.001"),
    ("doi:10.1016/S0140-\n6736(20)30183-5.", "10.1016/s0140-6736(20)30183-5"),
    ("doi:\n10.1000/abc", "10.1000/abc"),
]


def mentions(text, format_):
    found = list(parse(SourceFile.from_bytes("refs", format_, text.encode())))
    return [(mention, found[0].source) for reference in found for mention in reference.mentions]


@pytest.mark.parametrize(("written", "doi"), DIVIDED)
@pytest.mark.parametrize(
    ("format_", "before", "indent"), [("plain", "", ""), ("plain", "  ", "    "), ("markdown", "1. ", "   ")]
)
def test_a_doi_divided_by_a_line_end_is_one(written, doi, format_, before, indent):
    text = f"{before}{ENTRY}{written}\n".replace("\n", "\n" + indent).rstrip() + "\n"
    ((mention, file),) = mentions(text, format_)
    assert str(mention.identifier) == f"doi:{doi}"
    assert not mention.problem
    assert "".join(file.cut(mention.span).split()).lower().endswith(doi)


@pytest.mark.parametrize(
    "text",
    [
        "https://doi.org/10.1000/abc\nDoe (2020).",
        "https://doi.org/10.1000/abc-\nand more",
        "https://doi.org/10.1000/abc.\n2019",
        "https://doi.org/10.1000/abc- 2019",
    ],
)
def test_what_may_be_the_next_sentence_is_not_joined(text):
    ((mention, _),) = mentions(f"{ENTRY}{text}\n", "plain")
    assert mention.identifier.value.rstrip("-") == "10.1000/abc"


@pytest.mark.parametrize(
    ("format_", "text"),
    [
        ("latex", "\\bibitem{a} Smith, J. (2019). A title of it. \\url{https://doi.org/10.1000/\n  abc}"),
        ("latex", "\\doi{10.1000/\n  abc}"),
        ("bibtex", "@article{a, title={T}, doi={10.1000/\n    abc}}"),
        ("bibtex", "@article{a, title={T}, url={https://doi.org/\n    10.1000/abc}}"),
    ],
)
def test_an_address_alone_in_its_braces_has_no_line_end(format_, text):
    ((mention, _),) = mentions(text, format_)
    assert (str(mention.identifier), mention.problem) == ("doi:10.1000/abc", "")
