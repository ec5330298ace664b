"""`refmend resolve`: what the registries say of identifiers."""

from __future__ import annotations

import asyncio
import json
import sys
from typing import TYPE_CHECKING, Any

from refmend.cli.running import settings_from
from refmend.errors import NothingChecked, UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from refmend.config import Config
    from refmend.model import Identifier, Outcome

FORMATS = ("text", "json", "csl", "bibtex", "apa")


def resolve_ids(words: Sequence[str], form: str, flags: Mapping[str, Any]) -> int:
    """Print what is known of each identifier in the order given; returns the exit code.

    0 all found or alive · 1 one is missing or dead · 2 one cannot be read · 3 nobody could be asked.
    """
    from refmend.identifiers import read

    if form not in FORMATS:
        raise UsageError(f"there is no format {form!r}", hint=f"it is one of {', '.join(FORMATS)}")
    wanted = []
    for word in words:
        mention = read(word)
        if mention is None or mention.problem:
            why = mention.problem if mention else "no DOI, arXiv ID, ISBN or URL"
            raise UsageError(f"cannot read {word!r}: {why}", hint="write 10.1000/182, arXiv:2403.14123 or a URL")
        wanted.append(mention.identifier)
    outcomes = asyncio.run(_ask(list(dict.fromkeys(wanted)), settings_from(flags)))
    sys.stdout.write(_render([outcomes[identifier] for identifier in wanted], form))
    states = [outcomes[identifier] for identifier in wanted]
    if any(item.resolution.state == "missing" or item.link.state == "dead" for item in states):
        return 1
    return NothingChecked.exit_code if all(item.link.state == "unknown" for item in states) else 0


async def _ask(wanted: Sequence[Identifier], config: Config) -> dict[Identifier, Outcome]:
    from refmend.net import Net
    from refmend.resolvers import resolve

    outcomes: dict[Identifier, Outcome] = {}
    async with Net(config) as net:
        await resolve(wanted, net, config, told=lambda item: outcomes.__setitem__(item.identifier, item))
    return outcomes


def _render(outcomes: Sequence[Outcome], form: str) -> str:
    from refmend.formats import citation
    from refmend.formats.safety import json_text

    records = [outcome.records[0] for outcome in outcomes if outcome.records]
    if form == "csl":
        return json_text(json.dumps([record.to_csl() for record in records], ensure_ascii=False, indent=2)) + "\n"
    if form == "bibtex":
        return "\n".join(citation.bibtex(record) for record in records)
    if form == "apa":
        return "".join(citation.apa(record) + "\n" for record in records)
    if form == "json":
        from refmend.report import outcome_view

        views = [outcome_view(outcome) for outcome in outcomes]
        return json_text(json.dumps(views, ensure_ascii=False, indent=2)) + "\n"
    text = "\n".join(citation.text(outcome) for outcome in outcomes)
    return _in_width(text) if sys.stdout.isatty() else text


def _in_width(text: str) -> str:
    """Return the text with long lines broken for this terminal, below where the values begin."""
    import shutil

    from rich.text import Text

    from refmend.formats.safety import inert
    from refmend.formats.wrapping import wrapped

    width = shutil.get_terminal_size((100, 24)).columns
    pieces = [piece for line in text.split("\n") for piece in wrapped(Text(line), width, indent=14)]
    return "\n".join(inert(piece.plain) for piece in pieces)
