"""Searching for works: proposed only where everything agrees, whatever the search engine thinks."""

import asyncio
import json

import pytest
from registry_stub import JSON, StubNet
from test_resolve_arxiv import ATOM, HEAD, entry

from refmend import sources
from refmend.model import Found, Identifier, LinkState, LinkStatus, Missing, Outcome, SourceFile
from refmend.resolvers.records import from_crossref
from refmend.resolvers.searching import suggest

TITLE = "On the analytical engine and its notes"
ENTRY = f"Byron, A., & Babbage, C. (1843). {TITLE}. Scientific Memoirs, 3(2), 666–731."


def work(doi="10.1000/x", title=TITLE, year=1843, authors=(("Byron", "Ada"), ("Babbage", "Charles")), **more):
    return {
        "DOI": doi,
        "type": "journal-article",
        "title": [title],
        "author": [{"family": family, "given": given} for family, given in authors],
        "issued": {"date-parts": [[year]]},
        "container-title": ["Scientific Memoirs"],
        "volume": "3",
        "issue": "2",
        "page": "666-731",
        **more,
    }


def read(text):
    return list(sources.parse(SourceFile("refs.md", "markdown", text)))


def search(registry, *works, text=f"1. {ENTRY}\n", outcomes=None, **settings):
    """Return the DOIs proposed for the entries of a list, in their order, where the search finds these works."""
    found = {"message": {"total-results": 4_000_000, "items": list(works)}}
    registry.script["crossref"] = lambda asked: (200, JSON, json.dumps(found))
    references = read(text)
    proposed = asyncio.run(suggest(references, StubNet(registry.base), registry.config(**settings), outcomes=outcomes))
    assert set(proposed) <= {reference.id for reference in references}
    return [proposed[reference.id][0].identifier.value for reference in references if reference.id in proposed]


def test_the_work_that_agrees_is_proposed_wherever_it_stands(registry):
    others = [work("10.1000/a", "Comment on the analytical engine"), work("10.1000/b", "Another title altogether")]
    assert search(registry, *others, work()) == ["10.1000/x"]
    (asked,) = registry.log
    assert asked.query["rows"] == "5"
    assert TITLE in asked.query["query.bibliographic"]
    assert "10.1000" not in asked.query["query.bibliographic"]


@pytest.mark.parametrize(
    "other",
    [
        work(title="On the analytical engine and its wheels"),
        work(year=1850),
        work(authors=(("Menabrea", "Luigi"),)),
        work(volume="9"),
        work(page="1-5"),
        work(title=f"Erratum: {TITLE}"),
        work("10.65215/x"),
        work(type="component"),
        work(type="peer-review"),
        {**work(), "update-to": [{"DOI": "10.1000/other", "type": "erratum"}]},
    ],
)
def test_what_disagrees_anywhere_is_not_proposed(registry, other):
    assert search(registry, other) == []


def test_a_work_registered_twice_is_proposed_only_by_the_record_with_the_very_letters(registry):
    twin = work("10.1000/twin")
    assert search(registry, work(), twin) == []
    twin["title"] = [TITLE.upper()]
    assert search(registry, work(), twin) == ["10.1000/x"]


def test_entries_with_an_identifier_and_web_pages_are_not_searched_for(registry):
    text = (
        f"1. {ENTRY} https://doi.org/10.1000/x\n"
        "2. Wolfe, C. (2025, January 6). Scaling laws for all. Deep Focus. https://deep.example/p/laws\n"
    )
    assert search(registry, work(), text=text) == []
    assert registry.log == []


def test_an_article_with_a_plain_address_is_searched_for(registry):
    assert search(registry, work(), text=f"1. {ENTRY} https://memoirs.example/3/2/666\n") == ["10.1000/x"]


def test_missing_and_foreign_identifiers_are_searched_for(registry):
    gone, foreign = Identifier.parse("doi:10.1000/gone"), Identifier.parse("doi:10.1000/foreign")
    link = LinkStatus(LinkState.ALIVE)
    other = from_crossref(
        work("10.1000/foreign", "The growth of maize", 1999, (("Field", "F."),), page="1-2", volume="8"), foreign
    )
    outcomes = {
        gone: Outcome(gone, Missing("doi", "DOI does not exist"), link),
        foreign: Outcome(foreign, Found((other,)), link),
    }
    text = f"1. {ENTRY} https://doi.org/10.1000/gone\n2. {ENTRY} https://doi.org/10.1000/foreign\n"
    assert search(registry, work(), text=text, outcomes=outcomes) == ["10.1000/x", "10.1000/x"]


def test_an_outage_proposes_nothing(registry):
    registry.script["crossref"] = lambda asked: (503, {}, "<html>")
    assert asyncio.run(suggest(read(f"1. {ENTRY}\n"), StubNet(registry.base), registry.config())) == {}


def test_offline_nothing_is_asked(registry):
    assert asyncio.run(suggest(read(f"1. {ENTRY}\n"), StubNet(registry.base), registry.config(offline=True))) == {}


def test_preprints_are_searched_for_at_arxiv_several_titles_at_once(registry):
    text = "".join(
        f"{number}. Byron, A. (2024). A study of engine number {number} and its wheels. arXiv.\n"
        for number in range(1, 10)
    )
    registry.script["arxiv"] = lambda asked: (
        200,
        ATOM,
        HEAD
        + "<opensearch:totalResults>2</opensearch:totalResults>"
        + entry("2401.00003", title="A Study of Engine Number 3 and its Wheels")
        + entry("2401.00099", title="A study of engines")
        + "</feed>",
    )
    assert search(registry, text=text) == ["2401.00003"]
    asked = registry.asked("arxiv")
    assert len(asked) == 2
    assert asked[0].query["search_query"].count(" OR ") == 7


def test_data_sets_are_searched_for_at_datacite(registry):
    attributes = {
        "doi": "10.5281/zenodo.1",
        "titles": [{"title": "Measurements of an engine"}],
        "creators": [{"name": "Byron, Ada", "familyName": "Byron", "givenName": "Ada"}],
        "publicationYear": 2020,
        "publisher": "Zenodo",
        "types": {"resourceTypeGeneral": "Dataset"},
    }
    registry.script["datacite"] = lambda asked: (
        200,
        JSON,
        json.dumps({"data": [{"id": "x", "attributes": attributes}]}),
    )
    text = "1. Byron, A. (2020). Measurements of an engine [Data set]. Zenodo.\n"
    assert search(registry, text=text) == ["10.5281/zenodo.1"]
    assert registry.asked("datacite")[0].query["query"] == 'titles.title:"measurements of an engine"'


@pytest.mark.parametrize("settings", [{"ignore": ("missing-doi",)}, {"select": ("dead-link", "wrong-identifier")}])
def test_nothing_is_searched_for_that_no_rule_would_say(registry, settings):
    assert search(registry, work(), **settings) == []
    assert registry.log == []
