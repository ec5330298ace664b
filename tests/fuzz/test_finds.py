"""What fuzzing and the search for slow expressions found; each case stays."""

import io
import sys
import zipfile

import fuzz_targets
import pytest

from refmend import config
from refmend.compare import crowd, entry, fold, titles
from refmend.errors import ConfigError
from refmend.model import SourceFile
from refmend.sources import docx, parse

LONG = 400_000


@pytest.mark.parametrize(
    "cell",
    [
        ("expires", "outcomes", "10.1000/abc"),
        ("checked", "outcomes", b"\x00"),
        ("outcome", "outcomes", b"\xff"),
        ("recent", "links", b""),
        ("failures", "links", "x"),
        ("last_alive", "links", 1e300),
        ("last_alive", "links", "never"),
        ("seen", "links", 1e300),
        ("seen", "links", "x"),
        ("day", "changes", b"\x00"),
        ("state", "changes", b"\x00"),
    ],
)
def test_a_cell_of_another_kind_is_no_answer(cell):
    fuzz_targets.read_ledger([cell])


@pytest.mark.parametrize("expression", ["a{99999999999999999999}", "(" * 2000 + ")" * 2000, "("])
def test_an_expression_that_cannot_be_compiled_is_a_mistake_of_the_user(expression, tmp_path):
    with pytest.raises(ConfigError, match="no regular expression"):
        config.load({}, environ={"REFMEND_EXCLUDE_URLS": expression}, cwd=tmp_path)


@pytest.mark.parametrize("blank", [" ", "\t", "\r", "\u00a0"])
@pytest.mark.parametrize("form", ["cff", "hayagriva"])
@pytest.mark.parametrize("body", ["title: a%sb\n", 'title: "%s"\n', "a%sb\n", "title: >\n  a%s\n", "a:\n  b: [%s"])
def test_blanks_in_yaml_are_read_once(form, body, blank):
    list(parse(SourceFile("a", form, body.replace("%s", blank * LONG))))


@pytest.mark.parametrize("pattern", [crowd._ET_AL, crowd._AND, entry._TAIL, fold._BREAK])
def test_blanks_in_an_entry_are_read_once(pattern):
    assert pattern.search(" " * LONG + "x") is None


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        (crowd._AND, "A, B.,  and C, D.", ",  and "),
        (crowd._AND, "A, B.  and C, D.", "  and "),
        (crowd._ET_AL, "A, B., and others", ", and others"),
        (crowd._ET_AL, "A, B.  and others", "  and others"),
        (entry._TAIL, "x. Retrieved May", " Retrieved "),
        (entry._TAIL, "x doi:10.1", " doi:10."),
        (fold._BREAK, "a \t\n > b", " \t\n > "),
        (fold._BREAK, "a\nb", "\n"),
    ],
)
def test_blanks_still_belong_to_what_follows(pattern, text, found):
    assert pattern.search(text)[0] == found


def steps(form, text):
    """Return how many lines of our own are run to read a text."""
    taken = 0

    def count(_frame, event, _argument):
        nonlocal taken
        taken += event == "line"
        return count

    before = sys.gettrace()
    sys.settrace(count)
    try:
        list(parse(SourceFile("a", form, text)))
    finally:
        sys.settrace(before)
    return taken


@pytest.mark.parametrize(
    ("form", "unit"),
    [
        ("markdown", "`a` https://d.e "),
        ("markdown", "[a](https://b.c) https://d.e "),
        ("latex", "\\url{https://a.b} https://c.d "),
        ("html", '<a href="https://b.c">d</a> https://e.f '),
    ],
)
def test_one_paragraph_of_many_links_is_read_once(form, unit):
    steps(form, unit)  # what is imported late is imported now
    assert steps(form, unit * 1600) < 2.5 * steps(form, unit * 800)


@pytest.mark.parametrize("place", range(60, 300, 7))
def test_a_damaged_document_is_no_document(place):
    stream = io.BytesIO()
    for method in (zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", method) as archive:
            archive.writestr("word/document.xml", "".join(map(str, range(300))))
        data = bytearray(stream.getvalue())
        data[place] ^= 0xFF
        with pytest.raises(ValueError, match=r"DOCX|document|unpacks"):
            docx.text_of(bytes(data))


def test_a_title_of_full_stops_has_a_few_beginnings():
    assert len(titles.heads("a. " * 5000)) == 20
