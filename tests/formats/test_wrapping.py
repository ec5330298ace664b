import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.text import Text
from sample_report import findings, sample

from refmend.formats import render
from refmend.formats.view import difference
from refmend.formats.wrapping import cut, cut_addresses, width_of, wrapped

WORDS = st.lists(st.sampled_from(["a", "word", "extraordinarily" * 3, "深度学习" * 9, "é", "-", "'x'"])).map(" ".join)


def texts(line, width, indent, start=0):
    return [piece.plain for piece in wrapped(Text(line), width, indent, start=start)]


@given(WORDS, st.integers(30, 90), st.integers(0, 9))
def test_every_letter_stays_and_no_piece_is_too_wide(line, width, indent):
    pieces = texts(line, width, indent)
    assert "".join("".join(pieces).split()) == "".join(line.split())
    assert max(map(cell_len, pieces)) <= width
    assert all(piece.startswith(" " * indent) for piece in pieces[1:])


def test_words_stay_whole_and_what_follows_hangs():
    assert texts("one two three four five six seven", 24, 2) == ["one two three four five", "  six seven"]


def test_a_list_of_figures_is_broken_between_them():
    line = Text("missing-date 1 · author-mismatch 21 · published-preprint 1 · title-mismatch 3")
    assert [piece.plain for piece in wrapped(line, 40, 2, parts=True)] == [
        "missing-date 1 · author-mismatch 21 ·",
        "  published-preprint 1 ·",
        "  title-mismatch 3",
    ]


def test_an_address_is_never_broken():
    address = "https://example.org/" + "x" * 90
    assert texts(f"see {address} there", 60, 4) == ["see", f"    {address}", "    there"]


def test_an_address_in_a_message_keeps_both_ends():
    shown = cut_addresses("moved to https://example.org/a/very/long/way/down/the/tree.html for good", 30)
    assert shown.startswith("moved to https://exampl")
    assert shown.endswith("/the/tree.html for good")
    assert shown.count("…") == 1
    assert cell_len(shown.split(" ")[2]) == 30


def test_nothing_before_the_start_is_broken():
    place = "a folder with blanks/list.md:3:80 error pages-mismatch"
    assert texts(f"{place}  the pages differ", 40, 7, start=len(place))[0] == place


@pytest.mark.parametrize("width", [60, 80, 120])
@pytest.mark.parametrize("color", [True, False])
def test_the_place_severity_and_rule_stay_on_one_line(width, color):
    text = render(sample(), "text", width=width, wrap=True, color=color)
    plain = [Text.from_ansi(line).plain for line in text.split("\n")]
    for item in findings()[:4]:
        assert any(
            line.startswith(f"{item.file}:{item.line}:{item.column} {item.severity} {item.rule}") for line in plain
        )
    assert all(cell_len(line) <= width or "https://" in line for line in plain)


def test_programs_get_each_message_on_one_line():
    long = findings()[0].model_copy(update={"message": "word " * 100 + "end"})
    assert "word word end" in next(
        line for line in render(sample(findings=[long]), "text").split("\n") if "error" in line
    )


def test_a_broken_line_is_no_command_of_a_runner():
    hostile = findings()[0].model_copy(update={"message": "x" * 70 + " ::error::gotcha"})
    text = render(sample(findings=[hostile]), "text", width=80, wrap=True)
    assert not any(line.lstrip().startswith("::") for line in text.split("\n"))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("arXiv:2403.14123", "https://doi.org/10.1109/mm.2024.3373763"),
        ("Hyper Sclaing", "An altogether other title"),
        ("2024", "2025"),
    ],
)
def test_unlike_texts_are_shown_whole(old, new):
    assert difference(old, new) == [("del", old), ("ins", new)]


def test_like_texts_differ_by_whole_words():
    assert difference("Inference-Time Hyper-Sclaing with Cache", "Inference-Time Hyper-Scaling with Cache") == [
        ("same", "Inference-Time Hyper-"),
        ("del", "Sclaing"),
        ("ins", "Scaling"),
        ("same", " with Cache"),
    ]


def test_blanks_and_signs_between_changes_are_part_of_the_change():
    assert difference("the one, two end of it", "the three, four end of it") == [
        ("same", "the "),
        ("del", "one, two"),
        ("ins", "three, four"),
        ("same", " end of it"),
    ]


@given(WORDS, WORDS)
def test_the_difference_leads_from_one_text_to_the_other(old, new):
    steps = difference(old, new)
    assert "".join(text for kind, text in steps if kind != "ins") == old
    assert "".join(text for kind, text in steps if kind != "del") == new


def test_every_letter_that_counts_as_one_cell_is_one_cell_wide():
    assert [chr(code) for code in range(0x3000) if width_of(chr(code)) != cell_len(chr(code))] == []
    text = "Müller – “Über” 中村 e\u0301 ­"
    assert width_of(text) == cell_len(text)
    assert [len(cut("a–b" * 9, room)) for room in (1, 2, 20)] == [1, 2, 20]
    assert cut("a–b" * 9, 4, keep_end=True) == "…a–b"
