"""The embedded doi.org behaves as the real one was seen to behave."""

import pytest

CSL = "application/vnd.citationstyles.csl+json"


def test_agencies_come_in_the_order_and_case_asked(ask, replica):
    asked = "10.48550/arXiv.2403.14123,10.1109/MICRO61859.2024.00100,10.1109/none,10.99999/x,10.1109,nonsense"
    answer = ask(f"https://doi.org/doiRA/{asked}")
    assert answer.json() == [
        {"DOI": "10.48550/arXiv.2403.14123", "RA": "DataCite"},
        {"DOI": "10.1109/MICRO61859.2024.00100", "RA": "Crossref"},
        {"DOI": "10.1109/none", "status": "DOI does not exist"},
        {"DOI": "10.99999/x", "status": "DOI does not exist"},
        {"DOI": "10.1109", "RA": "Crossref"},
        {"DOI": "nonsense", "status": "Invalid DOI"},
    ]
    assert ask(f"https://doi.org/ra/{asked}").json() == answer.json()


def test_doi_with_a_comma_cannot_be_in_a_list(ask, replica):
    replica.add_crossref({"DOI": "10.5555/a,b", "title": ["Comma"]})
    assert [one.get("RA") for one in ask("https://doi.org/doiRA/10.5555/a,b").json()] == [None, None]


@pytest.mark.parametrize(
    ("name", "status", "code"),
    [
        ("10.1109/mm.2024.3373763", 200, 1),
        ("10.1109/none", 404, 100),
        ("10.5555/bare", 200, 200),
        ("10.5555/broken", 500, 2),
    ],
)
def test_handle_codes(ask, replica, name, status, code):
    replica.holdings.add_handle("10.5555/bare", "", "Crossref")
    replica.holdings.broken_handles.add("10.5555/broken")
    answer = ask(f"https://doi.org/api/handles/{name}?type=URL")
    assert (answer.status_code, answer.json()["responseCode"], answer.json()["handle"]) == (status, code, name)


def test_handle_keeps_the_case_and_names_the_landing_page(ask, replica):
    answer = ask("https://doi.org/api/handles/10.1109/MICRO61859.2024.00100").json()
    assert answer["handle"] == "10.1109/MICRO61859.2024.00100"
    assert answer["values"][0]["data"]["value"] == "https://ieeexplore.ieee.org/document/10764648/"


def test_registered_redirects_and_the_landing_page_refuses_programs(ask, replica):
    answer = ask("https://doi.org/10.1109/MICRO61859.2024.00100")
    assert answer.status_code == 302
    assert ask(answer.headers["location"]).status_code == 418


@pytest.mark.parametrize(
    ("path", "status", "words"), [("10.1109/none", 404, "DOI Not Found"), ("nonsense", 400, "Invalid DOI")]
)
def test_unregistered_and_malformed_are_html(ask, replica, path, status, words):
    answer = ask(f"https://doi.org/{path}")
    assert (answer.status_code, answer.headers["content-type"].partition(";")[0]) == (status, "text/html")
    assert words in answer.text


@pytest.mark.parametrize(
    ("doi", "host"),
    [
        ("10.1109/MM.2024.3373763", "api.crossref.org"),
        ("10.48550/arXiv.2403.14123", "data.crosscite.org"),
        ("10.1393/x", "data.medra.org"),
    ],
)
def test_content_negotiation_goes_over_two_hosts(ask, replica, doi, host):
    replica.holdings.add_handle("10.1393/x", "https://example.org/x", "mEDRA", {"title": "AI and Memory Wall"})
    first = ask(f"https://doi.org/{doi}", accept=CSL)
    assert (first.status_code, first.headers["location"].split("/")[2]) == (302, host)
    assert ask(first.headers["location"], accept=CSL).json()["title"] == "AI and Memory Wall"


def test_datacite_csl_has_the_doi_in_upper_case_and_plain_404(ask, replica):
    assert ask("https://data.crosscite.org/10.48550%2Farxiv.2403.14123").json()["DOI"] == "10.48550/ARXIV.2403.14123"
    missing = ask("https://data.crosscite.org/10.48550%2Farxiv.none")
    assert (missing.status_code, missing.headers["content-type"].partition(";")[0]) == (404, "text/plain")


def test_agency_without_csl(ask, replica):
    replica.holdings.add_handle("10.1393/none", "https://example.org/x", "ISTIC")
    assert ask(ask("https://doi.org/10.1393/none", accept=CSL).headers["location"]).status_code == 404


def test_plain_http_moves_to_https(ask, replica):
    answer = ask("http://dx.doi.org/10.1109/MM.2024.3373763")
    assert (answer.status_code, answer.headers["location"]) == (301, "https://dx.doi.org/10.1109/MM.2024.3373763")


def test_short_doi_is_an_alias(ask, replica):
    replica.holdings.short_dois["10/abcd"] = "10.1109/mm.2024.3373763"
    (value,) = ask("https://doi.org/api/handles/10/abcd").json()["values"]
    assert (value["type"], value["data"]["value"]) == ("HS_ALIAS", "10.1109/mm.2024.3373763")
    assert ask("https://doi.org/10/abcd").status_code == 302
