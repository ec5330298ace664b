"""What is fuzzed: by name, what to give it and a function that raises where a promise is broken."""

# ruff: noqa: PLR0917, BLE001, S608 - a target takes what was drawn for it, and damages what is ours

from __future__ import annotations

import asyncio
import contextlib
import io
import json
import re
import sys
import tempfile
import zipfile
from collections import Counter
from functools import cache, partial
from pathlib import Path
from typing import NamedTuple

import hostile
import msgspec
from hostile import BODIES, CONTENT_TYPES, HEADERS, JSON, STATUSES, TEXTS, URLS, listings, spoilt, spoilt_json
from hypothesis import strategies as st

from refmend import asking as wire
from refmend import changes, check, compare, fix, identifiers
from refmend import config as configuration
from refmend.citation import apa
from refmend.cli.commands import read_run
from refmend.config import Config
from refmend.errors import InputError, RefmendError
from refmend.formats import FORMATS, citation, render
from refmend.judge import Ask, JudgeContext, judge
from refmend.judge import page as judged_page
from refmend.ledger import Ledger
from refmend.model import (
    Answer,
    Edit,
    Fault,
    Found,
    Identifier,
    IdentifierKind,
    LinkState,
    LinkStatus,
    Name,
    Observation,
    Outcome,
    Record,
    RecordDate,
    Reference,
    SourceFile,
    Title,
)
from refmend.model.finding import Applicability, Fix
from refmend.model.redaction import redact
from refmend.net import cookies, limits, target
from refmend.net.canary import Health
from refmend.net.guard import Guard
from refmend.net.response import Response
from refmend.net.trouble import Trouble
from refmend.report import Views
from refmend.resolvers import arxiv_api, handles, pages, wayback
from refmend.resolvers.asking import Reply, reply_from
from refmend.resolvers.records import from_arxiv, from_crossref, from_csl, from_datacite, with_versions
from refmend.resolvers.web import MOST_STEPS
from refmend.sources import SOURCES, encode, files, parse
from refmend.suppress import suppress
from refmend.suppress.baseline import read_baseline
from refmend.suppress.comments import find_comments


class Target(NamedTuple):
    """What to draw and what to do with it; `share` of the time that an equal split would give."""

    given: st.SearchStrategy
    run: object
    share: float = 1.0


URL = "https://a.example/b"
DOI = Identifier(IdentifierKind.DOI, "10.1000/abc")
STATES = {state.value for state in LinkState}


# -- lists and identifiers


def well_placed(file: SourceFile, entry: Reference) -> None:
    """Assert that everything an entry claims to stand somewhere stands there."""
    size = len(file.text)
    assert 0 <= entry.span.start <= entry.span.end <= size
    assert entry.id
    for mention in entry.mentions:
        assert 0 <= mention.span.start <= mention.span.end <= size
        assert isinstance(mention.identifier.value, str)
    for name, found in entry.fields.items():
        assert 0 <= found.span.start <= found.span.end <= size
        if name == "date":
            continue  # its value is not written: "2019/1" is 2019-01
        if isinstance(found.value, str):
            places = [found.offset(at) for at in range(len(found.value) + 1)]
            assert places == sorted(places)
            assert 0 <= places[0] <= places[-1] <= size
        else:
            for author in found.value.authors:
                for span in (author.span, author.family_span, author.given_span):
                    assert span is None or 0 <= span.start <= span.end <= size


def read_list(form: str, text: str) -> None:
    file = SourceFile("a", form, text)
    for entry in parse(file):
        well_placed(file, entry)
    assert isinstance(encode(form, text), str)
    assert len(redact(text)) == len(text)
    find_comments(file)


def find(text: str) -> None:
    last = 0
    for mention in identifiers.find(text):
        assert last <= mention.span.start < mention.span.end <= len(text)
        assert mention.as_written == text[mention.span.start : mention.span.end]
        last = mention.span.end
    identifiers.read(text)
    identifiers.read(text, form="url")


def one_address(text: str) -> None:
    for given in (text, text.strip()):
        with contextlib.suppress(ValueError):
            once = identifiers.canonical_url(given)
            assert identifiers.canonical_url(once) == once
    guard = Guard(["10.0.0.0/8"])
    with contextlib.suppress(Trouble):
        found = target.parse(text)
        assert guard.origin_refusal(found.origin) is not None
        assert target.parse(found.url).origin == found.origin
        assert "\n" not in found.path
        assert found.path.isascii()
        assert " " not in found.path
    with contextlib.suppress(Trouble):
        target.join(target.parse("https://a.example/b#c"), text)
    guard.refusal(text)


# -- comparing and mending

NAMES = st.builds(Name, family=st.one_of(st.none(), TEXTS), given=st.one_of(st.none(), TEXTS), suffix=st.none(), literal=st.one_of(st.none(), TEXTS))  # fmt: skip
TITLE = "A study of things"
RECORDS = st.builds(
    Record,
    identifier=st.just(DOI),
    registry=st.sampled_from(["crossref", "datacite", "arxiv", "web"]),
    type=st.sampled_from(["article-journal", "book", "chapter", "", "article"]),
    titles=st.lists(st.builds(Title, text=st.one_of(st.just(TITLE), spoilt((TITLE,)), TEXTS), kind=st.sampled_from(["main", "subtitle", "translated", "version"])), max_size=3).map(tuple),
    authors=st.one_of(st.just((Name("Smith", "John A."), Name("Jones", "Bob"))), st.lists(NAMES, max_size=4).map(tuple)),
    dates=st.lists(st.builds(RecordDate, kind=st.sampled_from(["issued", "print", "online"]), year=st.sampled_from([2019, 2020, 1000]), month=st.sampled_from([None, 5])), max_size=2).map(tuple),
    containers=st.one_of(st.just(("Journal of Things",)), st.lists(TEXTS, max_size=2).map(tuple)),
    volume=st.one_of(st.just("12"), TEXTS), issue=st.one_of(st.just("3"), TEXTS), pages=st.one_of(st.just("45-67"), TEXTS),
    publisher=TEXTS, comment=TEXTS, journal_ref=TEXTS, article_number=TEXTS, url=URLS,
)  # fmt: skip
LISTS = st.sampled_from(sorted(SOURCES)).flatmap(lambda form: st.tuples(st.just(form), listings(form)))


def judge_list(form: str, text: str, records: list[Record]) -> None:
    file = SourceFile("a", form, text)
    references = list(parse(file))[:40]
    outcomes = {
        m.identifier: Outcome(m.identifier, Found(tuple(records)), LinkStatus(LinkState.ALIVE))
        for r in references
        for m in r.mentions
    }
    answers = check.Answers(outcomes=outcomes)
    for entry in references:
        if entry.kind == "entry":
            compare.compare(entry, records)
    _, findings = check.judge_references(references, answers)
    findings = suppress(findings, references, [file], Config(), outcomes=outcomes)
    for finding in findings:
        assert 0 <= finding.span.start <= finding.span.end <= len(file.text)
        assert finding.fingerprint
    mend(file, [finding.fix for finding in findings if finding.fix])
    for record in records:
        record.to_csl()
        citation.bibtex(record)
        apa(record)


def mend(file: SourceFile, fixes: list[Fix]) -> None:
    done = fix.apply(file, fixes)
    fix.diff(file, done)
    only_the_spans_change(file, done)


def only_the_spans_change(file: SourceFile, done: fix.Applied) -> None:
    """Assert that outside the edits every character stays; newlines inside an edit follow the file."""
    at = rest = 0
    new = done.raw
    for edit in sorted(done.edits):
        start, end = (file.raw_offset(edit.span.start), file.raw_offset(edit.span.end))
        kept = file.raw[at:start]
        assert new[rest : rest + len(kept)] == kept
        rest += len(kept)
        words = next(
            (
                words
                for words in (edit.replacement, edit.replacement.replace("\n", "\r\n"))
                if new.startswith(words, rest)
            ),
            None,
        )
        assert words is not None
        rest += len(words)
        at = end
    assert new[rest:] == file.raw[at:]


EDITS = st.builds(lambda start, size, words: (start, size, words), st.integers(0, 300), st.integers(0, 30), TEXTS)
FIXES = st.lists(st.tuples(st.sampled_from(list(Applicability)), st.lists(EDITS, max_size=3)), max_size=4)


def apply_any(form: str, text: str, drawn: list) -> None:
    from refmend.model import Span

    file = SourceFile("a", form, text)
    fixes = [
        Fix("x", kind, tuple(Edit(Span(start, start + size), words) for start, size, words in edits))
        for kind, edits in drawn
    ]
    mend(file, fixes)


# -- registries


def read_records(crossref, datacite, csl) -> None:
    readers = ((crossref, from_crossref), (datacite, from_datacite), (csl, partial(from_csl, registry="medra")))
    for item, reader in ((hostile.grown(value), reader) for value, reader in readers):
        if isinstance(item, dict):
            record = reader(item, DOI)
            json.dumps(record.to_csl())
            assert all(isinstance(title.text, str) for title in record.titles)
            citation.bibtex(record)
            apa(record)


FEED = """<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom"><title>q</title><id>http://arxiv.org/api/x</id><updated>2024-01-01T00:00:00Z</updated>
<opensearch:totalResults xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/">1</opensearch:totalResults><entry><id>http://arxiv.org/abs/1706.03762v5</id>
<updated>2017-12-06T03:30:32Z</updated><published>2017-06-12T17:57:34Z</published><title>Attention Is
 All You Need</title><summary>S</summary><author><name>Ashish Vaswani</name></author><author><name>Jan van der Berg Jr.</name></author>
<arxiv:comment xmlns:arxiv="http://arxiv.org/schemas/atom">15 pages; withdrawn</arxiv:comment><arxiv:doi xmlns:arxiv="http://arxiv.org/schemas/atom">10.1000/abc</arxiv:doi>
<link href="http://arxiv.org/abs/1706.03762v5" rel="alternate" type="text/html"/><arxiv:primary_category xmlns:arxiv="http://arxiv.org/schemas/atom" term="cs.CL"/><category term="cs.CL"/></entry></feed>"""


def read_feed(body: bytes, status: int) -> None:
    class Session(arxiv_api.Session):
        def _fetch(self, session, url):
            return arxiv_api.Page(status, body), None

    session = Session(1.0, None)
    try:
        reply = arxiv_api._read(session, "https://export.example/api/query", ["1706.03762"], "", 1)
    except Exception as error:
        reply = arxiv_api._trouble(session, error)
    if isinstance(reply.data, arxiv_api.Feed):
        records = [record for entry in reply.data.entries if (record := from_arxiv(entry))]
        if records:
            assert with_versions(records[0], records, None)


class Net:
    """The network as a stranger would like it: every answer is the next of those drawn."""

    def __init__(self, answers) -> None:
        self.answers, self.at, self.requests = answers, 0, Counter()
        self.clock = self

    def now(self) -> float:
        return 1_800_000_000.0

    def monotonic(self) -> float:
        self.at += 1
        return float(self.at)

    async def sleep(self, _seconds: float) -> None:
        await asyncio.sleep(0)

    def pause(self, *_args) -> None:
        pass

    def following(self):
        self.at += 1
        return self.answers[self.at % len(self.answers)]

    async def get(self, url: str, **_more) -> Observation:
        status, headers, body, fault, data = self.following()
        body = body if data is None else hostile.dumped(data).encode()
        if fault:
            return Observation(url, fault=fault, detail="x", at=1.0)
        return Observation(url, answers=(Answer(url, status, headers),), body=body, at=1.0)

    async def follow(self, url: str, **more) -> Observation:
        first = await self.get(url, **more)
        if first.fault or not 300 <= first.status_code < 400:
            return first
        last = await self.get(first.last.header("location") or url)
        return Observation(url, answers=(*first.answers, *last.answers), fault=last.fault, body=last.body, at=1.0)

    async def call(self, _url, _lane, _function, **_more):
        status, _, _, fault, data = self.following()
        if fault:
            raise TimeoutError
        data = hostile.grown(data)
        return (
            Reply(data=data if isinstance(data, list) else [data], status_code=status)
            if status == 200
            else Reply(status_code=status, trouble="x")
        )

    async def healthy(self) -> Health:
        self.at += 1
        return list(Health)[self.at % 4]

    async def __aenter__(self):
        return self

    async def __aexit__(self, *_):
        return None


FAULTS = st.sampled_from([Fault.NONE] * 12 + list(Fault))
DATA = st.one_of(
    st.none(), spoilt_json({"message": hostile.CROSSREF, "status": "ok"}), spoilt_json({"data": [hostile.DATACITE]}), spoilt_json({"data": hostile.DATACITE}), spoilt_json([hostile.CROSSREF]),
    spoilt_json([{"DOI": "10.1000/abc", "RA": "Crossref"}, {"DOI": "10.5281/zenodo.1", "RA": "DataCite"}, {"DOI": "10.1000/x", "status": "DOI does not exist"}]),
    spoilt_json({"responseCode": 1, "values": [{"type": "URL", "data": {"value": "https://a.example/"}}]}), spoilt_json({"records": [{"requested-id": "1", "doi": "10.1000/abc"}]}), JSON,
)  # fmt: skip
ANSWERS = st.lists(st.tuples(STATUSES, HEADERS, BODIES, FAULTS, DATA), min_size=1, max_size=6)
ASKED = (*("doi:10.1000/abc", "doi:10.5281/zenodo.1", "doi:10.1000/x", "doi:10.1000/a,b"), "arxiv:hep-th/9901001v2", "pmid:1", "pmcid:PMC1",
         "isbn:9780000000000", "url:https://a.example/b", "url:http://[", "url:https://a.example/b#c", "url:ftp://a.example")  # fmt: skip


def ask_registries(answers) -> None:
    from refmend.resolvers import resolve

    wanted = [Identifier.parse(text) for text in ASKED if not text.startswith("arxiv")]
    told: list[Outcome] = []
    asyncio.run(resolve(wanted, Net(answers), Config(), told=told.append))
    assert sorted(outcome.identifier for outcome in told) == sorted(wanted)
    read_amiss = [f"{item.resolution.reason} {item.link.reason}" for item in told]
    assert not [
        reason for reason in read_amiss if "could not be read (" in reason or "could not be checked: " in reason
    ], read_amiss


def read_answers(answers) -> None:
    net = Net(answers)
    asyncio.run(wayback.archived_copy(URL, net, Config()))
    for _ in answers:
        seen = asyncio.run(net.get(URL))
        handles._read_handle(reply_from(seen))


@contextlib.contextmanager
def no_network(net):
    real = wire.Net
    wire.Net = lambda _config: net
    try:
        yield
    finally:
        wire.Net = real


def whole_run(form: str, text: str, answers) -> None:
    """Files in, every report out."""
    file = SourceFile(
        "a." + form,
        form,
        text.replace("arXiv", "arxiv").replace("arxiv", "a") if form != "csl-json" else text.replace("arXiv", ""),
    )
    with no_network(Net(answers)):
        checked, _ = asyncio.run(check.check_files([file], Config(max_time=30.0)))
    report = Views(checked).report
    for name in FORMATS:
        render(report, name)
    mend(file, [finding.fix for finding in checked.findings if finding.fix])


# -- judging

LOOKS = st.lists(
    st.builds(
        lambda url, hops, status, headers, body, fault, truncated: Observation(
            url, answers=(*(Answer(u, c, h) for u, c, h in hops), *(() if fault else (Answer(url, status, headers),))), fault=fault, detail=str(headers)[:50], body=body, truncated=truncated, at=5.0
        ),
        URLS, st.lists(st.tuples(URLS, STATUSES, HEADERS), max_size=3), STATUSES, HEADERS, BODIES, FAULTS, st.booleans(),
    ),
    min_size=1,
    max_size=5,
)  # fmt: skip
PASSING = {408, 425, 429, *range(500, 600)}


def end_of(url: str, looks, network: str) -> LinkStatus:
    context = JudgeContext(accept={"a.example": (403,)})
    seen: list[Observation] = []
    for _ in range(MOST_STEPS + 3):
        step = judge(url, seen, context)
        if not isinstance(step, Ask):
            assert len(seen) <= MOST_STEPS
            return step
        if step.about_network:
            context = JudgeContext(accept=context.accept, network=network)
        else:
            seen.append(looks[len(seen) % len(looks)])
    raise AssertionError("no verdict")


def reach_verdict(url: str, looks, network: str) -> None:
    status = end_of(url, looks, network)
    assert status.state in STATES
    named = {Fault.DNS_MISSING, Fault.DNS_NO_ADDRESS}
    if all(look.fault not in {Fault.NONE, *named} or look.status_code in PASSING for look in looks):
        assert status.state != LinkState.DEAD, status


def read_page(body: bytes, kind: str, url: str, fragment: str) -> None:
    look = Observation(url, answers=(Answer(url, 200, (("content-type", kind), ("refresh", fragment))),), body=body)
    pages.read(Identifier(IdentifierKind.URL, url), look)
    shown = judged_page.read(look)
    for name in ("title", "headings", "text", "markup", "refresh", "canonical", "asks_password", "is_shell", "claims"):
        getattr(shown, name)
    shown.says_more_than(100)
    judged_page.has_anchor(body, kind, fragment)


# -- the wire

LINES = st.lists(
    st.one_of(st.sampled_from([b"content-length: 5", b"content-length: \xc2\xb2", b"Content-Length: -1", b"transfer-encoding: chunked", b"content-encoding: gzip", b"content-encoding: deflate",
                               b"Location: /b", b"connection: close", b" folded", b"\x00", b"a\xff: b", b"upgrade: h2c", b"content-length: 99999999999999999999"]), st.binary(max_size=12)),
    max_size=6,
)  # fmt: skip
WIRE = st.tuples(
    st.lists(st.one_of(st.sampled_from([b"HTTP/1.1 200 OK", b"HTTP/1.1 301 Moved", b"HTTP/1.1 100 Continue", b"HTTP/1.0 404 N", b"HTTP/9.9 200", b"HTTP/1.1 204", b"HTTP/1.1 101 S", b"HTTP/1.1 999999 x"]),
                       st.binary(max_size=10)), min_size=1, max_size=3),
    LINES, st.sampled_from([b"\r\n", b"\n", b"\r"]),
    st.one_of(st.binary(max_size=80), st.sampled_from([b"5\r\nhello\r\n0\r\n\r\n", b"ffffffffffffffffff\r\n", b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xcbH\xcd\xc9\xc9\x07\x00\x86\xa6\x106\x05\x00\x00\x00", b"\x1f\x8b" * 20])),
    st.integers(1, 40), st.sampled_from(["GET", "HEAD"]), st.integers(0, 60), st.booleans(),
)  # fmt: skip


class Waiter:
    """A future that never waits."""

    told = 0

    def done(self) -> bool:
        return bool(self.told)

    def set_result(self, _nothing) -> None:
        self.told += 1


def read_wire(heads, lines, newline: bytes, rest: bytes, step: int, method: str, limit: int, broken: bool) -> None:
    data = b"".join(head + newline + newline.join(lines) + newline * 2 for head in heads) + rest + rest
    waiter = Waiter()
    response = Response(waiter, method, limit)
    for at in range(0, len(data), step):
        response.feed(data[at : at + step])
        if response.done:
            break
    response.end(OSError("x") if broken else None)
    assert waiter.told == 1
    assert response.fault or response.complete
    if response.body is not None:
        assert len(response.body.value()) <= limit


def read_headers(headers, url: str) -> None:
    answer = Answer(URL, 200, headers)
    for _, value in headers:
        seconds = limits.retry_after(value, 1.8e9)
        assert seconds is None or 0 <= seconds <= 86_400
    spacing, at_once = limits.told(answer)
    assert spacing is None or spacing >= 0
    assert at_once is None or at_once > 0
    jar = cookies.Jar()
    here = target.parse(URL)
    jar.take(here, answer)
    for place in (URL, url, "http://a.example/b"):
        with contextlib.suppress(Trouble):
            assert jar.header(target.parse(place)).isprintable()


# -- what the user's folder holds

SETTINGS = sorted(Config.__struct_fields__)
VALUES = st.one_of(
    st.booleans().map(lambda value: str(value).lower()), st.integers().map(str), st.floats(allow_nan=True).map(str), TEXTS.map(json.dumps),
    st.lists(TEXTS, max_size=3).map(json.dumps), st.sampled_from(["{}", "[[]]", "{a = 1}", "nan", "-inf", '["("]', '["a{99999999999999999999}"]', '["' + "(" * 900 + '"]', '{"a.b" = {c = "${X}"}}',
                                                                                     '{"a.example" = [403, "x"]}', '["10.0.0.0/8", "x"]', '"a@b"', "2020-01-01", "{crossref = 1}", "1e400"]),
)  # fmt: skip
TABLES = st.one_of(
    st.dictionaries(
        st.one_of(st.sampled_from([name.replace("_", "-") for name in SETTINGS]), TEXTS.map(json.dumps)),
        VALUES,
        max_size=4,
    ).map(lambda table: "".join(f"{key} = {value}\n" for key, value in table.items())),
    TEXTS,
)
VARIABLES = st.dictionaries(
    st.one_of(
        st.sampled_from([f"REFMEND_{name.upper()}" for name in SETTINGS]),
        TEXTS.map(lambda text: "REFMEND_" + text.upper()),
    ),
    st.one_of(TEXTS, VALUES),
    max_size=3,
)


@cache
def folder() -> Path:
    return Path(tempfile.mkdtemp(prefix="fuzz-"))


def load_settings(text: str, variables: dict, pyproject: bool) -> None:
    name = "pyproject.toml" if pyproject else "refmend.toml"
    place = folder() / name
    place.write_bytes((("[tool.refmend]\n" if pyproject else "") + text).encode("utf-8", "surrogatepass"))
    with contextlib.suppress(RefmendError):
        configuration.load({}, environ=variables, cwd=folder(), config_path=str(place))


COMMENTS = st.lists(
    st.one_of(st.sampled_from(["<!-- refmend: ignore -->", "<!-- refmend: ignore[dead-link, x] until=2019-13-01 why -->", "<!-- refmend: ignore-start -->", "<!-- refmend: ignore-end -->",
                               "<!-- refmend: ignore-file -->", "<!-- refmend:", "% refmend: ignore", "# refmend: ignore[", "// refmend: ignore-next", ".. refmend: ignore", "{/* refmend: */}", "`", "```\n"]),
              st.sampled_from(hostile.ENTRIES), hostile.ODD),
    max_size=12,
).map("\n- ".join)  # fmt: skip


def read_comments(form: str, text: str) -> None:
    file = SourceFile("a", form, text)
    references = list(parse(file))
    findings = [finding for reference in references[:10] for finding in _any_finding(reference)]
    for finding in suppress(findings, references, [file], Config(), known_rules=("dead-link",)):
        assert 0 <= finding.span.start <= finding.span.end <= len(file.text)
    mend(file, [finding.fix for finding in findings if finding.fix])


def _any_finding(reference: Reference):
    from refmend.model import Confidence, Finding, Severity

    yield Finding("dead-link", Severity.ERROR, Confidence.HIGH, reference, reference.span, "x")


def read_ledger(texts) -> None:
    outcome = Outcome(
        DOI, Found((from_crossref(hostile.CROSSREF, DOI),)), LinkStatus(LinkState.ALIVE, "x", 200, URL, checked_at=1.0)
    )
    place = folder() / "ledger.sqlite"
    for file in folder().glob("ledger.sqlite*"):
        file.unlink()
    with Ledger.open(place) as ledger:
        ledger.put(outcome)
        for column, table, value in texts:
            with contextlib.suppress(Exception):
                ledger._connection.execute(f"UPDATE {table} SET {column} = ?", (value,))
        for step in (
            lambda: ledger.get(DOI), lambda: ledger.previous(DOI), ledger.rot, ledger.info, lambda: ledger.put(outcome),
            lambda: ledger.put(Outcome(DOI, outcome.resolution, LinkStatus(LinkState.UNKNOWN))),
        ):  # fmt: skip
            with contextlib.suppress(RefmendError):
                step()


@cache
def stored_row() -> tuple[str, ...]:
    outcome = Outcome(
        DOI, Found((from_crossref(hostile.CROSSREF, DOI),)), LinkStatus(LinkState.ALIVE, "x", 200, URL, checked_at=1.0)
    )
    return (msgspec.json.encode(outcome).decode(),)


COLUMNS = st.one_of(
    st.tuples(st.just("outcome"), st.just("outcomes"), st.deferred(lambda: spoilt(stored_row()))),
    st.tuples(st.sampled_from(["outcome", "expires", "checked", "scope"]), st.just("outcomes"), st.one_of(hostile.LEAVES, st.binary(max_size=8))),
    st.tuples(st.sampled_from(["recent", "failures", "last_failure", "last_alive", "seen"]), st.just("links"), st.one_of(hostile.LEAVES, st.binary(max_size=8))),
    st.tuples(st.sampled_from(["day", "state"]), st.just("changes"), st.one_of(hostile.LEAVES, st.binary(max_size=8))),
)  # fmt: skip


@cache
def stored_run() -> dict:
    sys.path.insert(0, str(Path(__file__).parent.parent / "formats"))
    from sample_report import sample

    return sample().model_dump(mode="json")


def read_stored(value, raw: str | None) -> None:
    place = folder() / "run.json"
    place.write_bytes((hostile.dumped(value) if raw is None else raw).encode("utf-8", "surrogatepass"))
    with contextlib.suppress(InputError):
        report = read_run(str(place))
        for name in FORMATS:
            render(report, name)
        with contextlib.suppress(RefmendError):
            for file, fixes in fix.fixes_of(report, unsafe=True):
                fix.apply(file, fixes)
    with contextlib.suppress(RefmendError):
        read_baseline(Config(baseline=str(place)))


def read_bytes(data: bytes, name: str) -> None:
    found = files._from_bytes(name, files.format_of(name) or "plain", data)
    if isinstance(found, SourceFile):
        list(parse(found))
        assert found.format == "docx" or found.to_bytes(found.raw) == data


@st.composite
def documents(draw) -> bytes:
    body = draw(
        spoilt(
            (
                '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>'
                + hostile.ENTRIES[0].replace("&", "&amp;")
                + "</w:t></w:r></w:p></w:body></w:document>",
            )
        )
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(
        stream,
        "w",
        draw(st.sampled_from([zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])),
    ) as archive:
        archive.writestr("word/document.xml", body.encode("utf-8", "replace"))
        archive.writestr(
            "word/_rels/document.xml.rels",
            draw(
                spoilt(
                    ('<Relationships><Relationship Id="a" Target="https://a" TargetMode="External"/></Relationships>',)
                )
            ).encode("utf-8", "replace"),
        )
    data = bytearray(stream.getvalue())
    for _ in range(draw(st.integers(0, 4))):
        data[draw(st.integers(0, len(data) - 1))] = draw(st.integers(0, 255))
    return bytes(data[: draw(st.one_of(st.just(len(data)), st.integers(0, len(data))))])


def read_diff(data: bytes) -> None:
    list(changes._hunks(data))


# -- the replica


@cache
def replica():
    from refmend.replica import Replica

    return Replica(limits=False)


def serve(data: bytes, tunnel: str, method: str, url: str, body: str) -> None:
    from refmend.replica import server

    async def read():
        reader = asyncio.StreamReader()
        reader.feed_data(data)
        reader.feed_eof()
        return await server.read_request(reader)

    async def answer(method, path, headers, body, tunnel):
        request = server.address(method, path, headers, body, tunnel)
        if replica().knows(request.host):
            server.encode(request, await replica().answer(request))

    with contextlib.suppress(EOFError, ValueError, asyncio.LimitOverrunError):
        asyncio.run(answer(*asyncio.run(read()), tunnel))
    path = re.sub(r"[ \r\n]", "", url) or "/"
    with contextlib.suppress(ValueError):
        asyncio.run(
            answer(method, path, {"host": tunnel, "accept-encoding": "gzip"}, body.encode("utf-8", "replace"), tunnel)
        )


REQUESTS = spoilt((
    "GET /works?filter=doi:10.1000/abc&select=DOI HTTP/1.1\r\nhost: api.crossref.org\r\n\r\n", "POST http://doi.org/api/handles/10.1000/abc?auth=true HTTP/1.1\r\nhost: x\r\ncontent-length: 3\r\n\r\nabc",
    "GET http://[::1/ HTTP/1.1\r\nHost: x\r\n\r\n",
)).map(lambda text: text.encode("latin-1", "replace"))  # fmt: skip
SITES = st.sampled_from(
    [
        "api.crossref.org",
        "api.datacite.org",
        "doi.org",
        "export.arxiv.org",
        "arxiv.org",
        "web.archive.org",
        "api.openalex.org",
        "pmc.ncbi.nlm.nih.gov",
        "",
    ]
)
QUERIES = st.one_of(
    st.tuples(st.sampled_from(["/works", "/works/", "/works/10.1000/abc", "/dois", "/dois/", "/doiRA/", "/api/handles/", "/api/query", "/abs/", "/web/", "/web/2019/", "/cdx/search/cdx", "/"]),
              st.sampled_from(["", "?", "?filter=", "?rows=", "?offset=", "?query.bibliographic=", "?select=", "?id_list=", "?search_query=", "?max_results=", "?start=", "?page[size]=", "?page[number]=", "?query=", "?url=", "?limit=", "?cursor=", "?per-page="]),
              st.one_of(TEXTS, st.sampled_from(["doi:10.1000/abc", "-1", "99999999999999999999999", "²", "%zz", "%ff", "ti:%22a", "(((", "all:a AND"]))).map("".join),
    URLS,
)  # fmt: skip


TARGETS: dict[str, Target] = {f"source-{form}": Target(st.tuples(listings(form)), partial(read_list, form)) for form in SOURCES} | {
    "find": Target(st.tuples(st.one_of(TEXTS, URLS, spoilt(hostile.ENTRIES))), find),
    "address": Target(st.tuples(URLS), one_address),
    "compare": Target(st.tuples(LISTS, st.lists(RECORDS, min_size=1, max_size=3)), lambda given, records: judge_list(*given, records), 4.0),
    "fix": Target(st.tuples(LISTS, FIXES), lambda given, fixes: apply_any(*given, fixes), 2.0),
    "records": Target(st.tuples(st.one_of(spoilt_json(hostile.CROSSREF), hostile.OBJECTS), st.one_of(spoilt_json(hostile.DATACITE), hostile.OBJECTS), st.one_of(spoilt_json(hostile.CROSSREF), hostile.OBJECTS)), read_records),
    "arxiv-feed": Target(st.tuples(st.one_of(spoilt((FEED,)).map(lambda text: text.encode("utf-8", "surrogatepass")), BODIES), st.sampled_from([200, 200, 200, 400, 503])), read_feed),
    "registries": Target(st.tuples(ANSWERS), ask_registries, 2.0),
    "answers": Target(st.tuples(ANSWERS), read_answers),
    "run": Target(st.tuples(LISTS, ANSWERS), lambda given, answers: whole_run(*given, answers), 4.0),
    "judge": Target(st.tuples(URLS, LOOKS, st.sampled_from(["good", "silent", "captive"])), reach_verdict, 2.0),
    "page": Target(st.tuples(BODIES, CONTENT_TYPES, URLS, TEXTS), read_page, 2.0),
    "wire": Target(WIRE, read_wire),
    "headers": Target(st.tuples(HEADERS, URLS), read_headers),
    "settings": Target(st.tuples(TABLES, VARIABLES, st.booleans()), load_settings),
    "comments": Target(st.tuples(st.sampled_from(sorted(SOURCES)), COMMENTS), read_comments),
    "ledger": Target(st.tuples(st.lists(COLUMNS, min_size=1, max_size=3)), read_ledger),
    "stored-run": Target(st.tuples(st.deferred(lambda: spoilt_json(stored_run())), st.one_of(st.none(), st.none(), st.deferred(lambda: spoilt((json.dumps(stored_run()),))))), read_stored, 2.0),
    "bytes": Target(st.tuples(st.one_of(documents(), st.binary(max_size=200), TEXTS.map(lambda text: text.encode("utf-8", "surrogatepass"))), st.sampled_from(["a.docx", "a.md", "-", "a.bib"])), read_bytes),
    "diff": Target(st.tuples(st.one_of(spoilt(('diff --git a/a b/a\n--- a/a\n+++ "b/\\303\\244"\n@@ -1,2 +3,4 @@\n x\n',)).map(lambda text: text.encode("utf-8", "surrogatepass")), st.binary(max_size=80))), read_diff),
    "replica": Target(st.tuples(REQUESTS, SITES, st.sampled_from(["GET", "HEAD", "POST", "X"]), QUERIES, TEXTS), serve),
}  # fmt: skip
