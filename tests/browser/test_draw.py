"""The pad's own module: it prepares a drawing as Python does, whatever is on the paper."""

import base64
import json

import keras
import numpy as np
import pytest

from helpers import draw, evaluation, pictures
from tests.browser.support import module

pytestmark = pytest.mark.process

WIDE = 280


def papers() -> list[np.ndarray]:
    """Return drawings, uint8 (280, 280): noise, strokes and dots of any size and place."""
    rng = np.random.default_rng(0)
    made = [rng.integers(0, 256, (WIDE, WIDE)), np.full((WIDE, WIDE), 255), np.eye(WIDE) * 200]
    for _ in range(40):
        paper = np.zeros((WIDE, WIDE))
        for _ in range(rng.integers(1, 4)):
            (top, left), (height, width) = rng.integers(0, WIDE, 2), rng.integers(1, 150, 2)
            paper[top : top + height, left : left + width] = rng.integers(1, 256)
        made.append(paper)
    return [paper.astype("uint8") for paper in made]


@pytest.fixture(scope="module")
def page(browser):
    """An empty page with the module."""
    page = browser.new_page()
    module(page)
    yield page
    page.close()


def prepare(page, paper: np.ndarray) -> np.ndarray:
    held = base64.b64encode(paper).decode()
    found = page.evaluate("(held) => [...pad.prepare(pad.bytes(held))]", held)
    return np.array(found).reshape(28, 28)


def test_whatever_is_drawn_is_prepared_as_python_does_it_within_a_grey_level(page):
    for paper in papers():
        expected = pictures.centre(paper / 255).astype(int)
        assert np.abs(prepare(page, paper) - expected).max() <= 1


def test_what_is_odd_about_a_picture_is_said_in_pythons_words(page, digits):
    told, among = draw.tell(digits), pictures.usual(digits.train.images)
    rng = np.random.default_rng(0)
    images = [pictures.centre(paper / 255) for paper in papers()]
    images += [*digits.validation.images[:100], *np.roll(digits.validation.images[:50], 5, axis=2)]
    outputs = rng.dirichlet(np.full(10, 0.1), len(images))
    held = json.dumps(told, default=lambda data: base64.b64encode(data).decode())
    found = page.evaluate(
        """([told, images, outputs]) => {
          const usual = pad.unpack(JSON.parse(told));
          return images.map((image, i) => pad.doubts(Uint8Array.from(image), usual, outputs[i]));
        }""",
        [held, [image.ravel().tolist() for image in images], outputs.tolist()],
    )
    expected = [
        pictures.doubts(image, among, said) for image, said in zip(images, outputs, strict=True)
    ]
    assert found == expected
    assert {len(lines) for lines in expected} > {0, 1, 2}


def test_it_computes_what_a_network_answers_as_keras_does(page, digits):
    layers = [keras.layers.Dense(9, activation=name) for name in draw.ACTIVATIONS]
    layers.insert(2, keras.layers.Dropout(0.5))
    model = keras.Sequential([keras.Input((784,)), *layers, keras.layers.Dense(10)])
    images = digits.validation.images[:20]
    told = json.dumps(draw.describe(model), default=lambda data: base64.b64encode(data).decode())
    found = page.evaluate(
        """([told, images]) => {
          const layers = pad.unroll(JSON.parse(told));
          return images.map((image) => [...pad.forward(layers, image).at(-1)]);
        }""",
        [told, images.reshape(-1, 784).tolist()],
    )
    expected = evaluation.predict(model, images.reshape(-1, 784).astype("float32") / 255)
    assert np.abs(found - expected).max() < 1e-5 < np.ptp(expected)


def test_an_empty_paper_is_an_empty_picture(page):
    assert not prepare(page, np.zeros((WIDE, WIDE), "uint8")).any()


def test_steps_are_taken_back_one_by_one_and_so_are_clearing_and_an_example(page):
    sums = page.evaluate("""() => {
      const ink = new pad.Ink(), found = [];
      const note = () => found.push(ink.pixels.reduce((sum, level) => sum + level, 0));
      note();
      ink.begin(50, 50); ink.move(90, 120); ink.move(200, 120); note();
      ink.begin(200, 200); note();
      ink.put(new Uint8Array(784).fill(9)); note();
      ink.begin(10, 10); note();
      ink.put(); note();
      for (let i = 0; i < 7; i++) { ink.undo(); note(); }
      return found;
    }""")
    done, undone = sums[:6], sums[6:]
    assert len(set(done)) == 5 and done[0] == done[5] == 0  # cleared is empty again
    assert undone == [*done[4::-1], 0, 0]


def test_a_stroke_is_as_wide_as_the_pen_wherever_the_pointer_stopped(page):
    widths = page.evaluate("""() => {
      const ink = new pad.Ink();
      ink.begin(20, 140);
      for (const x of [30, 31, 150, 260]) ink.move(x, 140);
      return [40, 100, 200].map((x) => {
        let sum = 0;
        for (let y = 0; y < 280; y++) sum += ink.pixels[y * 280 + x] / 255;
        return sum;
      });
    }""")
    assert np.ptp(widths) < 1e-9 and 20 < widths[0] < 24
