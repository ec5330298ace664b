from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import textwrap

import pytest
from msgspec.structs import replace

from refmend.config import Config, Registries
from refmend.errors import LedgerError
from refmend.judge import taxonomy
from refmend.ledger import Ledger, default_path, scope_of, store
from refmend.ledger.freshness import DAY, HOUR
from refmend.ledger.history import counts_as_failure
from refmend.model import (
    Fault,
    Found,
    Hop,
    Identifier,
    IdentifierKind,
    LinkState,
    LinkStatus,
    Missing,
    Name,
    NotApplicable,
    Outcome,
    Record,
    RecordDate,
    Title,
    Unknown,
    Update,
)

SECRET = "https://user:hunter2@example.org/a?token=s3cr3tvalue&x=1"


class Days:
    """A clock that stands where it is put."""

    def __init__(self, start: float = 1_800_000_000.0) -> None:
        self.start = self.at = start

    def now(self) -> float:
        return self.at

    def day(self, number: float) -> None:
        self.at = self.start + number * DAY


@pytest.fixture
def clock() -> Days:
    return Days()


@pytest.fixture
def ledger(tmp_path, clock):
    with Ledger.open(tmp_path / "ledger.sqlite3", clock) as opened:
        yield opened


def page(state: LinkState = LinkState.ALIVE, *, url: str = "https://example.org/a", **more) -> Outcome:
    return Outcome(Identifier(IdentifierKind.URL, url), NotApplicable("page"), LinkStatus(state, **more))


def paper(resolution, state: LinkState = LinkState.ALIVE) -> Outcome:
    return Outcome(Identifier(IdentifierKind.DOI, "10.1000/182"), resolution, LinkStatus(state, "registered"))


RECORD = Record(
    identifier=Identifier(IdentifierKind.DOI, "10.1000/182"),
    registry="crossref",
    titles=(Title("A <i>title</i> & more;key=value"),),
    authors=(Name("Ðỗ", "Ñ."), Name(literal="A group")),
    dates=(RecordDate("issued", 2024, 5),),
    updates=(Update("updated-by", "retraction", "10.1000/183"),),
)


@pytest.mark.parametrize(
    ("outcome", "fresh", "stale"),
    [
        (page(), [0.04, 1, 6], [7]),
        (page(LinkState.MOVED, final_url="https://example.org/b"), [0.04, 6], [7]),
        (page(LinkState.DEAD), [0.04], [1]),
        (page(LinkState.BLOCKED), [0.04], [1]),
        (page(LinkState.INSECURE), [0.04], [1]),
        (page(LinkState.UNKNOWN), [], [0.0, 0.01, 1]),
        (page(LinkState.SKIPPED), [], [0.0]),
        (page(LinkState.INVALID), [], [0.0]),
        (paper(Found((RECORD,))), [0.04, 13], [14]),
        (paper(Missing("doi.org", "no"), LinkState.DEAD), [0.04], [1]),
        (paper(Unknown("outage")), [], [0.0]),
        (paper(Unknown("outage"), LinkState.UNKNOWN), [], [0.0]),
        (paper(NotApplicable("another agency")), [0.04, 6], [7]),
    ],
)
def test_each_answer_has_its_own_life(ledger, clock, outcome, fresh, stale) -> None:
    ledger.put(outcome)
    for day in fresh:
        clock.day(day)
        assert ledger.get(outcome.identifier) == replace(outcome, from_ledger=True)
    for day in stale:
        clock.day(day)
        assert ledger.get(outcome.identifier) is None


def test_a_verdict_survives_word_for_word(ledger) -> None:
    link = LinkStatus(LinkState.MOVED, "301", 200, "https://b.org/", (Hop("https://a.org/", 301),), "", ("note",), 5.0)
    outcome = Outcome(RECORD.identifier, Found((RECORD,)), replace(link, state=LinkState.ALIVE))
    ledger.put(outcome)
    assert ledger.get(outcome.identifier) == replace(outcome, from_ledger=True)


def test_a_recheck_that_learns_nothing_ends_the_old_verdict(ledger, clock) -> None:
    ledger.put(page())
    clock.day(1)
    ledger.put(page(LinkState.UNKNOWN, status_code=503))
    assert ledger.get(page().identifier) is None
    assert ledger.previous(page().identifier).link.state == LinkState.ALIVE


def test_a_clock_set_back_makes_nothing_fresh(ledger, clock) -> None:
    ledger.put(page())
    clock.day(-1)
    assert ledger.get(page().identifier) is None


def run_days(ledger, clock, *steps) -> list[str]:
    found = []
    for day, state, code in steps:
        clock.day(day)
        found.append(str(ledger.put(page(state, status_code=code, reason=f"status {code}")).link.state))
    return found


U, A, D, B = LinkState.UNKNOWN, LinkState.ALIVE, LinkState.DEAD, LinkState.BLOCKED


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ([(0, U, 503), (4, U, 503), (8, U, 503)], "unknown unknown dead"),
        ([(0, U, 503), (4, U, 503), (8, U, 503), (8.1, U, 503), (9, A, 200)], "unknown unknown dead dead alive"),
        ([(0, U, 503), (0.2, U, 503), (0.4, U, 503)], "unknown unknown unknown"),
        ([(n / 4, U, 503) for n in range(24)], " ".join(["unknown"] * 24)),
        ([(0, U, 503), (4, U, 503), (8, A, 200), (12, U, 503)], "unknown unknown alive unknown"),
        ([(0, U, 503), (4, U, 503), (8, B, 403), (12, U, 503)], "unknown unknown blocked unknown"),
        ([(0, A, 200), (30, B, 403)], "alive blocked"),
        ([(n * 5, B, 403) for n in range(6)], " ".join(["blocked"] * 6)),
        ([(n * 5, U, 429) for n in range(6)], " ".join(["unknown"] * 6)),
        ([(n * 5, U, 200) for n in range(6)], " ".join(["unknown"] * 6)),
        ([(0, D, 404)], "dead"),
        ([(0, A, 200), (30, D, 404)], "alive dead"),
        ([(0, A, 200), (8, D, 404), (9, A, 200), (16, D, 404)], "alive dead alive unknown"),
        (
            [(0, A, 200), (8, D, 404), (9, A, 200), (16, D, 404), (19, D, 404), (22, D, 404)],
            "alive dead alive unknown unknown dead",
        ),
        ([(0, D, 404), (1, A, 200), (2, A, 200)], "dead alive alive"),
    ],
)
def test_history_decides_what_a_failure_means(ledger, clock, steps, expected) -> None:
    assert run_days(ledger, clock, *steps) == expected.split()


def test_what_does_not_answer_any_more_says_when_it_last_did(ledger, clock) -> None:
    ledger.put(page())
    clock.day(30)
    link = ledger.put(page(B, status_code=403, reason="403")).link
    assert link.reason == "403; last seen alive on 2027-01-15"


@pytest.mark.parametrize(
    "reason",
    [
        "",
        "proxy",
        "cancelled",
        "circuit-open: host is down",
        "no network",
        "rate limited",
        "could not be checked: KeyError",
    ],
)
def test_trouble_of_our_own_never_kills_a_link(ledger, clock, reason) -> None:
    for day in (0, 4, 8, 12):
        clock.day(day)
        assert ledger.put(page(U, reason=reason)).link.state == U


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (Fault.TIMEOUT, True),
        (Fault.CONNECT_TIMEOUT, True),
        (Fault.REFUSED, True),
        (Fault.RESET, True),
        (Fault.EMPTY, True),
        (Fault.UNREACHABLE, True),
        (Fault.DNS_TROUBLE, True),
        (Fault.PROXY, False),
        (Fault.CIRCUIT_OPEN, False),
        (Fault.TOO_LARGE, False),
        (Fault.TLS_HANDSHAKE, False),
        (Fault.REDIRECT_LOOP, False),
    ],
)
def test_the_judges_words_are_understood(fault, expected) -> None:
    assert counts_as_failure(LinkStatus(U, taxonomy.WORDS[fault])) == expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [(500, True), (503, True), (522, True), (404, True), (501, False), (511, False), (429, False), (200, False)],
)
def test_a_status_is_the_servers_failure_or_not(code, expected) -> None:
    assert counts_as_failure(LinkStatus(U, taxonomy.status_reason(code), code)) == expected


def test_a_time_out_counts_as_a_failure(ledger, clock) -> None:
    for day, state in ((0, U), (4, U), (8, D)):
        clock.day(day)
        assert ledger.put(page(U, reason="timeout")).link.state == state


def test_an_outage_of_a_registry_never_makes_a_doi_dead(ledger, clock) -> None:
    for day in (0, 4, 8, 12):
        clock.day(day)
        assert ledger.put(paper(Unknown("503"), U)).link.state == U


def test_nothing_is_written_while_the_network_is_not_trusted(ledger, clock) -> None:
    for day in (0, 4, 8):
        clock.day(day)
        assert ledger.put(page(U, status_code=503), trusted=False).link.state == U
    assert ledger.info()["links with a history"] == 0
    clock.day(12)
    assert ledger.put(page(U, status_code=503)).link.state == U


def test_rot_carries_every_link_forward(ledger, clock) -> None:
    other = page(url="https://example.org/b")
    ledger.put(page())
    ledger.put(other)
    clock.day(1)
    ledger.put(page(D, status_code=404))
    clock.day(2)
    ledger.put(page(D, status_code=404))
    clock.day(3)
    ledger.put(page(A))
    assert ledger.rot() == [
        ("2027-01-15", {"alive": 2}),
        ("2027-01-16", {"alive": 1, "dead": 1}),
        ("2027-01-18", {"alive": 2}),
    ]
    assert ledger.rot([other.identifier]) == [("2027-01-15", {"alive": 1})]


def test_no_secret_reaches_the_file(tmp_path, clock) -> None:
    path = tmp_path / "ledger.sqlite3"
    outcome = page(
        url=SECRET, final_url=SECRET, hops=(Hop(SECRET, 302),), reason=f"asked {SECRET}", archived_url=SECRET
    )
    with Ledger.open(path, clock) as ledger:
        ledger.put(outcome)
        kept = ledger.get(outcome.identifier)
        assert kept.identifier == outcome.identifier
        assert ledger.get(Identifier(IdentifierKind.URL, SECRET.replace("s3cr3t", "0ther0"))) is None
        data = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert b"example.org" in data
    for word in (b"hunter2", b"s3cr3tvalue"):
        assert word not in data
        assert word not in path.read_bytes()


def test_a_masked_target_is_never_handed_out_for_a_fix(ledger) -> None:
    outcome = page(LinkState.MOVED, final_url=SECRET)
    ledger.put(outcome)
    assert ledger.get(outcome.identifier) is None


def test_another_question_gets_another_answer(tmp_path, clock) -> None:
    scopes = {
        scope_of(config)
        for config in (
            Config(),
            Config(accept={"example.org": (403,)}),
            Config(exclude_urls=("x",)),
            Config(registries=Registries(crossref="http://127.0.0.1")),
            Config(headers={"example.org": {"A": "b"}}),
        )
    }
    assert len(scopes) == 5
    assert scope_of(Config()) == scope_of(Config(quiet=True, timeout=3))
    for scope, expected in (("one", True), ("two", False)):
        with Ledger.open(tmp_path / "l", clock, scope=scope) as ledger:
            if scope == "one":
                ledger.put(page())
            assert (ledger.get(page().identifier) is not None) == expected


@pytest.mark.parametrize("junk", [b"not a database at all, whatever it says", b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_damaged_file_is_an_error_and_is_left_alone(tmp_path, junk) -> None:
    path = tmp_path / "ledger.sqlite3"
    path.write_bytes(junk)
    with pytest.raises(LedgerError) as caught:
        Ledger.open(path)
    assert "nothing was deleted" in caught.value.hint
    assert path.read_bytes() == junk


def test_a_file_damaged_in_the_middle_is_an_error_and_is_left_alone(tmp_path, clock) -> None:
    path = tmp_path / "ledger.sqlite3"
    with Ledger.open(path, clock) as ledger:
        for number in range(300):
            ledger.put(page(url=f"https://example.org/{number}"))
    data = bytearray(path.read_bytes())
    data[4096 * 2 :] = b"\xab" * (len(data) - 4096 * 2)
    path.write_bytes(bytes(data))
    with pytest.raises(LedgerError):
        read_all(path, clock)
    assert path.exists()


def read_all(path, clock) -> None:
    with Ledger.open(path, clock) as ledger:
        for number in range(300):
            ledger.get(Identifier(IdentifierKind.URL, f"https://example.org/{number}"))


def test_a_foreign_or_newer_database_is_refused(tmp_path) -> None:
    foreign = tmp_path / "foreign.sqlite3"
    with sqlite3.connect(foreign) as connection:
        connection.execute("CREATE TABLE precious (x)")
    with pytest.raises(LedgerError, match="another program"):
        Ledger.open(foreign)
    newer = tmp_path / "newer.sqlite3"
    Ledger.open(newer).close()
    with sqlite3.connect(newer) as connection:
        connection.execute("PRAGMA user_version = 99")
    with pytest.raises(LedgerError, match="newer refmend"):
        Ledger.open(newer)


def test_a_place_that_cannot_be_written_is_an_error_with_a_way_out(tmp_path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(LedgerError) as caught:
        Ledger.open(tmp_path / "file" / "ledger.sqlite3")
    assert "--no-ledger" in caught.value.hint


def test_a_row_that_cannot_be_read_is_asked_again(ledger) -> None:
    ledger.put(page())
    ledger._connection.execute("UPDATE outcomes SET outcome = '{\"identifier\": 1'")
    assert ledger.get(page().identifier) is None


def test_a_full_disk_does_not_end_the_run(ledger) -> None:
    ledger._connection.execute("PRAGMA max_page_count = 1")
    outcome = None
    for number in range(2000):
        outcome = ledger.put(page(url=f"https://example.org/{number}/{'x' * 500}"))
    assert outcome.link.state == A
    assert "cannot be written" in ledger.failure


def test_clear_forgets_everything(ledger) -> None:
    ledger.put(page())
    ledger.clear()
    assert ledger.get(page().identifier) is None
    assert ledger.info()["answers"] == 0
    assert ledger.rot() == []


def test_what_nobody_asks_about_is_forgotten_after_a_year(tmp_path, clock) -> None:
    for day, url in (
        (0, "https://example.org/old"),
        (401, "https://example.org/new"),
        (401, "https://example.org/new"),
    ):
        clock.day(day)
        with Ledger.open(tmp_path / "l", clock) as ledger:
            ledger.put(page(url=url))
    with Ledger.open(tmp_path / "l", clock) as ledger:
        assert ledger.info()["links with a history"] == 1


@pytest.mark.parametrize(
    ("environ", "platform", "expected"),
    [
        ({"XDG_CACHE_HOME": "/x", "HOME": "/h"}, "linux", "/x/refmend/ledger.sqlite3"),
        ({"XDG_CACHE_HOME": "relative", "HOME": "/h"}, "linux", "/h/.cache/refmend/ledger.sqlite3"),
        ({"HOME": "/h"}, "linux", "/h/.cache/refmend/ledger.sqlite3"),
        ({"HOME": "/h"}, "darwin", "/h/Library/Caches/refmend/ledger.sqlite3"),
        ({"LOCALAPPDATA": "/l", "HOME": "/h"}, "win32", "/l/refmend/ledger.sqlite3"),
        ({"XDG_CACHE_HOME": "/x", "HOME": "/h"}, "darwin", "/x/refmend/ledger.sqlite3"),
    ],
)
def test_the_ledger_lies_in_the_users_cache(environ, platform, expected) -> None:
    assert default_path(environ, platform).as_posix() == expected


def test_a_new_ledger_is_private(tmp_path) -> None:
    Ledger.open(tmp_path / "cache" / "l").close()
    assert (tmp_path / "cache" / "l").stat().st_mode & 0o077 == 0


def test_two_runs_share_a_ledger(tmp_path, clock) -> None:
    with Ledger.open(tmp_path / "l", clock) as one, Ledger.open(tmp_path / "l", clock) as two:
        for number in range(20):
            (one if number % 2 else two).put(page(url=f"https://example.org/{number}"))
        assert one.info()["answers"] == two.info()["answers"] == 20


WRITER = """
    import sys
    from refmend.ledger import Ledger
    from refmend.model import Identifier, LinkState, LinkStatus, NotApplicable, Outcome
    with Ledger.open(sys.argv[1]) as ledger:
        for number in range(int(sys.argv[2]), 1_000_000):
            identifier = Identifier("url", f"https://example.org/{number}")
            ledger.put(Outcome(identifier, NotApplicable(), LinkStatus(LinkState.ALIVE)))
            sys.stdout.write(f"{number}\\n")
            sys.stdout.flush()
"""


def test_kill_nine_loses_no_answer_that_was_acknowledged(tmp_path) -> None:
    path = tmp_path / "ledger.sqlite3"
    chance = random.Random(7)  # noqa: S311 - moments to kill at, nothing secret
    acknowledged = -1
    for _ in range(10):
        command = [sys.executable, "-c", textwrap.dedent(WRITER), str(path), str(acknowledged + 1)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
            for _ in range(chance.randrange(1, 120)):
                acknowledged = int(child.stdout.readline())
            os.kill(child.pid, signal.SIGKILL)
            for line in child.stdout:
                acknowledged = int(line) if line.endswith("\n") else acknowledged
        with Ledger.open(path) as ledger:
            missing = [
                number
                for number in range(acknowledged + 1)
                if ledger.get(Identifier(IdentifierKind.URL, f"https://example.org/{number}")) is None
            ]
        assert missing == []
    assert acknowledged > 20


def test_half_an_hour_later_nothing_is_asked_again(ledger, clock) -> None:
    ledger.put(page())
    clock.at += HOUR / 2
    assert ledger.get(page().identifier) is not None


def test_many_processes_make_and_fill_one_ledger(tmp_path) -> None:
    script = textwrap.dedent(WRITER).replace("1_000_000", "int(sys.argv[2]) + 20")
    path = tmp_path / "ledger.sqlite3"
    children = [
        subprocess.Popen([sys.executable, "-c", script, str(path), str(number * 20)], stdout=subprocess.DEVNULL)
        for number in range(4)
    ]
    assert [child.wait(60) for child in children] == [0] * 4
    with Ledger.open(path) as ledger:
        assert ledger.info()["answers"] == 80


def test_an_interruption_within_a_transaction_leaves_the_ledger_usable(ledger, monkeypatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(ledger, "_write", lambda *_args, **_more: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            ledger.put(page())
    ledger.put(page())
    assert ledger.get(page().identifier) is not None
    assert not ledger.failure


def test_a_ledger_of_an_older_schema_is_brought_up_to_date(tmp_path, clock, monkeypatch) -> None:
    path = tmp_path / "ledger.sqlite3"
    with monkeypatch.context() as patch:
        patch.setattr(store, "MIGRATIONS", store.MIGRATIONS[:1])
        store.connect(path).close()
    old = sqlite3.connect(path)
    old.execute("INSERT INTO links VALUES ('url:https://example.org/a', 'A', 0, 0, ?, ?)", (clock.now(), clock.now()))
    old.execute("INSERT INTO changes VALUES ('url:https://example.org/a', '2027-01-15', 'alive')")
    old.commit()
    old.close()
    clock.day(3)
    with Ledger.open(path, clock) as ledger:
        ledger.put(page())
        ledger.put(page(D, status_code=404))
        assert ledger.rot() == [("2027-01-15", {"alive": 1}), ("2027-01-18", {"dead": 1})]
        assert ledger.info()["schema"] == len(store.MIGRATIONS)


def test_what_is_added_to_an_answer_is_no_new_check(ledger, clock) -> None:
    ledger.put(page())
    clock.day(30)
    dead = ledger.put(page(D, status_code=404, reason="404 twice"))
    clock.at += HOUR
    ledger.amend(replace(dead, link=replace(dead.link, archived_url="https://web.archive.org/web/1/x")))
    clock.at += 4 * HOUR
    kept = ledger.get(dead.identifier)
    assert kept.link == replace(dead.link, archived_url="https://web.archive.org/web/1/x")
    assert kept.link.reason.count("last seen alive") == 1
    clock.at += 2 * HOUR
    assert ledger.get(dead.identifier) is None


def test_half_a_character_in_a_record_costs_the_memory_of_that_answer_alone(ledger) -> None:
    whole = page()
    broken = Found((Record(whole.identifier, "web", titles=(Title("A broken \ud800 title"),)),))
    answered = replace(whole, resolution=broken)
    assert ledger.put(answered) == answered
    ledger.amend(answered)
    assert ledger.get(whole.identifier) is None
    assert not ledger.failure
    ledger.put(whole)
    assert ledger.get(whole.identifier) is not None


def test_a_row_nested_beyond_measure_is_no_answer(ledger) -> None:
    ledger.put(page())
    depth = 100_000
    row = '{"identifier":{"kind":"url","value":"x"},"link":{"state":"alive","x":' + "[" * depth + "]" * depth + "}}"
    ledger._connection.execute("UPDATE outcomes SET outcome = ?", (row,))
    assert ledger.get(page().identifier) is None


def test_the_switch_to_wal_waits_for_another_run_that_makes_the_file(tmp_path) -> None:
    path = tmp_path / "ledger.sqlite3"
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    pauses: list[float] = []

    def pause(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 3:
            other.execute("COMMIT")

    store.connect(path, pause).close()
    assert len(pauses) == 3
    other.execute("PRAGMA journal_mode = DELETE")
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(LedgerError, match="in use"):
        store.connect(path, lambda _: None)
    other.close()
