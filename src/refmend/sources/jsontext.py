"""JSON with places: a tolerant scanner without recursion, so that nothing is too deep and a cut file still yields."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from msgspec import Struct, field

from refmend.sources.builder import Builder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from refmend.model import FieldText, SourceFile
    from refmend.sources.passage import Passage

_TOKEN = re.compile(
    r"[ \t\r\n,:]*(?:(?P<string>\"[^\"\\\n]*(?:\\.[^\"\\\n]*)*\")"
    r"|(?P<open>[{\[])|(?P<close>[}\]])|(?P<other>[^\s,:{}\[\]\"]+))"
)
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})(?:\\u([dD][c-fC-F][0-9a-fA-F]{2}))?|(.))", re.DOTALL)
_DOUBLED = re.compile("''()()()")
_FOLD = re.compile(r"[ \t]*\n\s*()()()")
_FOLDED = {'"': re.compile(rf"{_ESCAPE.pattern}|[ \t]*\n\s*", re.DOTALL), "'": re.compile(r"(?:''|[ \t]*\n\s*)()()()")}
_SIMPLE = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}
_HIGH = range(0xD800, 0xDC00)
DEEPEST = 200


class Node(Struct):
    """A value: `kind` is object, array, string or other; `start` and `end` are its place, quotes left out."""

    kind: str
    start: int
    end: int
    members: dict[str, Node] = field(default_factory=dict)
    items: list[Node] = field(default_factory=list)
    closed: bool = True


def encode(text: str) -> str:
    """Return `text` escaped for the inside of a JSON string."""
    return json.dumps(text, ensure_ascii=False)[1:-1]


def scan(text: str, start: int, end: int) -> tuple[Node, str]:
    """Read a JSON text; return its root and why it is broken, or an empty string."""
    root = Node("array", start, end)
    stack: list[tuple[Node, str | None]] = [(root, None)]
    at, problem = start, ""
    while match := _TOKEN.match(text, at, end):
        at = match.end()
        if match["close"]:
            if len(stack) == 1:
                problem = problem or "a bracket is closed that was never opened"
                continue
            node = stack.pop()[0]
            node.end = at
            node.closed = True
            continue
        node = _node(match)
        parent, key = stack[-1]
        if parent.kind == "object" and key is None:
            stack[-1] = (parent, string(text, node) if node.kind == "string" else text[node.start : node.end])
            continue
        _attach(parent, key, node)
        if parent.kind == "object":
            stack[-1] = (parent, None)
        if match["open"]:
            stack.append((node, None))
    if text[at:end].strip() or len(stack) > 1:
        problem = problem or "the JSON text is broken or cut off"
    return root, problem


def _node(match: re.Match[str]) -> Node:
    if match["string"]:
        return Node("string", match.start("string") + 1, match.end("string") - 1)
    if match["open"]:
        kind = "object" if match["open"] == "{" else "array"
        return Node(kind, match.start("open"), match.end(), closed=False)
    return Node("other", match.start("other"), match.end("other"))


def _attach(parent: Node, key: str | None, node: Node) -> None:
    if parent.kind == "array":
        parent.items.append(node)
    elif key is not None:
        parent.members.setdefault(key, node)


def string(text: str, node: Node) -> str:
    """Return the words of a string, or the text of a number."""
    raw = text[node.start : node.end]
    pattern = _escapes(text, node)
    return pattern.sub(_meant, raw) if pattern is not None else raw


def _escapes(text: str, node: Node) -> re.Pattern[str] | None:
    """Return what is escaped inside a value: by backslashes in double quotes, in YAML also by doubled single quotes."""
    quote = text[node.start - 1 : node.start] if node.kind == "string" else ""
    if "\n" in text[node.start : node.end]:  # in YAML alone
        return _FOLDED.get(quote, _FOLD)
    return _ESCAPE if quote == '"' else _DOUBLED if quote == "'" else None


def _meant(match: re.Match[str]) -> str:
    if match.group() == "''":
        return "'"
    if match.group().isspace():
        return " "
    if match[1] is None:
        return _SIMPLE.get(match[3], match[3])
    first = int(match[1], 16)
    if first in _HIGH and match[2]:
        return chr(0x10000 + ((first - 0xD800) << 10) + (int(match[2], 16) - 0xDC00))
    tail = chr(int(match[2], 16)) if match[2] else ""
    return (chr(first) if not 0xD800 <= first < 0xE000 else "\ufffd") + tail  # noqa: PLR2004 - the surrogates


def passage(file: SourceFile, node: Node, *, keep_space: bool = False) -> Passage | None:
    """Return a string (or number) with the place of each character; None for an empty one."""
    builder = Builder(file)
    text, at = file.text, node.start
    if (pattern := _escapes(text, node)) is not None:
        for match in pattern.finditer(text, node.start, node.end):
            builder.add(text[at : match.start()], at, match.start())
            builder.add(_meant(match), match.start(), match.end())
            at = match.end()
    builder.add(text[at : node.end], at, node.end)
    return builder.build(keep_space=keep_space)


def spelt(file: SourceFile, node: Node) -> FieldText | None:
    """Return a text with the place of each character; None where the file shows it letter by letter."""
    if node.kind != "string" or (found := passage(file, node)) is None or found.shift is not None:
        return None
    return found.field(0, len(found.text))


def strings(root: Node) -> Iterator[Node]:
    """Yield every string value below a node, in order."""
    stack = [root]
    while stack:
        node = stack.pop()
        if node.kind == "string":
            yield node
        stack.extend(reversed([*node.members.values(), *node.items]))
