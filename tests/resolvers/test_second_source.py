"""OpenAlex: asked in lists, once, and given up at the first trouble."""

import asyncio
import json

import pytest
from registry_stub import JSON, StubNet

from refmend.config import Config
from refmend.model import Identifier
from refmend.resolvers import openalex


def look_up(registry, names, config=None):
    works = [Identifier.parse(name) for name in names]
    return asyncio.run(openalex.look_up(works, StubNet(registry.base), config or registry.config()))


def answer(_asked):
    known = {
        "doi": "https://doi.org/10.1000/A",
        "title": " On engines ",
        "authorships": [{"raw_author_name": "Ada  Lovelace"}, {"author": {"display_name": "Mary Shelley"}}, None, 3],
    }
    stranger = {"doi": "https://doi.org/10.1000/else", "title": "Another"}
    return 200, JSON, json.dumps({"results": [stranger, known, {"doi": 5}, None]})


def test_one_list_for_many_works_and_unknown_ones_are_left_out(registry):
    registry.script["openalex"] = answer
    found = look_up(registry, ["doi:10.1000/a", "doi:10.1000/b", "doi:10.1000/c|d", "arxiv:2401.00001"])
    assert list(map(str, found)) == ["doi:10.1000/a"]
    (record,) = found.values()
    assert (record.registry, record.title) == ("openalex", "On engines")
    assert [str(name) for name in record.authors] == ["Ada Lovelace", "Mary Shelley"]
    (asked,) = registry.asked("openalex")
    assert asked.query["filter"] == "doi:10.1000/a|10.1000/b"


@pytest.mark.parametrize("status", [404, 429, 500, 200])
def test_the_first_trouble_ends_the_asking(registry, status):
    registry.script["openalex"] = lambda _asked: (status, {"Content-Type": "text/html"}, "<title>No</title>")
    assert look_up(registry, [f"doi:10.1000/{number}" for number in range(200)]) == {}
    assert len(registry.asked("openalex")) == 1


def test_a_run_asks_about_a_bounded_number_of_works(registry):
    registry.script["openalex"] = answer
    look_up(registry, [f"doi:10.1000/{number}" for number in range(1000)])
    assert sum(asked.query["filter"].count("|") + 1 for asked in registry.asked("openalex")) == openalex.MOST


def test_the_key_goes_to_no_mirror(registry, monkeypatch):
    monkeypatch.setenv(openalex.KEY, "a-key-of-ours")
    registry.script["openalex"] = answer
    look_up(registry, ["doi:10.1000/a"])
    assert "api_key" not in registry.asked("openalex")[0].query


def test_the_key_goes_to_openalex(monkeypatch):
    monkeypatch.setenv(openalex.KEY, "a-key-of-ours")
    asked = []

    class Net(StubNet):
        async def get(self, url, **more):
            asked.append(url)
            return await super().get(url, **more)

    works = [Identifier.parse("doi:10.1000/a")]
    assert asyncio.run(openalex.look_up(works, Net("http://127.0.0.1:9"), Config())) == {}
    assert asked[0].startswith("https://api.openalex.org/works?filter=doi:10.1000/a")
    assert asked[0].endswith("&api_key=a-key-of-ours")
