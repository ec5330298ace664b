"""The small web, the Wayback Machine, and the wire under all of them."""

import time

import httpx
import pytest

from refmend.replica import Ending, Replica, Response, reply
from refmend.replica.faults import EMPTY, RESET, SILENT, cloudflare_challenge
from refmend.replica.limits import Gate, Limit
from refmend.replica.pages import HABITS, Facts
from refmend.replica.wayback import url_key

DEAD = "https://old.example.org/gone"
INDEX = "https://web.archive.org/cdx/search/cdx"


@pytest.fixture
def archive(replica):
    for stamp, status in (("20200101000000", 200), ("20210101000000", 200), ("20240101000000", 404)):
        replica.add_capture(DEAD, stamp, status)
    return replica


def test_memento_without_a_time_leads_to_the_latest_good_capture(ask, archive):
    answer = ask(f"https://web.archive.org/web/{DEAD}")
    assert (answer.status_code, answer.headers["location"]) == (
        302,
        f"https://web.archive.org/web/20210101000000/{DEAD}",
    )
    found = ask(answer.headers["location"])
    assert (found.status_code, found.headers["memento-datetime"]) == (200, "20210101000000")


def test_memento_leads_to_the_closest_capture_and_keeps_the_flag(ask, archive):
    answer = ask(f"https://web.archive.org/web/20200301000000id_/{DEAD}")
    assert answer.headers["location"] == f"https://web.archive.org/web/20200101000000id_/{DEAD}"


def test_archived_page_may_be_a_404_itself(ask, archive):
    answer = ask(f"https://web.archive.org/web/20240101000000/{DEAD}")
    assert answer.status_code == 404
    assert "memento-datetime" in answer.headers


def test_page_that_was_never_archived(ask, replica):
    answer = ask("https://web.archive.org/web/https://never.example.org/")
    assert answer.status_code == 404
    assert "memento-datetime" not in answer.headers


def test_index_has_seven_columns(ask, archive):
    lines = ask(f"{INDEX}?url=http://www.old.example.org/gone/").text.splitlines()
    assert lines[0].split()[:3] == ["org,example,old)/gone", "20200101000000", DEAD]
    assert all(len(line.split()) == 7 for line in lines)
    assert len(ask(f"{INDEX}?url={DEAD}&filter=statuscode:200&from=2021").text.splitlines()) == 1
    heading, *rows = ask(f"{INDEX}?url={DEAD}&output=json&limit=-1").json()
    assert heading[1] == "timestamp"
    assert [row[4] for row in rows] == ["404"]
    assert ask(f"{INDEX}?url=https://never.example.org/&output=json").json() == []


def test_blocked_site_is_a_403_with_a_java_exception(ask, archive):
    archive.wayback.blocked_hosts.add("old.example.org")
    answer = ask(f"{INDEX}?url={DEAD}")
    assert (answer.status_code, answer.headers["content-type"]) == (403, "text/plain")
    assert "AdministrativeAccessControlException" in answer.text


def test_index_takes_thirty_a_minute(ask, archive):
    archive.limits = True
    assert [ask(f"{INDEX}?url={DEAD}").status_code for _ in range(31)][-2:] == [200, 429]
    assert ask(f"https://web.archive.org/web/{DEAD}").status_code == 302


def test_availability_has_a_status_that_is_a_string(ask, archive):
    closest = ask(f"https://archive.org/wayback/available?url={DEAD}&timestamp=20200101").json()["archived_snapshots"][
        "closest"
    ]
    assert (closest["status"], closest["timestamp"]) == ("200", "20200101000000")
    assert (
        ask("https://archive.org/wayback/available?url=https://never.example.org/").json()["archived_snapshots"] == {}
    )


@pytest.mark.parametrize("url", ["http://www.example.org", "https://example.org/", "example.org"])
def test_archive_does_not_tell_scheme_www_and_slash_apart(url):
    assert url_key(url) == "org,example)/"


def test_page_without_tracking_is_the_same_page(ask, replica):
    plain = ask("https://artificialintelligencemadesimple.substack.com/p/the-gpu-monopoly-is-over-the-new")
    tracked = ask(f"{plain.url}?utm_campaign=post&showWelcomeOnShare=true")
    assert (tracked.status_code, tracked.text) == (200, plain.text)


def test_host_with_pages_answers_404_for_the_rest(ask, replica):
    assert ask("https://huggingface.co/blog/no-such-post").status_code == 404


def test_host_that_does_not_exist_is_refused_by_the_proxy(ask, replica):
    with pytest.raises(httpx.ProxyError):
        ask("https://no-such-host.example.org/")
    assert ask("http://no-such-host.example.org/").status_code == 502


def test_soft_404_wall_redirect_and_script(ask, replica):
    replica.web.soften("soft.example.org")
    replica.web.wall("wall.example.org", cloudflare_challenge())
    replica.add_redirect("https://moved.example.org/old", "/new", 308)
    replica.add_answer(
        "https://script.example.org/", lambda request, number: reply(200 + number, request.method, "text/plain")
    )
    assert ask("https://soft.example.org/nothing").status_code == 200
    assert ask("https://wall.example.org/x").headers["cf-mitigated"] == "challenge"
    answer = ask("https://moved.example.org/old")
    assert (answer.status_code, answer.headers["location"]) == (308, "/new")
    assert [ask("https://script.example.org/").status_code for _ in range(2)] == [201, 202]


def test_canary_is_as_the_browser_knows_it(ask, replica):
    assert ask("http://detectportal.firefox.com/success.txt").text == "success\n"


def test_offline_has_no_host_at_all(ask, replica):
    replica.offline = True
    with pytest.raises(httpx.ProxyError):
        ask("https://doi.org/")


@pytest.mark.parametrize("habit", HABITS)
def test_habits_tell_what_is_known_and_make_nothing_up(habit):
    known = HABITS[habit](Facts("A <b>title</b>", "https://example.org/", ("Rivera, Ana",), "2023-05-17", "Site"))
    unknown = HABITS[habit](Facts("A title"))
    assert "A &lt;b&gt;title&lt;/b&gt;" in known
    assert "<b>title" not in known
    assert ("2023" in known.replace("/", "-")) is (habit != "plain")
    assert 'content=""' not in unknown
    assert "None" not in unknown
    assert "20" not in unknown.replace("utf-8", "")


@pytest.mark.parametrize(
    ("response", "error"),
    [
        (RESET, (httpx.ReadError, httpx.RemoteProtocolError)),
        (EMPTY, (httpx.ReadError, httpx.RemoteProtocolError)),
        (SILENT, httpx.ReadTimeout),
        (Response(200, {}, b"x" * 4000, ending=Ending.TRUNCATED), httpx.RemoteProtocolError),
    ],
)
def test_connections_end_badly_on_demand(replica, response, error):
    replica.fault(response, "huggingface.co")
    with pytest.raises(error):
        httpx.get(
            "https://huggingface.co/blog/dask-scaling", timeout=httpx.Timeout(30, read=1 if response is SILENT else 30)
        )


def test_slow_answers_take_their_time_without_holding_up_others(replica):
    replica.add_answer("https://slow.example.org/", Response(200, {}, b"x" * 100, delay=0.2, pace=0.2))
    begun = time.monotonic()
    assert httpx.get("https://slow.example.org/").content == b"x" * 100
    assert time.monotonic() - begun >= 0.3


def test_faults_count_and_strike_by_number(ask, replica):
    fault = replica.fault(Response(500), "huggingface.co", "/blog/*", after=1, first=4, every=2)
    statuses = [ask("https://huggingface.co/blog/dask-scaling").status_code for _ in range(7)]
    assert statuses == [200, 200, 500, 200, 500, 200, 200]
    assert (fault.seen, fault.struck) == (7, 2)
    replica.fault(Response(503), "huggingface.co", method="HEAD")
    assert ask("https://huggingface.co/blog/dask-scaling").status_code == 200
    replica.clear_faults()
    assert ask("https://huggingface.co/blog/dask-scaling", method="HEAD").status_code == 200


def test_log_tells_what_was_asked_and_answered(ask, replica):
    ask("https://huggingface.co/blog/dask-scaling?x=1", user_agent="tester/1")
    (request,) = replica.requests("huggingface.co", "/blog/")
    assert (request.method, request.url) == ("GET", "https://huggingface.co/blog/dask-scaling?x=1")
    assert request.header("User-Agent") == "tester/1"
    assert replica.statuses["huggingface.co", 200] == 1


def test_text_is_compressed_for_those_who_take_it(ask, replica):
    url = "https://huggingface.co/blog/dask-scaling"
    assert ask(url, accept_encoding="gzip").headers["content-encoding"] == "gzip"
    assert "content-encoding" not in ask(url, accept_encoding="identity").headers


def test_certificates_come_from_our_authority_alone(replica, monkeypatch):
    monkeypatch.delenv("SSL_CERT_FILE")
    with pytest.raises(httpx.ConnectError):
        httpx.get("https://doi.org/")


def test_stopping_ends_connections_that_hang():
    with Replica(limits=False) as running:
        running.fault(SILENT)
        with pytest.raises(httpx.ReadTimeout):
            httpx.get(
                "http://huggingface.co/blog/dask-scaling", proxy=running.proxy, timeout=httpx.Timeout(30, read=0.2)
            )


def test_nothing_is_opened_before_start():
    with pytest.raises(RuntimeError):
        Replica().env()


def test_gate_counts_a_sliding_window_and_what_is_under_way():
    gate, limit = Gate(), Limit("pool", 2, 1.0, 1)
    assert gate.admit(limit, 0.0)
    gate.enter("pool")
    assert not gate.admit(limit, 0.1)
    gate.leave("pool")
    assert gate.admit(limit, 0.2)
    assert not gate.admit(limit, 0.3)
    assert gate.admit(limit, 1.01)
    assert gate.refused["pool"] == 2


def test_gate_stays_shut_after_a_refusal_where_the_limit_says_so():
    gate, limit = Gate(), Limit("pool", 1, 1.0, penalty=100.0)
    assert [gate.admit(limit, at) for at in (0.0, 0.5, 50.0, 149.0, 251.0)] == [True, False, False, False, True]
