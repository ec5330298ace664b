import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refmend.formats import safety


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x1b[2Jb", "a⟨U+001B⟩[2Jb"),
        ("a\x9b31mb", "a⟨U+009B⟩31mb"),
        ("a\u202eb", "a⟨U+202E⟩b"),
        ("a\ud800b", "a⟨U+D800⟩b"),
        ("a\r\n\u2028b", "a   b"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("naïve – “quoted” 深度", "naïve – “quoted” 深度"),
    ],
)
def test_what_acts_is_spelt_out_and_what_is_read_stays(text, shown):
    assert safety.visible(text) == shown


@given(st.text(), st.text())
def test_visible_treats_each_character_by_itself(one, other):
    assert safety.visible(one + other) == safety.visible(one) + safety.visible(other)


def test_long_text_is_cut():
    assert safety.visible("x" * 5000, limit=10) == "x" * 9 + "…"


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("::error::x", "∶:error::x"),
        ("  \t::error::x", "  \t∶:error::x"),
        ("a ::error::x", "a ::error::x"),
        ("a ##[error]x", "a ##⁅error]x"),
        ("![x](https://e.example/p.png)", "!⁅x](https://e.example/p.png)"),
    ],
)
def test_commands_and_images_are_inert_and_keep_their_length(line, shown):
    assert safety.inert(line) == shown
    assert len(shown) == len(line)


@given(st.text(st.characters(codec=None)))
def test_json_text_keeps_the_value(text):
    written = safety.json_text(json.dumps(text, ensure_ascii=False))
    assert json.loads(written) == re.sub("[\ud800-\udfff]", "\ufffd", text)
    assert not safety.has_unsafe(written)
    assert "##[" not in written


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1", " =1", "\x00=1", "＝1", "\r=1"])
def test_a_cell_is_never_a_formula(text):
    assert safety.cell(text).startswith("'")


def test_a_cell_keeps_plain_text():
    assert safety.cell("a=b") == "a=b"


def test_command_text_is_escaped_as_the_runner_unescapes_it():
    assert safety.command_data("50 %\n::error::x") == "50 %25%0A::error::x"
    assert safety.command_property("a:b,c") == "a%3Ab%2Cc"


def test_code_with_a_backtick_cannot_end_early():
    assert "`" not in safety.markdown_code("a`<b>|c")


def test_what_is_printable_is_left_as_it_is_and_nothing_of_it_is_unsafe():
    """The short way for printable text is right for every character that there is."""
    printable = [char for char in map(chr, range(0x110000)) if char.isprintable()]
    assert not any(map(safety._is_unsafe, printable))
    assert not {*printable} & safety._BLANKS
    assert safety.has_unsafe("a\u202eb")
    assert not safety.has_unsafe("a\n\tb\u200db")
