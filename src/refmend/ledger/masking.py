"""Secrets in URLs never reach the file: what is stored is masked, and a salted hash stands for the identity."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

from refmend.model import Found, IdentifierKind, LinkState
from refmend.model.redaction import redact

if TYPE_CHECKING:
    from refmend.model import Identifier, Outcome, Record


def key_of(identifier: Identifier, salt: bytes) -> str:
    """Return the name an identifier is kept under: itself, or masked with a hash where it holds a secret."""
    text = str(identifier)
    if identifier.kind != IdentifierKind.URL or (masked := redact(text)) == text:
        return text
    digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), key=salt, digest_size=16).hexdigest()
    return f"{masked} {digest}"


def masked(outcome: Outcome) -> Outcome:
    """Return the outcome without secrets in any of its addresses; titles and names stay word for word."""
    link = outcome.link
    hops = tuple(replace(hop, url=redact(hop.url)) for hop in link.hops)
    link = replace(
        link,
        reason=redact(link.reason),
        final_url=redact(link.final_url),
        hops=hops,
        archived_url=redact(link.archived_url),
    )
    resolution = outcome.resolution
    if isinstance(resolution, Found):
        resolution = replace(resolution, records=tuple(_masked_record(record) for record in resolution.records))
    return replace(outcome, identifier=_masked_identifier(outcome.identifier), resolution=resolution, link=link)


def is_usable(outcome: Outcome, kept: Outcome) -> bool:
    """Tell whether the masked form can still stand for the outcome: a masked target would be written as a fix."""
    return outcome.link.state != LinkState.MOVED or outcome.link.final_url == kept.link.final_url


def _masked_identifier(identifier: Identifier) -> Identifier:
    if identifier.kind != IdentifierKind.URL:
        return identifier
    return replace(identifier, value=redact(identifier.value))


def _masked_record(record: Record) -> Record:
    return replace(record, identifier=_masked_identifier(record.identifier), url=redact(record.url))
