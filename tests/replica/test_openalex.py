"""The embedded OpenAlex."""

WORKS = "https://api.openalex.org/works"


def test_single_by_doi_in_both_forms(ask, replica):
    work = ask(f"{WORKS}/doi:10.1109/MM.2024.3373763").json()
    assert work == ask(f"{WORKS}/https://doi.org/10.1109/mm.2024.3373763").json()
    assert (work["title"], work["publication_year"], work["biblio"]["first_page"]) == ("AI and Memory Wall", 2024, "33")
    assert work["authorships"][0]["author"]["display_name"] == "Amir Gholami"


def test_unknown_is_html(ask, replica):
    answer = ask(f"{WORKS}/doi:10.5555/none")
    assert answer.status_code == 404
    assert answer.text.startswith("<!doctype html>")


def test_lists_leave_out_unknown(ask, replica):
    answer = ask(
        f"{WORKS}?filter=doi:10.1109/mm.2024.3373763|10.5555/none|10.48550/arxiv.2502.01677&per-page=100"
    ).json()
    assert answer["meta"]["count"] == len(answer["results"]) == 2


def test_search_by_title_finds_preprint_and_article(ask, replica):
    results = ask(f"{WORKS}?filter=title.search:ai and memory wall").json()["results"]
    assert {"article", "preprint"} <= {work["type"] for work in results}


def test_retraction_is_told(ask, replica):
    replica.load("planted.json")
    assert ask(f"{WORKS}/doi:10.1016/S0140-6736(97)11096-0").json()["is_retracted"] is True
