"""How the tests of this room ask: a client that follows nothing by itself, over the standard variables."""

import httpx
import pytest


@pytest.fixture
def ask(replica):
    """Return `ask(url, **headers)`: one GET, no redirect followed."""
    with httpx.Client(timeout=10) as client:

        def get(url, method="GET", **headers):
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            return client.request(method, url, headers=named)

        yield get


@pytest.fixture
def held(replica):
    """Return the replica with a few works of every registry, beside those of our reading list."""
    for suffix, title in (("a", "Alpha beta gamma"), ("b", "Beta gamma delta"), ("c", "Gamma delta")):
        replica.add_crossref(
            {
                "DOI": f"10.5555/{suffix}",
                "title": [title],
                "type": "journal-article",
                "author": [{"given": "Ana", "family": "Rivera", "sequence": "first", "affiliation": []}],
                "issued": {"date-parts": [[2020, 5]]},
                "container-title": ["Journal of Examples"],
                "relation": {},
            },
        )
    for number in range(30):
        replica.add_work(
            {
                "registry": "datacite",
                "doi": f"10.5281/zenodo.{number:03}",
                "title": f"Data set {number}",
                "authors": ["Rivera, Ana", "Example Laboratory"],
                "published": f"2020-01-{number + 1:02}",
            },
        )
        replica.add_work(
            {
                "registry": "arxiv",
                "id": f"2001.{number:05}",
                "title": f"Paper {number}",
                "authors": ["Rivera, Ana", "The Example Collaboration"],
                "versions": [
                    {"date": "2020-01-01T10:00:00Z", "title": f"Draft {number}", "comment": "first words"},
                    {"date": "2021-02-02T10:00:00Z", "authors": ["Rivera, Ana", "Okoye, Ben"]},
                ],
                "comment": "This paper is withdrawn" if number == 7 else "12 pages",
                "dois": ["10.5555/a"] if number == 3 else [],
            },
        )
    return replica
