"""Is anything slower than linear? Every parser is given hostile texts of size n and 2n, and the times are compared.

    python bench/linear.py                     # all targets, sizes 60 000 and 120 000
    python bench/linear.py --target source     # targets whose name holds a word
    python bench/linear.py --size 2000000      # 2 and 4 million characters

Times are those of the processor. What needs more than a moment at 2n, and more than three times what it needed at n,
is printed, as is what did not end within `--limit` seconds; the exit code is the number of such cases.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import resource
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parent.parent / "tests" / "fuzz"))

import linear_targets

if TYPE_CHECKING:
    from collections.abc import Iterator
    from multiprocessing.connection import Connection

SMALL = 0.4  # seconds: what a machine's noise may be
RATIO = 3.0


def seconds_for(target: str, pump: str, size: int) -> float:
    """Return the processor seconds that a target needs for a text."""
    text = linear_targets.PUMPS[pump](size)
    start = time.process_time()
    linear_targets.TARGETS[target](text)
    return time.process_time() - start


def work(target: str, pumps: list[str], size: int, limit: int, told: Connection) -> None:
    """Measure texts one after the other; the system ends the process at the limit."""
    for pump in pumps:
        used = int(time.process_time()) + 1
        resource.setrlimit(resource.RLIMIT_CPU, (used + limit, resource.RLIM_INFINITY))
        try:
            twice = seconds_for(target, pump, 2 * size)
            once = seconds_for(target, pump, size) if twice > SMALL else twice
            told.send((pump, once, twice))
        except Exception as error:  # noqa: BLE001 - it is told
            told.send((pump, repr(error)[:200], 0.0))


def measure(target: str, pumps: list[str], size: int, limit: int) -> Iterator[str]:
    """Yield what is wrong with a target."""
    context = multiprocessing.get_context("fork")
    left = list(pumps)
    while left:
        mine, theirs = context.Pipe(duplex=False)
        child = context.Process(target=work, args=(target, left, size, limit, theirs))
        child.start()
        theirs.close()
        try:
            while left:
                pump, once, twice = mine.recv()
                left = left[left.index(pump) + 1 :]
                if isinstance(once, str):
                    yield f"{target:20} {pump:26} FAILED {once}"
                elif twice > SMALL and twice / max(once, 0.01) > RATIO:
                    yield f"{target:20} {pump:26} n={size}: {once:.2f} s, 2n: {twice:.2f} s"
        except EOFError:
            yield f"{target:20} {left.pop(0):26} n={size}: not in {limit} s"
        child.join()


def main() -> int:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--target", default="")
    parser.add_argument("--pump", default="")
    parser.add_argument("--size", type=int, default=60_000)
    parser.add_argument("--limit", type=int, default=8)
    asked = parser.parse_args()
    os.nice(10)
    slow = 0
    targets = [target for target in linear_targets.TARGETS if asked.target in target]
    pumps = [pump for pump in linear_targets.PUMPS if asked.pump in pump]
    for target in targets:
        linear_targets.TARGETS[target](linear_targets.GOOD)  # what is imported late is imported now
        for said in measure(target, pumps, asked.size, asked.limit):
            slow += 1
            print(said, flush=True)
    print(json.dumps({"measured": len(targets) * len(pumps), "slow": slow}))
    return min(slow, 100)


if __name__ == "__main__":
    sys.exit(main())
