"""A preprint's published version: found in one more list, taken only if it is the same work."""

import json

from registry_stub import JSON, resolve_all
from test_resolve_arxiv import arxiv, entry


def crossref(*works):
    held = {item["DOI"]: item for item in works}

    def answer(asked):
        dois = [part.removeprefix("doi:") for part in asked.query["filter"].split(",")]
        return (
            200,
            JSON,
            json.dumps({"message": {"total-results": 1, "items": [held[doi] for doi in dois if doi in held]}}),
        )

    return answer


def work(doi, title, family="Byron", **more):
    return {
        "DOI": doi,
        "type": "journal-article",
        "title": [title],
        "author": [{"family": family, "given": "A."}],
        **more,
    }


def test_an_arxiv_paper_brings_its_published_record(registry):
    registry.script["arxiv"] = arxiv({"2401.00001": [entry("2401.00001", title="On engines", doi="10.1000/pub")]})
    registry.script["crossref"] = crossref(work("10.1000/pub", "On Engines"))
    records = resolve_all(registry, "arxiv:2401.00001")["arxiv:2401.00001"].records
    assert [record.registry for record in records] == ["arxiv", "crossref"]
    assert len(registry.asked("crossref")) == 1


def test_another_work_under_the_authors_doi_is_left_out(registry):
    registry.script["arxiv"] = arxiv({"2401.00001": [entry("2401.00001", title="On engines", doi="10.1000/pub")]})
    registry.script["crossref"] = crossref(work("10.1000/pub", "Something else entirely", "Babbage"))
    assert len(resolve_all(registry, "arxiv:2401.00001")["arxiv:2401.00001"].records) == 1


def test_a_preprint_at_crossref_does_the_same(registry):
    tie = {"is-preprint-of": [{"id-type": "doi", "id": "10.1000/pub"}]}
    preprint = work("10.1101/pre", "On engines", type="posted-content", relation=tie)
    registry.script["crossref"] = crossref(
        preprint, work("10.1000/pub", "On engines, revised"), work("10.1000/other", "X")
    )
    outcomes = resolve_all(registry, "doi:10.1101/pre", "doi:10.1000/other")
    assert [record.identifier.value for record in outcomes["doi:10.1101/pre"].records] == ["10.1101/pre", "10.1000/pub"]
    assert len(outcomes["doi:10.1000/other"].records) == 1


def test_an_outage_of_crossref_costs_only_the_second_record(registry):
    registry.script["arxiv"] = arxiv({"2401.00001": [entry("2401.00001", doi="10.1000/pub")]})
    assert resolve_all(registry, "arxiv:2401.00001")["arxiv:2401.00001"].resolution.state == "found"
