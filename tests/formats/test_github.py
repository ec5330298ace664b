from sample_report import finding, findings, sample

from refmend.formats import render


def commands(report):
    return [line for line in render(report, "github").split("\n") if line.strip().startswith("::")]


def test_an_annotation_stands_on_its_line():
    assert commands(sample())[0] == (
        "::error title=refmend (pages-mismatch),file=references/list.md,line=3,endLine=3,col=80,endColumn=89"
        "::the pages are 1353–1366"
    )


def test_columns_only_where_the_place_is_in_one_line():
    item = findings()[0].model_copy(update={"end_line": 9})
    assert ",col=" not in commands(sample(findings=[item]))[0]


def test_ten_of_a_kind_worst_first_and_the_rest_in_one_notice():
    levels = ["info"] * 30 + ["warning"] * 20 + ["error"] * 6000
    items = [
        findings()[2].model_copy(update={"severity": level, "line": line, "end_line": line})
        for line, level in enumerate(levels, 1)
    ]
    found = commands(sample(findings=items))
    kinds = [line.split(" ")[0] for line in found]
    assert kinds == ["::error"] * 10 + ["::warning"] * 10 + ["::notice"] * 10
    assert found[-1] == "::notice title=refmend::6,021 more findings in the log and the summary"


def test_hostile_text_speaks_no_command():
    text = "x\n::error::forged\r::stop-commands::t ##[error]forged ::add-mask::a"
    item = finding("dead-link", 3, "https://example.org/gone/页", message=text, file="::set-output name=a::b,c:d.md")
    report = sample(findings=[item])
    assert len(commands(report)) == 1
    assert "file=%3A%3Aset-output name=a%3A%3Ab%2Cc%3Ad.md," in commands(report)[0]
    assert "##[" not in render(report, "github")
    assert "\r" not in render(report, "github")


def test_the_whole_report_follows_for_the_log():
    assert render(sample(), "github").endswith(render(sample(), "text"))
