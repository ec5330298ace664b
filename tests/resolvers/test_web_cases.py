"""The labelled link cases, acted out over real sockets, where a checkout beside ours has them; skipped otherwise.

`REFMEND_CASES` names the folder with `case_server.py` and `health-open.json`. The same kinds are proven without it, on
scripted answers, in `test_web_probe.py` and `tests/judge`.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from refmend.config import Config, Registries
from refmend.identifiers import canonical_url
from refmend.ledger import Ledger
from refmend.model import Identifier, IdentifierKind, LinkState
from refmend.net import Net
from refmend.resolvers.web import probe

HERE = Path(__file__).parent
FOLDER = Path(os.environ.get("REFMEND_CASES") or HERE.parents[2] / "shared" / "bench")
DATA = FOLDER / "health-open.json"
pytestmark = pytest.mark.skipif(not DATA.exists(), reason="the labelled cases are not here")

ALONE = {"dns", "netns", "history", "canary", "config", "batch"}
DAY = 86_400.0


def cases(*needs):
    """Return the cases about web addresses that need any of `needs`, or none of the special things."""
    every = [case for case in json.loads(DATA.read_text(encoding="utf-8"))["cases"] if case["kind"] == "url"]
    wanted = set(needs)
    return [
        case
        for case in every
        if (wanted & set(case.get("needs", ())) if needs else not ALONE & set(case.get("needs", ())))
    ]


@pytest.fixture(scope="module")
def server():
    sys.path.insert(0, str(FOLDER))
    try:
        from case_server import CaseServer
    finally:
        sys.path.remove(str(FOLDER))
    with CaseServer(str(DATA)) as running, pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if "proxy" in name.lower()]:
            patch.delenv(name)
        patch.setenv("SSL_CERT_FILE", running.ca_file or "")
        yield running


def identifier(url):
    try:
        return Identifier(IdentifierKind.URL, canonical_url(url))
    except ValueError:
        return Identifier(IdentifierKind.URL, url)


def judged(urls, **settings):
    told = {}
    config = Config(allow_network=("127.77.0.0/16",), **{"timeout": 4.0, **settings})

    async def run():
        async with Net(config) as net:
            await probe(
                [identifier(url) for url in urls],
                net,
                config,
                lambda outcome: told.update({outcome.identifier: outcome}),
            )

    asyncio.run(run())
    return [told[identifier(url)] for url in urls]


def faults(case, outcome, server):
    """Return what is wrong with an outcome, by the case's own labels."""
    expect, state = case["expect"], outcome.link.state.value
    log = [entry for entry in server.log(case["id"]) if entry.get("method") not in ("(tls)", "(dns)")]
    found = [] if state in (expect["verdict"], *expect.get("also", ())) else [f"{state}: {outcome.link.reason}"]
    found += ["NEVER"] if state in expect["never"] else []
    found += ["too many requests"] if len(log) > expect.get("max_requests", 10**6) else []
    found += ["too few requests"] if len(log) < expect.get("min_requests", 0) else []
    found += [f"HIT {host}" for host in expect.get("no_hit", ()) if any(entry["host"] == host for entry in log)]
    target = expect.get("target") and server.expand(expect["target"], case["id"])
    found += (
        ["target"] if state == "moved" and target and outcome.link.final_url.rstrip("/") != target.rstrip("/") else []
    )
    found += ["notes"] if "notes" in expect and sorted(expect["notes"]) != sorted(outcome.link.notes) else []
    for leak in expect.get("no_header", ()):
        found += (
            ["LEAK"]
            if any(entry["host"] == leak["host"] and leak["header"] in entry.get("headers", {}) for entry in log)
            else []
        )
    return found


@pytest.mark.timeout(110)
def test_every_ordinary_case_in_one_run(server):
    chosen = cases()
    outcomes = judged([server.url(case["id"]) for case in chosen])
    wrong = {
        case["id"]: bad
        for case, outcome in zip(chosen, outcomes, strict=True)
        if (bad := faults(case, outcome, server))
    }
    wrong.pop("slow-ttfb", None)  # its page takes three of the four seconds that this test gives
    assert wrong == {}


@pytest.mark.parametrize("case", [case["id"] for case in (cases("canary") if DATA.exists() else ())])
def test_what_our_own_network_does_to_the_links(case, server):
    labelled = server.case(case)
    canary = server.expand(labelled["endpoints"]["canary"], case)
    urls = [server.expand(url, case) for url in labelled.get("urls", [labelled["url"]])]
    outcomes = judged(urls, registries=Registries(canary=canary))
    assert {outcome.link.state for outcome in outcomes} == {LinkState.UNKNOWN}


@pytest.mark.parametrize(
    "case", [case["id"] for case in (cases("batch") if DATA.exists() else ()) if "canary" not in case["needs"]]
)
def test_many_links_of_one_host(case, server):
    labelled = server.case(case)
    outcomes = judged([server.expand(url, case) for url in labelled["urls"]], timeout=1.0)
    states = {outcome.link.state.value for outcome in outcomes}
    assert states <= {labelled["expect"]["verdict"], *labelled["expect"].get("also", ())}
    assert all(outcome.link.reason for outcome in outcomes)


def test_configured_headers_stay_with_their_host(server):
    (labelled,) = cases("config")
    host = server.url(labelled["id"]).split("/")[2].split(":")[0]
    (outcome,) = judged([server.url(labelled["id"])], headers={host: labelled["config_headers"]["main"]})
    assert faults(labelled, outcome, server) == []


class Calendar:
    """A clock that stands still until it is set."""

    def __init__(self):
        self.at = 1_800_000_000.0

    def now(self):
        return self.at


@pytest.mark.parametrize("case", [case["id"] for case in (cases("history") if DATA.exists() else ())])
def test_histories_through_the_ledger(case, server, tmp_path):
    labelled, calendar = server.case(case), Calendar()
    start = calendar.at
    with Ledger.open(tmp_path / "ledger.sqlite", calendar) as ledger:
        for number, run in enumerate(labelled["expect"]["runs"]):
            calendar.at = start + run["day"] * DAY
            server.set_run(case, number)
            (outcome,) = judged([server.url(case)], timeout=1.0)
            kept = ledger.put(outcome)
            assert kept.link.state.value == run["verdict"], (run, kept.link.reason)


@pytest.mark.timeout(110)
def test_names_and_private_places_in_a_network_of_our_own():
    """In a network namespace: real-looking addresses, our own DNS, the address guard without any exception."""
    command = [sys.executable, str(FOLDER / "case_server.py"), "netns", "--cases", str(DATA), "--"]
    done = subprocess.run(
        [*command, sys.executable, str(HERE / "netns_run.py")], capture_output=True, text=True, check=False
    )
    if "RESULT" not in done.stdout:
        pytest.skip("no network namespaces here")
    result = json.loads(done.stdout.split("RESULT", 1)[1])
    labelled = {case["id"]: case for case in cases("dns", "guard")}
    assert set(result["states"]) == set(labelled)
    for name, state in result["states"].items():
        expect = labelled[name]["expect"]
        assert state in (expect["verdict"], *expect.get("also", ())), name
    assert result["inside"] == []
