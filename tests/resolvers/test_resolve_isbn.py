"""ISBNs: found at Open Library or unknown, never missing or dead."""

import json

import pytest
from registry_stub import JSON, resolve_all

from refmend.identifiers import read
from refmend.model import LinkState

BOOK = {
    "title": "On engines",
    "subtitle": "A history",
    "authors": [{"name": "Ada Lovelace"}],
    "publishers": [{"name": "Analytical Press"}],
    "publish_date": "March 3, 1998",
    "url": "https://openlibrary.org/books/OL1M/On_engines",
}


def test_an_edition_is_found_and_another_unknown_in_one_list(registry):
    registry.script["openlibrary"] = lambda _asked: (200, JSON, json.dumps({"ISBN:9783161484100": BOOK}))
    outcomes = resolve_all(registry, "isbn:9783161484100", "isbn:9780000000002")
    found, other = outcomes["isbn:9783161484100"], outcomes["isbn:9780000000002"]
    (record,) = found.records
    assert (record.title, record.publisher, record.dates[0].year) == ("On engines", "Analytical Press", 1998)
    assert (found.link.state, found.link.final_url) == (LinkState.ALIVE, BOOK["url"])
    assert (other.link.state, other.resolution.state) == (LinkState.UNKNOWN, "unknown")
    assert other.link.reason == "Open Library does not know it"
    (asked,) = registry.asked("openlibrary")
    assert asked.query == {"bibkeys": "ISBN:9783161484100,ISBN:9780000000002", "format": "json", "jscmd": "data"}


@pytest.mark.parametrize("body", ["<html>", "[]", '{"ISBN:9783161484100": {"title": [3], "publish_date": {}}}'])
def test_what_is_no_answer_proves_nothing(registry, body):
    registry.script["openlibrary"] = lambda _asked: (200, JSON, body)
    outcome = resolve_all(registry, "isbn:9783161484100")["isbn:9783161484100"]
    assert outcome.link.state in (LinkState.UNKNOWN, LinkState.ALIVE)


def test_an_outage_is_unknown(registry):
    outcome = resolve_all(registry, "isbn:9783161484100")["isbn:9783161484100"]
    assert (outcome.link.state, outcome.resolution.state) == (LinkState.UNKNOWN, "unknown")


@pytest.mark.parametrize(
    ("text", "identifier"),
    [
        ("9783161484100", "isbn:9783161484100"),
        ("978-3-16-148410-0", "isbn:9783161484100"),
        ("9783161484101", None),
        ("978316148410", None),
        ("97831614841000", None),
    ],
)
def test_a_bare_number_is_read_if_its_check_digit_is_right(text, identifier):
    mention = read(text)
    assert (str(mention.identifier) if mention else None) == identifier
