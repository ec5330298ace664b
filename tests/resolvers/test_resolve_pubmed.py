"""PubMed's numbers: found by way of their DOI, never missing."""

import json

from registry_stub import JSON, resolve_all

from refmend.model import LinkState


def test_a_number_leads_to_the_work_at_crossref(registry):
    def ncbi(asked):
        assert asked.query["idtype"] in ("pmid", "pmcid")
        records = {
            "11": {"doi": "10.1000/X", "pmcid": "PMC1", "pmid": 11, "requested-id": "11"},
            "PMC2": {"doi": "10.1000/y", "pmcid": "PMC2", "pmid": 12, "requested-id": "PMC2"},
            "13": {"requested-id": "13", "status": "error", "errmsg": "Identifier not found in PMC"},
        }
        return (
            200,
            JSON,
            json.dumps({"status": "ok", "records": [records[one] for one in asked.query["ids"].split(",")]}),
        )

    item = {"DOI": "10.1000/x", "type": "journal-article", "title": ["On engines"]}
    registry.script["ncbi"] = ncbi
    registry.script["crossref"] = lambda asked: (
        200,
        JSON,
        json.dumps({"message": {"total-results": 1, "items": [item]}}),
    )
    outcomes = resolve_all(registry, "pmid:11", "pmid:13", "pmcid:PMC2", mailto="a@example.org")
    assert outcomes["pmid:11"].records[0].title == "On engines"
    assert outcomes["pmid:11"].link.final_url == "https://pubmed.ncbi.nlm.nih.gov/11/"
    assert (outcomes["pmcid:PMC2"].resolution.state, outcomes["pmcid:PMC2"].link.state) == ("unknown", LinkState.ALIVE)
    assert (outcomes["pmid:13"].resolution.state, outcomes["pmid:13"].link.state) == (
        "not-applicable",
        LinkState.SKIPPED,
    )
    assert len(registry.asked("ncbi")) == 2


def test_an_outage_is_unknown(registry):
    outcome = resolve_all(registry, "pmid:11")["pmid:11"]
    assert (outcome.resolution.state, outcome.link.state) == ("unknown", LinkState.UNKNOWN)
