"""The odd shapes of registries' answers, each in a work of our own invention."""

import pytest

from refmend.model import Identifier, Name, RecordDate
from refmend.resolvers.records import from_crossref, from_csl, from_datacite

ASKED = Identifier.parse("doi:10.1000/asked")


def crossref(**item):
    return from_crossref(item, ASKED)


def datacite(**attributes):
    return from_datacite({"id": "10.1000/asked", "attributes": attributes}, ASKED)


def kinds(record):
    return [(title.kind, title.text) for title in record.titles]


@pytest.mark.parametrize(
    "issued", [{"date-parts": [[None]]}, {"date-parts": [[]]}, {"date-parts": []}, {}, None, "2020", []]
)
def test_a_date_without_a_year_is_no_date(issued):
    assert crossref(issued=issued).dates == ()


def test_dates_keep_their_kind_and_as_much_as_is_known():
    record = crossref(
        issued={"date-parts": [[2019, 12, 31]]},
        **{"published-print": {"date-parts": [[2020, 3]]}, "published-online": {"date-parts": [["2019", 13, 40]]}},
    )
    assert record.dates == (
        RecordDate("issued", 2019, 12, 31),
        RecordDate("print", 2020, 3),
        RecordDate("online", 2019),
    )


@pytest.mark.parametrize("title", [None, [], [""], [None], ""])
def test_a_title_may_stand_in_original_title_alone(title):
    assert crossref(title=title, **{"original-title": ["Das Werk"]}).title == "Das Werk"
    assert crossref(title=title).title == ""


def test_further_titles_and_subtitles_stay_apart():
    record = crossref(
        title=["Un titre", "A title"], subtitle=["A subtitle"], **{"short-title": ["T"], "original-title": ["O"]}
    )
    assert kinds(record) == [
        ("main", "Un titre"),
        ("subtitle", "A subtitle"),
        ("translated", "A title"),
        ("original", "O"),
        ("short", "T"),
    ]


def test_titles_keep_markup_and_names_lose_entities():
    record = crossref(
        title=["On <i>Escherichia\n   coli</i> &amp; &amp;lt;sub&amp;gt;2"],
        author=[{"given": "Ana", "family": "M&uuml;ller"}],
        **{"container-title": ["Stone &amp;amp; Water"]},
    )
    assert record.title == "On <i>Escherichia\n   coli</i> &amp; &amp;lt;sub&amp;gt;2"
    assert record.authors[0].family == "Müller"
    assert record.containers == ("Stone & Water",)


def test_names_come_in_many_shapes():
    record = crossref(
        author=[
            {"name": "The Deep Survey Group", "sequence": "first"},
            {"family": "The Editors"},
            {"given": "Ada", "family": "Byron", "suffix": "III"},
            {"given": "Plato"},
            {},
            None,
            "Byron, Ada",
            {"family": " ", "given": ""},
        ],
        editor=[{"name": "An Office"}],
    )
    assert record.authors == (
        Name(literal="The Deep Survey Group"),
        Name(family="The Editors"),
        Name(family="Byron", given="Ada", suffix="III"),
        Name(literal="Plato"),
    )
    assert record.editors == (Name(literal="An Office"),)


def test_addresses_pages_and_numbers():
    record = crossref(
        DOI="10.1000/X(1)",
        page="1-9",
        volume=7,
        resource={"primary": {"URL": "https://pub.example/x"}},
        URL="https://doi.org/10.1000/x(1)",
        aliases=["10.1000/Old", 5, None],
        **{"article-number": "e12"},
    )
    assert record.identifier == Identifier.parse("doi:10.1000/x(1)")
    assert (record.pages, record.volume, record.article_number) == ("1-9", "7", "e12")
    assert record.url == "https://pub.example/x"
    assert record.aliases == ("10.1000/old",)


def test_updates_keep_direction_source_and_day():
    notice = {
        "DOI": "10.1000/N",
        "type": "Retraction",
        "source": "retraction-watch",
        "updated": {"date-parts": [[2020, 6, 5]]},
    }
    record = crossref(**{"updated-by": [notice], "update-to": [{"DOI": None, "type": "correction"}]})
    first, second = record.updates
    assert (first.direction, first.kind, first.doi, first.source, first.date) == (
        "updated-by",
        "retraction",
        "10.1000/n",
        "retraction-watch",
        "2020-06-05",
    )
    assert (second.direction, second.doi, second.date) == ("update-to", "", "")


def test_relations_to_dois_and_arxiv_papers():
    targets = [{"id-type": "doi", "id": "10.48550/arXiv.2401.00001"}, {"id-type": "uri", "id": "https://x.example"}]
    record = crossref(relation={"has-preprint": targets, "is-part-of": "nonsense"})
    assert [(relation.kind, str(relation.identifier)) for relation in record.relations] == [
        ("has-preprint", "arxiv:2401.00001")
    ]


@pytest.mark.parametrize("value", [None, [], {}, 5, "text", [[[]]], {"date-parts": {"a": 1}}, True])
def test_no_shape_makes_it_raise(value):
    names = (
        "title",
        "author",
        "issued",
        "relation",
        "updated-by",
        "update-to",
        "resource",
        "institution",
        "aliases",
        "DOI",
    )
    for name in names:
        crossref(**{name: value})
    for name in (
        "titles",
        "creators",
        "dates",
        "container",
        "relatedIdentifiers",
        "descriptions",
        "types",
        "publisher",
    ):
        datacite(**{name: value})
    from_csl({"title": value, "author": value, "issued": value, "DOI": value}, ASKED, "x")


def test_datacites_main_title_is_the_one_without_a_type():
    record = datacite(
        titles=[
            {"title": "Alt", "titleType": "AlternativeTitle"},
            {"title": "Main"},
            {"title": "Sub", "titleType": "Subtitle"},
        ]
    )
    assert record.title == "Main"
    assert kinds(record) == [("short", "Alt"), ("main", "Main"), ("subtitle", "Sub")]
    assert datacite(titles=[{"title": "Only", "titleType": "Other"}]).title == "Only"


def test_datacites_creators():
    record = datacite(
        creators=[
            {"name": "Byron, Ada", "givenName": "Ada", "familyName": "Byron", "nameType": "Personal"},
            {"name": "Babbage, C. H.", "nameType": "Personal"},
            {"name": "Plato Platonides", "givenName": "Plato Platonides", "familyName": None, "nameType": "Personal"},
            {"name": "Stone, Water and Co", "nameType": "Organizational"},
            {"name": ", "},
        ]
    )
    assert record.authors == (
        Name("Byron", "Ada"),
        Name("Babbage", "C. H."),
        Name(literal="Plato Platonides"),
        Name(literal="Stone, Water and Co"),
    )


def test_an_arxiv_deposit_is_the_paper():
    record = from_datacite(
        {
            "id": "10.48550/arxiv.1108.1680",
            "attributes": {
                "doi": "10.48550/arxiv.1108.1680",
                "version": "3",
                "publicationYear": 2011,
                "publisher": {"name": "arXiv"},
                "dates": [
                    {"date": "2011-08-08T19:45:12Z", "dateType": "Submitted", "dateInformation": "v1"},
                    {"date": "2012-01-01", "dateType": "Updated", "dateInformation": "v3"},
                ],
                "descriptions": [{"description": "This paper is withdrawn", "descriptionType": "Other"}],
                "relatedIdentifiers": [
                    {"relationType": "IsVersionOf", "relatedIdentifier": "10.1000/Pub", "relatedIdentifierType": "DOI"},
                    {
                        "relationType": "IsVersionOf",
                        "relatedIdentifier": "10.48550/arxiv.1108.1680",
                        "relatedIdentifierType": "DOI",
                    },
                ],
            },
        },
        ASKED,
    )
    assert str(record.identifier) == "arxiv:1108.1680"
    assert (record.version, record.comment, record.publisher) == (3, "This paper is withdrawn", "arXiv")
    assert [(relation.kind, relation.identifier.value) for relation in record.relations] == [
        ("is-version-of", "10.1000/pub")
    ]
    assert record.dates[0] == RecordDate("issued", 2011)
    assert record.date("submitted") == RecordDate("submitted", 2011, 8, 8)


def test_csl_without_a_doi_is_the_work_asked_about():
    record = from_csl(
        {"type": "article-journal", "title": ["T"], "author": [{"literal": "Gruppo"}], "page": "1–9"}, ASKED, "medra"
    )
    assert (record.identifier, record.registry, record.title) == (ASKED, "medra", "T")
    assert record.authors == (Name(literal="Gruppo"),)
