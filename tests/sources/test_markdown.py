import pytest
from hypothesis import given
from hypothesis import strategies as st

from refmend.model import SourceFile
from refmend.sources import parse


def references(text, format_="markdown"):
    return list(parse(SourceFile.from_bytes("refs.md", format_, text.encode())))


def mentions(text, format_="markdown"):
    return [str(mention.identifier) for reference in references(text, format_) for mention in reference.mentions]


ENTRY = "Smith, J., & Doe, A.-M. (2019). A study of *E. coli* in water. *Journal of X*, *12*(3), 45–67. https://doi.org/10.1000/xyz"


def test_markup_stays_out_of_the_fields_and_spans_stay_true():
    (entry,) = references("1. " + ENTRY)
    file = entry.source
    assert entry.words("title") == "A study of E. coli in water"
    assert entry.words("venue") == "Journal of X"
    assert (entry.words("volume"), entry.words("issue"), entry.words("pages")) == ("12", "3", "45–67")
    title = entry.fields["title"]
    assert file.cut(title.place(11, 18)) == "E. coli"
    assert file.cut(title.place(17, 18)) == "i"
    assert file.cut(entry.fields["volume"].span) == "12"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('[a](https://a.org/x "t") <https://a.org/y> https://a.org/z', 3),
        ("[https://doi.org/10.1000/abc](https://doi.org/10.1000/abd)", 2),
        ("[see https://a.org/x](https://a.org/y)", 1),
        ("[[https://a.org/x]][[https://a.org/y]]", 2),
        ("`https://a.org/x` and <code>https://a.org/y</code>", 0),
        ("```\nhttps://a.org/x\n```\n\n    https://a.org/y\n", 0),
        ("[a]: https://a.org/x 'title'\n", 1),
        ("---\nurl: https://a.org/x\n---\nhttps://a.org/y\n", 1),
        ("| a | b |\n|---|---|\n| x | https://a.org/x |\n", 1),
        ("text[^1]\n\n[^1]: https://a.org/x\n", 1),
        ("<div>\n<a href='https://a.org/x'>x</a>\n</div>\n\n<img src=\"https://a.org/y\">", 2),
        ("<!-- https://a.org/x -->\n", 0),
        ("https://a.org/__init__.py", 1),
        ("$$\n[x](https://a.org)\n$$\n", 0),
        ("[rel](../x.md) [mail](mailto:a@b.c) [top](#top)", 0),
    ],
)
def test_links_are_found_where_the_document_has_them(text, expected):
    assert len(mentions(text)) == expected


def test_an_address_with_underscores_is_not_taken_for_emphasis():
    assert mentions("see https://a.org/__init__.py now") == ["url:https://a.org/__init__.py"]


def test_escapes_and_entities_are_undone():
    assert mentions("https://a.org/a\\_b and https://a.org/e&amp;f") == [
        "url:https://a.org/a_b",
        "url:https://a.org/e&f",
    ]


def test_a_target_in_angle_brackets_is_kept_as_written():
    (reference,) = references("- Case 1. [page](<http://exa mple.org/>)\n")
    (mention,) = reference.mentions
    assert mention.as_written == "http://exa mple.org/"
    assert mention.problem
    assert mention.link


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
def test_newlines_and_marks_do_not_move_spans(newline, bom):
    lines = ["# Références", "", f"1. {ENTRY}", "2. Łańcucki, A. (2020). Ünïcode title. Venue. https://a.org/x", ""]
    found = references(bom + newline.join(lines))
    assert [entry.words("title") for entry in found] == ["A study of E. coli in water", "Ünïcode title"]
    assert found[1].source.cut(found[1].fields["title"].span) == "Ünïcode title"
    assert found[1].source.cut(found[1].span).startswith("Łańcucki")


NASTY = [
    "> " * 5000 + "a",
    "[" * 20000,
    "- " * 2000 + "x",
    "*a " * 20000,
    "<a " * 20000,
    "![" * 20000,
    "`" * 20001,
    "<!-- " * 5000,
    "\\" * 9999,
]


@pytest.mark.parametrize("text", NASTY, ids=range(len(NASTY)))
def test_hostile_nesting_is_read_without_a_crash(text):
    references(text + " https://a.org/x")


_PARTS = st.sampled_from(
    ["1. ", "- ", "\n", "\n\n", "  ", "*", "_", "**", "`", "[a](https://a.org/x)", "https://b.org/é", "Smith, J. (2019). ",
     "Title. ", "<i>", "</i>", "&amp;", "\\_", "日本", "\r\n", "|", "> ", "```\n", "10.1000/ab", "<https://c.org>", "^", "](", "<a href='https://d.org'>"]
)  # fmt: skip


@given(st.lists(_PARTS, max_size=25))
def test_whatever_is_written_spans_lie_inside_the_file(parts):
    for reference in references("".join(parts)):
        file = reference.source
        assert 0 <= reference.span.start <= reference.span.end <= len(file.text)
        for mention in reference.mentions:
            assert reference.span.contains(mention.span)
            cut = file.cut(mention.span)
            assert cut == mention.as_written or "\\" in cut or "&amp;" in cut or "\n" in cut
        for field in reference.fields.values():
            if isinstance(field.value, str) and field.offsets is not None:
                assert len(field.offsets) == len(field.value) + 1
                assert list(field.offsets) == sorted(field.offsets)


def test_an_entry_that_is_a_link_as_a_whole_keeps_its_fields():
    words = ENTRY.rpartition(" ")[0]
    (entry,) = references(f"1. [{words}](https://doi.org/10.1000/xyz)")
    assert (entry.words("title"), entry.words("pages")) == ("A study of E. coli in water", "45–67")
    assert [str(mention.identifier) for mention in entry.mentions] == ["doi:10.1000/xyz"]
