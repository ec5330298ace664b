"""Bodies are decoded within bounds, whatever they claim to be."""

import gzip
import tracemalloc
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refmend.net.body import Body

TEXT = b"<title>A page</title>" * 50


def read(encoding, *parts, limit=10_000):
    body = Body(encoding, limit)
    for part in parts:
        if not body.feed(part):
            break
    return body


def raw_deflate(data):
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


@pytest.mark.parametrize(
    ("encoding", "data"),
    [
        ("", TEXT),
        ("identity", TEXT),
        ("gzip", gzip.compress(TEXT, mtime=0)),
        ("GZIP ", gzip.compress(TEXT, mtime=0)),
        ("x-gzip", gzip.compress(TEXT, mtime=0)),
        ("deflate", zlib.compress(TEXT)),
        ("deflate", raw_deflate(TEXT)),
        ("gzip", gzip.compress(TEXT[:100], mtime=0) + gzip.compress(TEXT[100:], mtime=0)),
        ("gzip", gzip.compress(TEXT, mtime=0) + b"trailing garbage"),
        ("gzip", TEXT),
    ],
)
def test_the_text_comes_out(encoding, data):
    body = read(encoding, data)
    assert body.value() == TEXT
    assert not body.truncated
    split = read(encoding, data[:20], data[20:])
    assert split.value()[:20] == TEXT[:20]


@pytest.mark.parametrize("cut", [0, 1, 2, 3, 10, 11, 15])
def test_a_damaged_second_member_ends_the_body_and_what_came_before_it_is_kept(cut):
    first, damage = gzip.compress(TEXT, mtime=0), b"\x1f\x8b\x08" + b"\x00" * 7 + b"\xff" * 20
    body = read("gzip", first + damage[:cut], damage[cut:])
    assert body.value() == TEXT
    assert "content encoding" in body.problem
    assert read("gzip", first + damage).value() == TEXT


@pytest.mark.parametrize("cut", [1, 2, 3, 30])
def test_every_member_is_read_wherever_the_wire_cuts(cut):
    members = [gzip.compress(part, mtime=0) for part in (TEXT, b"two", b"three", b"four")]
    split = read("gzip", members[0] + members[1][:cut], members[1][cut:] + members[2] + members[3])
    assert split.value() == read("gzip", b"".join(members)).value() == TEXT + b"twothreefour"


@pytest.mark.parametrize("encoding", ["br", "zstd", "exi", "gzip, gzip"])
def test_what_was_not_offered_gives_no_body(encoding):
    body = read(encoding, TEXT)
    assert body.value() == b""
    assert body.problem


@pytest.mark.parametrize("pack", [gzip.compress, zlib.compress, raw_deflate])
def test_a_bomb_costs_no_more_than_the_limit(pack):
    bomb = pack(b"\0" * 50_000_000)
    tracemalloc.start()
    body = read("gzip" if pack is gzip.compress else "deflate", bomb, limit=100_000)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(body.value()) == 100_000
    assert body.truncated
    assert peak < 2_000_000


def test_many_members_cost_no_more_than_the_limit():
    body = read("gzip", *[gzip.compress(b"\0" * 10_000)] * 500, limit=30_000)
    assert len(body.value()) == 30_000
    assert body.truncated


def test_bytes_that_decode_to_nothing_come_to_an_end():
    empty = raw_deflate(b"")[:0] + b"\x00\x00\x00\xff\xff"  # an empty stored block
    body = Body("deflate", 1000)
    fed = 0
    while body.feed(zlib.compress(b"", 9)[:2] + empty * 10 if not fed else empty * 1000):
        fed += 1
        assert fed < 1000
    assert body.truncated


def test_a_broken_stream_keeps_what_came_before():
    packed = bytearray(gzip.compress(bytes(range(256)) * 40, 0))
    body = read("gzip", bytes(packed[:5000]), b"\xff" * 5000, limit=100_000)
    assert body.value()[:256] == bytes(range(256))


@given(st.sampled_from(["gzip", "deflate", "", "br"]), st.lists(st.binary(max_size=200), max_size=6))
def test_no_bytes_raise(encoding, parts):
    assert len(read(encoding, *parts, limit=300).value()) <= 300


@given(st.binary(max_size=600), st.integers(1, 50))
def test_any_split_gives_the_same(data, size):
    packed = gzip.compress(data)
    parts = [packed[i : i + size] for i in range(0, len(packed), size)]
    assert read("gzip", *parts).value() == data
