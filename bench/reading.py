"""Measure how long lists take to be read, and how much memory: each at two sizes, so that growth can be seen.

    python bench/reading.py [--megabytes bibtex=5,markdown=20,folder=6] [--runs 3] [--without lychee,bibtexparser]

Every reading is a process of its own, from its start to its end: the least CPU seconds (user and system) of the runs,
and the peak of its resident memory. `every field` also reads the words of each entry, which otherwise wait until
somebody asks for them. Beside them bibtexparser (`.bib`) and `lychee --dump` (Markdown and folders), where they are
installed. `folder` holds 2,000 small files, a third each of Markdown, plain text and BibTeX. Entries are made up;
nothing is asked. The last line holds the figures as JSON.
"""

import argparse
import importlib.util
import json
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile

from refmend.errors import InputError
from refmend.sources import parse
from refmend.sources.files import collect

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
    names = [f"{family}, {given}." for family, given in people]
    names = ", & ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
    return f"{number}. {names} ({year}). {title}. *Journal of X*, *{volume}*(3), {first}\u2013{last}. https://doi.org/{doi}\n"


def plain(number, item):
    return markdown(number, item).replace("*", "")


def bibtex(number, item):
    title, people, year, volume, first, last, doi = item
    names = " and ".join(f"{family}, {given}." for family, given in people)
    abstract = f"{title}. {title.lower()} of {{DNA}} and \\&c."
    return (
        f"@article{{k{number},\n  author = {{{names}}},\n  title = {{{title}}},\n  journal = {{Journal of {{X}}}},\n"
        f"  year = {year},\n  month = jan,\n  volume = {{{volume}}},\n  pages = {{{first}--{last}}},\n"
        f"  doi = {{{doi}}},\n"
        f"  url = {{https://www.example.org/articles/{number}}},\n  keywords = {{{', '.join(title.split()[:5])}}},\n"
        f"  abstract = {{{abstract}}}\n}}\n"
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


SUFFIXES = {"markdown": ".md", "plain": ".txt", "bibtex": ".bib", "ris": ".ris", "csl-json": ".json"}
FILES = 2000


def text_of(name, size, start=0):
    rng = random.Random(start + 1)  # noqa: S311 - made-up entries
    parts, length, number = [], 0, start
    while length < size:
        number += 1
        parts.append(FORMATS[name](number, work(rng, number)))
        length += len(parts[-1])
    return "".join(parts) + ("]" if name == "csl-json" else "")


def write(name, size, folder):
    """Write one file of a format, or a folder of small files; return its path."""
    if name != "folder":
        path = folder / f"list{SUFFIXES[name]}"
        path.write_text(text_of(name, size), encoding="utf-8")
        return path
    path, kinds = folder / "lists", ("markdown", "plain", "bibtex")
    path.mkdir()
    count = max(1, round(FILES * size / (MEGABYTES["folder"] * 1e6)))
    for number in range(count):
        kind = kinds[number % 3]
        text = text_of(kind, size / count - 300, number * 1000)
        (path / f"{number}{SUFFIXES[kind]}").write_text(text, encoding="utf-8")
    return path


# -- readers, each run in a process of its own ---------------------------------------------------------------------


def ours(path, *, fields):
    entries = 0
    for file in collect([path]):
        if isinstance(file, InputError):
            raise file
        for reference in parse(file):
            entries += reference.kind == "entry"
            if fields:
                len(reference.fields)
    return entries


def theirs(path):
    import bibtexparser  # noqa: PLC0415 - not of this project's own needs

    return len(bibtexparser.parse_file(path).entries)


READERS = {
    "refmend": lambda path: ours(path, fields=False),
    "refmend, every field": lambda path: ours(path, fields=True),
    "bibtexparser": theirs,
}


def run(command):
    """Return the CPU seconds and the peak memory in MB of a process, and what it printed."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        printed = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{command[:3]} ended with {process.returncode}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, printed


def commands(name, path, without):
    """Yield (reader, command) for all that can read a case."""
    for reader in ("refmend", "refmend, every field"):
        yield reader, [sys.executable, __file__, "--read", reader, path]
    if name == "bibtex" and "bibtexparser" not in without and importlib.util.find_spec("bibtexparser"):
        yield "bibtexparser", [sys.executable, __file__, "--read", "bibtexparser", path]
    beside = shutil.which("lychee") or shutil.which("lychee", path=str(pathlib.Path(sys.executable).parent))
    if name in {"markdown", "plain", "folder"} and "lychee" not in without and beside:
        yield "lychee --dump", [beside, "--dump", "--include-verbatim", path]


def measure(name, megabytes, runs, without):
    """Print a line for each reader; return the figures.

    The lists are written by a process of its own: what this one holds would count as its children's memory.
    """
    found = {}
    for share in (0.5, 1.0):
        with tempfile.TemporaryDirectory() as folder:
            command = [sys.executable, __file__, "--write", name, str(megabytes * share), folder]
            path = subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
            for reader, command in commands(name, path, without):
                results = [run(command) for _ in range(runs)]
                seconds, memory = min(one[0] for one in results), min(one[1] for one in results)
                found.setdefault(reader, []).append((round(seconds, 2), round(memory)))
    for reader, ((half, _), (whole, memory)) in found.items():
        growth = whole / max(half, 0.01)
        print(
            f"| {name}, {megabytes:g} MB | {reader} | {half:.2f} | {whole:.2f} | {growth:.1f} | {memory} |", flush=True
        )
    return found


MEGABYTES = {"bibtex": 5.0, "markdown": 20.0, "folder": 6.0}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--megabytes", default=",".join(f"{name}={size:g}" for name, size in MEGABYTES.items()))
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--without", default="")
    parser.add_argument("--read", nargs=2, metavar=("READER", "PATH"), help=argparse.SUPPRESS)
    parser.add_argument("--write", nargs=3, metavar=("CASE", "MEGABYTES", "FOLDER"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.write:
        name, size, folder = options.write
        print(write(name, float(size) * 1e6, pathlib.Path(folder)))
        return
    if options.read:
        print(READERS[options.read[0]](options.read[1]))
        return
    print("| case | reader | half, CPU s | whole, CPU s | growth | peak MB |\n|---|---|---|---|---|---|")
    figures = {}
    for part in options.megabytes.split(","):
        name, size = part.split("=")
        figures[name] = measure(name, float(size), options.runs, options.without.split(","))
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
