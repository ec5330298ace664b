"""The embedded Crossref behaves as the real one was seen to behave; habanero is the second opinion."""

import warnings

import habanero
import httpx2
import pytest

from refmend.replica.faults import balancer_page, stall, too_many

WORKS = "https://api.crossref.org/works"


def problem(answer):
    """Return status and kind of a validation failure."""
    return answer.status_code, answer.json()["message"][0]["type"]


def test_single_record_is_lower_case_and_found_in_any_case(ask, held):
    answer = ask(f"{WORKS}/10.5555/A")
    assert answer.json()["message-type"] == "work"
    assert answer.json()["message"]["DOI"] == "10.5555/a"
    assert ask(f"{WORKS.replace('/works', '/v1/works')}/10.5555%2Fa").json() == answer.json()


def test_habanero_reads_single_batch_and_search(held):
    client = habanero.Crossref(mailto="a@example.org")
    assert client.works(ids="10.5555/a")["message"]["title"] == ["Alpha beta gamma"]
    listed = client.works(filter={"doi": ["10.5555/a", "10.5555/c", "10.5555/none"]}, select=["DOI", "title"], limit=20)
    assert {item["DOI"] for item in listed["message"]["items"]} == {"10.5555/a", "10.5555/c"}
    searched = client.works(query_bibliographic="Alpha beta gamma Rivera 2020", limit=3)
    assert searched["message"]["items"][0]["DOI"] == "10.5555/a"


def test_habanero_loses_an_outage_with_warn(held):
    held.fault(balancer_page(503), "api.crossref.org")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert habanero.Crossref().works(ids="10.5555/a", warn=True) is None


def test_habanero_gives_up_before_a_stall_ends(held):
    held.fault(stall(30), "api.crossref.org")
    with pytest.raises(httpx2.TimeoutException):
        habanero.Crossref(timeout=1).works(ids="10.5555/a")


def test_unknown_doi_is_plain_text(ask, replica):
    answer = ask(f"{WORKS}/10.5555/none")
    assert (answer.status_code, answer.headers["content-type"]) == (404, "text/plain")
    assert answer.content == b"Resource not found."


def test_unknown_doi_at_agency_claims_to_be_json(ask, replica):
    answer = ask(f"{WORKS}/10.5555/none/agency")
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/json;charset=utf-8")
    assert answer.content == b"Resource not found."


def test_agency_knows_other_agencies(ask, replica):
    agency = ask(f"{WORKS}/10.48550/arXiv.2403.14123/agency").json()["message"]["agency"]
    assert agency == {"id": "datacite", "label": "DataCite"}
    assert ask(f"{WORKS}/10.48550/arXiv.2403.14123").status_code == 404


def test_alias_redirects_relatively_without_a_body(ask, held):
    held.holdings.add_alias("10.5555/old", "10.5555/a")
    answer = ask(f"{WORKS}/10.5555/old")
    assert (answer.status_code, answer.headers["location"], answer.content) == (301, "/works/10.5555/a", b"")
    assert ask(f"{WORKS}/10.5555/a").json()["message"]["aliases"] == ["10.5555/old"]
    with pytest.raises(httpx2.HTTPStatusError):
        habanero.Crossref().works(ids="10.5555/old")


@pytest.mark.parametrize("query", ["select=DOI", "filter=doi:10.5555/a", "query.title=x"])
def test_single_record_takes_no_parameters(ask, held, query):
    assert problem(ask(f"{WORKS}/10.5555/a?{query}")) == (400, "parameter-not-allowed")


def test_batch_leaves_out_unknown_and_empty(ask, held):
    listed = ask(f"{WORKS}?filter=doi:10.5555/A,doi:10.5555/b,doi:10.5555/none&select=DOI,relation,score&rows=3")
    message = listed.json()["message"]
    assert message["total-results"] == 2
    assert all(set(item) == {"DOI", "score"} for item in message["items"])


def test_batch_order_is_its_own(ask, held):
    forward, backward = (
        [item["DOI"] for item in ask(f"{WORKS}?filter={','.join(dois)}").json()["message"]["items"]]
        for dois in (
            ["doi:10.5555/a", "doi:10.5555/b", "doi:10.5555/c"],
            ["doi:10.5555/c", "doi:10.5555/b", "doi:10.5555/a"],
        )
    )
    assert forward == backward


def test_one_malformed_doi_refuses_the_whole_batch(ask, held):
    assert ask(f"{WORKS}?filter=doi:10.5555/a,doi:nonsense").status_code == 400


def test_piece_without_colon_belongs_to_the_doi_before(ask, held):
    held.add_crossref({"DOI": "10.5555/x,y", "title": ["Comma"]})
    assert ask(f"{WORKS}?filter=doi:10.5555/x,y").json()["message"]["items"][0]["DOI"] == "10.5555/x,y"
    assert ask(f"{WORKS}?filter=doi:10.5555/x,y:z").status_code == 400


def test_rows_default_to_20_and_end_at_1000(ask, held):
    for number in range(25):
        held.add_crossref({"DOI": f"10.5555/n{number}", "title": ["Number"]})
    dois = ",".join(f"doi:10.5555/n{number}" for number in range(25))
    assert len(ask(f"{WORKS}?filter={dois}").json()["message"]["items"]) == 20
    assert len(ask(f"{WORKS}?filter={dois}&rows=25").json()["message"]["items"]) == 25
    assert problem(ask(f"{WORKS}?rows=1001")) == (400, "integer-not-valid")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("sample=101", (400, "integer-not-valid")),
        ("offset=10001", (400, "integer-not-valid")),
        ("rows=many", (400, "integer-not-valid")),
        ("filter=colour:red", (400, "filter-not-available")),
        ("cursor=thing", (404, "cursor-invalid")),
        ("colour=red", (400, "parameter-not-found")),
    ],
)
def test_bad_parameters(ask, replica, query, expected):
    assert problem(ask(f"{WORKS}?{query}")) == expected


def test_search_scores_are_no_probabilities(ask, held):
    items = ask(f"{WORKS}?query.bibliographic=beta+gamma&rows=5").json()["message"]["items"]
    scores = [item["score"] for item in items]
    assert scores == sorted(scores, reverse=True)
    assert scores[0] > 1
    assert len(items) > 1


def test_notices_are_found_by_the_work_they_update(ask, held):
    update = {"DOI": "10.5555/A", "type": "retraction", "source": "publisher"}
    held.add_crossref({"DOI": "10.5555/notice", "title": ["Retraction"], "update-to": [update]})
    found = ask(f"{WORKS}?filter=updates:10.5555/a").json()["message"]["items"]
    assert [item["DOI"] for item in found] == ["10.5555/notice"]


@pytest.mark.parametrize(
    ("url", "agent", "pool"),
    [
        (f"{WORKS}/10.5555/a", "x", ("public-single", "5", "1")),
        (f"{WORKS}?rows=1", "x", ("public-array", "1", "1")),
        (f"{WORKS}/10.5555/a?mailto=a@example.org", "x", ("polite-single", "10", "3")),
        (f"{WORKS}?rows=1", "x (mailto:a@example.org)", ("polite-array", "3", "3")),
        (f"{WORKS}/10.5555/none", "x", ("public-single", "5", "1")),
    ],
)
def test_every_answer_names_its_pool(ask, held, url, agent, pool):
    headers = ask(url, user_agent=agent).headers
    assert (headers["x-api-pool"], headers["x-rate-limit-limit"], headers["x-concurrency-limit"]) == pool
    assert headers["x-rate-limit-interval"] == "1s"


def test_single_and_list_are_counted_apart(ask, held):
    held.limits = True
    single = [ask(f"{WORKS}/10.5555/a").status_code for _ in range(6)]
    assert single[:5] == [200] * 5
    assert single[5] == 429
    assert [ask(f"{WORKS}?rows=1").status_code for _ in range(2)] == [200, 429]


def test_refusal_with_and_without_body_and_retry_after(ask, held):
    full = held.fault(too_many(retry_after="2"), "api.crossref.org", first=1)
    answer = ask(f"{WORKS}/10.5555/a")
    assert (answer.status_code, answer.headers["retry-after"], answer.text) == (429, "2", "Too many requests")
    bare = held.fault(too_many(body=""), "api.crossref.org", first=1)
    answer = ask(f"{WORKS}/10.5555/a")
    assert (answer.status_code, answer.content) == (429, b"")
    assert "retry-after" not in answer.headers
    assert ask(f"{WORKS}/10.5555/a").status_code == 200
    assert full.struck == bare.struck == 1


@pytest.mark.parametrize("status", [503, 504])
def test_balancer_answers_html(ask, held, status):
    held.fault(balancer_page(status), "api.crossref.org", "/works*")
    answer = ask(f"{WORKS}/10.5555/a")
    assert answer.status_code == status
    assert answer.text.startswith("<html>")


def test_plain_http_moves_to_https_with_its_port(ask, replica):
    answer = ask("http://api.crossref.org/works/10.5555/a")
    assert (answer.status_code, answer.headers["location"]) == (301, "https://api.crossref.org:443/works/10.5555/a")


def test_methods_accept_and_length(ask, held):
    assert ask(f"{WORKS}/10.5555/a", method="POST").status_code == 405
    assert ask(f"{WORKS}/10.5555/a", accept="text/turtle").status_code == 406
    assert ask(f"{WORKS}?filter=doi:10.5555/{'x' * 5000}").status_code == 414
    head = ask(f"{WORKS}/10.5555/a", method="HEAD")
    assert (head.status_code, head.content) == (200, b"")


def test_transform_has_strings_where_the_record_has_lists(ask, held):
    item = ask(f"{WORKS}/10.5555/a/transform/application/vnd.citationstyles.csl+json").json()
    assert (item["title"], item["container-title"]) == ("Alpha beta gamma", "Journal of Examples")
    assert "title={Alpha beta gamma}" in ask(f"{WORKS}/10.5555/a/transform/application/x-bibtex").text


def test_habanero_negotiates_content_over_three_hosts(replica):
    text = habanero.cn.content_negotiation(ids="10.1109/MM.2024.3373763", format="citeproc-json")
    assert "AI and Memory Wall" in text
