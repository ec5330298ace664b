"""DOCX, read only: the paragraphs of a word processor's document as lines of text, its links behind their words."""

from __future__ import annotations

import io
import lzma
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING

from lxml import etree

from refmend.sources.plain import parse_block

if TYPE_CHECKING:
    from collections.abc import Iterator

    from refmend.model import Reference, SourceFile

LIMIT = 64_000_000
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_PARTS = ("document", "footnotes", "endnotes")
_DAMAGE = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, etree.XMLSyntaxError, NotImplementedError, RuntimeError),
    *(EOFError, OSError, KeyError, struct.error),
)


def parse(file: SourceFile) -> Iterator[Reference]:
    """Yield the references of the extracted text: one paragraph is one line."""
    at = 0
    while at < len(file.text):
        stop = file.text.find("\n", at)
        stop = len(file.text) if stop < 0 else stop
        yield from parse_block(file, at, stop)
        at = stop + 1


def text_of(data: bytes) -> str:
    """Return the text of a DOCX file; raises `ValueError` with a reason where it is none."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = [f"word/{part}.xml" for part in _PARTS if f"word/{part}.xml" in archive.namelist()]
            if "word/document.xml" not in names:
                raise ValueError("no word/document.xml inside")
            return "\n".join(line for name in names for line in _lines(archive, name)) + "\n"
    except _DAMAGE as error:
        raise ValueError(f"not a readable DOCX file ({type(error).__name__})") from error


def _read(archive: zipfile.ZipFile, name: str) -> etree._Element:
    """Parse one part; entities are not resolved and a part that unpacks too large is refused."""
    if archive.getinfo(name).file_size > LIMIT:
        raise ValueError("it unpacks to too much text")
    with archive.open(name) as stream:
        data = stream.read(LIMIT + 1)
    if len(data) > LIMIT:
        raise ValueError("it unpacks to too much text")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    return etree.fromstring(data, parser)


def _targets(archive: zipfile.ZipFile, name: str) -> dict[str, str]:
    """Return the addresses of a part's hyperlinks by their ids."""
    relations = f"word/_rels/{name.rpartition('/')[2]}.rels"
    if relations not in archive.namelist():
        return {}
    root = _read(archive, relations)
    return {str(item.get("Id")): str(item.get("Target")) for item in root if item.get("TargetMode") == "External"}


def _lines(archive: zipfile.ZipFile, name: str) -> Iterator[str]:
    targets = _targets(archive, name)
    for paragraph in _read(archive, name).iter(f"{_W}p"):
        parts: list[str] = []
        for element in paragraph.iter(f"{_W}t", f"{_W}tab", f"{_W}br", f"{_W}noBreakHyphen", f"{_W}hyperlink"):
            if element.tag == f"{_W}t":
                parts.append(element.text or "")
            elif element.tag == f"{_W}noBreakHyphen":
                parts.append("\u2011")
            elif element.tag == f"{_W}hyperlink":
                words = "".join(piece.text or "" for piece in element.iter(f"{_W}t"))
                address = targets.get(str(element.get(f"{_R}id")), "")
                if "://" in address and words.strip() != address:
                    parts.append(f"<{address}> ")
            else:
                parts.append(" ")
        if line := " ".join("".join(parts).split()):
            yield line
