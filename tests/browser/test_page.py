"""The page without Python, opened from a file in a real browser."""

import base64
import json
import re

import numpy as np
import pytest

from helpers import data, evaluation, pictures, training
from runner import page as pages
from tests.browser.support import SEVEN, corners, draw_with_finger, draw_with_mouse, levels

pytestmark = [pytest.mark.process, pytest.mark.slow]

REPLAYED = 1000

READ = "() => document.querySelectorAll('.pad-best').length === 2"
BLANK = "() => !document.querySelector('.pad-best')"
"""Whether both networks have read something, and whether nothing is left to read. As functions: the
page's policy refuses to evaluate text."""

REPLAY = """async (count) => {
  const button = [...document.querySelectorAll("button")].find((b) => b.textContent === "Example");
  const small = document.querySelector(".pad-small").getContext("2d");
  const found = [];
  for (let i = 0; i < count; i++) {
    button.click();
    await new Promise(requestAnimationFrame);
    const { data } = small.getImageData(0, 0, 28, 28);
    const outputs = [...document.querySelectorAll("section data")];
    const picture = Array.from({ length: 784 }, (_, j) => data[4 * j + 3]);
    found.push([picture, outputs.map((each) => Number(each.value))]);
  }
  return JSON.stringify(found); // as one text: Playwright takes long over a million numbers
}"""

AT_ONCE = """() => {
  const { port1, port2 } = new MessageChannel(), waiting = [];
  port1.onmessage = () => waiting.splice(0).forEach((draw) => draw());
  window.requestAnimationFrame = (draw) => { port2.postMessage(0); return waiting.push(draw); };
}"""
"""Draw as soon as there is time, not with the next of a screen's 60 pictures a second."""

SMALL = """(canvas) => [...canvas.getContext("2d").getImageData(0, 0, 28, 28).data]"""


@pytest.fixture(scope="module")
def networks(digits):
    """The page's networks, trained briefly."""
    return [training.train_once(name, digits, epochs=1) for name in pages.NETWORKS]


@pytest.fixture(scope="module")
def file(networks, tmp_path_factory):
    """The page, written as the command does it but for the training."""
    path = tmp_path_factory.mktemp("für alle") / "new" / "draw.html"
    trained = dict(zip(pages.NETWORKS, networks, strict=True))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pages.training, "train_once", lambda name, _: trained[name])
        pages.write("auto", path)
    return path


@pytest.fixture
def opened(browser, file):
    """Open the page with options of a context; no request may leave it, and nothing may fail."""
    contexts, wrong = [], []

    def open_page(path=file, **options):
        context = browser.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: wrong.append(request.url))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda said: said.type == "error" and wrong.append(said.text))
        page.goto(path.as_uri())
        page.wait_for_selector("section")
        assert wrong == [path.as_uri()]
        wrong.clear()
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert wrong == []


def replace_examples(text: str, part: data.Part) -> str:
    """Return the page with other examples in it."""
    before, held, after = re.split(r"(?<=id=\"data\">)(.*?)(?=</script>)", text, flags=re.DOTALL)
    told = json.loads(held) | {
        "examples": base64.b64encode(part.images).decode(),
        "labels": part.labels.tolist(),
    }
    return before + json.dumps(told) + after


def test_it_prepares_and_reads_a_thousand_test_digits_as_python_does(
    opened, file, digits, networks, tmp_path
):
    part = data.Part(digits.test.images[:REPLAYED], digits.test.labels[:REPLAYED])
    copy = tmp_path / "replay.html"
    copy.write_text(replace_examples(file.read_text("utf-8"), part), encoding="utf-8")
    page = opened(copy)
    page.evaluate(AT_ONCE)
    found = json.loads(page.evaluate(REPLAY, REPLAYED))
    pictures_there = np.array([picture for picture, _ in found]).reshape(-1, 28, 28)
    outputs_there = np.array([outputs for _, outputs in found]).reshape(-1, len(networks), 10)
    block = np.ones((10, 10))
    expected = np.array([pictures.centre(np.kron(image / 255, block)) for image in part.images])
    assert np.abs(pictures_there - expected.astype(int)).max() <= 1
    for network, there in zip(networks, outputs_there.swapaxes(0, 1), strict=True):
        x = expected.reshape(-1, 784).astype("float32") / 255
        outputs = evaluation.predict(network.model, x)
        assert (there.argmax(axis=1) == outputs.argmax(axis=1)).all()
        assert np.abs(there - outputs).max() < 1e-3


def test_it_is_one_file_of_less_than_a_megabyte(file):
    assert [path.name for path in file.parent.iterdir()] == [file.name]
    assert file.stat().st_size < 1_000_000


def read(page) -> list[str]:
    """Return what the networks say."""
    return page.locator(".pad-verdict").all_inner_texts()


def answers(page, networks) -> list[str]:
    """Return what the networks answer in Python to the small picture on the page."""
    picture = page.locator(".pad-small").evaluate(SMALL)[3::4]
    assert any(picture)
    x = np.array([picture], "float32") / 255
    return [str(evaluation.predict(network.model, x).argmax()) for network in networks]


def assert_drawn(paper) -> None:
    """Ink is where the stroke went, and nowhere else: it covers a few per cent of the paper."""
    ink = levels(paper)
    side = len(ink)
    (left, top), (right, _), (_, bottom) = [(int(side * x), int(side * y)) for x, y in SEVEN]
    assert all(ink[int(side * y), int(side * x)] == 255 for x, y in SEVEN)
    assert ink[top, (left + right) // 2] == 255
    assert not ink[bottom, right] and not ink[bottom, left] and 0.05 < (ink > 0).mean() < 0.2


def test_a_digit_drawn_with_the_mouse_is_read_by_both_networks_and_can_be_cleared(opened, networks):
    page = opened()
    assert read(page) == ["Nothing to read yet."] * 2
    draw_with_mouse(page, page.locator(".pad-paper"))
    page.wait_for_function(READ)
    assert_drawn(page.locator(".pad-paper"))
    assert page.locator(".pad-best th").all_inner_texts() == answers(page, networks)
    assert "units active. Strongest: unit" in page.locator("section").nth(1).inner_text()
    page.get_by_role("button", name="Undo").click()
    page.wait_for_function(BLANK)
    assert not levels(page.locator(".pad-paper")).any()
    assert read(page) == ["Nothing to read yet."] * 2


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_phone_a_finger_draws_and_scrolls_nothing_in(scheme, opened, networks):
    phone = {"width": 390, "height": 844}
    page = opened(viewport=phone, has_touch=True, is_mobile=True, color_scheme=scheme)
    assert page.evaluate("document.documentElement.scrollWidth") <= phone["width"]
    draw_with_finger(page, page.locator(".pad-paper"))
    page.wait_for_function(READ)
    assert_drawn(page.locator(".pad-paper"))
    assert page.locator(".pad-best th").all_inner_texts() == answers(page, networks)
    assert page.evaluate("document.documentElement.scrollWidth") <= phone["width"]
    assert page.evaluate("scrollY") == 0
    light = page.evaluate("getComputedStyle(document.body).backgroundColor.match(/\\d+/)[0]")
    assert (int(light) > 128) == (scheme == "light")


def test_everything_is_reached_by_keyboard(opened):
    page = opened()
    names = []
    for _ in range(3):
        page.keyboard.press("Tab")
        names.append(page.evaluate("document.activeElement.textContent"))
    assert names == ["Undo", "Clear", "Example"]
    page.keyboard.press("Enter")
    page.wait_for_function(READ)
    assert "An example: 0." in page.locator(".pad-hint").inner_text()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Space")
    page.wait_for_function(BLANK)
    assert read(page) == ["Nothing to read yet."] * 2


def test_every_canvas_says_in_words_what_it_shows(opened):
    page = opened()
    draw_with_mouse(page, page.locator(".pad-paper"))
    page.wait_for_function(READ)
    labels = page.locator("canvas").evaluate_all("(all) => all.map((each) => each.ariaLabel)")
    assert len(labels) == 6 and all(len(label) > 20 for label in labels)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in(scheme, opened):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page = opened(color_scheme=scheme)
    draw_with_mouse(page, page.locator(".pad-paper"))
    page.wait_for_function(READ)
    found = axe.run(page, options={"resultTypes": ["violations"], "preload": False})
    assert [each["id"] for each in found.response["violations"]] == []


def test_a_stroke_ends_where_another_finger_clears_the_paper(opened):
    page = opened()
    paper = page.locator(".pad-paper")
    first, second, third = corners(paper, SEVEN)
    page.mouse.move(*first)
    page.mouse.down()
    page.mouse.move(*second)
    page.get_by_role("button", name="Clear").dispatch_event("click")
    page.mouse.move(*third)
    page.mouse.up()
    page.wait_for_function(BLANK)
    assert not levels(paper).any()


def test_what_a_network_cannot_read_is_said_with_the_reasons(opened):
    page = opened()
    draw_with_mouse(page, page.locator(".pad-paper"), [(0.5, 0.5), (0.52, 0.5)])
    page.wait_for_function(READ)
    assert read(page) == ["I can't read this."] * 2
    assert "the strokes are thick" in page.locator(".pad-reasons").first.inner_text()


def test_what_is_no_drawing_is_ignored(opened):
    """Another button of the mouse, a second finger, a file that is dropped on the page."""
    page = opened(has_touch=True)
    paper = page.locator(".pad-paper")
    paper.click(button="right")
    paper.dispatch_event("pointermove", {"pointerId": 7, "clientX": 60, "clientY": 60})
    assert not levels(paper).any()
    stopped = page.evaluate(
        "!document.body.dispatchEvent(new DragEvent('drop', {bubbles: true, cancelable: true}))"
    )
    assert stopped
