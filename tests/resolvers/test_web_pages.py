"""What a page says of itself: right or absent, never wrong."""

from __future__ import annotations

import pytest
from page_fixtures import PAGES, html

from judge.judging import answer
from refmend.model import Identifier, IdentifierKind, RecordDate
from refmend.resolvers import page_dates, page_names, pages


def read(url, markup, **more):
    body = markup if isinstance(markup, bytes) else markup.encode()
    return pages.read(Identifier(IdentifierKind.URL, url), answer(200, body, url, **more))


def iso(date):
    if date is None:
        return ""
    return "-".join(f"{part:02d}" for part in (date.year, date.month, date.day) if part)


@pytest.mark.parametrize("habit", PAGES)
def test_author_date_and_title_are_right_or_absent(habit):
    url, markup, title, authors, date, site = PAGES[habit]
    record = read(url, markup)
    if record is None:
        assert (title, authors, date) == ("", (), "")
        return
    assert record.registry == "web"
    assert record.title == title
    assert tuple(map(str, record.authors)) == authors
    assert iso(record.date()) == date
    assert (record.containers[0] if record.containers else "") == site


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("https://site.example/p", "https://site.example/p"),
        ("/p", "https://site.example/p"),
        ("https://www.site.example/p#top", "https://www.site.example/p"),
        ("https://other.example/p", "https://site.example/p?utm_source=x"),
        ("https://site.example/", "https://site.example/p?utm_source=x"),
        ("javascript:alert(1)", "https://site.example/p?utm_source=x"),
        ("http://[::1", "https://site.example/p?utm_source=x"),
        ("", "https://site.example/p?utm_source=x"),
    ],
)
def test_the_canonical_address_is_the_sites_own(link, expected):
    markup = html(f'<title>A Page</title><link rel="canonical" href="{link}">', "<h1>A Page</h1>")
    assert read("https://site.example/p?utm_source=x#part", markup).url == expected


def test_what_is_no_markup_has_no_record():
    pdf = [("content-type", "application/pdf")]
    assert read("https://site.example/p.pdf", b"%PDF-1.5 <title>x</title>", headers=pdf) is None
    assert read("https://site.example/p", b"") is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-05-02", "2024-05-02"),
        ("2024-05-02T23:59:59-07:00", "2024-05-02"),
        ("2024/5/2", "2024-05-02"),
        ("2024-05", "2024-05"),
        ("2024", "2024"),
        ("May 2, 2024", "2024-05-02"),
        ("Thu, 2 May 2024 10:00:00 GMT", "2024-05-02"),
        ("2nd May 2024", "2024-05-02"),
        ("Sept. 2, 2024", "2024-09-02"),
        ("May 2024", "2024-05"),
        ("05/02/2024", ""),
        ("02.05.2024", ""),
        ("0001-01-01", ""),
        ("2024-13-01", ""),
        ("2024-05-32", ""),
        ("20240502", ""),
        ("1714600000", ""),
        ("yesterday", ""),
        ("", ""),
        ("9" * 5000, ""),
    ],
)
def test_dates_are_read_only_where_they_are_certain(text, expected):
    assert iso(page_dates.read_date(text)) == expected


def test_old_works_have_old_dates_but_pages_do_not():
    assert page_dates.read_date("1843", oldest=1500) == RecordDate("published", 1843)
    assert page_dates.read_date("1843") is None


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Ada King", "King, Ada"),
        ("King, Ada", "King, Ada"),
        ("Cameron R. Wolfe, Ph.D.", "Wolfe, Cameron R."),
        ("Dr. Ada King", "King, Ada"),
        ("by Ada King", "King, Ada"),
        ("Ludwig van Beethoven", "van Beethoven, Ludwig"),
        ("Martin Luther King Jr.", "King, Martin Luther, Jr."),
        ("Ada King, MD", "King, Ada"),
        ("Devansh", "Devansh"),
        ("Fei-Fei Li", "Li, Fei-Fei"),
        ("admin", None),
        ("@ada", None),
        ("ada@site.example", None),
        ("https://site.example/ada", None),
        ("The people who write this blog for us all", None),
        ("user12345", None),
        ("", None),
        ("x" * 5000, "x" * 120),
    ],
)
def test_names(written, expected):
    name = page_names.person(written)
    assert (None if name is None else str(name)) == expected


HOSTILE = {
    "metas": '<meta name="author" content="A B">' * 30_000,
    "times": "<time datetime=2020-01-01></time>" * 20_000,
    "links": "<link rel=canonical href=/x>" * 20_000,
    "long values": '<meta name="citation_title" content="' + "x " * 100_000 + '">',
    "authors": '<meta name="citation_author" content="' + "King, Ada; " * 20_000 + '">',
    "deep": "<div>" * 100_000 + "<span itemprop=author>x",
    "published": "published " * 50_000,
    "separators": "<title>" + " - " * 50_000 + "</title>",
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_markup_is_read_in_bounds(kind):
    record = read("https://site.example/p", html(HOSTILE[kind]))
    if record is not None:
        assert len(record.title) <= 400
        assert len(record.authors) <= page_names.MOST_AUTHORS
