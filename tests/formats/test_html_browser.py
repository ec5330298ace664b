import pytest
from browser import CHROMIUM, Browser
from sample_report import sample

from refmend.formats import render

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs a Chromium")

SHOWN = "[...document.querySelectorAll('article')].filter((a) => a.checkVisibility()).map((a) => a.dataset.rule)"
TYPE = "(text) => { const q = document.getElementById('query'); q.value = text; q.dispatchEvent(new Event('input', {bubbles: true})); }"
# WCAG's contrast of each text to what is behind it; the pictures' texts have their own colours in `fill`.
CONTRAST = """
(() => {
  const parts = (text) => text.match(/[\\d.]+/g).map(Number);
  const light = (rgb) => { const [r, g, b] = rgb.slice(0, 3).map((c) => (c /= 255) <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  const behind = (node) => { for (; node; node = node.parentElement) { const rgb = parts(getComputedStyle(node).backgroundColor);
    if (rgb.length === 3 || rgb[3] > 0) { return rgb; } } return [255, 255, 255]; };
  const low = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode.parentElement;
    if (!walker.currentNode.textContent.trim() || !node.checkVisibility() || node.closest('script, style, svg, option')) { continue; }
    const [one, two] = [light(parts(getComputedStyle(node).color)), light(behind(node))].sort((a, b) => b - a);
    const ratio = (one + 0.05) / (two + 0.05);
    if (ratio < 4.5) { low.push(`${walker.currentNode.textContent.trim()}: ${ratio.toFixed(2)}`); }
  }
  return low;
})()
"""


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    path = tmp_path_factory.mktemp("page") / "report.html"
    docs = {"dead-link": "# What it does\n\nFinds pages that are gone."}
    path.write_text(render(sample(), "html", rule_docs=docs), encoding="utf-8")
    return path.as_uri()


@pytest.fixture(scope="module")
def chromium():
    with Browser() as browser:
        yield browser


@pytest.fixture
def browser(chromium, page):
    chromium.call("Emulation.setScriptExecutionDisabled", value=False)
    chromium.size(1100)
    chromium.scheme("light")
    chromium.requests.clear()
    chromium.errors.clear()
    chromium.open("about:blank")
    chromium.open(page)
    yield chromium
    assert [url for url in chromium.requests if url not in {page, "about:blank"}] == []
    assert chromium.errors == []


def test_all_is_shown_at_first(browser):
    assert browser.run(SHOWN) == ["pages-mismatch", "dead-link", "title-mismatch", "moved-link"]


def test_search_and_filters_narrow_and_clear_widens(browser):
    browser.run(f"({TYPE})('404 twice')")
    assert browser.run(SHOWN) == ["dead-link"]
    assert browser.run("document.getElementById('shown').textContent") == "1 of 4"
    browser.run(f"({TYPE})('no such words')")
    assert browser.run("document.getElementById('nothing').checkVisibility()")
    browser.run("document.querySelector('button[type=reset]').click(); new Promise((done) => setTimeout(done, 20))")
    assert len(browser.run(SHOWN)) == 4
    browser.run("document.querySelector('[name=severity][value=error]').click()")
    assert browser.run(SHOWN) == ["title-mismatch", "moved-link"]
    browser.run("document.getElementById('fixable').click()")
    assert browser.run(SHOWN) == ["title-mismatch", "moved-link"]
    browser.run(
        "const r = document.getElementById('rule'); r.value = 'moved-link'; r.dispatchEvent(new Event('input', {bubbles: true}))"
    )
    assert browser.run(SHOWN) == ["moved-link"]


def test_the_links_can_be_searched(browser):
    rows = "[...document.querySelectorAll('#links tbody tr')].filter((r) => r.checkVisibility()).map((r) => r.cells[0].textContent)"
    assert len(browser.run(rows)) == 5
    browser.run(f"({TYPE.replace('query', 'links-query', 1)})('example.org 404')")
    assert browser.run(rows) == ["dead"]
    assert browser.run("document.getElementById('links-shown').textContent") == "1 of 5"


def test_the_filter_stays_in_sight_and_folds_on_a_narrow_screen(browser):
    top = "Math.round(document.getElementById('filters').getBoundingClientRect().top)"
    browser.size(380, 500)
    assert not browser.run("document.getElementById('rule').checkVisibility()")
    browser.run("document.getElementById('more').click()")
    assert browser.run("document.getElementById('rule').checkVisibility()")
    browser.run("document.querySelectorAll('article')[2].scrollIntoView()")
    assert browser.run(top) == 0


def test_letters_step_through_the_list_and_stay_letters_in_the_search(browser):
    where = "document.activeElement.closest('article')?.dataset.rule ?? document.activeElement.id"
    browser.run("document.querySelector('article a').focus()")
    seen = []
    for key in "jjkj":
        browser.key(key, ord(key.upper()), key)
        seen.append(browser.run(where))
    assert seen == ["dead-link", "title-mismatch", "dead-link", "title-mismatch"]
    browser.run("document.getElementById('query').focus()")
    browser.key("j", 74, "j")
    assert browser.run(where) == "query"
    assert browser.run("document.getElementById('query').value") == "j"


def test_a_patch_can_be_copied(browser):
    browser.call("Browser.grantPermissions", permissions=["clipboardReadWrite", "clipboardSanitizedWrite"])
    browser.run("document.querySelector('.patch').open = true")
    browser.run(
        "const button = document.querySelector('.copy'); const label = button.textContent; button.click();"
        "new Promise((done) => { const look = () => button.textContent === label ? setTimeout(look, 5) : done();"
        " look(); })"
    )
    assert browser.run("document.querySelector('.copy').textContent") == "Copied"
    copied = browser.run("navigator.clipboard.readText()")
    assert copied == browser.run("document.querySelector('.patch pre').textContent")
    assert copied.startswith("--- a/references/list.md\n+++ b/references/list.md\n@@ -3,2 +3,2 @@\n-1. ")


def test_the_table_sorts_both_ways(browser):
    states = "[...document.querySelectorAll('tbody tr')].map((row) => row.cells[0].textContent)"
    first = browser.run(states)
    assert first[0] == "dead"
    browser.run("document.querySelector('th button').click()")
    assert browser.run(states) == sorted(first)
    browser.run("document.querySelector('th button').click()")
    assert browser.run(states) == sorted(first, reverse=True)
    assert browser.run("document.querySelector('th').getAttribute('aria-sort')") == "descending"


def test_the_keyboard_reaches_everything(browser):
    wanted = browser.run(
        "[...document.querySelectorAll('a[href], button, input, select, summary')].filter((e) => e.checkVisibility()).length"
    )
    seen = set()
    for _ in range(wanted + 8):
        browser.key("Tab", 9)
        seen.add(browser.run("[...document.querySelectorAll('*')].indexOf(document.activeElement)"))
    assert len(seen) >= wanted
    browser.run("document.querySelector('summary').focus()")
    browser.key("Enter", 13, "\r")
    assert browser.run("document.querySelector('details').open")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out(browser, scheme):
    browser.scheme(scheme)
    assert browser.run(CONTRAST) == []


@pytest.mark.parametrize("width", [320, 390, 800, 1600])
def test_nothing_is_wider_than_the_window(browser, width):
    browser.size(width)
    assert browser.run("document.documentElement.scrollWidth") <= width


def test_it_can_be_read_without_script(browser, page):
    browser.call("Emulation.setScriptExecutionDisabled", value=True)
    browser.open("about:blank")
    browser.open(page)
    assert len(browser.run(SHOWN)) == 4
    for name in ("#filters", ".copy", "th button"):
        assert not browser.run(f"document.querySelector('{name}')?.checkVisibility() ?? false")
    assert browser.run("[...document.querySelectorAll('.patch')].every((patch) => patch.checkVisibility())")


def test_it_prints_without_controls(browser):
    browser.scheme("light", "print")
    for name in (".filters", "nav", ".copy"):
        assert not browser.run(f"document.querySelector('{name}').checkVisibility()")
    assert len(browser.run(SHOWN)) == 4
    assert browser.call("Page.printToPDF")["data"]
