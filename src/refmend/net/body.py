"""Bodies: decoded as they arrive, never beyond the bytes asked for."""

from __future__ import annotations

import zlib

_GZIP = zlib.MAX_WBITS | 16
_MOST_MEMBERS = 64  # in one feed: what follows each is copied
PLAIN = frozenset({"", "identity", "none", "binary", "utf-8"})


class Body:
    """A body under construction: at most `limit` decoded bytes, from at most as many wire bytes and some more.

    What is said to be compressed but is not is kept as it came. An encoding that was not offered gives no body.
    """

    __slots__ = ("_inflate", "_parts", "_raw_left", "_unreadable", "left", "problem", "truncated")

    def __init__(self, encoding: str, limit: int) -> None:
        """Prepare for a Content-Encoding (`gzip`, `deflate`, none)."""
        self._parts: list[bytes] = []
        self.left = limit
        self._raw_left = limit + 65_536
        self.truncated = False
        self.problem = ""
        self._unreadable = False
        self._inflate = None
        encoding = encoding.strip().lower()
        if encoding in {"gzip", "x-gzip"}:
            self._inflate = zlib.decompressobj(_GZIP)
        elif encoding == "deflate":
            self._inflate = zlib.decompressobj()
        elif encoding not in PLAIN:
            self._unreadable = True
            self.problem = "unknown content encoding"

    def feed(self, data: bytes) -> bool:
        """Take wire bytes; return False once no more are wanted."""
        self._raw_left -= len(data)
        if self._unreadable:
            data = b""
        elif self._inflate is not None:
            data = self._decode(data)
        if len(data) > self.left:
            data = data[: self.left]
            self.truncated = True
        if data:
            self._parts.append(data)
            self.left -= len(data)
        if self._raw_left < 0:
            self.truncated = True
        return not self.truncated

    def value(self) -> bytes:
        """Return what was decoded."""
        return self._parts[0] if len(self._parts) == 1 else b"".join(self._parts)

    def _decode(self, data: bytes) -> bytes:
        inflate = self._inflate
        assert inflate is not None  # noqa: S101 - for the type checker, the caller has looked
        try:
            decoded = inflate.decompress(data, self.left + 1)
        except zlib.error as error:
            return self._undecodable(data, str(error))
        return decoded + self._further_members(self.left + 1 - len(decoded))

    def _further_members(self, room: int) -> bytes:
        """Read what follows the end of a gzip member; a damaged one ends the body, and what came before it is kept."""
        decoded = b""
        for _ in range(_MOST_MEMBERS):
            ended = self._inflate
            if ended is None or not ended.eof or ended.unused_data[:2] != b"\x1f\x8b" or room <= len(decoded):
                break
            self._inflate = zlib.decompressobj(_GZIP)
            try:
                decoded += self._inflate.decompress(ended.unused_data, room - len(decoded))
            except zlib.error as error:
                return decoded + self._undecodable(ended.unused_data, str(error))
        return decoded

    def _undecodable(self, data: bytes, problem: str) -> bytes:
        """Keep what is not compressed after all; a raw deflate stream (no zlib header) is read as one."""
        started = bool(self._parts)
        self.problem = f"content encoding: {problem}"[:100]
        if not started and data[:2] != b"\x1f\x8b" and data[:1] != b"\x78":
            try:
                raw = zlib.decompressobj(-zlib.MAX_WBITS)
                decoded = raw.decompress(data, self.left + 1)
            except zlib.error:
                self._inflate = None
                return data
            self._inflate, self.problem = raw, ""
            return decoded
        self._inflate = None
        self._unreadable = True
        return b""
