"""Secrets in URLs never reach the file: what is stored is masked, and a salted hash stands for the identity."""

from __future__ import annotations

import hashlib
from operator import is_
from typing import TYPE_CHECKING

from msgspec.structs import replace

from refmend.model import Found, IdentifierKind, LinkState
from refmend.model.redaction import redact

if TYPE_CHECKING:
    from refmend.model import Identifier, LinkStatus, Outcome, Record


def key_of(identifier: Identifier, salt: bytes) -> str:
    """Return the name an identifier is kept under: itself, or masked with a hash where it holds a secret."""
    text = str(identifier)
    if identifier.kind != IdentifierKind.URL or (masked := redact(text)) == text:
        return text
    digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), key=salt, digest_size=16).hexdigest()
    return f"{masked} {digest}"


def masked(outcome: Outcome) -> Outcome:
    """Return the outcome without secrets in any of its addresses; titles and names stay word for word."""
    link, resolution = _masked_link(outcome.link), outcome.resolution
    if isinstance(resolution, Found):
        records = tuple(_masked_record(record) for record in resolution.records)
        resolution = resolution if all(map(is_, records, resolution.records)) else replace(resolution, records=records)
    identifier = _masked_identifier(outcome.identifier)
    if link is outcome.link and resolution is outcome.resolution and identifier is outcome.identifier:
        return outcome
    return replace(outcome, identifier=identifier, resolution=resolution, link=link)


def is_usable(outcome: Outcome, kept: Outcome) -> bool:
    """Tell whether the masked form can still stand for the outcome: a masked target would be written as a fix."""
    return outcome.link.state != LinkState.MOVED or outcome.link.final_url == kept.link.final_url


def _masked_link(link: LinkStatus) -> LinkStatus:
    texts = (link.reason, link.final_url, link.archived_url, *(hop.url for hop in link.hops))
    clean = [redact(text) for text in texts]
    if clean == list(texts):
        return link
    reason, final_url, archived_url, *urls = clean
    hops = tuple(replace(hop, url=url) for hop, url in zip(link.hops, urls, strict=True))
    return replace(link, reason=reason, final_url=final_url, archived_url=archived_url, hops=hops)


def _masked_identifier(identifier: Identifier) -> Identifier:
    if identifier.kind != IdentifierKind.URL or (clean := redact(identifier.value)) == identifier.value:
        return identifier
    return replace(identifier, value=clean)


def _masked_record(record: Record) -> Record:
    identifier, url = _masked_identifier(record.identifier), redact(record.url)
    if identifier is record.identifier and url == record.url:
        return record
    return replace(record, identifier=identifier, url=url)
