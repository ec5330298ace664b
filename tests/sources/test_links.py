import pytest

from refmend.model import SourceFile
from refmend.sources import parse


def references(text, format_):
    return list(parse(SourceFile.from_bytes("refs", format_, text.encode())))


SRCSET = '<img src="https://a.org/i" srcset="https://a.org/w_1,h_2 1x,https://a.org/b&amp;c 2x, /rel 3x">'


@pytest.mark.parametrize(
    ("format_", "text", "expected"),
    [
        ("html", SRCSET, ["a.org/i", "a.org/w_1,h_2", "a.org/b&c"]),
        ("html", '<video src="https://a.org/v" poster="https://a.org/p"></video><a href="//a.org/x">x</a>', ["a.org/v", "a.org/p", "a.org/x"]),
        ("html", '<img src="data:image/png;base64,AA"><a href="javascript:void(0)">x</a><a href="https://a.org/\nx">y</a>', ["a.org/x"]),
        ("html", '<li>Smith (2019). <svg><path d="M0"/><a xlink:href="https://a.org/s"/><text>https://a.org/t</text></svg> b', ["a.org/s"]),
        ("html", '<!-- https://a.org/c --><script>"https://a.org/j"</script><pre>https://a.org/p</pre>', []),
        ("html", '<a href="https://a.org/?a=1&copy=2&lt=3&amp;b=4&nosuch;&copyright=5">x</a>', ["a.org/?a=1&copy=2&lt=3&b=4&nosuch;&copyright=5"]),
        ("html", '<a rel="nofollow" href="https://a.org/n">x</a><a rel="external nofollow" href="https://a.org/e">x</a><link rel="preconnect" href="https://a.org/p">', ["a.org/e"]),
        ("css", "@namespace svg url(https://a.org/ns); a{background:url(https://a.org/x)}", ["a.org/x"]),
        ("plain", "(https://a.org/x)(https://a.org/y) https://a.org/z(https://a.org/w) https://a.org/?q=(https://b.org)", ["a.org/x", "a.org/y", "a.org/z", "a.org/w", "a.org/?q=(https://b.org)"]),
        ("markdown", SRCSET, ["a.org/i", "a.org/w_1,h_2", "a.org/b&c"]),
        ("xml", "<feed><id>https://a.org/id</id><link href='https://a.org/x'/></feed>", ["a.org/x"]),
        ("xml", "<rss><item><guid>https://a.org/g</guid><link>https://a.org/x</link></item></rss>", ["a.org/x"]),
        ("rst", ".. https://a.org/c\n   https://a.org/d\n\n..\n   https://a.org/e\n\nhttps://a.org/x", ["a.org/x"]),
        ("rst", ".. image:: https://a.org/i\n   :target: https://a.org/t\n\n.. seealso:: https://a.org/s", ["a.org/i", "a.org/t", "a.org/s"]),
        ("asciidoc", "// https://a.org/c\n////\nhttps://a.org/d\n////\n:uri: https://a.org/x\n\nlink:++https://a.org/y++[z] +https://a.org/w+", ["a.org/x", "a.org/y", "a.org/w"]),
        ("asciidoc", "https://a.org/C++[x] https://a.org/a_b_c[y]", ["a.org/C++", "a.org/a_b_c"]),
        ("org", "# https://a.org/c\n: https://a.org/f\n#+begin_src\nhttps://a.org/d\n#+end_src\n:PROPERTIES:\n:URL: https://a.org/x\n:END:\n", ["a.org/x"]),
        ("typst", "a // https://a.org/c\n/* https://a.org/d */ https://a.org/x /*\nhttps://a.org/e\n*/\n/*\nhttps://a.org/f\n*/\nhttps://a.org/y", ["a.org/x", "a.org/y"]),
        ("latex", "\\iffalse https://a.org/n \\fi \\lstinline|https://a.org/l| \\texttt{https://a.org/x}b", ["a.org/x"]),
        ("latex", "\\begin{filecontents}{x.bib}@misc{a, url={https://a.org/x}}\\end{filecontents} {\\sc https://a.org/y}z", ["a.org/x", "a.org/y"]),
        ("org", "[[file:x.org]] [[file:/etc/passwd][x]] [[https://a.org/x]]", ["a.org/x"]),
        ("rst", ":math:`https://a.org/m` :code:`https://a.org/c` :ref:`t <https://a.org/x>`", ["a.org/x"]),
        ("latex", "% https://a.org/c\n\\verb|https://a.org/v| \\url{https://a.org/x%20y} % https://a.org/d", ["a.org/x%20y"]),
        ("latex", "\\verb{url}\n\\verb https://a.org/x\n\\endverb\n\\begin{verbatim}https://a.org/v\\end{verbatim}", ["a.org/x"]),
    ],
)  # fmt: skip
def test_addresses_are_read_where_a_reader_finds_them_and_not_in_comments(format_, text, expected):
    found = [str(mention.identifier) for entry in references(text, format_) for mention in entry.mentions]
    assert found == [f"url:https://{address}" for address in expected]


@pytest.mark.parametrize(
    "text", ["doi:10.1000/abc[doi]", "https://doi.org/10.1000/abc[Smith 2019]", "doi:10.1000/abc[]"]
)
def test_the_words_of_an_asciidoc_macro_are_no_part_of_the_doi(text):
    (entry,) = references(f"* Smith. A title of it. {text}", "asciidoc")
    assert [str(mention.identifier) for mention in entry.mentions] == ["doi:10.1000/abc"]
