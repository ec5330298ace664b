"""The same references in every list people keep: are clean ones left alone, slips found, and mended to the character?

    python bench/styles.py RECORDS.jsonl [--n 300] [--seed 7] [--styles bib,mla,…] [--kinds title,doi,…] [--show 20]

Each line of the file holds `record`, a work as Crossref describes it. The works are written as `.bib`, CSL-JSON, RIS,
NBIB, EndNote XML and in prose styles (`rendering.py`); one slip of a kind is planted in every entry that has such a
value; the pipeline runs with the records supplied (parsing, comparing, rules, fixing as in `refmend check --fix`,
nothing is asked). Per style: clean entries flagged; planted entries found; restored to the character by all fixes; made
worse by the safe fixes; whether fixing again changes nothing. The last line holds the figures as JSON.
"""

import argparse
import json
import pathlib
import random
import time
from collections import Counter, defaultdict

from rapidfuzz.distance import Levenshtein
from rendering import STYLES, work_of

from refmend import sources
from refmend.answers import remember
from refmend.check import judge_references
from refmend.config import Config
from refmend.fix import apply
from refmend.model import Applicability, Found, LinkState, LinkStatus, Outcome, Severity, SourceFile
from refmend.resolvers.records.crossref import from_crossref

LETTER = "abcdefghijklmnopqrstuvwxyz"
OLD_FORMS = ("http://dx.doi.org/", "https://dx.doi.org/", "http://doi.org/")
KINDS = ("title", "family", "year", "volume", "pages", "doi")
METADATA = frozenset(
    {"wrong-identifier", "unregistered-doi", "malformed-doi", "missing-author", "missing-date", "missing-title"}
)


def is_metadata(rule):
    return rule.endswith("-mismatch") or rule in METADATA


# -- planting ------------------------------------------------------------------------------------------------------


def spots(atoms, shortest):
    """Return the indices of plain letters in words that are long enough for a slip to be one."""
    found, word = [], []
    for at, atom in enumerate([*atoms, ""]):
        if len(atom) == 1 and atom.isalpha():
            word.append(at)
            continue
        found += [at for at in word if len(word) >= shortest and atoms[at].isascii()]
        word = []
    return found


def letter_slip(atoms, rng, shortest):
    """Return the atoms with one letter wrong, lost, doubled or swapped, or None where there is no place for it."""
    places = spots(atoms, shortest)
    if not places:
        return None
    at, now = rng.choice(places), list(atoms)
    how = rng.choice(["wrong", "lost", "doubled", "swapped"])
    if how == "swapped" and at + 1 in places and atoms[at].lower() != atoms[at + 1].lower():
        now[at], now[at + 1] = now[at + 1], now[at]
    elif how == "lost":
        del now[at]
    elif how == "doubled":
        now.insert(at, atoms[at])
    else:
        letter = rng.choice(LETTER.replace(atoms[at].lower(), ""))
        now[at] = letter.upper() if atoms[at].isupper() else letter
    return now


def digit_slip(atoms, rng, *, year=False):
    """Return the atoms with one digit wrong (of a year one of the last two), or None where there is none."""
    places = [at for at, atom in enumerate(atoms) if len(atom) == 1 and atom in "0123456789"]
    places = places[2:] if year else places
    if not places:
        return None
    at, now = rng.choice(places), list(atoms)
    now[at] = rng.choice("123456789".replace(atoms[at], ""))
    return now


def doi_slip(atoms, rng):
    """Return a DOI in a form that is not asked for: in a field with an address, in prose with an old one."""
    text = atoms[0]
    if text.startswith("https://doi.org/"):
        bare = text.removeprefix("https://doi.org/")
        return [rng.choice(OLD_FORMS) + bare]
    return [rng.choice([*OLD_FORMS, "https://doi.org/", "doi:"]) + text]


SLIPS = {
    "title": lambda atoms, rng: letter_slip(atoms, rng, 5),
    "family": lambda atoms, rng: letter_slip(atoms, rng, 4),
    "year": lambda atoms, rng: digit_slip(atoms, rng, year=True),
    "volume": digit_slip,
    "pages": digit_slip,
    "doi": doi_slip,
}


def planted(parts, kind, rng):
    """Return the parts with one slip of a kind, or None where nothing of the kind can be planted."""
    choices = [at for at, (role, _) in enumerate(parts) if role == kind]
    rng.shuffle(choices)
    for at in choices:
        atoms = SLIPS[kind](parts[at][1], rng)
        if atoms is not None and "".join(atoms) != "".join(parts[at][1]):
            return [*parts[:at], [kind, atoms], *parts[at + 1 :]]
    return None


def text_of(parts):
    return "".join(atom for _, atoms in parts for atom in atoms)


# -- running -------------------------------------------------------------------------------------------------------


class Listed:
    """A list in one style: its entries' texts, and the file that they make."""

    def __init__(self, style, entries):
        _, self.format, self.head, self.joint, self.tail = STYLES[style]
        self.entries = entries
        self.starts, text = [], self.head
        for at, entry in enumerate(entries):
            text += self.joint if at else ""
            self.starts.append(len(text))
            text += entry
        self.file = SourceFile("refs", self.format, text + self.tail)

    def entry_at(self, offset):
        """Return the index of the entry in which an offset lies."""
        return max((at for at, start in enumerate(self.starts) if start <= offset), default=0)

    def split(self, text):
        """Return the entries of a mended file, or none where the list itself was changed."""
        found = text.removeprefix(self.head).removesuffix(self.tail).split(self.joint)
        return found if len(found) == len(self.entries) else [""] * len(self.entries)


def findings(listed, records):
    """Return the findings of the pipeline, the records of the works supplied."""
    references = list(sources.parse(listed.file))
    answers = remember(references, Config(), None)
    for identifier in {mention.identifier for one in references for mention in one.mentions} - answers.outcomes.keys():
        item = records.get(identifier.value.lower())
        if item is not None:
            resolution = Found((from_crossref(item, identifier),))
            answers.outcomes[identifier] = Outcome(identifier, resolution, LinkStatus(LinkState.ALIVE))
    return judge_references(references, answers)[1]


def mended(listed, found, *, unsafe):
    """Return the text after the safe fixes, or after all of them."""
    wanted = (Applicability.SAFE, Applicability.UNSAFE) if unsafe else (Applicability.SAFE,)
    return apply(listed.file, [one.fix for one in found if one.fix and one.fix.applicability in wanted]).raw


def distance(one, other):
    return Levenshtein.distance(one, other)


def measure_clean(style, entries, records, show):
    """Return the number of clean entries with a finding, and those that any fix would change."""
    listed = Listed(style, [text_of(parts) for parts in entries])
    found, flagged = findings(listed, records), defaultdict(list)
    for one in found:
        if is_metadata(one.rule) and one.severity > Severity.INFO:
            flagged[listed.entry_at(one.span.start)].append(one)
    for at, some in flagged.items():
        show("false flag", listed.entries[at], "", some)
    changed = 0
    for before, after in zip(listed.entries, listed.split(mended(listed, found, unsafe=True)), strict=True):
        if before != after:
            changed += 1
            show("clean, changed", before, after, [])
    return {"clean": len(entries), "flagged": len(flagged), "changed": changed}


def measure_kind(style, kind, entries, records, rng, show):
    """Return what became of one planted kind."""
    pairs = [(text_of(parts), text_of(slip)) for parts in entries if (slip := planted(parts, kind, rng))]
    if not pairs:
        return Counter()
    counts = Counter(planted=len(pairs))
    listed = Listed(style, [slip for _, slip in pairs])
    found, by_entry = findings(listed, records), defaultdict(list)
    for one in found:
        by_entry[listed.entry_at(one.span.start)].append(one)
    safe = listed.split(mended(listed, found, unsafe=False))
    text = mended(listed, found, unsafe=True)
    for at, (clean, slip) in enumerate(pairs):
        some = by_entry[at]
        seen = [one for one in some if is_metadata(one.rule) or (kind == "doi" and "doi" in one.rule)]
        counts["found"] += bool(seen)
        if not seen:
            show(f"{kind}: not found", slip, "", some)
        if safe[at] != slip and distance(safe[at], clean) >= distance(slip, clean):
            counts["worse"] += 1
            show(f"{kind}: made worse", slip, safe[at], some)
        after = listed.split(text)[at]
        counts["restored"] += after == clean
        if after != clean:
            show(f"{kind}: not restored", slip, after, some)
    again = Listed(style, [])
    again.file = SourceFile("refs", listed.format, text)
    counts["changed_again"] = mended(again, findings(again, records), unsafe=True) != text
    return counts


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=pathlib.Path)
    parser.add_argument("--n", type=int, default=300)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--styles", default=",".join(STYLES))
    parser.add_argument("--kinds", default=",".join(KINDS))
    parser.add_argument("--show", type=int, default=0, help="examples of each sort of failure")
    options = parser.parse_args()
    rows = [json.loads(line) for line in options.data.read_text(encoding="utf-8").splitlines()]
    random.Random(options.seed).shuffle(rows)  # noqa: S311 - repeatable
    records = {row["record"]["DOI"].lower(): row["record"] for row in rows}
    figures, shown = {}, Counter()

    def show(why, before, after, some):
        shown[style, why] += 1
        if shown[style, why] <= options.show:
            print(f"- {style} {why}\n    {before}\n" + (f"    {after}\n" if after else ""), end="")
            for one in some:
                said = f"{one.as_written!r} -> {one.expected!r}"
                print(f"    {one.rule}[{one.severity.name}] {said} {'mended' if one.fix else 'no fix'}")

    print(
        "| style | clean flagged | changed | "
        + " | ".join(f"{kind} found, restored" for kind in options.kinds.split(","))
        + " | worse |"
    )
    for style in options.styles.split(","):
        rng, began = random.Random(options.seed), time.process_time()  # noqa: S311
        entries = [STYLES[style][0](work_of(row["record"]), at, rng) for at, row in enumerate(rows[: options.n])]
        clean = measure_clean(style, entries, records, show)
        kinds = {kind: measure_kind(style, kind, entries, records, rng, show) for kind in options.kinds.split(",")}
        total = sum(kinds.values(), Counter())
        cells = " | ".join(f"{c['found']}, {c['restored']} of {c['planted']}" for c in kinds.values())
        print(
            f"| {style} | {clean['flagged']} of {clean['clean']} | {clean['changed']} | {cells} | {total['worse']} |",
            flush=True,
        )
        figures[style] = {
            "false_flag_rate": round(clean["flagged"] / max(1, clean["clean"]), 4),
            "clean_changed": clean["changed"],
            "found": round(total["found"] / max(1, total["planted"]), 4),
            "restored": round(total["restored"] / max(1, total["planted"]), 4),
            "made_worse": total["worse"],
            "idempotent": not total["changed_again"],
            "cpu_seconds": round(time.process_time() - began, 1),
        }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
