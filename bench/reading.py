"""Measure how long lists take to be read, and how much memory: each at two sizes, so that growth can be seen.

    python bench/reading.py [--megabytes 5] [--formats markdown,bibtex,…]

Prints one line per format and size: megabytes, entries, CPU seconds, seconds per megabyte, peak memory in MB above the
text itself. Entries are made up; nothing is asked.
"""

import argparse
import json
import random
import resource
import subprocess
import sys
import time

from refmend.model import SourceFile
from refmend.sources import parse

WORD_LIST = """energy network lattice protein model memory market cell theory learning surface climate policy neural
quantum survey method graph field growth risk water carbon signal control"""
WORDS = WORD_LIST.split()
NAME_LIST = "Smith M\u00fcller Garc\u00eda Wang \u0141a\u0144cucki O\u2019Brien Nakamura Silva Ivanov Dubois"
NAMES = NAME_LIST.split()


def work(rng, number):
    title = " ".join(rng.choice(WORDS) for _ in range(rng.randint(6, 14))).capitalize()
    people = [(rng.choice(NAMES), rng.choice("ABCDEFGHJKLM")) for _ in range(rng.randint(1, 7))]
    first = rng.randint(1, 900)
    return title, people, rng.randint(1960, 2025), rng.randint(1, 90), first, first + 12, f"10.1000/x.{number}"


def markdown(number, item):
    title, people, year, volume, first, last, doi = item
    names = ", ".join(f"{family}, {given}." for family, given in people)
    return f"{number}. {names} ({year}). {title}. *Journal of X*, *{volume}*(3), {first}\u2013{last}. https://doi.org/{doi}\n"


def plain(number, item):
    return markdown(number, item).replace("*", "")


def bibtex(number, item):
    title, people, year, volume, first, last, doi = item
    names = " and ".join(f"{family}, {given}." for family, given in people)
    return (
        f"@article{{k{number},\n  author = {{{names}}},\n  title = {{{title}}},\n  journal = {{Journal of {{X}}}},\n"
        f"  year = {year},\n  volume = {{{volume}}},\n  pages = {{{first}--{last}}},\n  doi = {{{doi}}}\n}}\n"
    )


def ris(_, item):
    title, people, year, volume, first, last, doi = item
    names = "".join(f"AU  - {family}, {given}.\n" for family, given in people)
    numbers = f"PY  - {year}\nVL  - {volume}\nSP  - {first}\nEP  - {last}\n"
    return f"TY  - JOUR\n{names}TI  - {title}\nT2  - Journal of X\n{numbers}DO  - {doi}\nER  - \n\n"


def csl(number, item):
    title, people, year, volume, first, last, doi = item
    author = [{"family": family, "given": given} for family, given in people]
    entry = {"id": f"k{number}", "type": "article-journal", "title": title, "author": author, "DOI": doi}
    entry |= {
        "container-title": "Journal of X",
        "volume": str(volume),
        "page": f"{first}-{last}",
        "issued": {"date-parts": [[year]]},
    }
    return ("[" if number == 1 else ",") + json.dumps(entry) + "\n"


FORMATS = {"markdown": markdown, "plain": plain, "bibtex": bibtex, "ris": ris, "csl-json": csl}


def text_of(name, size):
    rng = random.Random(1)  # noqa: S311 - made-up entries
    parts, length, number = [], 0, 0
    while length < size:
        number += 1
        parts.append(FORMATS[name](number, work(rng, number)))
        length += len(parts[-1])
    return "".join(parts) + ("]" if name == "csl-json" else "")


def measure(name, size):
    file = SourceFile("list", name, text_of(name, size))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.process_time()
    entries = sum(reference.kind == "entry" for reference in parse(file))
    spent = time.process_time() - start
    peak = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    megabytes = len(file.text) / 1e6
    rate = spent / megabytes
    print(f"{name:10} {megabytes:6.2f} MB {entries:7} entries {spent:6.2f} s {rate:5.2f} s/MB {peak:6.1f} MB")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--megabytes", type=float, default=5.0)
    parser.add_argument("--formats", default=",".join(FORMATS))
    parser.add_argument("--one", default="", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        measure(options.one, int(options.megabytes * 1e6))
        return
    for name in options.formats.split(","):
        for share in (0.25, 1.0):  # a process each: peak memory never falls
            size = str(options.megabytes * share)
            subprocess.run([sys.executable, __file__, "--one", name, "--megabytes", size], check=True)


if __name__ == "__main__":
    main()
