import pytest
from hypothesis import given
from hypothesis import strategies as st

from refmend.identifiers import canonical_url, find, read, urls


def found(text):
    return [str(mention.identifier) for mention in find(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Smith, J. (2019). A title. doi:10.1000/xyz123", ["doi:10.1000/xyz123"]),
        ("DOI: 10.1000/XYZ-123. See also 10.1000/abc", ["doi:10.1000/xyz-123", "doi:10.1000/abc"]),
        ("(see https://doi.org/10.1016/S0140-6736(20)30183-5)", ["doi:10.1016/s0140-6736(20)30183-5"]),
        ("10.1002/(SICI)1097-4571(199806)49:8<693::AID-ASI4>3.0.CO;2-O.",
         ["doi:10.1002/(sici)1097-4571(199806)49:8<693::aid-asi4>3.0.co;2-o"]),
        ("https://dx.doi.org/10.1000%2FABC", ["doi:10.1000/abc"]),
        ("https://doi.org/10/abc", ["doi:10/abc"]),
        ("doi.org/10.1000/abc and dx.doi.org/10.1000/def", ["doi:10.1000/abc", "doi:10.1000/def"]),
        ("https://doi.org/10.48550/arXiv.2505.24269v2", ["arxiv:2505.24269v2"]),
        ("arXiv:1706.03762v5, arXiv:hep-th/9901001", ["arxiv:1706.03762v5", "arxiv:hep-th/9901001"]),
        ("[math.GT/0309136]", ["arxiv:math/0309136"]),
        ("https://arxiv.org/pdf/1706.03762v5.pdf", ["arxiv:1706.03762v5"]),
        ("参见 https://doi.org/10.1000/abc，以及（https://doi.org/10.1000/def）。", ["doi:10.1000/abc", "doi:10.1000/def"]),
        ("\"https://a.org/x\"; 'https://a.org/y', https://a.org/w?a=1&b=2;c=3.",
         ["url:https://a.org/x", "url:https://a.org/y", "url:https://a.org/w?a=1&b=2;c=3"]),
        ("https://ja.wikipedia.org/wiki/日本 x", ["url:https://ja.wikipedia.org/wiki/%E6%97%A5%E6%9C%AC"]),
        ("https://a.orghttps://b.org", ["url:https://a.org/", "url:https://b.org/"]),
        ("https://web.archive.org/web/2020/https://x.org/y", ["url:https://web.archive.org/web/2020/https://x.org/y"]),
        ("https://host.org/{id} is a pattern", []),
        ("www.journal.org/1 but journal.org/2 is none", ["url:http://www.journal.org/1"]),
        ("the 10.5/2 ratio and 110.1000/abc", []),
        ("PMID: 123456. PMCID: PMC123456 ISBN 978-3-16-148410-0",
         ["pmid:123456", "pmcid:PMC123456", "isbn:9783161484100"]),
        ("ISBN 978-3-16-148410-1", []),
        ("https://a.org/x,https://b.org/y;https://c.org/z", ["url:https://a.org/x", "url:https://b.org/y", "url:https://c.org/z"]),
        ("https://a.org/?u=x,https://b.org/y", ["url:https://a.org/?u=x,https://b.org/y"]),
        ("https://doi.org/10.1000/abchttps://a.org/x", ["doi:10.1000/abc", "url:https://a.org/x"]),
        ("10.1000/abc;10.1000/abd,10.1000/abe—doi:10.1000/abfdoi:10.1000/abg",
         ["doi:10.1000/abc", "doi:10.1000/abd", "doi:10.1000/abe", "doi:10.1000/abf", "doi:10.1000/abg"]),
        ("doi:10.1000/abc.PMID: 12345 10.1000/abd.PMC123456", ["doi:10.1000/abc", "pmid:12345", "doi:10.1000/abd", "pmcid:PMC123456"]),
        ("doi:10.1000/abc[1], 10.1000/abd’s 10.1579/0044(2006)35[89:R]2.0.CO;2",
         ["doi:10.1000/abc", "doi:10.1000/abd", "doi:10.1579/0044(2006)35[89:r]2.0.co;2"]),
        ("https://doi.org/doi:10.1000/abc, doi:10.1000/abd．次", ["doi:10.1000/abc", "doi:10.1000/abd"]),
        ("‹https://a.org/u› ==https://a.org/mark==. https://a.org/?q=YQ==", ["url:https://a.org/u", "url:https://a.org/mark", "url:https://a.org/?q=YQ=="]),
        ("arXiv e-print 2401.01235; ArXiv ID: 2401.01237, arXiv.2401.01240 arXiv#2401.01241 arXiv preprints 2401",
         ["arxiv:2401.01235", "arxiv:2401.01237", "arxiv:2401.01240", "arxiv:2401.01241"]),
        ("https://a.org/a/../b/./c?d=/../e", ["url:https://a.org/b/c?d=/../e"]),
    ],
)  # fmt: skip
def test_every_written_form_is_found_and_none_is_cut(text, expected):
    assert found(text) == expected


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("doi:11.1234/abc", "starts with 10."),
        ("doi:10.1234/", "no suffix"),
        ("doi:10.1234/a\u202eb", "invisible"),
        ("arXiv:24.01", "shape"),
        ("arXiv:2413.12345", "month"),
        ("https://doi.org/11.1234/abc", "starts with 10."),
    ],
)
def test_what_means_to_be_an_identifier_and_is_none_says_why(text, reason):
    (mention,) = find(text)
    assert reason in mention.problem


@pytest.mark.parametrize(
    "text",
    [
        "http://exa mple.org/",
        "://example.org/",
        "file:///etc/passwd",
        "gopher://127.0.0.1:70/x",
        "data:text/plain,hi",
        "http:///path",
        "http://example.org:99999/",
        "http://example.org:0/",
        "http://" + "a" * 64 + ".example/",
    ],
)
def test_a_broken_target_is_read_with_a_problem(text):
    mention = read(text)
    assert mention is not None
    assert mention.as_written == text
    assert mention.problem


@pytest.mark.parametrize("text", ["", "../x", "#top", "mailto:a@b.c", "page.html", "Note: this"])
def test_what_is_no_identifier_is_not_read(text):
    assert read(text) is None


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("HTTPS://Example.ORG", "https://example.org/"),
        ("https://example.org:443/A?b=2&a=%7e", "https://example.org/A?b=2&a=%7e"),
        ("https://müller.de/straße", "https://xn--mller-kva.de/stra%C3%9Fe"),
        ("http://①②⑦.⓪.⓪.①/", "http://127.0.0.1/"),
        ("https://a.org/../x", "https://a.org/x"),
        ("https://a.org/a/b/../../../c/..", "https://a.org/"),
        ("https://a.org/a/./b/.", "https://a.org/a/b/"),
        ("https://a.org/.well-known/...?p=../q#../r", "https://a.org/.well-known/...?p=../q#../r"),
        ("https://a.org/a page?q=b c", "https://a.org/a%20page?q=b%20c"),
    ],
)
def test_canonical_urls_keep_their_meaning(url, expected):
    assert canonical_url(url) == expected


@given(st.text(st.sampled_from("htp:/10.abDOI doixv<>()[]{};,'\"。日éİ\\_%2F\n"), max_size=60))
def test_spans_cut_to_what_was_written_and_never_overlap(text):
    last = 0
    for mention in find(text):
        assert mention.span.start >= last
        assert text[mention.span.start : mention.span.end] == mention.as_written
        last = mention.span.end


@pytest.mark.parametrize(
    "unit",
    [
        "http://",
        "10.1000/",
        "www.",
        "(",
        "doi:10.1000/<1",
        "doi ",
        "arxiv:",
        "1",
        ".1",
        "hep-th/",
        "]",
        "https://a/(",
        ")",
        "https://a.org/x,",
        "10.1000/a;",
        "/../",
        "[1]",
        "==",
    ],
)
def test_adversarial_text_is_read_in_one_pass(unit):
    find(unit * (200_000 // len(unit)))
    find("https://a.org/" + unit * (200_000 // len(unit)))


@pytest.mark.parametrize("text", ["https://[0-9a-z]+x", "ftp://[user@]host/x", "https://.*$", "https://host/${id}"])
def test_patterns_are_no_addresses(text):
    assert find(text) == []


@pytest.mark.parametrize("text", ["pypug:tutorials/x", "C:\\x", "localhost:8080/x"])
def test_a_word_and_a_colon_are_no_scheme(text):
    assert read(text) is None


@given(
    st.sampled_from(
        ["a.b", "xn--a.b", "127.0.0.1", "0x7f.1", "a.b:80", "a.b:443", "a.b:8080", "a.b:65536", "A.b", "a..b", "a.b."]
    )
    | st.from_regex(r"[a-z0-9-]{1,70}(\.[a-z0-9-]{1,70}){1,5}", fullmatch=True),
    st.text("ab1.-/:?#%~[]()@! é", max_size=12),
)
def test_an_address_taken_as_it_stands_is_what_normalising_gives(host, tail):
    url = f"https://{host}/{tail}"
    if urls._PLAIN.fullmatch(url) and "/." not in url:
        assert urls._normalised(url) == url
