"""Many links on servers that reset, stall, drip and flood at random: every one comes to an end, within bounds."""

import asyncio
import gzip
import os
import random
from pathlib import Path

from net_loopback import CLOSE, HANG, OK, RESET, Server, loopback

from refmend.model import Fault
from refmend.net import Net

LINKS = int(os.environ.get("HOSTILE_LINKS", "160"))
BOMB = gzip.compress(b"\0" * 20_000_000)
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
ACTS = [
    [OK],
    [OK],
    [OK],
    [RESET],
    [HANG],
    [CLOSE],
    [b"\x00\xff garbage \r\n\r\n", CLOSE],
    [b"H", 0.05, b"T", 0.05, *[b"T", 0.1] * 100],
    [HEAD + b"\r\n", *[b"x", 0.1] * 100],
    [b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" * 1000, HANG],
    [HEAD, *[b"X-A: b\r\n" * 500] * 20, HANG],
    [HEAD + b"\r\n", *[b"<p>endless</p>" * 5000] * 40, CLOSE],
    [HEAD + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(BOMB) + BOMB],
    [HEAD + b"Content-Length: 9999\r\n\r\n<title>x", RESET],
    [HEAD + b"Transfer-Encoding: chunked\r\n\r\nZZZ\r\n", HANG],
    [b"HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/\r\nContent-Length: 0\r\n\r\n"],
    [b"HTTP/1.1 302 Found\r\nLocation: /again\r\nContent-Length: 0\r\n\r\n"],
    [b"HTTP/1.1 429 Slow\r\nRetry-After: nan\r\nContent-Length: 0\r\n\r\n"],
]


PROCESS = Path("/proc/self")


def most_memory() -> int:
    """Return the most kilobytes that this process held since the peak was last set back; 0 where nobody counts."""
    status = (PROCESS / "status").read_text() if (PROCESS / "status").exists() else "VmHWM: 0"
    return int(status.partition("VmHWM:")[2].split()[0])


def test_every_link_comes_to_an_end():
    if (PROCESS / "clear_refs").exists():
        (PROCESS / "clear_refs").write_text("5")  # sets the peak back: tests before this one count no longer
    held = most_memory()  # nor does what they still hold
    chance = random.Random(7)  # noqa: S311 - repeatable, not secret

    async def main():
        async with Server({"*": lambda _method, _headers: chance.choice(ACTS)}) as server:
            second = await asyncio.start_server(server._serve, "0.0.0.0", 0)  # noqa: S104 - the whole of 127.0.0.0/8
            port = second.sockets[0].getsockname()[1]
            urls = [f"http://127.9.{n % 40}.1:{port}/{n}" for n in range(LINKS)]
            async with Net(loopback(timeout=1.0, max_concurrency=64)) as net:
                seen = await asyncio.gather(*(net.follow(url) for url in urls))
            second.close()
            return seen

    seen = asyncio.run(main())
    assert len(seen) == LINKS
    for observation in seen:
        assert observation.answers or observation.fault
        assert len(observation.body) <= 262_144
        assert "169.254" not in "".join(answer.url for answer in observation.answers)
    assert {Fault.NONE, Fault.RESET, Fault.FORBIDDEN_ADDRESS, Fault.PROTOCOL} <= {item.fault for item in seen}
    assert most_memory() - held < 100_000  # kilobytes, the test's own server included
