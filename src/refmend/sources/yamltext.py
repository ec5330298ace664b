"""The YAML that citation files are written in: mappings, lists, plain, quoted and block texts, each with its place.

Anchors, tags and flow collections over several lines are not read: what is left out is never read wrongly.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from refmend.sources.builder import Builder
from refmend.sources.jsontext import Node

if TYPE_CHECKING:
    from refmend.model import SourceFile
    from refmend.sources.passage import Passage

_LINE = re.compile(
    r"(?P<indent>[ ]*)(?P<dashes>(?:-[ ]+)*)"
    r"(?:(?P<key>\"[^\"\n]*\"|'[^'\n]*'|[^\s#:\-\[\]{}\"'&*!|>%@`][^:#\n]*?(?<! )|[\w-]+)[ ]*:(?=[ \n]|$)[ ]*)?"
)
_QUOTED = re.compile(r"\"(?P<double>[^\"\\\n]*(?:\\.[^\"\\\n]*)*)\"|'(?P<single>[^'\n]*(?:''[^'\n]*)*)'(?!')")
_LINES = {
    '"': re.compile(r"\"(?P<words>[^\"\\]{0,20000}(?:\\.[^\"\\]{0,20000})*)\"", re.DOTALL),
    "'": re.compile(r"'(?P<words>[^']{0,20000}(?:''[^']{0,20000})*)'(?!')"),
}
_PLAIN = re.compile(r"[^\n]*?(?<! )(?=[ ]+#|[ ]*(?:\n|$))")
_ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|(.))|(?<=')''|''")
_OPENING = re.compile(r"(?:^|(?<=[\s(\[]))[\"']")
_SIMPLE = {"n": "\n", "t": "\t", "r": "\r", "0": "\0"}
DEEPEST = 60
Stack = list[tuple[int, Node, bool]]  # column, node, and whether it is an item of a list


def scan(text: str, start: int, end: int) -> Node:
    """Read a YAML text into nodes; a line that cannot be read is left out.

    A quotation mark without its end leaves its node, and the root, not `closed`.
    """
    root = Node("object", start, end)
    stack: Stack = [(-1, root, False)]
    at = start
    while at < end:
        stop = text.find("\n", at, end)
        stop = end if stop < 0 else stop
        line = text[at:stop].strip()
        if line and not line.startswith(("#", "---", "...", "%")):
            stop = _line(text, at, stop, end, stack)
        at = stop + 1
    return root


def _line(text: str, at: int, stop: int, end: int, stack: Stack) -> int:
    """Take one line; return where it ends (a block text takes more than one)."""
    match = _LINE.match(text, at, stop)
    if match is None:
        return stop
    indent = len(match["indent"])
    for dash in re.finditer("-", match["dashes"]):
        column = indent + dash.start()
        _pop(stack, column, inclusive=False)
        while stack[-1][2] and stack[-1][0] == column:
            stack.pop()
        parent = stack[-1][1]
        item = Node("object", match.start("dashes") + dash.start(), stop)
        parent.kind = "array" if not parent.members else parent.kind
        parent.items.append(item)
        if len(stack) < DEEPEST:
            stack.append((column, item, True))
    column = indent + len(match["dashes"])
    if match["key"] is None:
        value = _value(text, match.end(), stop, end)
        if value is not None and stack[-1][1].kind == "object" and not stack[-1][1].members and match["dashes"]:
            node = stack[-1][1]
            node.kind, node.start, node.end, node.closed = "string", value.start, value.end, value.closed
            stack[0][1].closed &= value.closed
            return _line_end(text, max(stop, value.end), end)
        return stop
    _pop(stack, column, inclusive=not match["dashes"])
    return _member(text, match, stop, end, stack, column)


def _pop(stack: Stack, column: int, *, inclusive: bool) -> None:
    while len(stack) > 1 and (stack[-1][0] > column or (inclusive and stack[-1][0] == column)):
        stack.pop()


def _member(text: str, match: re.Match[str], stop: int, end: int, stack: Stack, column: int) -> int:
    """Take `key: value`."""
    parent = stack[-1][1]
    key = match["key"].strip("\"'")
    head = text[match.end() : stop].strip()
    if head[:1] in {"|", ">"}:
        node, stop = _block(text, stop, end, column)
    elif head[:1] in {"[", "{"}:
        node = _flow(text, match.end(), stop)
    else:
        node = _value(text, match.end(), stop, end) or Node("object", match.start("key"), stop)
        if node.kind == "string":
            stop = _continued(text, node, _line_end(text, max(stop, node.end), end), end, column)
            stack[0][1].closed &= node.closed
    if node.kind == "object" and len(stack) < DEEPEST:
        stack.append((column, node, False))
    parent.members.setdefault(key, node)
    for _, holder, _ in stack:
        holder.end = max(holder.end, stop)
    return stop


_FLOW = re.compile(
    r"[\s,]*(?:(?P<open>[\[{])|(?P<close>[\]}])|\"(?P<double>[^\"\\\n]*(?:\\.[^\"\\\n]*)*)\"|'(?P<single>[^'\n]*(?:''[^'\n]*)*)'"
    r"|(?P<plain>[^\s,\[\]{}\"':](?:[^,\[\]{}:\n]|:(?! ))*))[ ]*(?P<colon>:(?= ))?"
)


def _flow(text: str, at: int, stop: int) -> Node:
    """Take a list or a mapping that stands on one line."""
    root = Node("array", at, stop)
    stack: list[tuple[Node, str]] = [(root, "")]
    while match := _FLOW.match(text, at, stop):
        at = match.end()
        parent, key = stack[-1]
        name = next(
            (group for group in ("open", "close", "double", "single", "plain") if match[group] is not None), "plain"
        )
        if name == "close":
            if len(stack) > 1:
                stack.pop()
            continue
        if match["colon"]:
            stack[-1] = (parent, match[name].strip())
            continue
        first, last = match.span(name)
        last = first + len(text[first:last].rstrip()) if name == "plain" else last
        kind = "string" if name != "open" else "array" if match["open"] == "[" else "object"
        node = Node(kind, first, last)
        if parent.kind == "array":
            parent.items.append(node)
        else:
            parent.members.setdefault(key, node)
        if name == "open" and len(stack) < DEEPEST:
            stack.append((node, ""))
    return root.items[0] if root.items else root


def _block(text: str, at: int, end: int, column: int) -> tuple[Node, int]:
    """Take a block text: the lines that are indented deeper."""
    first = last = at
    while at < end:
        stop = text.find("\n", at + 1, end)
        stop = end if stop < 0 else stop
        line = text[at + 1 : stop]
        if line.strip() and len(line) - len(line.lstrip(" ")) <= column:
            break
        last = stop if line.strip() else last
        at = stop
    while first < last and text[first].isspace():
        first += 1
    return Node("string", first, last), at


def _line_end(text: str, at: int, end: int) -> int:
    stop = text.find("\n", at, end)
    return end if stop < 0 else stop


def _continued(text: str, node: Node, stop: int, end: int, column: int) -> int:
    """Let a plain text go on in the lines that are indented deeper; return where its last line ends."""
    if text[node.start - 1 : node.start] in _LINES:
        return stop
    while stop < end:
        following = _line_end(text, stop + 1, end)
        line = text[stop + 1 : following]
        words = line.strip()
        if not words or words[0] == "#" or len(line) - len(line.lstrip(" ")) <= column:
            break
        node.end = stop + 1 + len(line.rstrip())
        stop = following
    return stop


def _value(text: str, at: int, stop: int, end: int) -> Node | None:
    """Take a text on the rest of a line, a quoted one to its end wherever that is; None where there is none."""
    while at < stop and text[at] == " ":
        at += 1
    if quoted := _QUOTED.match(text, at, stop):
        name = "double" if quoted["double"] is not None else "single"
        return Node("string", *quoted.span(name))
    if lines := _LINES.get(text[at : at + 1]):
        closed = lines.match(text, at, end)
        return Node("string", *closed.span("words")) if closed else Node("string", at + 1, stop, closed=False)
    plain = _PLAIN.match(text, at, stop)
    if plain is None or not plain.group() or plain.group()[0] in "#&*![{":
        return None
    return Node("string", *plain.span())


def passage(file: SourceFile, node: Node) -> Passage | None:
    """Return a text with the place of each character, its lines joined."""
    builder = Builder(file)
    text, at = file.text, node.start
    quote = text[node.start - 1 : node.start]
    pattern = re.compile(
        r"(?:(?<!\s)\s+)?\n\s*"
        + (r"|\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|(.))" if quote == '"' else "|''" if quote == "'" else "")
    )
    for match in pattern.finditer(text, node.start, node.end):
        builder.add(text[at : match.start()], at, match.start())
        builder.add(_meant(match), match.start(), match.end())
        at = match.end()
    builder.add(text[at : node.end], at, node.end)
    return builder.build()


def _meant(match: re.Match[str]) -> str:
    if match.group() == "''":
        return "'"
    if match.group()[0] != "\\":
        return " "
    code = match[1] or match[2]
    return chr(int(code, 16)) if code else _SIMPLE.get(match[3], match[3])


def encode(text: str) -> str:
    """Return `text` for a place inside a YAML text: nothing is known of its quotes, so it gets the printer's."""
    text = _OPENING.sub(lambda match: "\u201c" if match.group() == '"' else "\u2018", text)
    return text.replace('"', "\u201d").replace("'", "\u2019")
