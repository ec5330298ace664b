"""DOCX, read only: the paragraphs of a word processor's document as lines of text, its links behind their words."""

from __future__ import annotations

import io
import lzma
import re
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING

from lxml import etree

from refmend.identifiers import read
from refmend.sources.plain import parse_block

if TYPE_CHECKING:
    from collections.abc import Iterator

    from refmend.model import Reference, SourceFile

LIMIT = 64_000_000
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_SPACES = frozenset({f"{_W}tab", f"{_W}br", f"{_W}cr"})
_HYPERLINK = re.compile(r"HYPERLINK\s{1,9}\"([^\"\s]{1,2000})\"")
_LABEL = 2
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
    """Yield the paragraphs with words in them; what a text box repeats for older programs is left out."""
    targets = _targets(archive, name)
    root = _read(archive, name)
    for paragraph in root.iter(f"{_W}p"):
        if next(paragraph.iterancestors(_FALLBACK), None) is None and (line := _line(paragraph, targets)):
            yield line


def _line(paragraph: etree._Element, targets: dict[str, str]) -> str:
    """Return the words of a paragraph, behind them the addresses that its links do not show."""
    parts: list[str] = []
    instructions: list[str] = []
    addresses: list[tuple[str, str]] = []
    for element in _inside(paragraph):
        if element.tag == f"{_W}t":
            parts.append(element.text or "")
        elif element.tag == f"{_W}noBreakHyphen":
            parts.append("\u2011")
        elif element.tag == f"{_W}hyperlink":
            words = "".join(piece.text or "" for piece in element.iter(f"{_W}t"))
            addresses.append((targets.get(str(element.get(f"{_R}id")), ""), words))
        elif element.tag == f"{_W}instrText":
            instructions.append(element.text or "")
        elif element.tag == f"{_W}fldSimple":
            instructions.append(str(element.get(f"{_W}instr")))
        elif element.tag in _SPACES:
            parts.append(" ")
    addresses += [(match[1], "") for match in _HYPERLINK.finditer("".join(instructions))]
    line = " ".join("".join(parts).split())
    for address, words in addresses:
        if "://" in address and address not in line and not _shows(words, address):
            line = f"{_without_label(line, words)} {address}".lstrip()
    return line


def _inside(element: etree._Element) -> Iterator[etree._Element]:
    """Yield what stands in a paragraph, in order, but not the paragraphs of a box inside it."""
    for child in element:
        if child.tag in {f"{_W}p", f"{_W}del", _FALLBACK}:
            continue
        yield child
        yield from _inside(child)


def _shows(words: str, address: str) -> bool:
    """Tell whether the words of a link are its address in another form ("doi:10.1000/x")."""
    shown, meant = read(words), read(address)
    return shown is not None and meant is not None and shown.identifier == meant.identifier


def _without_label(line: str, words: str) -> str:
    """Return the line without a label at its end ("Link", "full text") that only leads to an address."""
    label = " ".join(words.split())
    ends = bool(label) and line.endswith(label) and len(label.split()) <= _LABEL
    return line[: -len(label)].rstrip() if ends else line
