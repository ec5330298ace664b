"""The embedded id converter and Open Library."""

CONVERTER = "https://pmc.ncbi.nlm.nih.gov/tools/idconv/api/v1/articles/"


def test_converter_knows_articles_of_pmc_alone(ask, replica):
    replica.numbers.add_article(pmid=12345678, pmcid="PMC7654321", doi="10.5555/a")
    records = ask(f"{CONVERTER}?ids=12345678,99999999&idtype=pmid&format=json").json()["records"]
    assert records[0] == {"doi": "10.5555/a", "pmcid": "PMC7654321", "pmid": 12345678, "requested-id": "12345678"}
    assert records[1]["status"] == "error"


def test_converter_takes_200_ids(ask, replica):
    assert ask(f"{CONVERTER}?ids={','.join(['1'] * 201)}").status_code == 400


def test_books_by_isbn_with_and_without_hyphens(ask, replica):
    replica.numbers.add_book("978-0-00-000000-2", {"title": "A Book", "publish_date": "2020"})
    answer = ask("https://openlibrary.org/isbn/9780000000002.json")
    assert answer.status_code == 302
    assert ask(answer.headers["location"]).json()["title"] == "A Book"
    found = ask("https://openlibrary.org/api/books?bibkeys=ISBN:978-0-00-000000-2,ISBN:1&format=json&jscmd=data").json()
    assert list(found) == ["ISBN:978-0-00-000000-2"]
    assert ask("https://openlibrary.org/isbn/1.json").status_code == 404
