"""The site, opened from its files in a real browser."""

import itertools
import re
from pathlib import Path
from urllib.parse import unquote, urlparse

import pytest

from helpers.errors import CourseError
from runner import site

pytestmark = [pytest.mark.process, pytest.mark.slow]

LARGEST = 1_500_000
"""Bytes that a page may ask for, all its parts together."""

LOOKS = {"wide and light": (1280, "light"), "narrow and dark": (390, "dark")}

HELD = """() => ({
  levels: [...document.querySelectorAll("main :is(h1, h2, h3, h4, h5, h6)")]
    .filter((heading) => heading.checkVisibility()).map((heading) => Number(heading.tagName[1])),
  unnamed: [...document.images].filter((image) => !image.alt.trim()).map((image) => image.src),
  eager: [...document.images].filter((image) => image.loading !== "lazy").map((image) => image.src),
})"""

LOOKING = """() => {
  const grounds = new Map([[null, ""]]);
  const ground = (element) => {
    if (!grounds.has(element)) {
      const { backgroundColor, backgroundImage, opacity, filter } = getComputedStyle(element);
      const own = [backgroundColor, backgroundImage, opacity, filter].join();
      const none = own === "rgba(0, 0, 0, 0),none,1,none";
      grounds.set(element, ground(element.parentElement) + (none ? "" : own));
    }
    return grounds.get(element);
  };
  const seen = new Set();
  for (const element of document.querySelectorAll("body *")) {
    const holds = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    if (!holds || !element.checkVisibility({ visibilityProperty: true })) continue;
    const { color, fontSize, fontWeight } = getComputedStyle(element);
    const look = [color, fontSize, fontWeight, ground(element)].join();
    if (!seen.has(look)) element.dataset.look = seen.size;
    seen.add(look);
  }
  return seen.size;
}"""
"""Mark one element of each look: axe takes long over the contrast of 5,000 words of code."""

WIDTH = "[document.documentElement.scrollWidth, innerWidth]"

DOWN = """async () => {
  for (let y = 0; y < document.body.scrollHeight; y += 500) {
    scrollTo(0, y);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await Promise.all([...document.images].map((image) => image.decode()));
}"""


@pytest.fixture(scope="module")
def built(browser) -> Path:
    """The site's folder, built anew."""
    try:
        site.prepare()
    except CourseError as error:
        pytest.skip(str(error))
    return site.build().parent


@pytest.fixture(scope="module")
def pages(built) -> list[Path]:
    """All pages that a reader can come to."""
    found = [path for path in sorted(built.rglob("*.html")) if "_static" not in path.parts]
    assert len(found) > 10
    return found


@pytest.fixture(scope="module", params=LOOKS.values(), ids=LOOKS)
def opened(request, browser):
    """Open pages in one look, and note what they ask for and which scripts fail."""
    width, scheme = request.param
    context = browser.new_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme, reduced_motion="reduce"
    )
    asked, foreign, wrong = [], [], []

    def note(request):
        (asked if request.url.startswith(("file:", "data:")) else foreign).append(request.url)

    context.on("request", note)
    context.on("weberror", lambda error: wrong.append(str(error.error)))

    def open_page(path: Path):
        page = context.new_page()
        page.goto(path.as_uri())
        return page

    open_page.asked, open_page.foreign, open_page.wrong = asked, foreign, wrong
    yield open_page
    context.close()


@pytest.fixture(scope="module")
def seen(opened, built, pages) -> dict[str, dict]:
    """What is found on each page, opened once for all that is asked of it."""
    axe, found = pytest.importorskip("axe_playwright_python.sync_playwright").Axe(), {}
    for path in pages:
        page = opened(path)
        wide, window = page.evaluate(WIDTH)
        held = page.evaluate(HELD) | {"aside": wide - window}
        name = path.relative_to(built).as_posix()
        found[name] = held | {"violations": violations(axe, page)}
        page.close()
    return found


def violations(axe, page) -> list[str]:
    """Return what axe finds on a page: all its rules, contrast in one element of each look."""
    usual = {"resultTypes": ["violations"], "preload": False}
    assert page.evaluate(LOOKING)
    contrast = {"runOnly": ["color-contrast"]}
    others = {"rules": {"color-contrast": {"enabled": False}}}
    marked = {"include": [["[data-look]"]]}
    results = [axe.run(page, marked, usual | contrast), axe.run(page, options=usual | others)]
    return [result.generate_report() for result in results if result.violations_count]


def test_axe_finds_nothing_on_any_page(seen):
    assert {name: held["violations"] for name, held in seen.items() if held["violations"]} == {}


def test_pages_scroll_down_alone_and_their_pictures_and_headings_can_be_told(seen):
    for name, held in seen.items():
        assert held["aside"] <= 0, name
        assert held["unnamed"] == held["eager"] == [], name
        levels = held["levels"]
        assert levels.count(1) == 1 == levels[0], name
        assert all(b <= a + 1 for a, b in itertools.pairwise(levels)), name


def test_the_largest_page_asks_for_little(opened, built):
    _, name = site.weigh(built)[0]
    opened.asked.clear()
    page = opened(built / name)
    page.evaluate(DOWN)
    files = {Path(unquote(urlparse(url).path)) for url in opened.asked}
    assert sum(file.stat().st_size for file in files) < LARGEST


def test_words_are_found_without_a_server(opened, built):
    page = opened(built / "search.html")
    page.goto(f"{(built / 'search.html').as_uri()}?q=softmax")
    page.wait_for_selector("#search-results li")
    found = page.locator("#search-results li", has_text="Sigmoid baseline")
    assert re.search("softmax", found.locator(".context").first.inner_text(), re.IGNORECASE)


def test_nothing_but_files_is_asked_for_and_no_script_fails(opened, seen):
    assert opened.foreign == opened.wrong == []
