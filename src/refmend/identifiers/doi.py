"""DOIs: which texts are one, and their canonical form (lower case, decoded)."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import unquote

from refmend.model import Identifier, IdentifierKind

LENGTH_LIMIT = 2048
_SHAPE = re.compile(r"10\.\d{4,9}(?:\.\d+)*/\S", re.ASCII)
_SHORT = re.compile(r"10/[a-z0-9]{2,12}", re.ASCII | re.IGNORECASE)
_PREFIX = re.compile(r"10\.\d{4,9}(?:\.\d+)*", re.ASCII)
_ENCODED = re.compile(r"%[0-9A-Fa-f]{2}")
_ESCAPE = re.compile(r"\\(?=[_#&%()\[\]{}*~<>$\\.;-])")
_QUERY = re.compile(r"\?[\w.-]{1,40}=|#[\w:.-]*$|\?$", re.ASCII)
_ARXIV = re.compile(
    r"10\.48550/arxiv[.:/](\d{4}\.\d{4,5}(?:v\d+)?|[a-z-]+(?:\.[a-z]{2})?/\d{7}(?:v\d+)?)", re.ASCII | re.IGNORECASE
)


def canonical_doi(written: str, *, address: bool = False) -> str:
    """Return the DOI of `written` (what follows `doi:` or `doi.org/`), decoded and in lower case.

    In an `address` a query or a fragment is not part of the DOI. No check is made: see `doi_problem`.
    """
    if "\\" in written:
        written = _ESCAPE.sub("", written)
    if address and ("?" in written or "#" in written) and (cut := _QUERY.search(written)):
        written = written[: cut.start()]
    if "%" in written and _ENCODED.search(written):
        written = unquote(written)
    return written.lower()


def doi_problem(doi: str) -> str:
    """Return why a canonical DOI cannot be asked about, or an empty string."""
    if not _SHAPE.match(doi):
        return "" if _SHORT.fullmatch(doi) else _shape_problem(doi)
    if len(doi) > LENGTH_LIMIT:
        return "longer than any DOI"
    if doi.isascii() and doi.isprintable():
        return "" if " " not in doi else "a space inside the DOI"
    for character in doi:
        if unicodedata.category(character) in {"Cc", "Cf", "Cs", "Zl", "Zp", "Zs"}:
            return f"an invisible character inside the DOI (U+{ord(character):04X})"
    return ""


def _shape_problem(doi: str) -> str:
    if not doi.startswith("10."):
        return "a DOI starts with 10."
    if not (prefix := _PREFIX.match(doi)):
        return "no registrant of four or more digits after 10."
    rest = doi[prefix.end() :]
    if rest in {"", "/"} or (rest[0] == "/" and not rest[1:].strip()):
        return "no suffix after the prefix"
    return "no slash after the prefix"


def doi_identifier(doi: str) -> Identifier:
    """Return the identity of a canonical DOI: arXiv's own DOIs are arXiv papers."""
    if doi.startswith("10.48550/") and (match := _ARXIV.fullmatch(doi)):
        return Identifier(IdentifierKind.ARXIV, arxiv_value(match[1]))
    return Identifier(IdentifierKind.DOI, doi)


_CLASS = re.compile(r"^([a-z-]+)\.[a-z]{2}(?=/)", re.IGNORECASE)


def arxiv_value(written: str) -> str:
    """Return the canonical id: lower case, without the subject class of old ids."""
    return _CLASS.sub(r"\1", written).lower()


_NEW = re.compile(r"(\d{2})(\d{2})\.(\d{4,5})(v[1-9]\d*)?", re.ASCII)
_OLD = re.compile(r"([a-z-]+)(?:\.[a-z]{2})?/(\d{2})(\d{2})\d{3}(v[1-9]\d*)?", re.ASCII)
_MONTHS = range(1, 13)
ARCHIVES_WORDS = (
    "acc-phys adap-org alg-geom ao-sci astro-ph atom-ph bayes-an chao-dyn chem-ph cmp-lg comp-gas "
    "cond-mat cs dg-ga econ eess funct-an gr-qc hep-ex hep-lat hep-ph hep-th math math-ph mtrl-th nlin "
    "nucl-ex nucl-th patt-sol physics plasm-ph q-alg q-bio q-fin quant-ph solv-int stat supr-con"
)
ARCHIVES = ARCHIVES_WORDS.split()


def arxiv_problem(value: str) -> str:
    """Return why a canonical arXiv id cannot exist, or an empty string."""
    if match := _NEW.fullmatch(value):
        if int(match[2]) not in _MONTHS:
            return "the third and fourth digit of an arXiv id are a month"
        wanted = 4 if int(match[1]) < 15 else 5  # noqa: PLR2004 - five digits since January 2015
        return "" if len(match[3]) == wanted else f"an arXiv id of that month has {wanted} digits after the point"
    if match := _OLD.fullmatch(value):
        if match[1] not in ARCHIVES:
            return "no arXiv archive has that name"
        return "" if int(match[3]) in _MONTHS else "the third and fourth digit of an arXiv number are a month"
    return "not the shape of an arXiv id (2401.01234 or hep-th/9901001)"
