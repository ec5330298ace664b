"""The embedded arXiv behaves as the real one was seen to behave; the arxiv package is the second opinion."""

import arxiv
import httpx
import pytest
import requests
from lxml import etree

from refmend.replica.faults import arxiv_edge_refusal, arxiv_rate_exceeded, endless

API = "https://export.arxiv.org/api/query"
ATOM = "{http://www.w3.org/2005/Atom}"
SEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"


def entries(answer):
    """Return the ids of a feed's entries."""
    feed = etree.fromstring(answer.content)
    return [entry.findtext(f"{ATOM}id").rpartition("/")[2] for entry in feed.iter(f"{ATOM}entry")]


def client():
    return arxiv.Client(num_retries=0, delay_seconds=0)


def test_known_ids_come_once_and_in_another_order(ask, held):
    wanted = [f"2001.{number:05}" for number in range(8)]
    found = entries(ask(f"{API}?id_list={','.join([*wanted, wanted[0]])}&max_results=20"))
    assert sorted(found) == [f"{one}v2" for one in wanted]
    assert found != sorted(found)


def test_unknown_id_and_unknown_version_are_silently_absent(ask, held):
    answer = ask(f"{API}?id_list=2001.00001,2001.99999,2001.00002v9&max_results=9")
    assert entries(answer) == ["2001.00001v2"]
    assert etree.fromstring(answer.content).findtext(f"{SEARCH}totalResults") == "1"


@pytest.mark.parametrize("piece", ["arXiv:2001.00001", "2001.0000x1", "2001.00001V2", "math.GT/0309136"])
def test_badly_written_ids_pass_the_check_and_match_nothing(ask, held, piece):
    answer = ask(f"{API}?id_list={piece}")
    assert (answer.status_code, entries(answer)) in ((200, []), (400, ["errors#incorrect_id_format_for_2001.0000x1"]))


@pytest.mark.parametrize("piece", ["abc", ""])
def test_one_piece_without_an_id_refuses_the_whole_batch(ask, held, piece):
    answer = ask(f"{API}?id_list=2001.00001,{piece}")
    assert answer.status_code == 400
    assert entries(answer) == [f"errors#incorrect_id_format_for_{piece}"]
    with pytest.raises(arxiv.HTTPError):
        list(client().results(arxiv.Search(id_list=["2001.00001", "abc"])))


def test_ten_results_where_nothing_else_is_asked(ask, held):
    wanted = ",".join(f"2001.{number:05}" for number in range(30))
    assert len(entries(ask(f"{API}?id_list={wanted}"))) == 10
    assert len(entries(ask(f"{API}?id_list={wanted}&max_results=30"))) == 30
    assert len(entries(ask(f"{API}?id_list={wanted}&max_results=30&start=25"))) == 5


def test_each_version_has_its_own_title_authors_and_comment(held):
    first, latest = sorted(
        client().results(arxiv.Search(id_list=["2001.00003v1", "2001.00003v2"])),
        key=lambda result: result.entry_id,
    )
    assert (first.title, latest.title) == ("Draft 3", "Paper 3")
    assert [author.name for author in first.authors] == ["Ana Rivera", "The Example Collaboration"]
    assert [author.name for author in latest.authors] == ["Ana Rivera", "Ben Okoye"]
    assert (first.comment, latest.comment) == ("first words", "12 pages")
    assert first.published == latest.published
    assert latest.updated.year == 2021
    assert latest.doi == "10.5555/a"


def test_withdrawal_is_told_in_the_latest_comment_alone(held):
    (latest,) = client().results(arxiv.Search(id_list=["2001.00007"]))
    (first,) = client().results(arxiv.Search(id_list=["2001.00007v1"]))
    assert "withdrawn" in latest.comment
    assert "withdrawn" not in first.comment


def test_search_by_title_and_author(held):
    (found,) = client().results(arxiv.Search('ti:"Trends in AI Supercomputers" AND au:Pilz'))
    assert found.get_short_id() == "2504.16026v2"
    assert list(client().results(arxiv.Search('ti:"No such title" AND au:Nobody'))) == []


def test_order_of_elements_is_that_of_2026(ask, held):
    feed = etree.fromstring(ask(f"{API}?id_list=2001.00003").content)
    names = [etree.QName(child).localname for child in feed.find(f"{ATOM}entry")]
    assert names == [
        "id",
        "title",
        "updated",
        "link",
        "link",
        "summary",
        "category",
        "published",
        "comment",
        "primary_category",
        "author",
        "author",
        "doi",
        "link",
    ]


def test_posted_lists_may_be_long(held):
    wanted = ",".join(["2001.00001"] * 30_000)
    answer = requests.post(API, data={"id_list": wanted}, timeout=10)
    assert b"2001.00001v2" in answer.content


@pytest.mark.parametrize("query", ["max_results=x&id_list=2001.00001", "max_results=-1&id_list=2001.00001", ""])
def test_bad_parameters(ask, replica, query):
    assert ask(f"{API}?{query}").status_code == 400


def test_limit_is_one_in_three_seconds(ask, held):
    held.limits = True
    answers = [ask(f"{API}?id_list=2001.00001") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 429]
    assert answers[1].text == "Rate exceeded."
    assert "retry-after" not in answers[1].headers


def test_faults_of_the_service_and_of_its_edge(ask, held):
    held.fault(arxiv_rate_exceeded(), "export.arxiv.org", first=1)
    assert ask(f"{API}?id_list=2001.00001").text == "Rate exceeded."
    held.fault(arxiv_edge_refusal(), "export.arxiv.org", first=1)
    answer = ask(f"{API}?id_list=2001.00001")
    assert (answer.status_code, answer.content) == (406, b"")
    assert ask(f"{API}?id_list=2001.00001").status_code == 200


def test_answer_that_never_ends(held):
    held.fault(endless(), "export.arxiv.org")
    received = 0
    with httpx.stream("GET", f"{API}?id_list=2001.00001") as answer:
        for chunk in answer.iter_raw():
            received += len(chunk)
            if received > 500:
                break
    assert received > 500


def test_plain_http_moves_to_https(ask, replica):
    assert ask(f"{API.replace('https', 'http')}?id_list=2403.14123").headers["location"].startswith("https://export")


def test_abstract_pages(ask, held):
    page = ask("https://arxiv.org/abs/2001.00003")
    assert '<meta name="citation_author" content="Rivera, Ana">' in page.text
    assert '<meta name="citation_date" content="2020/01/01">' in page.text
    assert "Draft 3" in ask("https://arxiv.org/abs/2001.00003v1").text
    assert ask("https://arxiv.org/pdf/2001.00003").headers["content-type"] == "application/pdf"
    assert ask("https://arxiv.org/abs/2001.99999").status_code == 404
