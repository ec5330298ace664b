"""What a run asks for, and what the ledger already answers."""

from __future__ import annotations

import time

import pytest

from refmend import sources
from refmend.answers import remember
from refmend.config import Config
from refmend.ledger import Ledger
from refmend.model import (
    UNREAD,
    Found,
    Identifier,
    IdentifierKind,
    LinkState,
    LinkStatus,
    Outcome,
    Record,
    SourceFile,
    Title,
)

PAGE = "https://blog.example/post"
LINK = f"See [the post]({PAGE}).\n"
ENTRY = f"Lovelace, A. (2024, May 17). *Notes on engines*. {PAGE}\n"


def learnt(resolution):
    identifier = Identifier(IdentifierKind.URL, PAGE)
    return Outcome(
        identifier, resolution, LinkStatus(LinkState.ALIVE, "answered 200", status_code=200, checked_at=time.time())
    )


@pytest.fixture
def ledger(tmp_path):
    with Ledger.open(tmp_path / "ledger.sqlite3") as opened:
        yield opened


def known(text, ledger, **settings):
    references = list(sources.parse(SourceFile("list.md", "markdown", text)))
    return remember(references, Config(**settings), ledger).outcomes


def test_a_page_that_was_only_linked_to_is_asked_again_once_an_entry_describes_it(ledger):
    ledger.put(learnt(UNREAD))
    assert set(known(LINK, ledger)) == {Identifier(IdentifierKind.URL, PAGE)}
    assert known(ENTRY, ledger) == {}
    assert next(iter(known(ENTRY, ledger, offline=True).values())).link.state is LinkState.ALIVE


def test_a_page_that_was_read_is_known_to_entries_and_links(ledger):
    identifier = Identifier(IdentifierKind.URL, PAGE)
    ledger.put(learnt(Found((Record(identifier, "web", titles=(Title("Notes on engines"),)),))))
    assert known(ENTRY, ledger)
    assert known(LINK, ledger)
