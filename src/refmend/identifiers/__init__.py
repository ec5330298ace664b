"""Identifiers in text: found, read and made canonical. Pure, and linear in the length of the text."""

from refmend.identifiers.finding import find, read
from refmend.identifiers.urls import canonical_url

__all__ = ["canonical_url", "find", "read"]
