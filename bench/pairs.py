"""How the comparison decides on labelled (cited, truth) pairs, beside the peers' own comparators on the same set.

    python bench/pairs.py PAIRS.jsonl [--show 20]

Each line of the file holds `set`, `type`, `cited` (title, authors as "Given Family", year, venue) and `truth` (the
authoritative record). The record is handed to the comparison; retrieval is out of the loop. A flag is a finding of a
metadata rule above information. The peers' columns were measured on a superset of these pairs (n in parentheses).
"""

from __future__ import annotations

import argparse
import json
import pathlib
import sys
import time
from collections import Counter, defaultdict

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "src"))

from refmend import rules
from refmend.compare import compare
from refmend.model import (
    Author,
    AuthorList,
    FieldText,
    Identifier,
    IdentifierKind,
    Mention,
    Name,
    Record,
    RecordDate,
    Reference,
    Severity,
    SourceFile,
    Span,
    Title,
)
from refmend.rules.base import Entry, Run

PARTICLES = frozenset(
    ["van", "von", "de", "del", "der", "den", "di", "da", "dos", "du", "la", "le", "ten", "ter", "el", "al"]
)
ROWS = (
    ("same DOI, OpenAlex vs Crossref: flags", ("same_crossref_openalex",), None, "293", (2, 21, 22, 7, 0, 0, 9)),
    ("same DOI, DBLP vs Crossref: flags", ("same_crossref_dblp",), None, "146", (7, 9, 13, 9, 2, 0, 1)),
    ("near_miss_title: caught", None, ("near_miss_title",), "94", (66, 71, 84, 25, 84, 3, None)),
    ("partial_author_list: caught", None, ("partial_author_list",), "135", (131, 20, 130, 121, 1, 3, 11)),
    (
        "swapped, placeholder, merged authors: caught",
        None,
        ("swapped_authors", "placeholder_authors", "merged_citation"),
        "378",
        (377, 378, 378, 377, 372, 353, 376),
    ),
    (
        "wrong venue, preprint as published, version: caught",
        None,
        ("wrong_venue", "nonexistent_venue", "preprint_as_published", "arxiv_version_mismatch"),
        "462",
        (272, 329, 331, 429, 13, 23, 13),
    ),
    ("future date: caught", None, ("future_date",), "107", (None,) * 7),
    ("chimeric title, hybrid: caught", None, ("chimeric_title", "hybrid_fabrication"), "136", (None,) * 7),
)
PEERS = (
    "citecheck 0.4.1",
    "bibtex-updater 1.12.0",
    "same --strict",
    "refchecker 3.1.10",
    "check-halluc. 0.23.0",
    "citegate 0.3.0",
    "harcx 0.2.0",
)
OVERALL = (83.0, 77.6, 87.1, 91.1, 54.3, 47.5, 35.7)


def natural(text: str) -> Name:
    """Read "Given van Family"."""
    parts = text.split()
    at = len(parts) - 1
    while at > 1 and parts[at - 1].lower() in PARTICLES:
        at -= 1
    if at > 1 and parts[-1].rstrip(".").lower() in {"jr", "sr", "ii", "iii"}:
        return Name(family=parts[-2], given=" ".join(parts[:-2]), suffix=parts[-1])
    return Name(family=" ".join(parts[at:]), given=" ".join(parts[:at])) if len(parts) > 1 else Name(literal=text)


def reference_of(cited: dict, doi: str) -> Reference:
    """Build the structured entry that the pair's citing side stands for."""
    lines = [cited["title"], " and ".join(cited["authors"]), cited["year"], cited["venue"], doi]
    text, spans = "", []
    for line in lines:
        spans.append(Span(len(text), len(text) + len(line)))
        text += line + "\n"
    fields = {}
    for name, span, line in zip(
        ("title", "year", "venue"), (spans[0], spans[2], spans[3]), (lines[0], lines[2], lines[3]), strict=True
    ):
        if line:
            fields[name] = FieldText(line, span)
    if cited["authors"]:
        at, people = spans[1].start, []
        for person in cited["authors"]:
            people.append(Author(natural(person), Span(at, at + len(person))))
            at += len(person) + 5
        fields["authors"] = FieldText(AuthorList(tuple(people)), spans[1])
    mention = Mention(Identifier(IdentifierKind.DOI, doi), doi, spans[4], "field")
    return Reference(SourceFile("pair.bib", "bibtex", text), Span(0, len(text)), (mention,), fields, style="bibtex")


def record_of(truth: dict, doi: str) -> Record:
    """Build the authoritative record."""
    people = tuple(
        Name(family=person.get("family"), given=person.get("given"))
        if person.get("family")
        else Name(literal=person.get("literal") or person.get("name") or person.get("given"))
        for person in truth["authors"]
    )
    return Record(
        Identifier(IdentifierKind.DOI, doi),
        "crossref",
        titles=(Title(truth["title"]),),
        authors=people,
        dates=(RecordDate("issued", int(truth["year"])),) if truth["year"].isdigit() else (),
        containers=(truth["venue"],) if truth["venue"] else (),
    )


def findings_of(reference: Reference, record: Record) -> list:
    """Return the findings above information that the metadata rules make of an entry beside its record."""
    comparison = compare(reference, (record,))
    entry = Entry(reference, Run((reference,), {}, 2026), {record.identifier: comparison})
    names = [
        name
        for name in rules.RULES
        if name.endswith("-mismatch") or name in {"missing-author", "missing-title", "missing-date", "wrong-identifier"}
    ]
    found = [finding for name in names for finding in rules.load(name).check(entry)]
    return [finding for finding in found if finding.severity > Severity.INFO]


def flags(pair: dict) -> list[str]:
    """Return what is found in a pair."""
    doi = (pair["truth"].get("doi") or "10.1234/none").lower()
    found = findings_of(reference_of(pair["cited"], doi), record_of(pair["truth"], doi))
    return [f"{item.rule}: {item.as_written!r} -> {item.expected!r}" for item in found]


def main() -> None:
    """Print the table and the figures as one line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=pathlib.Path)
    parser.add_argument("--show", type=int, default=0)
    args = parser.parse_args()
    pairs = [json.loads(line) for line in args.data.read_text().splitlines()]
    total, flagged, shown = Counter(), Counter(), 0
    by_set: dict[tuple[str, str], list[bool]] = defaultdict(list)
    began = time.perf_counter()
    for pair in pairs:
        found = flags(pair)
        by_set[pair["set"], pair["type"]].append(bool(found))
        if bool(found) != (pair["type"] != "same") and pair["type"] != "fabricated_doi" and shown < args.show:
            shown += 1
            cited, truth = (json.dumps(pair[side], ensure_ascii=False)[:600] for side in ("cited", "truth"))
            print(f"- {pair['type']}: {cited}\n    {truth}\n    {found}")
    spent = time.perf_counter() - began
    print_table(by_set)
    for (_, kind), found in by_set.items():
        total[kind] += len(found)
        flagged[kind] += sum(found)
    wrong = [kind for kind in total if kind not in {"same", "fabricated_doi"}]
    caught = sum(flagged[kind] for kind in wrong) / max(1, sum(total[kind] for kind in wrong))
    same = flagged["same"] / max(1, total["same"])
    print(
        json.dumps(
            {
                "pairs": len(pairs),
                "caught": round(caught, 4),
                "same_flagged": round(same, 4),
                "ms_per_pair": round(spent / len(pairs) * 1000, 3),
                "by_type": {kind: f"{flagged[kind]}/{total[kind]}" for kind in sorted(total)},
            }
        )
    )


def print_table(by_set: dict[tuple[str, str], list[bool]]) -> None:
    """Print our shares beside the peers', both as per cent."""
    print("| set | refmend |", " | ".join(PEERS), "|")
    print("|---|---|" + "---|" * len(PEERS))
    for title, sets, kinds, n, figures in ROWS:
        found = [
            flag
            for (name, kind), flags_ in by_set.items()
            if (sets and name in sets) or (kinds and kind in kinds)
            for flag in flags_
        ]
        ours = f"{100 * sum(found) / len(found):.1f} % ({sum(found)}/{len(found)})" if found else "-"
        peers = " | ".join("-" if figure is None else f"{100 * figure / int(n):.1f} %" for figure in figures)
        print(f"| {title} (peers: {n}) | {ours} | {peers} |")
    found = [flag for (_, kind), flags_ in by_set.items() if kind not in {"same", "fabricated_doi"} for flag in flags_]
    print(
        f"| all wrong pairs but fabricated DOIs: caught | {100 * sum(found) / max(1, len(found)):.1f} % | "
        + " | ".join(f"{figure} %" for figure in OVERALL)
        + " |"
    )


if __name__ == "__main__":
    main()
