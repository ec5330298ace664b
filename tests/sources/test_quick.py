"""What is read at a glance is what the long way reads: the same references, spans, mentions, fields and ids."""

import random

import pytest

from refmend.model import SourceFile
from refmend.sources import blocks, markdown, parse, quick

HEADS = (
    "Shea, M. J., & Compton, R. N. (1993). Surface-plasmon ejection. Physical Review B, 47(15), 9967–9970.",
    "Müller, Ä. (2004). Über *alles* und nichts. Zeitschrift, 3, 1–9.",
    "Šimić, Ž. (2019). A study of “things” [Data set]. Zenodo.",
    "(2012). Privatisation, and reduction. OECD.",
    "&NA; (1990). Cornea Society Elects New Officers. Cornea, 9(3), 274.",
    "Lee, A. (1976). Anthropology &amp; Humanism. Quarterly, 1(2), 8.",
    "Sun, S. (2016). Response [J. Chem. Phys. 145, 167101 (2016)]. Chem, 145(16), 167102.",
    "Nindl, I. (1999). Uses arXiv:2401.00001 and hep-th/9901001 (n.d.). PMID 12345 in ISBN 9780306406157.",
    "Purvis, J. (1959). Triphosphatase*1. Cell, 16(1), 109. See doi:10.1000/other and www.example.org.",
    "Page about snake_case and _emphasis_ of 2004 words. Cost $10 and $20.",
    "Ray, M. (2006). <i>Silapropargyl</i> <2:3> complexes | tables \\\\* escapes `code`. J, 1.",
    "No year here at all but five words",
    "Short 1999",
    "中村, 太郎 (2003). 日本語の題名。雑誌, 3(1), 1–2.",
    "\u00a0Odd space (2001). After the marker stands none. J, 1.",
    "Mirrored (2001) at https://example.org/a?b=c and/or 10.1000/bare too, once upon a time.",
)
TAILS = (
    "https://doi.org/10.1103/physrevb.47.9967",
    "https://doi.org/10.1016/S0022-328X(00)90167-0?v=200",
    "https://doi.org/10.1002/(sici)1097-0258(19971130)16:22<2529::aid-sim692>3.0.co;2-j",
    "https://doi.org/10.1002/(SICI)1097-0258(19971130)16:22<2529::AID-SIM692>3.0.CO;2-J?v=30",
    "https://doi.org/10.1890/0012-9658(2007)88$1606:waag>2.0.co;2",
    "https://doi.org/10.1890/0012-9658(2007)88<1606:waag>2.0.co;2",
    "https://doi.org/10.1890/0012-9658(2007)88<1606:waag>2.0.co;2.",
    "https://doi.org/10.1890/00129658<1606:waag>2.0.co;2",
    "https://doi.org/10.1890/0012_9658:88<1606:waag>2.0.co;2",
    "https://doi.org/10.1890/0012-9658(2007)88|1606:waag>2.0.co;2",
    "https://doi.org/10.1890/0012-9658(2007)88<1606 waag>2.0.co;2",
    "https://doi.org/10.1103/physrevb.47.9967.",
    "https://doi.org/10.48550/arXiv.2401.00001v2",
    "http://dx.doi.org/10.1000/x",
    "https://doi.org/10.1000/xPMID",
    "https://doi.org/10.1000/a;10.1001/b",
    "https://doi.org/10.1000/x(accessed2001)",
    "https://doi.org/10.1000/j",
    "https://doi.org/10.1000/x?utm_source=a_b&c=d",
    "(https://doi.org/10.1000/x)",
    "https://doi.org/10.1000/",
    "https://doi.org/10.1000/x  ",
    "doi:10.1000/x",
    "[page](https://example.org/x)",
    "[A page of ours](https://example.org/x_y/~z?b=c&d=%20e)",
    "[A page of 1999](http://example.org)",
    "[The doi of it](https://example.org/x)",
    "[A DOI](https://doi.org/10.1000/x)",
    "[Page](https://arxiv.org/abs/2401.00001)",
    "[Page](HTTPS://EXAMPLE.org:443/x)",
    "[Page](https://example.org/x 'title')",
    "[Page](https://example.org/x) more",
    "[Page](https://example.org/(x))",
    "[*Page*](https://example.org/x)",
    "[two  blanks](https://exämple.org/x)",
    "[Page](https://a)",
    "[it's well-known](https://example.org/a&copy=b&amp;c)",
    "[PMID](https://pubmed.ncbi.nlm.nih.gov/12345/)",
    "",
)
MARKS = ("{n}. ", "{n}) ", "- ", "* ", "+ ", "{n}.\t", "-     ", "  - ", "> - ", "")
ENDS = (
    "\n",
    "\n",
    "\n",
    "\n",
    "\n\n",
    "\n   continued\n",
    "\nlazy line\n",
    "\n\n    code\n",
    "\n```\n1. a\n```\n",
    "\n[a]: https://a.example/\n",
    " \n",
    "\n\n\ttabbed\n",
    "\n| a row | of a table\n",
    "\n` lazy words\n",
    "\n\\ lazy words\n",
)


def document(seed):
    rng = random.Random(seed)  # noqa: S311 - the same documents every time
    even = rng.random() < 0.6  # mostly lines that can be taken at a glance, else anything after anything
    lines = []
    for number in range(1, rng.randint(2, 14)):
        odd = rng.random() < (0.15 if even else 1)
        mark, end = (rng.choice(MARKS), rng.choice(ENDS)) if odd else ("{n}. ", "\n")
        lines.append(f"{mark.format(n=number)}{rng.choice(HEADS)} {rng.choice(TAILS if odd else TAILS[:7])}{end}")
    return "".join(lines)


def everything(text):
    return [
        (item, item.id, item.text, item.identifiers, item.lead)
        for item in parse(SourceFile("list.md", "markdown", text))
    ]


class NotQuick:
    @staticmethod
    def run(at):
        return [], at


@pytest.mark.parametrize("part", range(8))
def test_a_glance_sees_what_the_long_way_sees(monkeypatch, part):
    texts = [document(seed) for seed in range(100 * part, 100 * part + 100)]
    monkeypatch.setattr(quick, "_WINDOW", (200, 200_000)[part % 2])
    at_a_glance = [everything(text) for text in texts]
    monkeypatch.setattr(markdown, "Quick", lambda *_: NotQuick)
    for text, glanced in zip(texts, at_a_glance, strict=True):
        slow = everything(text)
        assert [item[1:] for item in glanced] == [item[1:] for item in slow], text
        assert glanced == slow, text


def test_a_list_of_links_is_read_as_the_long_way_reads_it(monkeypatch):
    rng = random.Random(7)  # noqa: S311 - the same documents every time
    links = [tail for tail in TAILS if tail.startswith("[")]
    texts = [
        "".join(
            f"{rng.choice(MARKS[:5] if rng.random() < 0.8 else MARKS).format(n=n)}{rng.choice(links)}{rng.choice(ENDS)}"
            for n in range(rng.randint(1, 9))
        )
        for _ in range(600)
    ]
    at_a_glance = [everything(text) for text in texts]
    monkeypatch.setattr(markdown, "Quick", lambda *_: NotQuick)
    for text, glanced in zip(texts, at_a_glance, strict=True):
        slow = everything(text)  # definitions of links come at the end of their chunk, wherever that is
        assert sorted(glanced, key=lambda item: item[0].span) == sorted(slow, key=lambda item: item[0].span), text


@pytest.mark.parametrize("head", HEADS)
def test_a_line_is_plain_only_if_the_parser_sees_nothing_in_it(monkeypatch, head):
    texts = [
        f"{mark.format(n=1)}{head}{gap}{tail}\n" for mark in MARKS[:5] for tail in TAILS for gap in ("", " ", "*", "$")
    ]
    plain = [everything(text) for text in texts]
    monkeypatch.setattr(blocks, "is_plain", lambda *_, **__: False)
    monkeypatch.setattr(markdown, "Quick", lambda *_: NotQuick)
    for text, seen in zip(texts, plain, strict=True):
        assert seen == everything(text), text


def test_most_of_a_plain_list_is_read_at_a_glance():
    text = "".join(f"{n}. {HEADS[0]} https://doi.org/10.1000/x.{n}\n" for n in range(1, 2500))
    references = list(parse(SourceFile("list.md", "markdown", text)))
    assert len(references) == 2499
    assert all(item.plain for item in references)
    assert not any(item.is_read for item in references)
    assert references[2000].words("title") == "Surface-plasmon ejection"


def test_equal_texts_are_told_apart_whenever_somebody_asks():
    lines = [f"{HEADS[0]} https://doi.org/10.1000/x", "Other words of 1999 are here. https://doi.org/10.1000/x"]
    text = "".join(f"{n}. {lines[n % 3 == 0]}\n" for n in range(1, 9))
    references = list(parse(SourceFile("list.md", "markdown", text)))
    assert [item.ordinal for item in reversed(references)] == [5, 4, 1, 3, 2, 0, 1, 0]
    assert len({item.id for item in references}) == 8
