"""BibTeX beside bibtexparser: what both accept, both read alike."""

import logging
import string

import bibtexparser
from bibtexparser import middlewares
from hypothesis import given, settings
from hypothesis import strategies as st

from refmend.model import SourceFile
from refmend.sources import bibtex, parse

logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)

WORDS = st.sampled_from(
    [
        "Clocks",
        "of",
        "the",
        "wooden",
        "é",
        r"{\'e}t{\'e}",
        "{DNA}",
        "{A {B} C}",
        "$x_1$",
        "--",
        r"\&",
        "日本",
        '{"}',
        "50",
        "~",
    ]
)
TEXT = st.lists(WORDS, min_size=1, max_size=5).map(" ".join)
SPACE = st.sampled_from(["", " ", "\n  ", "\t"])
NAMES = ("title", "journal", "note", "booktitle", "Volume", "date-added", "X_y")
FAMILY = st.sampled_from(["Knuth", "Müller", "O'Brien", "Smith-Jones", "Łukasiewicz", r"G{\"o}del", "{van Berg}"])
GIVEN = st.sampled_from(["Donald", "D. E.", "Jean-Paul", "Ana M.", "K."])
VON = st.sampled_from(["", "van ", "de la ", "von "])


@st.composite
def values(draw):
    text = draw(TEXT)
    return draw(st.sampled_from([f"{{{text}}}", f'"{text}"', str(draw(st.integers(0, 3000))), "jx"]))


@st.composite
def people(draw):
    found = []
    for _ in range(draw(st.integers(1, 4))):
        family, given_name, von = draw(FAMILY), draw(GIVEN), draw(VON)
        shape = draw(st.sampled_from(["comma", "junior", "natural", "organisation"]))
        found.append(
            {
                "comma": f"{von}{family}, {given_name}",
                "junior": f"{von}{family}, Jr, {given_name}",
                "natural": f"{given_name} {von}{family}",
                "organisation": "{The Clock and Bell Society}",
            }[shape]
        )
    return draw(st.sampled_from([" and ", "\n   and "])).join(found)


@st.composite
def files(draw):
    text = "@string{jx = {Journal of X}}\n"
    for number in range(draw(st.integers(1, 3))):
        opened, closed = draw(st.sampled_from(["{}", "()"]))
        fields = draw(st.lists(st.sampled_from(NAMES), unique=True, max_size=5))
        rows = [f"{draw(SPACE)}{name}{draw(SPACE)}={draw(SPACE)}{draw(values())}" for name in fields]
        rows.append(f" author = {{{draw(people())}}}")
        key = draw(st.text(string.ascii_letters + string.digits + ":/-_.+", min_size=1, max_size=12)) + str(number)
        last = draw(st.sampled_from(["", ",", ",\n", "\n"]))
        text += f"@{draw(st.sampled_from(['article', 'BOOK', 'misc']))}{opened}{key},{','.join(rows)}{last}{closed}\n"
        text += draw(st.sampled_from(["", "\n", "words between\n", "@comment{a {b} c}\n", '@preamble{"x"}\n']))
    return text


def theirs(text):
    """Return key, type and raw field values of each entry as bibtexparser reads them."""
    library = bibtexparser.parse_string(text)
    assert not library.failed_blocks
    return [
        (entry.key, entry.entry_type.lower(), {one.key.lower(): one.value for one in entry.fields})
        for entry in library.entries
    ]


def ours(text):
    entries = bibtex._entries(text, 0, len(text), {})
    return [
        (
            one.key,
            one.type,
            {name: "".join(text[slice(*piece)] for piece in pieces) for name, pieces in one.fields.items()},
        )
        for one in entries
    ]


@settings(max_examples=120)
@given(files())
def test_both_read_the_same_entries(text):
    assert [
        (key, kind, {name: value.strip() for name, value in fields.items()}) for key, kind, fields in ours(text)
    ] == [(key, kind, {name: value.strip() for name, value in fields.items()}) for key, kind, fields in theirs(text)]


def plain(text):
    """Return a name's part as our decoder shows it."""
    return bibtex.tex.decode(SourceFile("x", "bibtex", text), 0, len(text)).build().text


@settings(max_examples=120)
@given(people())
def test_both_divide_the_same_names(text):
    found = f"@misc{{k, author = {{{text}}}}}"
    (entry,) = bibtexparser.parse_string(
        found, append_middleware=[middlewares.SeparateCoAuthors(), middlewares.SplitNameParts()]
    ).entries
    expected = [
        (
            plain(" ".join([*one.von, *one.last])),
            plain(" ".join(one.first)) if one.first else None,
            " ".join(one.jr) or None,
        )
        for one in entry["author"]
    ]
    (reference,) = parse(SourceFile("x", "bibtex", found))
    names = [one.name for one in reference.authors.authors]
    assert [(name.literal or name.family, name.given, name.suffix) for name in names] == expected
