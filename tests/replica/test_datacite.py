"""The embedded DataCite behaves as the real one was seen to behave."""

import pytest

DOIS = "https://api.datacite.org/dois"


def ids(answer):
    return [one["id"] for one in answer.json()["data"]]


def test_single_is_lower_case_and_found_in_any_case(ask, replica):
    data = ask(f"{DOIS}/10.48550/arXiv.2403.14123").json()["data"]
    assert (data["id"], data["type"]) == ("10.48550/arxiv.2403.14123", "dois")
    assert data["attributes"]["creators"][0]["familyName"] == "Gholami"
    assert data["attributes"]["version"] == "1"


def test_arxiv_record_has_the_year_of_the_first_version_and_the_title_of_the_latest(ask, held):
    attributes = ask(f"{DOIS}/10.48550/arXiv.2001.00003").json()["data"]["attributes"]
    assert (attributes["publicationYear"], attributes["titles"], attributes["version"]) == (
        2020,
        [{"title": "Paper 3"}],
        "2",
    )
    related = attributes["relatedIdentifiers"]
    assert [(one["relationType"], one["relatedIdentifier"]) for one in related] == [("IsVersionOf", "10.5555/a")]


def test_unknown_is_a_json_api_error(ask, replica):
    answer = ask(f"{DOIS}/10.48550/arXiv.9999.99999")
    assert answer.status_code == 404
    assert answer.json() == {"errors": [{"status": "404", "title": "The resource you are looking for doesn't exist."}]}


def test_list_leaves_out_unknown_and_sorts_newest_first(ask, held):
    answer = ask(f"{DOIS}?ids=10.5281/ZENODO.001,10.5281/zenodo.999,10.5281/zenodo.002&page[size]=10")
    assert ids(answer) == ["10.5281/zenodo.002", "10.5281/zenodo.001"]
    assert answer.json()["meta"]["total"] == 2


def test_list_holds_25_where_nothing_else_is_asked(ask, held):
    wanted = ",".join(f"10.5281/zenodo.{number:03}" for number in range(30))
    assert len(ids(ask(f"{DOIS}?ids={wanted}"))) == 25
    assert len(ids(ask(f"{DOIS}?ids={wanted}&page[size]=30"))) == 30
    assert len(ids(ask(f"{DOIS}?ids={wanted}&page[number]=2"))) == 5


def test_comma_breaks_a_list(ask, held):
    held.add_work({"registry": "datacite", "doi": "10.5281/a,b", "title": "Comma", "published": "2020"})
    assert ids(ask(f"{DOIS}?ids=10.5281/a,b")) == []
    assert ask(f"{DOIS}/10.5281/a,b").status_code == 200


def test_fields_cut_the_answer_down(ask, held):
    (one,) = ask(f"{DOIS}?ids=10.5281/zenodo.001&fields[dois]=doi,titles").json()["data"]
    assert set(one["attributes"]) == {"doi", "titles"}


def test_lists_leave_out_prefix_and_suffix(ask, replica):
    (one,) = ask(f"{DOIS}?ids=10.48550/arxiv.2403.14123").json()["data"]
    assert "prefix" not in one["attributes"]
    assert "prefix" in ask(f"{DOIS}/10.48550/arxiv.2403.14123").json()["data"]["attributes"]


def test_query_by_quoted_dois_and_by_words(ask, held):
    assert ids(ask(f'{DOIS}?query=doi:("10.5281/zenodo.001" OR "10.5281/zenodo.002")')) == [
        "10.5281/zenodo.002",
        "10.5281/zenodo.001",
    ]
    assert "10.48550/arxiv.2403.14123" in ids(ask(f'{DOIS}?query=titles.title:"AI and Memory Wall"'))


def test_query_syntax_error_is_an_object_not_a_list(ask, replica):
    answer = ask(f'{DOIS}?query="unclosed')
    assert answer.status_code == 400
    assert isinstance(answer.json()["errors"], dict)


def test_window_is_bounded(ask, replica):
    assert ask(f"{DOIS}?page[size]=1000&page[number]=11").status_code == 400


@pytest.mark.parametrize(("query", "kind"), [("", str), ("?publisher=true", dict)])
def test_publisher_is_a_string_or_an_object(ask, replica, query, kind):
    attributes = ask(f"{DOIS}/10.48550/arxiv.2403.14123{query}").json()["data"]["attributes"]
    assert isinstance(attributes["publisher"], kind)


def test_limit_of_five_minutes_is_larger_for_named_callers(ask, replica):
    replica.limits = True
    refused = [ask(f"{DOIS}/10.48550/arxiv.2403.14123").status_code for _ in range(501)]
    assert refused.count(429) == 1
    assert ask(f"{DOIS}/10.48550/arxiv.2403.14123?mailto=a@example.org").status_code == 200
