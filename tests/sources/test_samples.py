"""Lists as people keep them in each format: fields, places and identifiers of what is special to it."""

import io
import json
import zipfile

import pytest

from refmend.model import SourceFile
from refmend.sources import docx, parse

NATBIB = r"""\begin{thebibliography}{2}
\bibitem[LeCun et~al.(2015)LeCun, Bengio, and Hinton]{lecun2015}
Yann LeCun, Yoshua Bengio, and Geoffrey Hinton.
\newblock Deep learning.
\newblock \emph{Nature}, 521\penalty0 (7553):\penalty0 436--444, 2015.
\newblock \doi{10.1038/nature14539}.

\bibitem{apa}
Müller, H., \& Schäfer, K. (2019). Die \textit{E.~coli} Studie: 50\,\% mehr. \emph{Zeitschrift für X},
  \emph{12}(3), 45--67. \url{https://doi.org/10.1000/a_b}
\end{thebibliography}
"""
WIKIPEDIA = (
    '<li><cite>Kim, S. (2021). <a href="https://doi.org/10.1000/x">"Third title of things"</a>. <i>Journal of Z</i>. '
    "<b>5</b> (2): 1–9.</cite></li>"
)
FRONT = """---
title: Report
references:
- id: lecun2015
  title: Deep learning of
    many things
  author:
  - family: LeCun
    given: Yann
  issued: 2015-05-28
  DOI: 10.1038/nature14539
---

Text.
"""
WORKS = """book:
    type: chapter
    title: "A chapter: with colon"
    author:
        - given-name: Hans
          name: Müller
          prefix: von
        - Schäfer, Karl
    serial-number: { doi: 10.1000/a5, isbn: "978-3-16-148410-0" }
    parent: { type: book, title: The Book, publisher: Springer }
"""
CODEMETA = json.dumps(
    {
        "@context": "https://doi.org/10.5063/schema/codemeta-2.0",
        "name": "Software",
        "identifier": "https://doi.org/10.5281/zenodo.1",
        "author": {"givenName": "Carl", "familyName": "Boettiger"},
        "referencePublication": [{"name": "The paper", "@id": "https://doi.org/10.1000/a1"}],
        "citation": "https://doi.org/10.1000/a2",
    },
    indent=1,
)


def references(text, format_):
    return list(parse(SourceFile.from_bytes("refs", format_, text.encode())))


def stated(entry, *names):
    return tuple(entry.words(name) for name in names)


def test_a_bibliography_of_natbib_is_read_or_left_alone():
    first, second = references(NATBIB, "latex")
    assert (first.key, first.fields) == ("lecun2015", {})
    assert [str(mention.identifier) for mention in first.mentions] == ["doi:10.1038/nature14539"]
    assert stated(second, "title", "venue", "pages") == (
        "Die E.\xa0coli Studie: 50 % mehr",
        "Zeitschrift für X",
        "45–67",
    )
    assert second.source.cut(second.fields["title"].place(4, 11)) == "E.~coli"


def test_a_quoted_title_of_an_encyclopaedia_ends_at_its_quotation_mark():
    (entry,) = references(WIKIPEDIA, "html")
    assert stated(entry, "title", "venue", "year", "volume") == ("Third title of things", "Journal of Z", "2021", "")


def test_works_in_the_front_matter_are_read_as_pandoc_does():
    (entry,) = references(FRONT, "markdown")
    assert (entry.key, *stated(entry, "title", "year")) == ("lecun2015", "Deep learning of many things", "2015")
    assert entry.source.point(entry.mentions[0].span.start) == (11, 8)
    assert references(FRONT.replace("references:", "reference-section: x\nother:"), "markdown") == []


def test_persons_and_numbers_of_hayagriva():
    (entry,) = references(WORKS, "hayagriva")
    assert [str(author.name) for author in entry.authors.authors] == ["von Müller, Hans", "Schäfer, Karl"]
    assert [str(mention.identifier) for mention in entry.mentions] == ["doi:10.1000/a5", "isbn:9783161484100"]
    assert stated(entry, "title", "venue") == ("A chapter: with colon", "The Book")


def test_codemeta_names_its_own_work_and_others():
    own, paper, cited = references(CODEMETA, "csl-json")
    assert (own.words("title"), str(own.mentions[0].identifier)) == ("Software", "doi:10.5281/zenodo.1")
    assert (paper.words("title"), str(paper.mentions[0].identifier)) == ("The paper", "doi:10.1000/a1")
    assert (cited.kind, str(cited.mentions[0].identifier)) == ("link", "doi:10.1000/a2")


@pytest.mark.parametrize("joined", [True, False])
def test_a_reference_in_a_notebook_says_its_cell_and_line(joined):
    lines = [
        "# References\n",
        "\n",
        "1. Smith, J. (2019). A title. *J. X*, 1(2), 3. https://doi.org/10.1000/a\n",
        "\n",
        "https://a.org/x",
    ]
    cells = [
        {"cell_type": "code", "source": ["https://a.org/code"]},
        {"cell_type": "markdown", "source": "".join(lines) if joined else lines},
    ]
    first, second = references(json.dumps({"cells": cells}, indent=1), "jupyter")
    assert (first.key, second.key) == ("cell 2, line 3", "cell 2, line 5")
    assert first.source.cut(first.mentions[0].span) == "https://doi.org/10.1000/a"


@pytest.mark.parametrize(
    ("format_", "text", "title", "pages"),
    [
        ("typst", "+ Lee, K. (2018). Title \\#1 of \\_things\\_. _J. Z_, 3(1), 2--5. https://doi.org/10.1000/a", "Title #1 of _things_", "2--5"),
        ("asciidoc", "* Lee, K. (2018). Title \\*of things. _J. Z_, 3(1), 2-5. https://doi.org/10.1000/a", "Title *of things", "2-5"),
        ("org", "- Lee, K. (2018). Title of things. /J. Z/, 3(1), 2--5. [[https://doi.org/10.1000/a]]", "Title of things", "2--5"),
        ("rst", ".. [a] Lee, K. (2018). Title of \\*things. *J. Z*, *3*\\ (1), 2-5. :doi:`10.1000/a`", "Title of *things", "2-5"),
    ],
)  # fmt: skip
def test_escapes_and_long_dashes_of_light_markup(format_, text, title, pages):
    (entry,) = references(text, format_)
    assert stated(entry, "title", "venue", "volume", "issue", "pages") == (title, "J. Z", "3", "1", pages)
    assert [str(mention.identifier) for mention in entry.mentions] == ["doi:10.1000/a"]


SPACES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
}
FIELD = (
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> HYPERLINK "https://doi.org/10.1000/a4" </w:instrText></w:r>'
    "<w:r><w:t>Lee, K. (2018). Title of things. J. Z, 3(1), 2–5.</w:t></w:r>"
)
BOX = "<w:txbxContent><w:p><w:r><w:t>Box https://a.org/box</w:t></w:r></w:p></w:txbxContent>"


def words_of(*paragraphs):
    """Return the text of a DOCX file whose second relation leads to a DOI."""
    names = " ".join(f'xmlns:{prefix}="{name}"' for prefix, name in SPACES.items())
    link = '<Relationship Id="r1" Target="https://doi.org/10.1000/a2" TargetMode="External"/>'
    with zipfile.ZipFile(written := io.BytesIO(), "w") as archive:
        body = "".join(f"<w:p>{paragraph}</w:p>" for paragraph in paragraphs)
        archive.writestr("word/document.xml", f"<w:document {names}>{body}</w:document>")
        archive.writestr("word/_rels/document.xml.rels", f'<Relationships xmlns="x">{link}</Relationships>')
    return docx.text_of(written.getvalue())


@pytest.mark.parametrize(
    ("paragraph", "line"),
    [
        ('<w:r><w:t>Title. J. Y, 1(2), 3.</w:t></w:r><w:tab/><w:hyperlink r:id="r1"><w:r><w:t>full text</w:t></w:r></w:hyperlink>',
         "Title. J. Y, 1(2), 3. https://doi.org/10.1000/a2"),
        ('<w:hyperlink r:id="r1"><w:r><w:t>A linked title of things</w:t></w:r></w:hyperlink><w:r><w:t>. J. Y.</w:t></w:r>',
         "A linked title of things. J. Y. https://doi.org/10.1000/a2"),
        ('<w:hyperlink r:id="r1"><w:r><w:t>doi:10.1000/A2</w:t></w:r></w:hyperlink>', "doi:10.1000/A2"),
        ("<w:r><w:t>Kept</w:t></w:r><w:del><w:r><w:t>https://a.org/deleted</w:t></w:r></w:del>", "Kept"),
        (FIELD, "Lee, K. (2018). Title of things. J. Z, 3(1), 2–5. https://doi.org/10.1000/a4"),
        (f"<w:r><mc:AlternateContent><mc:Choice>{BOX}</mc:Choice><mc:Fallback>{BOX}</mc:Fallback></mc:AlternateContent></w:r>",
         "Box https://a.org/box"),
    ],
)  # fmt: skip
def test_links_fields_and_boxes_of_a_word_processor(paragraph, line):
    assert words_of(paragraph) == line + "\n"
