"""Are the names of an abridged author list checked? APA cuts a long list short: first names, "…", the last one.

    python bench/ellipsis.py ENTRIES.jsonl [--seed 7] [--each 1] [--show 20]

Each line of the file holds `doi`, `clean` (a correct APA entry) and `record` (Crossref's). Entries whose author list is
abridged are compared as they are (a finding is a false flag), then with one wrong name planted, once for every kind:

* a letter slip in a family name, before and after the ellipsis (a letter lost, doubled, swapped or another one);
* another person for the last one, and for one before the ellipsis;
* a name that the record has, but at another place (hidden by the ellipsis, or anywhere else);
* a wrong first initial, before and after;
* one name left out before the ellipsis, the next one moving up so that their number stays.

A plant counts as found if a metadata rule says more than an information; as placed, if the finding touches the name.
"""

from __future__ import annotations

import argparse
import json
import pathlib
import random
import re
import sys
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "src"))

from pairs import findings_of

from refmend.compare.fold import key
from refmend.model import Author, AuthorList, Identifier, IdentifierKind, Name, Record, SourceFile
from refmend.resolvers.records.crossref import from_crossref
from refmend.sources import parse

MARK = re.compile(r"\.\s?\.\s?\.|\u2026")
LETTERS = "abcdefghijklmnoprstuvwyz"
LEAST = 4  # letters: a shorter name with a slip is another name


@dataclass(frozen=True)
class Case:
    """An abridged entry: its line, the names read in it, the record, and a stranger from another entry."""

    text: str
    doi: str
    people: AuthorList
    record: Record
    stranger: Name

    @property
    def before(self) -> list[Author]:
        return list(self.people.authors[: self.people.ellipsis])

    @property
    def after(self) -> list[Author]:
        return list(self.people.authors[self.people.ellipsis :])

    def put(self, author: Author, text: str) -> str:
        return self.text[: author.span.start] + text + self.text[author.span.end :]


def line_of(entry: dict) -> str:
    return f"1. {entry['clean']} https://doi.org/{entry['doi']}\n"


def references_of(text: str) -> list:
    return list(parse(SourceFile("list.md", "markdown", text)))


def cases(entries: list[dict], rng: random.Random) -> list[Case]:
    """Return the abridged entries of which every name could be read."""
    found = []
    for entry in entries:
        if not MARK.search(entry["clean"].split(" (")[0]):
            continue
        text = line_of(entry)
        people = references_of(text)[0].authors
        if people is None or people.ellipsis is None:
            print(f"- not read as an abridged list, left out: {entry['clean'][:160]}")
            continue
        record = from_crossref(entry["record"], Identifier(IdentifierKind.DOI, entry["doi"].lower()))
        known = {key(name.family or "") for name in record.authors}
        while True:
            other = rng.choice(entries)["record"].get("author") or [{}]
            stranger = Name(other[0].get("family"), other[0].get("given"))
            named = stranger.given and key(stranger.given)[:1] and len(key(stranger.family or "")) >= LEAST
            if named and key(stranger.family) not in known:
                break
        found.append(Case(text, entry["doi"].lower(), people, record, stranger))
    return found


def cited(name: Name) -> str:
    """Return a name as APA shows it."""
    initials = " ".join(f"{part[0]}." for part in re.findall(r"[^\W\d_]+", name.given or ""))
    return f"{name.family}, {initials}".rstrip(", ")


def misspelt(case: Case, authors: list[Author], rng: random.Random) -> tuple[str, Author] | None:
    """Plant a letter slip in a family name."""
    rng.shuffle(authors)
    for author in authors:
        word = author.name.family or ""
        places = [at for at in range(1, len(word)) if word[at].isascii() and word[at].islower()]
        if len(key(word)) < LEAST or not places:
            continue
        for _ in range(20):
            at = rng.choice(places)
            wrong = rng.choice(
                [word[:at] + word[at + 1 :], word[:at] + rng.choice(LETTERS) + word[at + 1 :],
                 word[:at] + word[at] + word[at:], word[:at] + word[at + 1 : at + 2] + word[at] + word[at + 2 :]]
            )  # fmt: skip
            if key(wrong) != key(word):
                span = author.family_span
                return case.text[: span.start] + wrong + case.text[span.end :], author
    return None


def replaced(case: Case, author: Author, name: Name) -> tuple[str, Author] | None:
    """Plant another name in the place of one."""
    shown = cited(name)
    if key(shown) == key(str(author.name)) or key(name.family or "") == key(author.name.family or ""):
        return None
    return case.put(author, shown), author


def elsewhere(case: Case, author: Author, rng: random.Random) -> tuple[str, Author] | None:
    """Plant a name of the record that belongs to another place."""
    shown = {key(other.name.family or "") for other in case.people.authors}
    others = case.record.authors[:-1]
    hidden = [name for name in others if name.family and name.given and key(name.family) not in shown]
    return replaced(case, author, rng.choice(hidden)) if hidden else None


def swapped(case: Case, rng: random.Random) -> tuple[str, Author] | None:
    """Plant a swap of two names before the ellipsis."""
    if len(case.before) < 2:
        return None
    one, other = sorted(rng.sample(case.before, 2), key=lambda author: author.span)
    if key(one.name.family or "") == key(other.name.family or ""):
        return None
    first, last = (case.text[author.span.start : author.span.end] for author in (one, other))
    return case.put(other, first)[: one.span.start] + last + case.put(other, first)[one.span.end :], one


def misinitialled(case: Case, authors: list[Author], rng: random.Random) -> tuple[str, Author] | None:
    """Plant a first initial that is none of the person's."""
    authors = [author for author in authors if author.given_span and (author.name.given or "")[:1].isascii()]
    if not authors:
        return None
    author = rng.choice(authors)
    at = author.given_span.start
    used = {part[0].upper() for name in case.record.authors for part in re.findall(r"[^\W\d_]+", key_words(name))}
    free = [letter for letter in "ABCDEFGHIJKLMNOPRSTUVWXYZ" if letter not in used]
    own = {part[0].upper() for part in re.findall(r"[^\W\d_]+", author.name.given or "")}
    letter = rng.choice(free) if free else rng.choice([item for item in "QXUYZ" if item not in own])
    return case.text[:at] + letter + case.text[at + 1 :], author


def key_words(name: Name) -> str:
    return f"{name.given or ''} {name.family or ''}"


def left_out(case: Case, rng: random.Random) -> tuple[str, Author] | None:
    """Plant an omission before the ellipsis; the record's next name moves up."""
    count = case.people.ellipsis
    if len(case.record.authors) <= count + 1 or count < 2:
        return None
    gone = rng.randrange(count)
    following = [case.text[author.span.start : author.span.end] for author in case.before[gone + 1 :]]
    names = [*following, cited(case.record.authors[count])]
    text = case.text
    for author, name in reversed(list(zip(case.before[gone:], names, strict=True))):
        text = text[: author.span.start] + name + text[author.span.end :]
    before = [*case.before[gone:]]
    same = all(key(one.name.family or "") == key(other.name.family or "") for one, other in pairwise(before))
    return None if same and len(before) > 1 else (text, case.before[gone])


def plants(case: Case, rng: random.Random) -> dict[str, tuple[str, Author] | None]:
    """Return the entry with each kind of wrong name, and the name that was touched."""
    before, last = case.before, case.after[-1]
    return {
        "letter slip before": misspelt(case, list(before), rng),
        "letter slip after": misspelt(case, case.after, rng),
        "stranger before": replaced(case, rng.choice(before), case.stranger),
        "stranger last": replaced(case, last, case.stranger),
        "of another place, before": elsewhere(case, rng.choice(before), rng),
        "of another place, last": elsewhere(case, last, rng),
        "two swapped before": swapped(case, rng),
        "initial before": misinitialled(case, list(before), rng),
        "initial after": misinitialled(case, case.after, rng),
        "one left out before": left_out(case, rng),
    }


def judge(text: str, record: Record) -> list:
    """Return the findings for an entry."""
    found = references_of(text)
    return findings_of(found[0], record) if found else []


def main() -> None:
    """Print a row for each kind, and the figures as one line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=pathlib.Path)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--each", type=int, default=1, help="plants of each kind in each entry")
    parser.add_argument("--show", type=int, default=0)
    args = parser.parse_args()
    rng = random.Random(args.seed)  # noqa: S311 - reproducible plants, no secret
    entries = [json.loads(line) for line in args.data.read_text(encoding="utf-8").splitlines()]
    chosen = cases(entries, rng)
    planted, found, placed, shown, false = Counter(), Counter(), Counter(), 0, 0
    for case in chosen:
        if flags := judge(case.text, case.record):
            false += 1
            print(f"- false flag: {case.text}    {[item.message for item in flags]}")
        for _ in range(args.each):
            for kind, plant in plants(case, rng).items():
                if plant is None or plant[0] == case.text:
                    continue
                flags = judge(plant[0], case.record)
                low, high = plant[1].span.start, plant[1].span.end
                planted[kind] += 1
                found[kind] += bool(flags)
                placed[kind] += any(item.span.start <= high and low <= item.span.end for item in flags)
                if not flags and shown < args.show:
                    shown += 1
                    names = "; ".join(map(str, case.record.authors))
                    print(f"- {kind}, not found: {plant[0]}    record: {names}\n")
    print("| planted | found | at the name |\n|---|---|---|")
    for kind, count in planted.items():
        print(f"| {kind} | {found[kind]}/{count} | {placed[kind]}/{count} |")
    total = {"entries": len(chosen), "false_flags": false, "planted": planted.total(), "found": found.total()}
    print(json.dumps(total | {"found_rate": round(found.total() / max(1, planted.total()), 5)}))


if __name__ == "__main__":
    main()
