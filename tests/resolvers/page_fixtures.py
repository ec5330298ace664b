"""Pages after the habits of well-known systems, written by us: name → (address, markup, title, authors, date, site).

Authors are "Family, Given" or one literal; a date is ISO as far as the page knows it; "" and () mean that the page
does not tell, or not without doubt.
"""

from __future__ import annotations

import json

LONG = "<p>" + "A paragraph of the text itself, which is of no interest here. " * 12 + "</p>"


def ld(value) -> str:
    return f'<script type="application/ld+json">{json.dumps(value)}</script>'


def og(**values: str) -> str:
    return "".join(f'<meta property="og:{name}" content="{value}">' for name, value in values.items())


def html(head: str, body: str = "") -> str:
    return f"<!doctype html><html><head><meta charset=utf-8>{head}</head><body>{body}{LONG}</body></html>"


PAGES = {
    "Medium": (
        "https://medium.com/@ada/engines-that-weave-1a2b3c",
        html(
            "<title>Engines That Weave. What looms taught us | by Ada King | Medium</title>"
            + og(title="Engines That Weave", type="article", site_name="Medium")
            + '<meta name="author" content="Ada King"><meta property="article:published_time" content="2024-03-05T09:10:11.000Z">'
            + ld({"@type": "NewsArticle", "headline": "Engines That Weave", "datePublished": "2024-03-05T09:10:11.000Z", "dateModified": "2025-01-01", "author": {"@type": "Person", "name": "Ada King", "url": "https://medium.com/@ada"}, "publisher": {"@type": "Organization", "name": "Medium"}}),
            "<h1>Engines That Weave</h1><p>Recommended: <time datetime=2020-01-01>x</time></p>",
        ),
        "Engines That Weave", ("King, Ada",), "2024-03-05", "Medium",
    ),
    "Substack, author with a degree": (
        "https://deep.substack.com/p/loops",
        html(
            "<title>Loops, All the Way - by Charles B. Babbage, Ph.D.</title>"
            + og(title="Loops, All the Way", type="article")
            + '<meta name="author" content="Charles B. Babbage, Ph.D.">'
            + ld({"@type": "NewsArticle", "headline": "Loops, All the Way", "datePublished": "2025-01-06T10:33:12+00:00", "author": [{"@type": "Person", "name": "Charles B. Babbage, Ph.D."}], "publisher": {"@type": "Organization", "name": "Deep Loops"}}),
            "<h1 class='post-title'>Loops, All the Way</h1>",
        ),
        "Loops, All the Way", ("Babbage, Charles B.",), "2025-01-06", "Deep Loops",
    ),
    "Hugging Face, date in words only": (
        "https://huggingface.co/blog/loom-scaling",
        html(
            "<title>Scaling Looms</title>" + og(title="Scaling Looms", type="website", url="https://huggingface.co/blog/loom-scaling"),
            "<h1>Scaling Looms</h1><div>Published\n\t May 21, 2025</div><a href='https://github.com/x/blog.md'>Update on GitHub</a>",
        ),
        "Scaling Looms", (), "2025-05-21", "",
    ),
    "Hugging Face, nothing": (
        "https://huggingface.co/blog/undated",
        html("<title>Undated Looms</title>" + og(title="Undated Looms"), "<h1>Undated Looms</h1>"),
        "Undated Looms", (), "", "",
    ),
    "WordPress with Yoast": (
        "https://weblog.example/2024/05/keeping-caches-warm/",
        html(
            "<title>Keeping Caches Warm - Example Weblog</title>"
            + og(title="Keeping Caches Warm", type="article", site_name="Example Weblog")
            + '<meta property="article:published_time" content="2024-05-02T23:30:00-07:00"><meta property="article:modified_time" content="2025-02-02">'
            + ld({"@graph": [
                {"@type": "Article", "@id": "https://weblog.example/2024/05/keeping-caches-warm/#article", "headline": "Keeping Caches Warm", "datePublished": "2024-05-02T23:30:00-07:00", "author": {"name": "Grace Hopper", "@id": "https://weblog.example/#/schema/person/1"}},
                {"@type": "WebPage", "name": "Keeping Caches Warm - Example Weblog", "datePublished": "2024-05-02"},
                {"@type": "WebSite", "name": "Example Weblog"},
                {"@type": "Person", "@id": "https://weblog.example/#/schema/person/1", "name": "Grace Hopper"}]}),
            "<h1>Keeping Caches Warm</h1>",
        ),
        "Keeping Caches Warm", ("Hopper, Grace",), "2024-05-02", "Example Weblog",
    ),
    "WordPress without plugins, written by admin": (
        "https://willdom.example/blog/patterns/",
        html(
            "<title>Patterns That Work | WillDom</title>",
            "<article><h1 class=entry-title>Patterns That Work</h1><time class='entry-date published' datetime='2025-04-24T08:00:00+00:00'>April 24, 2025</time><span class=author><a rel=author href=/author/admin>admin</a></span></article><aside><time datetime=2019-01-01>old</time></aside>",
        ),
        "Patterns That Work", (), "2025-04-24", "",
    ),
    "Ghost": (
        "https://ghost.example/silence/",
        html(
            "<title>On Silence</title>" + og(title="On Silence", type="article", site_name="The Quiet Blog")
            + ld({"@type": "Article", "publisher": {"@type": "Organization", "name": "The Quiet Blog"}, "author": {"@type": "Person", "name": "Ludwig van Beethoven"}, "headline": "On Silence", "url": "https://ghost.example/silence/", "datePublished": "2023-11-09T00:00:00.000Z"}),
            "<h1>On Silence</h1>",
        ),
        "On Silence", ("van Beethoven, Ludwig",), "2023-11-09", "The Quiet Blog",
    ),
    "GitHub repository": (
        "https://github.com/example/looms",
        html("<title>GitHub - example/looms: Tools for looms · GitHub</title>" + og(title="GitHub - example/looms: Tools for looms", type="object", site_name="GitHub"), "<h1>README</h1>"),
        "", (), "", "GitHub",
    ),
    "ScienceDirect-like": (
        "https://www.journal.example/science/article/pii/S01",
        html(
            '<title>Weaving and computing: A review - JournalDirect</title><meta name="citation_title" content="Weaving and computing: A review">'
            '<meta name="citation_journal_title" content="Journal of Looms"><meta name="citation_publication_date" content="2021/07/01">'
            '<meta name="citation_online_date" content="2021/05/30"><meta name="citation_publisher" content="Example Press">'
            + og(title="Weaving and computing: A review", type="article", site_name="JournalDirect"),
            "<h1><span>Weaving and computing: A review</span></h1>",
        ),
        "Weaving and computing: A review", (), "2021-07-01", "Journal of Looms",
    ),
    "Highwire with authors": (
        "https://proceedings.example/v1/king.html",
        html(
            '<title>Notes</title><meta name="citation_title" content="Notes on the Engine"><meta name="citation_author" content="King, Ada">'
            '<meta name="citation_author" content="Menabrea, Luigi F."><meta name="citation_author" content="Jean-Yves le Gall"><meta name="citation_publication_date" content="1843">'
            '<meta name="citation_conference_title" content="Taylor\'s Scientific Memoirs">',
        ),
        "Notes on the Engine", ("King, Ada", "Menabrea, Luigi F.", "le Gall, Jean-Yves"), "1843", "Taylor's Scientific Memoirs",
    ),
    "OJS with Dublin Core": (
        "https://ojs.example/index.php/j/article/view/7",
        html(
            '<title>Threads and Holes | Journal of Cards</title><meta name="DC.Title" content="Threads and Holes"><meta name="DC.Creator.PersonalName" content="Jacquard">'
            '<meta name="DC.Creator" content="Jacquard, Joseph M."><meta name="DC.Date.issued" content="2018-09-03"><meta name="DC.Date.modified" content="2022-01-01">',
            "<h1>Threads and Holes</h1>",
        ),
        "Threads and Holes", ("Jacquard, Joseph M.",), "2018-09-03", "",
    ),
    "newspaper with two authors and an organisation": (
        "https://paper.example/news/2022/looms.html",
        html(
            "<title>Looms Return | The Daily Paper</title>"
            + ld({"@type": "NewsArticle", "headline": "Looms Return", "datePublished": "2022-10-01", "author": [{"@type": "Person", "name": "Maria Garcia"}, {"@type": "Person", "name": "John Smith Jr."}, {"@type": "Organization", "name": "Wire Service"}], "publisher": {"name": "The Daily Paper"}}),
            "<h1>Looms Return</h1>",
        ),
        "Looms Return", ("Garcia, Maria", "Smith, John, Jr.", "Wire Service"), "2022-10-01", "The Daily Paper",
    ),
    "authors in one string": (
        "https://site.example/a",
        html('<title>Joint Work</title><meta name="author" content="Ada King, Grace Hopper and Alan Turing">', "<h1>Joint Work</h1>"),
        "Joint Work", ("King, Ada", "Hopper, Grace", "Turing, Alan"), "", "",
    ),
    "author is an account or an address": (
        "https://site.example/b",
        html('<title>Some Work</title><meta name="author" content="@ada"><meta property="article:author" content="https://facebook.com/ada">', "<h1>Some Work</h1>"),
        "Some Work", (), "", "",
    ),
    "author is the site": (
        "https://lab.example/c",
        html("<title>Lab Report - Example Lab</title>" + og(title="Lab Report", site_name="Example Lab") + '<meta name="author" content="Example Lab">', "<h1>Lab Report</h1>"),
        "Lab Report", ("Example Lab",), "", "Example Lab",
    ),
    "sources disagree about the year": (
        "https://site.example/d",
        html('<title>Disputed</title><meta property="article:published_time" content="2019-05-05">' + ld({"@type": "BlogPosting", "headline": "Disputed", "datePublished": "2024-05-05"}), "<h1>Disputed</h1>"),
        "Disputed", (), "", "",
    ),
    "a list of posts": (
        "https://site.example/blog/",
        html(
            "<title>Posts | Somebody</title>" + ld([{"@type": "BlogPosting", "headline": f"Post {n}", "datePublished": f"202{n}-01-01", "author": {"name": f"Writer {'ABC'[n]}"}} for n in range(3)]),
            "".join(f"<article><h2>Post {n}</h2><time datetime=202{n}-01-01></time></article>" for n in range(3)),
        ),
        "", (), "", "",
    ),
    "plain page, name of the site behind colons": (
        "https://blog.janestreet.example/shuffle/",
        html("<title>How to shuffle a big dataset :: Street Blog</title>", "<h1>How to shuffle a big dataset</h1>"),
        "How to shuffle a big dataset", (), "", "",
    ),
    "plain page, no heading, doubtful title": (
        "https://site.example/e",
        html("<title>Weaving - Holes - Cards</title>"),
        "", (), "", "",
    ),
    "none at all": ("https://site.example/f", html("", "<div>text</div>"), "", (), "", ""),
    "date in the path, microdata byline": (
        "https://weekly.example/2024/02/11/holes/",
        html("<title>Holes</title>", "<h1>Holes</h1><span itemprop=author>By Zuse, Konrad</span>"),
        "Holes", ("Zuse, Konrad",), "2024-02-11", "",
    ),
    "only a date of change": (
        "https://docs.example/guide",
        html('<title>Guide to Looms</title><meta property="article:modified_time" content="2024-01-01"><meta http-equiv="last-modified" content="2024">' + ld({"@type": "TechArticle", "headline": "Guide to Looms", "dateModified": "2024-01-01"}), "<h1>Guide to Looms</h1><time class=updated datetime=2024-01-01></time>"),
        "Guide to Looms", (), "", "",
    ),
    "headline cut off": (
        "https://site.example/g",
        html(og(title="A Very Long Title That Goes On and On Until Somebody Stops It") + ld({"@type": "Article", "headline": "A Very Long Title That Goes On and…"})),
        "A Very Long Title That Goes On and On Until Somebody Stops It", (), "", "",
    ),
    "entities, spaces and a product name in the title": (
        "https://site.example/h",
        html("<title>Looms &amp; Cards:\n  the “old” story</title>", "<h1>Looms &amp; Cards: the “old” story</h1>"),
        "Looms & Cards: the “old” story", (), "", "",
    ),
    "linked data broken and hostile": (
        "https://site.example/i",
        html(
            '<title>Still Readable</title><script type="application/ld+json">{"@type":"Article",</script><script type="application/ld+json">' + "[" * 5000 + "</script>"
            + ld({"@type": {"x": 1}, "author": 7, "headline": ["", 3], "datePublished": {"a": 1}}) + ld([1, None, "x", {"@graph": 3}]) + ld({"@type": "Article", "author": [None, {"name": {"x": 1}}, {"@id": 5}, ["a"]]}),
            "<h1>Still Readable</h1>",
        ),
        "Still Readable", (), "", "",
    ),
}  # fmt: skip
