"""Status codes and faults: what each of them means, and how often it must be seen."""

from __future__ import annotations

import pytest

from judge.judging import URL, answer, fault, page, run, verdict
from refmend.model import Fault, LinkState


@pytest.mark.parametrize("status", [200, 201, 202, 203, 204, 205, 206, 226, 300, 304])
def test_success_is_alive_after_one_request(status):
    assert verdict(answer(status)).state is LinkState.ALIVE


@pytest.mark.parametrize("status", [404, 410])
def test_gone_needs_two_looks(status):
    got = verdict(answer(status), answer(status))
    assert (got.state, got.reason) == (LinkState.DEAD, f"{status} twice")


@pytest.mark.parametrize("status", [404, 410])
def test_gone_only_once_is_alive(status):
    assert verdict(answer(status), answer()).state is LinkState.ALIVE


def test_a_hiccup_between_two_404s_does_not_hide_them():
    assert verdict(answer(404), answer(503), answer(404)).state is LinkState.DEAD
    assert verdict(answer(503), answer(404), answer(404)).state is LinkState.DEAD


def test_one_404_among_failures_is_no_verdict():
    assert verdict(answer(503), answer(503), answer(404)).state is LinkState.UNKNOWN
    assert verdict(answer(404), fault(Fault.RESET), fault(Fault.RESET)).state is LinkState.UNKNOWN
    assert verdict(answer(404), answer(403)).state is LinkState.BLOCKED


@pytest.mark.parametrize("status", [401, 402, 403, 407, 412, 418, 428, 440, 449, 451, 999])
def test_refusals_are_blocked(status):
    assert verdict(answer(status)).state is LinkState.BLOCKED


@pytest.mark.parametrize("status", [400, 405, 409, 411, 413, 414, 416, 417, 421, 422, 426, 431, 501, 505, 511])
def test_answers_that_say_nothing_are_unknown_at_once(status):
    assert verdict(answer(status)).state is LinkState.UNKNOWN


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 525, 530])
def test_transient_answers_are_repeated_and_stay_unknown(status):
    got, asks = run(answer(status))
    assert got.state is LinkState.UNKNOWN
    assert 2 <= len(asks) <= 3
    assert all(ask.wait > 0 for ask in asks[1:])
    assert verdict(answer(status), answer()).state is LinkState.ALIVE


@pytest.mark.parametrize("wait", [3600.0, 86400.0, 11.0])
def test_a_long_retry_after_is_not_waited_for(wait):
    assert verdict(answer(429, retry_after=wait)).state is LinkState.UNKNOWN


def test_a_short_retry_after_is_kept_to():
    _, asks = run(answer(429, retry_after=7.0), answer())
    assert asks[1].wait == 7.0


def test_waits_stay_within_the_budget():
    got, asks = run(answer(503, elapsed=9.5), budget=10.0)
    assert (got.state, len(asks)) == (LinkState.UNKNOWN, 1)


def test_406_is_asked_again_with_another_accept():
    got, asks = run(answer(406), answer())
    assert got.state is LinkState.ALIVE
    assert "text/html" in asks[0].headers["accept"]
    assert asks[1].headers["accept"] == "*/*"
    assert verdict(answer(406), answer(406)).state is LinkState.BLOCKED


@pytest.mark.parametrize(
    "kind",
    [
        Fault.DNS_TROUBLE,
        Fault.REFUSED,
        Fault.UNREACHABLE,
        Fault.RESET,
        Fault.CONNECT_TIMEOUT,
        Fault.TIMEOUT,
        Fault.PROTOCOL,
        Fault.PROXY,
        Fault.EMPTY,
        Fault.TOO_LARGE,
        Fault.REDIRECT_LOOP,
        Fault.TOO_MANY_REDIRECTS,
        Fault.BAD_REDIRECT,
        Fault.CIRCUIT_OPEN,
    ],
)
def test_silence_is_never_death(kind):
    got, asks = run(fault(kind))
    assert got.state is LinkState.UNKNOWN
    assert got.reason
    assert len(asks) <= 4


@pytest.mark.parametrize("kind", [Fault.RESET, Fault.TIMEOUT, Fault.EMPTY, Fault.DNS_TROUBLE, Fault.REFUSED])
def test_a_fault_that_passes_is_alive(kind):
    assert verdict(fault(kind), answer()).state is LinkState.ALIVE


@pytest.mark.parametrize("kind", [Fault.DNS_MISSING, Fault.DNS_NO_ADDRESS])
def test_a_missing_name_is_dead_only_twice_and_with_a_network(kind):
    assert run(fault(kind))[0].state is LinkState.DEAD
    assert run(fault(kind), network="silent")[0].state is LinkState.UNKNOWN
    assert run(fault(kind), network="captive")[0].state is LinkState.UNKNOWN
    assert run(fault(kind), answer())[0].state is LinkState.ALIVE
    assert run(fault(kind), fault(Fault.DNS_TROUBLE), fault(Fault.DNS_TROUBLE))[0].state is LinkState.UNKNOWN


def test_a_captive_portal_makes_everything_unknown_but_verified_tls():
    plain = "http://site.example/a"
    for seen in (answer(url=plain), answer(404, url=plain), answer(url="https://x.example/", hops=[(plain, 301)])):
        assert run(seen, url=plain, network="captive")[0].state is LinkState.UNKNOWN
    assert run(fault(Fault.TLS_CERTIFICATE), network="captive")[0].state is LinkState.UNKNOWN
    got, asks = run(answer())
    assert got.state is LinkState.ALIVE
    assert not any(ask.about_network for ask in asks)


@pytest.mark.parametrize(
    ("detail", "words"),
    [
        ("certificate has expired", "certificate expired"),
        ("certificate is not yet valid", "certificate not yet valid"),
        ("self-signed certificate", "self-signed certificate"),
        ("Hostname mismatch, certificate is not valid for 'x'.", "certificate for another host"),
        ("IP address mismatch, certificate is not valid for '127.0.0.1'.", "certificate for another host"),
        (
            "unable to get local issuer certificate",
            "certificate from an unknown authority, or an intermediate is missing",
        ),
        ("\x1b[31msomething new", "certificate cannot be verified"),
    ],
)
def test_certificates_are_insecure_in_our_own_words(detail, words):
    got, _ = run(fault(Fault.TLS_CERTIFICATE, detail))
    assert (got.state, got.reason) == (LinkState.INSECURE, words)


def test_handshakes():
    def state(detail):
        return run(fault(Fault.TLS_HANDSHAKE, detail))[0].state

    assert state("tlsv1 alert protocol version") is LinkState.INSECURE
    assert state("unsafe legacy renegotiation disabled") is LinkState.INSECURE
    assert state("tlsv13 alert certificate required") is LinkState.BLOCKED
    assert state("wrong version number") is LinkState.UNKNOWN
    assert state("") is LinkState.UNKNOWN


@pytest.mark.parametrize("kind", [Fault.FORBIDDEN_ADDRESS, Fault.FORBIDDEN_SCHEME, Fault.INVALID_URL])
def test_what_may_not_be_fetched_is_invalid_without_a_question_about_the_network(kind):
    got, asks = run(fault(kind))
    assert got.state is LinkState.INVALID
    assert not any(ask.about_network for ask in asks)
    redirected = fault(kind, answers=answer(302).answers)
    assert "redirects" in run(redirected)[0].reason


def test_what_was_not_asked_is_skipped():
    assert run(fault(Fault.CANCELLED))[0].state is LinkState.SKIPPED


def test_accepted_codes_of_a_host():
    accept = {"site.example": (403, 404)}
    assert verdict(answer(403, page()), accept=accept).state is LinkState.ALIVE
    below = "https://www.sub.site.example/"
    assert run(answer(403, page(), url=below), url=below, accept=accept)[0].state is LinkState.ALIVE
    assert run(answer(403, page(), url="https://other.example/"), accept=accept)[0].state is LinkState.BLOCKED


def test_cf_mitigated_beats_any_status():
    for status in (200, 403, 404, 500, 503):
        headers = [("content-type", "text/html"), ("cf-mitigated", "challenge")]
        assert run(answer(status, page("Just a moment..."), headers=headers))[0].state is LinkState.BLOCKED


def test_the_same_observations_give_the_same_verdict():
    seen = [answer(404), answer(404)]
    assert verdict(*seen) == verdict(*seen)
    assert verdict(*seen).final_url == URL
