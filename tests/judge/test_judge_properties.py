"""What holds for any observations: the judge ends, never raises, and calls nothing dead that nobody called gone."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from judge.judging import URL, answer, fault, run
from refmend.judge import page as pages
from refmend.judge import redirects, taxonomy, urls
from refmend.model import Answer, Fault, Identifier, IdentifierKind, LinkState, Observation
from refmend.resolvers import pages as records

BITS = st.sampled_from(
    [b"<title>", b"</title>", b"<h1>", b"404", b"not found", b"<meta ", b'http-equiv="refresh" content="0;url=', b"charset=", b"utf-16", b'"', b">", b"<a id=x>",
     b"<script type=application/ld+json>", b'{"@graph":[', b"]}", b"</script>", b"<time datetime=", b"2024-01-01", b"published ", b"\x00", b"\xff\xfe", b"<body>", b"<svg>",
     b"<link rel=canonical href=", b"//[", b"<input type=password>", b"cf_chl_opt", b"is for sale", b'<meta name="author" content="', b",", b" and ", b"<!--", b"&#x0;", b"\xc3"]
)  # fmt: skip
BODIES = st.lists(st.one_of(BITS, st.binary(max_size=8)), max_size=30).map(b"".join)
ADDRESSES = st.one_of(
    st.sampled_from([URL, "https://site.example/", "http://site.example/papers/smith", "https://site.example/login?next=/x", "https://[::1", "https://site.example:x/", "//", "", "https://consent.example/"]),
    st.text(max_size=30).map(lambda text: f"https://site.example/{text}"),
)  # fmt: skip
HEADERS = st.lists(
    st.tuples(
        st.sampled_from(["content-type", "refresh", "vary", "location", "cf-mitigated", "server"]), st.text(max_size=30)
    ),
    max_size=4,
)
ANSWERS = st.builds(
    lambda url, code, headers: Answer(url, code, tuple(headers)), ADDRESSES, st.integers(100, 999), HEADERS
)
OBSERVATIONS = st.builds(
    Observation,
    st.just(URL),
    answers=st.lists(ANSWERS, max_size=4).map(tuple),
    fault=st.one_of(st.just(Fault.NONE), st.sampled_from(list(Fault))),
    detail=st.text(max_size=40),
    body=BODIES,
    truncated=st.booleans(),
    elapsed=st.floats(0, 30),
    retry_after=st.one_of(st.none(), st.floats(0, 1e9)),
).filter(lambda seen: seen.fault or seen.answers)


@settings(max_examples=60, deadline=None)
@given(st.lists(OBSERVATIONS, min_size=1, max_size=6), st.sampled_from(["good", "silent", "captive"]))
def test_any_observations_come_to_a_verdict(seen, network):
    got, asks = run(*seen, url=f"{URL}#x", network=network)
    assert isinstance(got.state, LinkState)
    assert len(asks) <= 9
    assert all(0 <= ask.wait <= 10 for ask in asks)
    if got.state is LinkState.DEAD:
        gone = [look for look in seen if look.status_code in taxonomy.GONE or look.fault in taxonomy.NO_NAME]
        assert gone or {"soft-404", "parked"} & set(got.notes)
    if network == "captive" and any(not hop.url.startswith("https://") for hop in got.hops):
        assert got.state in {LinkState.UNKNOWN, LinkState.INVALID, LinkState.SKIPPED}


@settings(max_examples=80, deadline=None)
@given(BODIES, st.text(max_size=40))
def test_any_body_can_be_read(body, kind):
    for media in ("text/html", f"text/html; charset={kind}", kind):
        seen = answer(200, body, headers=[("content-type", media)])
        page = pages.read(seen)
        assert len(page.title) <= pages.MAX_TITLE
        assert len(page.text) <= pages.MAX_TEXT
        unread = pages.read(answer(200, body, headers=[("content-type", media)]))
        assert unread is not page
        assert unread.says_more_than(10) == page.says_more_than(10) == (len(page.text) > 10)
        record = records.read(Identifier(IdentifierKind.URL, URL), seen)
        assert record is None or record.title or record.authors or record.dates


@settings(max_examples=80, deadline=None)
@given(ADDRESSES, st.lists(ANSWERS, min_size=2, max_size=4))
def test_a_move_never_leaves_https_nor_skips_a_temporary_hop(url, answers):
    target = redirects.permanent_target(url, answers)
    if target:
        assert answers[0].status_code in redirects.PERMANENT
        assert not (urls.cut(url).scheme == "https" and urls.cut(target).scheme != "https")
        assert any(urls.without_fragment(target) == urls.without_fragment(step.url) for step in answers[1:])


@settings(max_examples=40, deadline=None)
@given(st.sampled_from([kind for kind in Fault if kind and kind not in taxonomy.NO_NAME]), st.text(max_size=60))
def test_no_fault_but_a_missing_name_is_death(kind, detail):
    assert run(fault(kind, detail))[0].state is not LinkState.DEAD
