"""Feed every parser hostile input for a time, and say what broke.

    python bench/fuzz.py --seconds 600              # all targets, sharing the time
    python bench/fuzz.py --seconds 60 --target run  # targets whose name holds a word
    python bench/fuzz.py --seed 7                   # the same inputs again

What breaks is made small, printed with the input that does it, and worth a case in tests/fuzz/test_finds.py. The exit
code is the number of targets that broke.
"""

# ruff: noqa: S311, E402 - chance that can be repeated; the targets are found beside the tests

from __future__ import annotations

import argparse
import logging
import os
import random
import sys
import time
import traceback
import warnings
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent.parent / "tests" / place) for place in ("fuzz", "")]

import fuzz_targets
from hypothesis import HealthCheck, Phase, given, seed, settings

BATCH = 200
PHASES = (Phase.generate, Phase.shrink)


def feed(target: fuzz_targets.Target, seconds: float, number: int) -> tuple[int, str]:
    """Run one target for some seconds; return how many inputs it took and what broke it."""
    end = time.monotonic() + seconds
    taken = 0

    def one(drawn: tuple) -> None:
        nonlocal taken
        taken += 1
        target.run(*drawn)

    rounds = 0
    while rounds == 0 or time.monotonic() < end:
        chosen = settings(
            max_examples=BATCH, deadline=None, database=None, phases=PHASES, suppress_health_check=list(HealthCheck)
        )
        try:
            seed(number + rounds)(chosen(given(target.given)(one)))()
        except BaseException as error:
            if isinstance(error, KeyboardInterrupt):
                raise
            return taken, "".join(traceback.format_exception(error))
        rounds += 1
    return taken, ""


def main() -> int:
    """Feed what was asked for."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=600.0)
    parser.add_argument("--target", default="")
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--lines", type=int, default=25)
    asked = parser.parse_args()
    number = random.randrange(10**9) if asked.seed is None else asked.seed
    os.nice(10)
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    chosen = {name: target for name, target in fuzz_targets.TARGETS.items() if asked.target in name}
    whole = sum(target.share for target in chosen.values())
    broken = total = 0
    started = time.monotonic()
    print(f"seed {number}", flush=True)
    for name, target in chosen.items():
        taken, why = feed(target, asked.seconds * target.share / whole, number)
        total += taken
        broken += bool(why)
        print(f"{name:18} {taken:7} inputs  {'BROKE' if why else 'whole'}", flush=True)
        if why:
            print("\n".join(why.splitlines()[-asked.lines :]), flush=True)
    print(f"{total} inputs in {time.monotonic() - started:.0f} s, {broken} of {len(chosen)} targets broke")
    return broken


if __name__ == "__main__":
    sys.exit(main())
