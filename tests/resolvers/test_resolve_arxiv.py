"""arXiv papers: lists, silence, refusals, versions, and names told apart by DataCite."""

import json
from html import escape

import pytest
from registry_stub import JSON, StubNet, resolve_all

from refmend.model import LinkState, Name

ATOM = {"Content-Type": "application/atom+xml; charset=utf-8"}
HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom" '
    'xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/" xmlns:arxiv="http://arxiv.org/schemas/atom">'
)


def entry(  # noqa: PLR0917 - a paper has that many parts
    paper, version=1, title="A paper", authors=("Ada Byron",), comment="", doi="", published="2024-01-05T10:00:00Z"
):
    names = "".join(f"<author><name>{escape(name)}</name></author>" for name in authors)
    more = (f"<arxiv:comment>{comment}</arxiv:comment>" if comment else "") + (
        f"<arxiv:doi>{doi}</arxiv:doi>" if doi else ""
    )
    published = f"<published>{published}</published>" if published else ""
    return (
        f"<entry><id>http://arxiv.org/abs/{paper}v{version}</id><title>{escape(title)}</title>"
        f"<updated>2024-02-0{version}T10:00:00Z</updated>{published}<summary>.</summary>{more}{names}</entry>"
    )


def arxiv(papers, most=1000):
    """`papers` maps an id to its versions' entries, first to last."""

    def answer(asked):
        wanted = [part for part in asked.query["id_list"].split(",") if part]
        found = []
        for part in wanted:
            paper, _, version = part.partition("v")
            versions = papers.get(paper, [])
            if version and int(version) <= len(versions):
                found.append(versions[int(version) - 1])
            elif versions and not version:
                found.append(versions[-1])
        found = found[::-1][: int(asked.query["max_results"])]
        total = f"<opensearch:totalResults>{len(found)}</opensearch:totalResults>"
        return 200, ATOM, HEAD + total + "".join(found) + "</feed>"

    return answer


def datacite(paper, *creators, version="1"):
    names = [
        {"name": f"{family}, {given}", "givenName": given, "familyName": family, "nameType": "Personal"}
        for family, given in creators
    ]
    doi = f"10.48550/arxiv.{paper}"
    attributes = {
        "doi": doi,
        "titles": [{"title": "A paper"}],
        "creators": names,
        "publicationYear": 2024,
        "version": version,
    }
    return lambda asked: (200, JSON, json.dumps({"data": [{"id": doi, "attributes": attributes}]}))


def test_many_ids_are_one_request(registry):
    registry.script["arxiv"] = arxiv(
        {f"2401.{number:05}": [entry(f"2401.{number:05}", title=f"Paper {number}")] for number in range(200)}
    )
    outcomes = resolve_all(registry, *(f"arxiv:2401.{number:05}" for number in range(200)))
    assert len(registry.asked("arxiv")) == 1
    assert registry.log[0].query
    assert outcomes["arxiv:2401.00123"].records[0].title == "Paper 123"
    assert {outcome.link.state for outcome in outcomes.values()} == {LinkState.ALIVE}


def test_the_library_says_who_we_are(registry):
    registry.script["arxiv"] = arxiv({"2401.00001": [entry("2401.00001")]})
    resolve_all(registry, "arxiv:2401.00001", mailto="a@example.org")
    agent = registry.asked("arxiv")[0].headers["User-Agent"]
    assert agent.startswith("refmend/")
    assert "a@example.org" in agent


def test_an_id_that_api_and_page_do_not_know_is_missing(registry):
    registry.script["arxiv"] = arxiv({})
    registry.script["arxiv_web"] = lambda asked: (404, {}, "not found")
    outcome = resolve_all(registry, "arxiv:2401.99999")["arxiv:2401.99999"]
    assert (outcome.resolution.state, outcome.link.state) == ("missing", LinkState.DEAD)


def test_an_id_that_only_the_api_does_not_know_is_not_dead(registry):
    registry.script["arxiv"] = arxiv({})
    for status, state in ((200, LinkState.ALIVE), (503, LinkState.UNKNOWN), (403, LinkState.UNKNOWN)):
        registry.script["arxiv_web"] = lambda asked, status=status: (status, {}, "a page")
        assert resolve_all(registry, "arxiv:2401.00001")["arxiv:2401.00001"].link.state == state


@pytest.mark.parametrize(
    "reply",
    [
        (429, {}, "Rate exceeded."),
        (406, {}, ""),
        (200, {"Content-Type": "text/plain"}, "Rate exceeded."),
        (200, ATOM, HEAD + "<opensearch:totalResults>1</opensearch:totalResults><entry><id>http://arx"),
        (200, ATOM, ""),
        (403, {}, "<html>denied</html>"),
        (503, {}, "<html>down</html>"),
        (301, {"Location": "https://elsewhere.example/api"}, ""),
    ],
)
def test_a_refusal_is_never_read_as_silence(registry, reply):
    registry.script["arxiv"] = lambda asked: reply
    registry.script["arxiv_web"] = lambda asked: (404, {}, "")
    outcome = resolve_all(registry, "arxiv:2401.00001")["arxiv:2401.00001"]
    assert (outcome.resolution.state, outcome.link.state) == ("unknown", LinkState.UNKNOWN)
    assert len(registry.asked("arxiv")) <= 3


def test_a_throttled_api_is_left_alone_for_a_minute(registry):
    registry.script["arxiv"] = lambda asked: (429, {}, "Rate exceeded.")
    net = StubNet(registry.base)
    outcome = resolve_all(registry, "arxiv:2401.00001", net=net)["arxiv:2401.00001"]
    assert len(registry.asked("arxiv")) == 1
    assert ("arxiv", "list", 60.0) in net.pauses
    assert outcome.resolution.retry_after == 60


def test_datacite_answers_where_arxiv_refuses(registry):
    registry.script["arxiv"] = lambda asked: (406, {}, "")
    registry.script["datacite"] = datacite("2401.00001", ("van der Berg", "Jan"), version="2")
    outcomes = resolve_all(registry, "arxiv:2401.00001", "arxiv:2401.00001v2", "arxiv:2401.00001v3")
    assert outcomes["arxiv:2401.00001"].resolution.registry == "datacite"
    assert outcomes["arxiv:2401.00001v2"].link.state == LinkState.ALIVE
    assert outcomes["arxiv:2401.00001v3"].link.state == LinkState.UNKNOWN


def test_datacite_tells_family_from_given_names(registry):
    authors = ("Gabriel García Márquez", "Jan van der Berg", "Ada Byron", " The ATLAS Collaboration")
    registry.script["arxiv"] = arxiv({"2401.00001": [entry("2401.00001", authors=authors)]})
    registry.script["datacite"] = datacite("2401.00001", ("García Márquez", "Gabriel"), ("Byron", "Ada"))
    record = resolve_all(registry, "arxiv:2401.00001")["arxiv:2401.00001"].records[0]
    assert record.registry == "arxiv"
    assert record.authors == (
        Name("García Márquez", "Gabriel"),
        Name("van der Berg", "Jan"),
        Name("Byron", "Ada"),
        Name(literal="The ATLAS Collaboration"),
    )


def test_a_malformed_member_is_found_by_halves(registry):
    held = arxiv({f"2401.{number:05}": [entry(f"2401.{number:05}")] for number in range(8)})

    def answer(asked):
        if "2401.99999" in asked.query["id_list"]:
            return (
                400,
                ATOM,
                HEAD + "<entry><id>http://arxiv.org/api/errors#bad</id><title>Error</title></entry></feed>",
            )
        return held(asked)

    registry.script["arxiv"] = answer
    registry.script["arxiv_web"] = lambda asked: (404, {}, "")
    outcomes = resolve_all(registry, *(f"arxiv:2401.{number:05}" for number in range(8)), "arxiv:2401.99999")
    assert sum(outcome.resolution.state == "found" for outcome in outcomes.values()) == 8
    assert outcomes["arxiv:2401.99999"].link.state == LinkState.UNKNOWN


def test_an_entry_that_the_library_skips_is_not_taken_for_absent(registry):
    registry.script["arxiv"] = arxiv({"hep-th/9901001": [entry("hep-th/9901001", published="")]})
    registry.script["arxiv_web"] = lambda asked: (404, {}, "")
    assert resolve_all(registry, "arxiv:hep-th/9901001")["arxiv:hep-th/9901001"].link.state == LinkState.UNKNOWN


def test_a_version_that_does_not_exist_is_missing_and_the_paper_is_not(registry):
    registry.script["arxiv"] = arxiv({"2401.00001": [entry("2401.00001", 1), entry("2401.00001", 2)]})
    outcomes = resolve_all(registry, "arxiv:2401.00001v9", "arxiv:2401.00001")
    gone = outcomes["arxiv:2401.00001v9"]
    assert (gone.resolution.state, gone.link.state) == ("missing", LinkState.DEAD)
    assert "the latest is 2" in gone.resolution.reason
    assert outcomes["arxiv:2401.00001"].link.state == LinkState.ALIVE


def test_the_titles_and_authors_of_other_versions_are_known(registry):
    versions = [
        entry("2401.00001", 1, "Old title"),
        entry("2401.00001", 2, "Old title", authors=("Ada Byron", "Charles Babbage")),
        entry(
            "2401.00001", 3, "New title", authors=("Ada Byron", "Charles Babbage"), doi="10.1000/pub", comment="8 pages"
        ),
    ]
    registry.script["arxiv"] = arxiv({"2401.00001": versions})
    outcomes = resolve_all(registry, "arxiv:2401.00001", "arxiv:2401.00001v1")
    latest, first = outcomes["arxiv:2401.00001"].records
    assert (latest.title, latest.version) == ("New title", 3)
    assert [(title.text, title.kind, title.version) for title in latest.titles[1:]] == [("Old title", "version", 2)]
    assert len(first.authors) == 1
    cited = outcomes["arxiv:2401.00001v1"].records[0]
    assert (cited.title, len(cited.authors), cited.version, cited.comment) == ("Old title", 1, 3, "8 pages")
    assert cited.relations[0].identifier.value == "10.1000/pub"


def test_entities_are_not_expanded(registry):
    evil = '<?xml version="1.0"?><!DOCTYPE f [<!ENTITY x SYSTEM "file:///etc/passwd">]><feed xmlns="http://www.w3.org/2005/Atom">'
    registry.script["arxiv"] = lambda asked: (
        200,
        ATOM,
        evil + entry("2401.00001", title="T").replace(">T<", ">&x;<") + "</feed>",
    )
    outcome = resolve_all(registry, "arxiv:2401.00001")["arxiv:2401.00001"]
    assert "root:" not in repr(outcome)


def test_what_is_no_arxiv_id_is_invalid_without_asking(registry):
    outcome = resolve_all(registry, "arxiv:24.01")["arxiv:24.01"]
    assert outcome.link.state == LinkState.INVALID
    assert registry.log == []
