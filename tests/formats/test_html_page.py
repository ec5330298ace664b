import base64
import hashlib
import re

from lxml import html as parser
from sample_report import finding, sample

from refmend.formats import render


def page(**parts):
    text = render(sample(**parts), "html")
    return text, parser.document_fromstring(text)


def test_the_page_asks_for_nothing():
    text, tree = page()
    assert not tree.xpath("//*[@src or self::link or self::iframe or self::object or self::img or @style]")
    assert "url(" not in text
    assert "@import" not in text
    for anchor in tree.xpath("//a/@href"):
        assert anchor.startswith(("#", "https://", "http://"))


def test_the_policy_allows_this_script_and_this_style_only():
    text, tree = page()
    policy = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    assert policy.startswith("default-src 'none'")
    for tag in ("script", "style"):
        (body,) = re.findall(f"<{tag}>(.*?)</{tag}>", text, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(body.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy


def test_worst_first_with_entry_difference_and_patch():
    _, tree = page()
    cards = tree.xpath("//article")
    assert [card.get("data-rule") for card in cards] == ["pages-mismatch", "dead-link", "title-mismatch", "moved-link"]
    assert cards[0].xpath(".//blockquote/del/text()") == ["1365"]
    assert cards[0].xpath(".//blockquote/ins/text()") == ["1366"]
    assert cards[0].xpath(".//dd/del/text()") == ["1365"]
    assert cards[1].xpath(".//mark/text()") == ["https://example.org/gone/页"]
    patch = cards[0].xpath(".//pre/text()")[0]
    assert patch.startswith("--- a/references/list.md\n+++ b/references/list.md\n@@ -3,2 +3,2 @@\n-1. Prabhakar")
    assert "\n+1. Prabhakar" in patch


def test_pictures_of_files_hosts_and_time():
    _, tree = page()
    assert tree.xpath("//svg/@aria-label") == [
        "Links by state",
        "Findings by file",
        "Links by host",
        "Link rot over time",
    ]


def test_every_finding_can_be_linked_to_and_ids_are_unique():
    _, tree = page()
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert all(anchor[1:] in ids for anchor in tree.xpath("//a/@href[starts-with(., '#')]"))


def test_hostile_text_stays_text():
    hostile = finding(
        "dead-link",
        3,
        "https://example.org/gone/页",
        message='"><script>alert(1)</script> ![x](https://evil.example/p.png) {{ 7 * 7 }}',
        identifier="url:javascript:alert(1)",
        expected="</style></script><img src=x onerror=alert(1)>",
    )
    text, tree = page(findings=[hostile])
    assert len(tree.xpath("//script")) == 1
    assert not tree.xpath("//img")
    assert "javascript:" not in " ".join(tree.xpath("//@href"))
    assert "![x](https://evil" not in text
    assert "{{ 7 * 7 }}" in text


def test_an_incomplete_run_says_so():
    _, tree = page(complete=False, incomplete_reason="interrupted")
    assert "interrupted" in tree.xpath("//*[@role='alert']")[0].text_content()


def test_an_empty_run_is_still_a_page():
    _, tree = page(findings=[], references=[], outcomes=[], history=[], counts={})
    assert "There was no reference to check." in tree.text_content()
    assert not tree.xpath("//*[@id='links'] | //nav/a[@href='#links'] | //*[@class='good']")


def test_nothing_to_do_is_said_and_what_nobody_knows_as_well():
    _, tree = page(findings=[], counts={"references": 5, "links": {"alive": 4, "unknown": 1}})
    assert tree.xpath("//*[@class='good']/text()") == ["No findings."]
    assert "nobody could say anything now" in tree.text_content()
