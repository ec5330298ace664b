# ruff: noqa: RUF001, E501 - dashes and quotes as people write them, and templates as long as an entry
"""Crossref records as the lists people keep: `.bib`, CSL-JSON, RIS, NBIB, EndNote, and prose in six styles.

An entry is a list of parts `[role, atoms]`; an atom is what stands for one character (`{\\'e}` for "é" in BibTeX), so
that a slip can be planted in a value without touching the markup around it. Nothing here is refmend's own code: the
list is written as other programs write it.
"""

import html
import json
import re
import unicodedata

ACCENTS = {"\u0301": "'", "\u0300": "`", "\u0302": "^", "\u0308": '"', "\u0303": "~", "\u030c": "v", "\u0327": "c",
           "\u030a": "r", "\u0304": "=", "\u0306": "u", "\u0328": "k", "\u0307": ".", "\u030b": "H"}  # fmt: skip
LETTERS = {"ß": r"{\ss}", "ø": r"{\o}", "Ø": r"{\O}", "ł": r"{\l}", "Ł": r"{\L}", "æ": r"{\ae}", "Æ": r"{\AE}",
           "å": r"{\aa}", "Å": r"{\AA}", "ı": r"{\i}", "–": "--", "—": "---", "“": "``", "”": "''",
           "‘": "`", "’": "'"}  # fmt: skip
ESCAPED = {"&": r"\&", "%": r"\%", "#": r"\#", "_": r"\_", "$": r"\$", "{": r"\{", "}": r"\}", "~": r"\textasciitilde{}",
           "^": r"\textasciicircum{}", "\\": r"\textbackslash{}"}  # fmt: skip
SMALL = frozenset("a an and as at but by for from in into nor of on or over per the to up via with".split())  # noqa: SIM905
BIB_TYPES = {"journal-article": "article", "book-chapter": "incollection", "proceedings-article": "inproceedings"}
MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()  # noqa: SIM905


def plain(text):
    """Return a deposited text as a reader sees it."""
    text = re.sub(r"<[^<>]{1,200}>", "", html.unescape(html.unescape(text or "")))
    return " ".join(text.split())


def work_of(record):
    """Return the record's values as plain texts; an absent one is empty."""
    first = lambda value: plain((value or [""])[0])  # noqa: E731
    people = [(plain(p.get("family") or p.get("name")), plain(p.get("given")), "family" not in p)
              for p in record.get("author", []) if p.get("family") or p.get("name")]  # fmt: skip
    return {
        "title": first(record.get("title")),
        "venue": first(record.get("container-title")),
        "people": people,
        "year": str((record.get("issued", {}).get("date-parts") or [[""]])[0][0] or ""),
        **{name: plain(record.get(name)) for name in ("volume", "issue", "page")},
        "doi": record["DOI"],
        "type": record.get("type", "journal-article"),
    }


def part(role, text):
    return [role, list(text)]


# -- BibTeX -------------------------------------------------------------------------------------------------------


def tex_atoms(text, *, ascii_only, protect):
    """Return the TeX of each character; `protect` puts braces around words with an inner capital, or single capitals."""
    atoms = []
    for char in text:
        base = unicodedata.normalize("NFD", char)
        if char in ESCAPED:
            atoms.append(ESCAPED[char])
        elif char in LETTERS and (ascii_only or char in "–—"):
            atoms.append(LETTERS[char])
        elif ascii_only and len(base) == 2 and base[1] in ACCENTS and base[0].isascii():
            mark, letter = ACCENTS[base[1]], base[0].replace("i", r"\i")
            atoms.append(
                f"{{\\{mark}{{{letter}}}}}" if mark.isalpha() or ascii_only == "long" else f"{{\\{mark}{letter}}}"
            )
        else:
            atoms.append(char)
    for word in re.finditer(r"\w+", text) if protect else ():
        if protect == "words" and any(map(str.isupper, word.group()[1:])):
            atoms[word.start()] = "{" + atoms[word.start()]
            atoms[word.end() - 1] += "}"
        elif protect == "letters" and word.start() and word.group()[0].isupper():
            atoms[word.start()] = "{" + atoms[word.start()] + "}"
    return atoms


def bib_people(people, rng, ascii_only):
    """Return the parts of an author field: divided by commas or in natural order, organisations in braces."""
    parts, natural = [], rng.random() < 0.25
    for at, (family, given, literal) in enumerate(people):
        name = tex_atoms(family, ascii_only=ascii_only, protect="")
        first = tex_atoms(given, ascii_only=ascii_only, protect="")
        if at:
            parts.append(part("", " and " if rng.random() < 0.9 else "\n            and "))
        if literal:
            parts += [part("", "{"), ["name", name], part("", "}")]
        elif natural and given and re.fullmatch(r"[^\W\d_]+", family) and "," not in given:
            parts += [["given", first], part("", " "), ["family", name]]
        else:
            braces = "{", "}" if "," in family or " and " in family else ""
            name = [*braces[0], *name, *braces[1]] if braces[1] else name
            parts += [["family", name], part("", ", " if given else ""), ["given", first]]
    return parts


def bib(work, number, rng):
    """One entry as reference managers export it, or as people write it."""
    ascii_only = rng.choice(["", "short", "long"])
    protect, latex = rng.choice(["", "words", "letters"]), rng.random() < 0.5
    title = ["title", tex_atoms(work["title"], ascii_only=ascii_only, protect=protect)]
    double = rng.random() < 0.15
    fields = [("author", bib_people(work["people"], rng, ascii_only))] if work["people"] else []
    fields.append(("title", [part("", "{"), title, part("", "}")] if double else [title]))
    if work["venue"]:
        label = "booktitle" if work["type"] != "journal-article" else "journal" if latex else "journaltitle"
        fields.append((label, [["venue", tex_atoms(work["venue"], ascii_only=ascii_only, protect="")]]))
    year = part("year", work["year"])
    fields.append(("year", [year]) if latex else ("date", [year, part("", rng.choice(["", "-05", "-05-17"]))]))
    fields += [(name, [part(name if name != "page" else "", work[name])]) for name in ("volume",) if work[name]]
    if work["issue"]:
        fields.append(("number", [part("issue", work["issue"])]))
    if work["page"]:
        dash = rng.choice(["--", "--", "-", "–"])
        fields.append(("pages", [["pages", tex_atoms(work["page"].replace("-", "\0"), ascii_only="", protect="")]]))
        fields[-1][1][0][1] = [dash if atom == "\0" else atom for atom in fields[-1][1][0][1]]
    fields.append(("doi", [["doi", [work["doi"]]]]))
    if rng.random() < 0.3:
        fields.insert(rng.randrange(len(fields)), ("month", MONTHS[rng.randrange(12)]))
    if rng.random() < 0.3:
        fields.append(
            ("note", [part("", rng.choice(["Cited by the committee", "{Accessed} 2021-05-06", "In {P}ress"]))])
        )
    return bib_text(work, number, rng, fields)


def bib_text(work, number, rng, fields):
    """Write the fields with braces or quotes, aligned or not, now and then without the last comma."""
    kind = BIB_TYPES.get(work["type"], "misc")
    lead, equals = rng.choice([("  ", " = "), ("\t", "="), ("    ", "      = ")])
    parts = [part("", f"@{rng.choice([kind, kind, kind.upper()])}{{key{number},\n")]
    for at, (name, value) in enumerate(fields):
        parts.append(part("", f"{lead}{name}{equals}"))
        if isinstance(value, str):
            parts.append(part("", value))
        elif name == "year" and value[0][1] and rng.random() < 0.5:
            parts += value
        else:
            text = "".join(atom for _, atoms in value for atom in atoms)
            quoted = '"' not in text and rng.random() < 0.2
            parts += [part("", '"' if quoted else "{"), *value, part("", '"' if quoted else "}")]
        parts.append(part("", ",\n" if at < len(fields) - 1 or rng.random() < 0.5 else "\n"))
    return [*parts, part("", "}")]


# -- the other structured formats -----------------------------------------------------------------------------------


def json_text(role, text):
    return [role, [json.dumps(char, ensure_ascii=False)[1:-1] for char in text]]


def csl(work, number, rng):
    """One CSL-JSON item on a line of its own, non-ASCII letters as they are or escaped."""
    parts = [
        part("", f'{{"id": "key{number}", "type": "article-journal", "title": "'),
        json_text("title", work["title"]),
    ]
    if work["people"]:
        parts.append(part("", '", "author": ['))
        for at, (family, given, literal) in enumerate(work["people"]):
            parts += [part("", ", " if at else ""), part("", '{"literal": "' if literal else '{"family": "'),
                      json_text("name" if literal else "family", family)]  # fmt: skip
            parts += [part("", '", "given": "'), json_text("given", given)] if given else []
            parts.append(part("", '"}'))
        parts.append(part("", '], "_": "'))
    for role, key, value in (("venue", "container-title", work["venue"]), ("volume", "volume", work["volume"]),
                             ("issue", "issue", work["issue"]), ("pages", "page", work["page"])):  # fmt: skip
        parts += [part("", f'", "{key}": "'), json_text(role, value)] if value else []
    parts += [part("", '", "issued": {"date-parts": [['), part("year", work["year"]), part("", ']]}, "DOI": "'),
              ["doi", [json.dumps(work["doi"])[1:-1]]], part("", '"}')]  # fmt: skip
    if rng.random() < 0.3:
        for role, atoms in parts:
            if role:
                atoms[:] = [json.dumps(atom)[1:-1] if not atom.isascii() else atom for atom in atoms]
    return parts


def tagged(rows):
    """Return lines of a tag and a value; a row without a value is left out."""
    parts = []
    for label, role, text in rows:
        if text or not role:
            parts += [part("", label), [role, [text]] if role == "doi" else part(role, text), part("", "\n")]
    return parts[:-1]


def ris(work, _number, rng):
    """One RIS record as Zotero, EndNote or a publisher writes it."""
    first, _, last = work["page"].partition("-")
    whole = rng.random() < 0.2
    rows = [("TY  - JOUR", "", "")]
    rows += [("AU  - ", "people", person) for person in work["people"]]
    rows += [(rng.choice(["TI  - ", "T1  - "]), "title", work["title"]), (rng.choice(["T2  - ", "JO  - ", "JF  - "]), "venue", work["venue"]),
             ("PY  - ", "year", work["year"]), ("VL  - ", "volume", work["volume"]), ("IS  - ", "issue", work["issue"]),
             ("SP  - ", "pages", work["page"] if whole else first), ("EP  - ", "pages", "" if whole else last),
             ("DO  - ", "doi", work["doi"]), ("ER  - ", "", "")]  # fmt: skip
    parts = []
    for label, role, value in rows:
        if role == "people":
            family, given, literal = value
            parts += [part("", label), part("name" if literal else "family", family)]
            parts += [part("", ", "), part("given", given)] if given else []
            parts.append(part("", "\n"))
        elif value or not role:
            parts += [part("", label), [role, [value]] if role == "doi" else part(role, value), part("", "\n")]
    return parts[:-1]


def nbib(work, number, _rng):
    """One PubMed record: full names and short ones, the title with its stop, the DOI in brackets."""
    rows = [(f"PMID- {number + 100000}", "", ""), ("VI  - ", "volume", work["volume"]), ("IP  - ", "issue", work["issue"]),
            ("DP  - ", "year", work["year"])]  # fmt: skip
    parts = [*tagged(rows), part("", "\nTI  - "), part("title", work["title"]), part("", ".\n")]
    if work["page"]:
        parts += [part("", "PG  - "), part("pages", work["page"]), part("", "\n")]
    for family, given, literal in work["people"]:
        parts += [part("", "FAU - " if not literal else "CN  - "), part("name" if literal else "family", family)]
        parts += [part("", ", "), part("given", given)] if given else []
        parts.append(part("", "\n"))
    if work["venue"]:
        parts += [part("", "JT  - "), part("venue", work["venue"]), part("", "\n")]
    return [*parts, part("", "LID - "), ["doi", [work["doi"]]], part("", " [doi]")]


def xml_text(role, text):
    return [role, [html.escape(char, quote=False) for char in text]]


def endnote(work, _number, rng):
    """One EndNote record on a line of its own, with or without its style elements."""
    styled = rng.random() < 0.5
    opened, closed = ('<style face="normal" font="default" size="100%">', "</style>") if styled else ("", "")

    def leaf(name, role, text):
        value = ["doi", [html.escape(text, quote=False)]] if role == "doi" else xml_text(role, text)
        return [part("", f"<{name}>{opened}"), value, part("", f"{closed}</{name}>")] if text else []

    parts = [part("", '<record><ref-type name="Journal Article">17</ref-type><contributors><authors>')]
    for family, given, literal in work["people"]:
        name = [xml_text("name" if literal else "family", family)]
        name += [part("", ", "), xml_text("given", given)] if given else []
        parts += [part("", f"<author>{opened}"), *name, part("", f"{closed}</author>")]
    parts.append(part("", "</authors></contributors><titles>"))
    parts += [
        *leaf("title", "title", work["title"]),
        *leaf("secondary-title", "venue", work["venue"]),
        part("", "</titles>"),
    ]
    parts += [
        *leaf("pages", "pages", work["page"]),
        *leaf("volume", "volume", work["volume"]),
        *leaf("number", "issue", work["issue"]),
    ]
    parts += [part("", "<dates>"), *leaf("year", "year", work["year"]), part("", "</dates>")]
    return [*parts, *leaf("electronic-resource-num", "doi", work["doi"]), part("", "</record>")]


# -- prose ---------------------------------------------------------------------------------------------------------


def headline(title):
    """Return a title with capitals as Chicago and MLA set it; words with capitals of their own stay."""
    words = title.split(" ")
    return " ".join(
        word
        if not word[:1].islower() or (word.lower() in SMALL and 0 < at < len(words) - 1)
        else word[0].upper() + word[1:]
        for at, word in enumerate(words)
    )


def initials(given, joint=" ", dot="."):
    """Return the initials of given names ("Jean-Paul M." becomes "J.-P. M.")."""
    words = [
        re.sub(r"[^\W\d_][\w'\u2019]*\.?", lambda found: found[0][0].upper() + dot, word)
        for word in given.replace(".", ". ").split()
    ]
    return joint.join(word.rstrip("-") for word in words)


def name_parts(person, shape, form):
    family, given, literal = person
    given = {"full": given, "initials": initials(given), "bare": initials(given, "", "").replace("-", "")}[form]
    name = part("name" if literal else "family", family)
    if literal or not given:
        return [name]
    if shape == "natural":
        return [part("given", given), part("", " "), name]
    return [name, part("", ", " if shape == "comma" else " "), part("given", given)]


def people_parts(people, first, rest, form, joint, last, most, shown, et_al):  # noqa: PLR0913, PLR0917
    """Return a list of names; of more than `most` only `shown` are named."""
    named = people if len(people) <= most else people[:shown]
    parts = []
    for at, person in enumerate(named):
        if at:
            closing = at == len(named) - 1 and len(named) == len(people)
            parts.append(part("", (last[len(named) > 2] if closing else joint)))
        parts += name_parts(person, rest if at else first, form)
    return [*parts, part("", et_al)] if len(named) < len(people) else parts


def ended(parts, sign="."):
    """Return what is needed to end a part of an entry with a stop."""
    text = "".join(atom for _, atoms in parts for atom in atoms)
    return part("", "" if text.endswith((sign, "?", "!")) else sign)


def quoted(title, sign):
    return [part("", "“"), part("title", title), part("", "” " if title[-1:] in "?!." else f"{sign}” ")]


def number_parts(*rows):
    return [
        piece
        for before, role, text, after in rows
        if text
        for piece in (part("", before), part(role, text), part("", after))
    ]


def pages_of(work):
    return work["page"].replace("-", "–")


def chicago(work, rng):
    people = people_parts(work["people"], "comma", "natural", "full", ", ", (", and ", ", and "), 10, 7, ", et al")
    title = headline(work["title"]) if rng.random() < 0.5 else work["title"]
    parts = [*people, ended(people), part("", " "), part("year", work["year"]), part("", ". ")] if people else []
    parts += quoted(title, ".") if people else [*quoted(title, "."), part("year", work["year"]), part("", ". ")]
    parts += number_parts(("*", "venue", work["venue"], "*"), (" ", "volume", work["volume"], ""), (" (", "issue", work["issue"], ")"),
                          (": " if work["volume"] else ", ", "pages", pages_of(work), ""))  # fmt: skip
    return [*parts, part("", ". "), ["doi", ["https://doi.org/" + work["doi"]]], part("", ".")]


def chicago_notes(work, rng):
    people = people_parts(work["people"], "comma", "natural", "full", ", ", (", and ", ", and "), 10, 7, ", et al")
    title = headline(work["title"]) if rng.random() < 0.5 else work["title"]
    parts = [*people, ended(people), part("", " ")] if people else []
    parts += quoted(title, ".")
    parts += number_parts(
        ("*", "venue", work["venue"], "*"), (" ", "volume", work["volume"], ""), (", no. ", "issue", work["issue"], "")
    )
    parts += number_parts((" (", "year", work["year"], ")"), (": ", "pages", pages_of(work), ""))
    return [*parts, part("", ". "), ["doi", ["https://doi.org/" + work["doi"]]], part("", ".")]


def mla(work, rng):
    people = people_parts(work["people"], "comma", "natural", "full", ", ", (", and ", ", and "), 2, 1, ", et al")
    title = headline(work["title"]) if rng.random() < 0.5 else work["title"]
    parts = [*people, ended(people), part("", " ")] if people else []
    parts += quoted(title, ".")
    pages = "pp. " if "-" in work["page"] else "p. "
    parts += number_parts(("*", "venue", work["venue"], "*, "), ("vol. ", "volume", work["volume"], ", "), ("no. ", "issue", work["issue"], ", "),
                          ("", "year", work["year"], ""), (f", {pages}", "pages", pages_of(work), ""))  # fmt: skip
    return [*parts, part("", rng.choice([", ", ". "])), ["doi", ["https://doi.org/" + work["doi"]]], part("", ".")]


def ieee(work, _rng):
    people = people_parts(work["people"], "natural", "natural", "initials", ", ", (" and ", ", and "), 6, 1, " et al.")
    parts = [*people, part("", ", ")] if people else []
    parts += quoted(work["title"], ",")
    parts += number_parts(("*", "venue", work["venue"], "*, "), ("vol. ", "volume", work["volume"], ", "), ("no. ", "issue", work["issue"], ", "),
                          ("pp. " if "-" in work["page"] else "p. ", "pages", pages_of(work), ", "), ("", "year", work["year"], ""))  # fmt: skip
    return [*parts, part("", ", doi: "), ["bare", [work["doi"]]], part("", ".")]


def vancouver(work, _rng):
    people = people_parts(work["people"], "plain", "plain", "bare", ", ", (", ", ", "), 6, 6, ", et al")
    parts = [*people, ended(people), part("", " ")] if people else []
    title = part("title", work["title"])
    parts += [title, ended([title]), part("", " ")]
    parts += number_parts(("", "venue", work["venue"], ". "), ("", "year", work["year"], ""), (";", "volume", work["volume"], ""),
                          ("(", "issue", work["issue"], ")"), (":" if work["volume"] else ";", "pages", work["page"], ""))  # fmt: skip
    return [*parts, part("", ". doi: "), ["bare", [work["doi"]]], part("", ".")]


def harvard(work, rng):
    people = people_parts(work["people"], "comma", "comma", "initials", ", ", (" and ", " and "), 3, 1, " *et al.*")
    parts = [*people, part("", " ")] if people else []
    parts += number_parts(("(", "year", work["year"], ") "))
    parts += [part("", "‘"), part("title", work["title"]), part("", "’, ")]
    parts += number_parts(("*", "venue", work["venue"], "*"), (", ", "volume", work["volume"], ""), ("(", "issue", work["issue"], ")"),
                          (", pp. " if "-" in work["page"] else ", p. ", "pages", pages_of(work), ""))  # fmt: skip
    return [
        *parts,
        part("", rng.choice([". Available at: ", ". "])),
        ["doi", ["https://doi.org/" + work["doi"]]],
        part("", "."),
    ]


def shortened(pages):
    """Return a page range as Chicago and MLA shorten it: 55 for 1255."""
    first, dash, last = pages.partition("–")
    if not dash or len(first) != len(last) or not (first + last).isdigit() or len(first) < 3:
        return pages
    same = next((at for at, (a, b) in enumerate(zip(first, last, strict=True)) if a != b), len(first) - 1)
    return f"{first}–{last[min(same, len(last) - 2) :]}"


def listed(style):
    """Return a style as entries of a numbered list, with the habits of people: no emphasis, plain quotes, short ranges."""

    def entry(work, number, rng):
        parts = style(work, rng)
        plain_signs, no_emphasis, short, no_stop = (rng.random() < 0.3 for _ in range(4))
        for role, atoms in parts:
            text = "".join(atoms)
            if not role:
                text = text.replace("*", "") if no_emphasis else text
                text = text.replace("“", '"').replace("”", '"') if plain_signs else text
            elif role == "pages":
                text = shortened(text) if short else text
                text = text.replace("–", "-") if plain_signs else text
            if role in {"", "pages"}:
                atoms[:] = list(text)
        if no_stop and parts[-1][1] == ["."]:
            parts.pop()
        return [part("", f"{number + 1}. "), *parts]

    return entry


STYLES = {  # name: (entry, format, what stands before the first entry, between two, and behind the last)
    "bib": (bib, "bibtex", "@string{unused = {Nothing}}\n\n", "\n\n", "\n"),
    "csl-json": (csl, "csl-json", "[\n", ",\n", "\n]\n"),
    "ris": (ris, "ris", "", "\n\n", "\n"),
    "nbib": (nbib, "nbib", "", "\n\n", "\n"),
    "endnote": (endnote, "xml", "<xml><records>\n", "\n", "\n</records></xml>\n"),
    "chicago": (listed(chicago), "markdown", "# References\n\n", "\n", "\n"),
    "chicago-notes": (listed(chicago_notes), "markdown", "# References\n\n", "\n", "\n"),
    "mla": (listed(mla), "markdown", "# References\n\n", "\n", "\n"),
    "ieee": (listed(ieee), "markdown", "# References\n\n", "\n", "\n"),
    "vancouver": (listed(vancouver), "markdown", "# References\n\n", "\n", "\n"),
    "harvard": (listed(harvard), "markdown", "# References\n\n", "\n", "\n"),
}
