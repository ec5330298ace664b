"""What ten minutes of fuzzing found on the whole tree, each as small as it was when it broke."""

from refmend.compare import compare
from refmend.model import Identifier, IdentifierKind, Record, SourceFile, Title, Verdict
from refmend.sources import parse

CUT_OFF = '[{"id": "a", "type": "article-journal", "title": "A study", "issued": {"date-parts": [[2'
LAST_PAGE_FIRST = (
    "TY  - JOUR\r\nTI  - A study\r\nPY  - 2019/01/SP  - 4\r\nEP  - TY  - JOUR\r\nTI  - A study\r\nSP  - 4\r\nER  - \r\n"
)
DATED = (
    "= A\n\n[bibliography]\n* [[[a]]] Smith, J. A., & Jones, B. (2019). A study of things. *Journal of Things*, "
    "*12*(3), 45–67. https://doi.org/10.1000/abc\n"
)
MISPLACED = "Łańcucki, A., van der Berg, C. D., … O'Neil, F. (2021, May 3). *Über die Dinge* (2nd ed.). MIT Press."


def test_a_year_that_is_cut_off_is_no_year():
    for entry in parse(SourceFile("a.json", "csl-json", CUT_OFF)):
        assert "year" not in entry.fields


def test_a_last_page_that_stands_before_the_first_is_left_alone():
    for entry in parse(SourceFile("a.ris", "ris", LAST_PAGE_FIRST)):
        assert all(field.span.start <= field.span.end for field in entry.fields.values())


def test_a_record_without_a_date_says_nothing_against_the_written_year():
    record = Record(
        Identifier(IdentifierKind.DOI, "10.1000/abc"),
        "crossref",
        titles=(Title("A study of things"),),
        containers=("Journal of Things",),
        volume=MISPLACED,
        issue="3",
        pages="45-67",
    )
    entries = [item for item in parse(SourceFile("a.adoc", "asciidoc", DATED)) if item.kind == "entry"]
    assert entries
    for entry in entries:
        checks = compare(entry, [record]).checks
        assert not [check for check in checks if check.field == "year" and check.verdict == Verdict.CONTRADICTED]
        assert all(check.span is None or check.span.start <= check.span.end for check in checks)
