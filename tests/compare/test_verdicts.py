"""Every stated field ends with a verdict, its place and its source."""

from __future__ import annotations

from refmend.compare import compare
from refmend.compare.verdicts import complete
from refmend.model import Identifier, IdentifierKind, Name, Record, RecordDate, SourceFile, Title, Verdict
from refmend.sources import parse

DOI = Identifier(IdentifierKind.DOI, "10.1000/roofs")
TEXT = "1. Marsh, L. (2011). Teh weight of snow on roofs. *Journal of Roofs*, *8*(2), 14–31. https://doi.org/10.1000/roofs\n"


def record(**more):
    known = {
        "titles": (Title("The weight of snow on roofs"),),
        "authors": (Name("Marsh", "Linda"),),
        "dates": (RecordDate("issued", 2011),),
        "containers": ("Journal of Roofs",),
        "volume": "8",
    }
    return Record(DOI, "crossref", "article-journal", **(known | more))


def verdicts(text, known):
    file = SourceFile("list.md", "markdown", text)
    (reference,) = parse(file)
    checks = complete(compare(reference, (known,)), reference).checks
    return {
        check.field: (check.verdict, file.cut(check.span) if check.span else None, check.sources) for check in checks
    }


def test_each_field_has_one_with_its_place_and_source():
    assert verdicts(TEXT, record()) == {
        "authors": (Verdict.CONFIRMED, "Marsh, L.", ("crossref",)),
        "year": (Verdict.CONFIRMED, "2011", ("crossref",)),
        "title": (Verdict.CONTRADICTED, "Teh", ("crossref",)),
        "venue": (Verdict.CONFIRMED, "Journal of Roofs", ("crossref",)),
        "volume": (Verdict.CONFIRMED, "8", ("crossref",)),
        "issue": (Verdict.NOT_CHECKED, "2", ()),
        "pages": (Verdict.NOT_CHECKED, "14–31", ()),
    }


def test_a_record_in_another_script_leaves_the_title_unchecked():
    known = record(titles=(Title("Вес снега на крышах"),), pages="14-31", issue="2")
    assert verdicts(TEXT.replace("Teh", "The"), known)["title"][0] == Verdict.NOT_CHECKED


def test_the_record_of_another_work_checks_nothing():
    other = record(titles=(Title("Slow rivers carry sediment"),), authors=(Name("Quill", "P."),), volume="9")
    assert verdicts(TEXT, other) == {}
