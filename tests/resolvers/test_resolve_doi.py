"""DOIs: who is asked, in which order, and what is made of refusals."""

import json

import pytest
from registry_stub import JSON, StubNet, resolve_all

from refmend.model import LinkState

TEXT = {"Content-Type": "text/plain"}
PAGE = {"Content-Type": "text/html"}


def work(doi, title="A work", **more):
    return {
        "DOI": doi,
        "type": "journal-article",
        "title": [title],
        "author": [{"given": "Ada", "family": "Byron"}],
        **more,
    }


def crossref(*works, aliases=None):
    """Crossref with some works: lists, single look-ups, aliases, 400 for a malformed DOI in a filter."""
    held = {item["DOI"]: item for item in works}

    def answer(asked):
        if asked.path == "/works":
            dois = [part.removeprefix("doi:") for part in asked.query["filter"].split(",")]
            if any("<bad>" in doi for doi in dois):
                message = [{"type": "filter-not-valid", "value": "x", "message": "no"}]
                return (
                    400,
                    JSON,
                    json.dumps({"status": "failed", "message-type": "validation-failure", "message": message}),
                )
            found = [held[doi] for doi in reversed(dois) if doi in held][: int(asked.query.get("rows", 20))]
            return 200, JSON, json.dumps({"status": "ok", "message": {"total-results": len(found), "items": found}})
        doi = asked.path.removeprefix("/works/").lower()
        if doi in (aliases or {}):
            return 301, {"Location": f"/crossref/works/{aliases[doi]}"}, ""
        if doi in held:
            return 200, JSON, json.dumps({"status": "ok", "message": held[doi]})
        return 404, TEXT, "Resource not found."

    return answer


def doi_org(agencies=None, handles=None):
    """doi.org: `agencies` maps DOI to agency, `handles` DOI to a list of answers given one after the other."""
    handles = {doi: list(answers) for doi, answers in (handles or {}).items()}

    def answer(asked):
        if asked.path.startswith("/doiRA/"):
            dois = asked.path.removeprefix("/doiRA/").split(",")
            if agencies is None:
                return 503, PAGE, "<html>"
            said = [
                {"DOI": doi, "RA": agencies[doi]} if doi in agencies else {"DOI": doi, "status": "DOI does not exist"}
                for doi in dois
            ]
            return 200, JSON, json.dumps(said)
        doi = asked.path.removeprefix("/api/handles/").removeprefix("/").lower()
        answers = handles.get(doi, [NO_HANDLE])
        return answers.pop(0) if len(answers) > 1 else answers[0]

    return answer


def handle(code, *values, status=200):
    values = [
        {"index": index, "type": kind, "data": {"format": "string", "value": value}}
        for index, (kind, value) in enumerate(values)
    ]
    return status, JSON, json.dumps({"responseCode": code, "handle": "x", "values": values})


NO_HANDLE = handle(100, status=404)


def datacite(*items):
    held = {item["attributes"]["doi"]: item for item in items}

    def answer(asked):
        if asked.path == "/dois":
            found = [held[doi] for doi in asked.query["ids"].split(",") if doi in held]
            return 200, JSON, json.dumps({"data": found, "meta": {"total": len(found)}})
        doi = asked.path.removeprefix("/dois/")
        if doi in held:
            return 200, JSON, json.dumps({"data": held[doi]})
        return 404, JSON, json.dumps({"errors": [{"status": "404", "title": "The resource does not exist."}]})

    return answer


def deposit(doi, title="A data set"):
    return {
        "id": doi,
        "attributes": {
            "doi": doi,
            "titles": [{"title": title}],
            "creators": [{"name": "Byron, Ada"}],
            "publicationYear": 2020,
        },
    }


def test_many_dois_cost_one_request_and_come_back_in_any_order(registry):
    registry.script["crossref"] = crossref(*(work(f"10.1000/{number}", f"Work {number}") for number in range(30)))
    outcomes = resolve_all(registry, *(f"doi:10.1000/{number}" for number in range(30)))
    assert len(registry.log) == 1
    assert all(outcome.link.state == LinkState.ALIVE for outcome in outcomes.values())
    assert outcomes["doi:10.1000/7"].records[0].title == "Work 7"


def test_lists_stay_below_fifty_dois_and_a_safe_address_length(registry):
    dois = [f"10.1000/{'long-' * 12}{number}" for number in range(120)]
    registry.script["crossref"] = crossref(*(work(doi) for doi in dois))
    resolve_all(registry, *(f"doi:{doi}" for doi in dois))
    assert len(registry.log) >= 3
    for asked in registry.log:
        assert len(asked.query["filter"].split(",")) <= 50
        assert int(asked.query["rows"]) >= len(asked.query["filter"].split(","))


def test_a_malformed_doi_does_not_take_its_list_with_it(registry):
    registry.script["crossref"] = crossref(*(work(f"10.1000/{number}") for number in range(8)))
    registry.script["doi"] = doi_org({})
    outcomes = resolve_all(registry, *(f"doi:10.1000/{number}" for number in range(8)), "doi:10.1000/<bad>")
    assert sum(outcome.resolution.state == "found" for outcome in outcomes.values()) == 8


def test_a_doi_with_a_comma_is_asked_alone_and_escaped(registry):
    registry.script["crossref"] = crossref(work("10.1000/a,b"), work("10.1000/c"))
    outcomes = resolve_all(registry, "doi:10.1000/a,b", "doi:10.1000/c")
    assert outcomes["doi:10.1000/a,b"].resolution.state == "found"
    assert "/works/10.1000%2Fa%2Cb" in [asked.raw_path for asked in registry.log]


def test_datacite_is_asked_in_a_list_for_what_doi_org_says_is_its_own(registry):
    registry.script["crossref"] = crossref(work("10.1000/a"))
    registry.script["doi"] = doi_org({"10.5000/x": "DataCite", "10.5000/y": "DataCite"})
    registry.script["datacite"] = datacite(deposit("10.5000/x"), deposit("10.5000/y"))
    outcomes = resolve_all(registry, "doi:10.1000/a", "doi:10.5000/x", "doi:10.5000/y")
    assert [asked.registry for asked in registry.log] == ["crossref", "doi", "datacite"]
    assert outcomes["doi:10.5000/y"].resolution.registry == "datacite"
    assert outcomes["doi:10.5000/y"].link.reason == "registered with DataCite"


def test_an_unregistered_doi_is_missing_and_dead_after_two_looks(registry):
    registry.script.update(crossref=crossref(), doi=doi_org({}), datacite=datacite())
    outcome = resolve_all(registry, "doi:10.1000/nope")["doi:10.1000/nope"]
    assert (outcome.resolution.state, outcome.link.state) == ("missing", LinkState.DEAD)
    assert "does not exist" in outcome.resolution.reason


def test_a_doi_that_shows_at_the_second_look_is_alive(registry):
    registry.script["crossref"] = crossref()
    registry.script["doi"] = doi_org(handles={"10.1000/late": [NO_HANDLE, handle(1, ("URL", "https://pub.example/1"))]})
    outcome = resolve_all(registry, "doi:10.1000/late")["doi:10.1000/late"]
    assert outcome.link.state == LinkState.ALIVE
    assert outcome.link.final_url == "https://pub.example/1"


def test_the_second_look_asks_in_upper_case_for_servers_that_compare_letters(registry):
    def answer(asked):
        return handle(1) if asked.path == "/api/handles/10.1000/(SICI)1<2" else NO_HANDLE

    registry.script["doi"] = answer
    assert resolve_all(registry, "doi:10.1000/(sici)1<2")["doi:10.1000/(sici)1<2"].link.state == LinkState.ALIVE


@pytest.mark.parametrize(
    "reply",
    [
        (404, PAGE, "<html><title>DOI Not Found</title>"),
        (404, TEXT, ""),
        (500, JSON, json.dumps({"responseCode": 2})),
        (429, {"Retry-After": "90"}, ""),
        (200, JSON, '{"responseCode": 1, "val'),
        (200, PAGE, "<html>Please log in to the hotel network</html>"),
        (503, PAGE, ""),
    ],
)
def test_anything_but_a_clear_no_is_unknown(registry, reply):
    for name in ("crossref", "doi", "datacite"):
        registry.script[name] = lambda asked: reply
    outcome = resolve_all(registry, "doi:10.1000/x")["doi:10.1000/x"]
    assert (outcome.resolution.state, outcome.link.state) == ("unknown", LinkState.UNKNOWN)


def test_a_plain_404_of_crossrefs_list_route_proves_nothing(registry):
    registry.script["doi"] = doi_org({"10.1000/x": "Crossref"})
    outcome = resolve_all(registry, "doi:10.1000/x")["doi:10.1000/x"]
    assert outcome.link.state == LinkState.ALIVE
    assert outcome.resolution.state == "unknown"
    assert "Crossref" in outcome.resolution.reason


def test_a_throttled_list_waits_as_told_and_is_asked_again(registry):
    answers = [(429, {"Retry-After": "3"}, ""), (503, PAGE, "<html>busy</html>")]
    held = crossref(work("10.1000/a"))
    registry.script["crossref"] = lambda asked: answers.pop(0) if answers else held(asked)
    net = StubNet(registry.base)
    assert resolve_all(registry, "doi:10.1000/a", net=net)["doi:10.1000/a"].resolution.state == "found"
    assert net.pauses[0] == ("crossref", "list", 3)
    assert len(net.pauses) == 2


def test_a_redirect_of_doi_org_proves_a_registration_when_its_interface_fails(registry):
    def answer(asked):
        if asked.path.startswith(("/api/", "/doiRA/")):
            return 503, PAGE, ""
        return 302, {"Location": "https://pub.example/2"}, ""

    registry.script["doi"] = answer
    outcome = resolve_all(registry, "doi:10.1000/x")["doi:10.1000/x"]
    assert (outcome.link.state, outcome.link.final_url) == (LinkState.ALIVE, "https://pub.example/2")


def test_an_alias_is_followed_to_the_work_it_stands_for(registry):
    registry.script["crossref"] = crossref(work("10.1000/v5"), aliases={"10.1000/old": "10.1000/v5"})
    registry.script["doi"] = doi_org({"10.1000/old": "Crossref"})
    outcome = resolve_all(registry, "doi:10.1000/old")["doi:10.1000/old"]
    assert outcome.records[0].identifier.value == "10.1000/v5"


def test_a_short_doi_is_read_through_its_handle(registry):
    registry.script["crossref"] = crossref(work("10.1000/full"))
    registry.script["doi"] = doi_org(handles={"10/abc": [handle(1, ("HS_ALIAS", "10.1000/full"))]})
    outcome = resolve_all(registry, "doi:10/abc")["doi:10/abc"]
    assert outcome.records[0].identifier.value == "10.1000/full"
    assert not [asked for asked in registry.asked("crossref") if asked.path == "/works"]


def test_another_agency_describes_its_works_by_content_negotiation(registry):
    agencies = doi_org({"10.3000/m": "mEDRA"})

    def answer(asked):
        if "csl+json" in asked.headers.get("Accept", ""):
            return (
                200,
                JSON,
                json.dumps(
                    {"type": "article-journal", "title": "Un titolo", "author": [{"family": "Rossi", "given": "Ugo"}]}
                ),
            )
        return agencies(asked)

    registry.script.update(crossref=crossref(), doi=answer)
    outcome = resolve_all(registry, "doi:10.3000/m")["doi:10.3000/m"]
    assert (outcome.resolution.registry, outcome.records[0].title) == ("medra", "Un titolo")
    assert outcome.link.reason == "registered with mEDRA"


def test_a_registered_doi_that_nobody_describes_is_alive_and_not_found(registry):
    registry.script.update(crossref=crossref(), doi=doi_org({"10.3000/m": "ISTIC"}))
    outcome = resolve_all(registry, "doi:10.3000/m")["doi:10.3000/m"]
    assert (outcome.link.state, outcome.resolution.state) == (LinkState.ALIVE, "unknown")


def test_without_a_network_everything_is_unknown_after_a_few_tries(registry):
    net = StubNet(registry.base)
    net.down = {"crossref", "doi", "datacite", "arxiv", "arxiv_web"}
    outcomes = resolve_all(registry, *(f"doi:10.1000/{number}" for number in range(200)), "arxiv:2401.00001", net=net)
    assert {outcome.link.state for outcome in outcomes.values()} == {LinkState.UNKNOWN}
    assert registry.log == []


def test_a_surprise_in_one_registry_leaves_the_others_alone(registry, monkeypatch):
    registry.script["crossref"] = crossref(work("10.1000/a"))

    async def surprise(*_):
        raise ZeroDivisionError

    monkeypatch.setattr("refmend.resolvers.arxiv.look_up", surprise)
    outcomes = resolve_all(registry, "doi:10.1000/a", "arxiv:2401.00001")
    assert outcomes["doi:10.1000/a"].resolution.state == "found"
    assert outcomes["arxiv:2401.00001"].link.state == LinkState.UNKNOWN
    assert "ZeroDivisionError" in outcomes["arxiv:2401.00001"].resolution.reason
