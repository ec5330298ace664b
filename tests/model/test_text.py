from hypothesis import given
from hypothesis import strategies as st

from refmend.model import SourceFile, Span

_PIECES = st.lists(st.sampled_from(["a", "é", "漢", " ", "\n", "\r\n", "\r", "\t"]), max_size=60).map("".join)


@given(_PIECES, st.booleans())
def test_bytes_come_back_exactly(raw, bom):
    data = (("\ufeff" if bom else "") + raw).encode()
    file = SourceFile.from_bytes("x.md", "markdown", data)
    assert file.to_bytes(file.raw) == data


@given(_PIECES)
def test_every_offset_maps_to_the_same_character_of_the_raw_text(raw):
    file = SourceFile("x.md", "markdown", raw)
    for offset, character in enumerate(file.text):
        at = file.raw_offset(offset)
        crlf = raw[at : at + 2] == "\r\n"
        assert raw[at] == character or (character == "\n" and crlf)


@given(_PIECES)
def test_points_and_offsets_are_inverse(raw):
    file = SourceFile("x.md", "markdown", raw)
    for offset in range(len(file.text) + 1):
        line, column = file.point(offset)
        assert file.offset(line, column) == offset


def test_a_location_is_one_based_with_an_exclusive_end():
    file = SourceFile("x.md", "markdown", "one\r\ntwo three\r\n")
    place = file.locate(Span(8, 13))
    assert file.cut(Span(8, 13)) == "three"
    assert (place.line, place.column, place.end_line, place.end_column) == (2, 5, 2, 10)
