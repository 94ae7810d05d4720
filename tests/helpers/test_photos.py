"""Photos of every kind are read, and what is read wrongly is seldom read without a doubt."""

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from benchmarks import scenes
from helpers import pictures


def printed(text):
    """Return a digit in type as a picture like MNIST's: uint8 (28, 28)."""
    sheet = Image.new("L", (100, 100))
    ImageDraw.Draw(sheet).text((20, 0), text, fill=255, font=ImageFont.load_default(80))
    return pictures.centre(np.asarray(sheet) / 255)


def likeness(one, other):
    """Return the cosine between two pictures, looked at from afar."""
    a, b = (image.reshape(14, 2, 14, 2).mean(axis=(1, 3)).ravel() for image in (one, other))
    return a @ b / np.linalg.norm(a) / np.linalg.norm(b)


@pytest.mark.parametrize("kind", scenes.KINDS)
@pytest.mark.filterwarnings("error")
def test_a_photo_of_each_kind_becomes_the_digit_again(kind):
    digit = printed(str(list(scenes.KINDS).index(kind) % 10))
    file = scenes.take(digit, kind, np.random.default_rng(5))
    assert likeness(pictures.prepare(file), digit) > 0.75


def test_the_same_seed_gives_the_same_photo():
    one, other = (scenes.take(printed("3"), "all at once", np.random.default_rng(1)) for _ in "ab")
    assert one.read() == other.read()


def test_a_picture_like_the_training_pictures_stays_what_it_is(tmp_path):
    for text in "0123456789":
        Image.fromarray(printed(text)).save(tmp_path / "small.png")
        assert likeness(pictures.prepare(tmp_path / "small.png"), printed(text)) > 0.97


def test_the_steps_lead_from_the_photo_to_the_input():
    file = scenes.take(printed("4"), "ruled paper", np.random.default_rng(0))
    steps = pictures.steps(file)
    assert list(steps) == ["photo", "paper", "ink", "pieces", "digit", "prepared"]
    *before, last = steps.values()
    assert {step.shape for step in before} == {before[0].shape}
    assert all(step.min() >= 0 and step.max() <= 255 for step in before)
    assert np.array_equal(last, pictures.prepare(file))


def test_two_digits_are_not_read_as_one_without_a_doubt(tmp_path):
    usual = pictures.usual(np.stack([printed(text) for text in "0123456789" * 20]))
    sheet = np.full((300, 500), 230, "uint8")
    for left, text in ((100, "4"), (260, "2")):
        big = np.kron(printed(text), np.ones((5, 5)))
        sheet[80:220, left : left + 140] -= np.uint8(0.7 * big)
    Image.fromarray(sheet).save(tmp_path / "two.png")
    lines = pictures.doubts(pictures.prepare(tmp_path / "two.png"), usual)
    assert any("more than one piece" in line for line in lines)


@pytest.fixture(scope="module")
def digits(cache):
    """MNIST; what is trained goes into the tests' own cache."""
    from helpers import data

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COURSE_CACHE", str(cache))
        found = data.load("auto")
        if found.source != "mnist":
            pytest.skip("the stand-in's digits are of any size, and lose by being scaled")
        yield found


@pytest.fixture(scope="module")
def model(digits):
    """The network with dropout."""
    from helpers import training

    return training.train_once("dropout", digits).model


@pytest.mark.slow
def test_photos_are_read_nearly_as_well_as_the_digits_themselves(digits, model):
    from benchmarks.photos import measure

    usual = pictures.usual(digits.train.images)
    found = [measure(digits, model, usual, kind, 4, pictures.prepare) for kind in scenes.KINDS]
    total = {name: sum(row[name] for row in found) for name in found[0]}
    assert total["read"] > 0.9 * total["digits"]
    assert total["doubted"] >= 0.4 * total["wrong"]
    assert total["false doubts"] < 0.1 * total["read"]


@pytest.mark.slow
def test_mnists_own_test_digits_lose_at_most_half_a_point_by_being_centred_again(digits, model):
    from helpers import evaluation

    centred = np.stack([pictures.centre(image / 255) for image in digits.test.images])
    before, after = (
        evaluation.accuracy(
            digits.test.labels, evaluation.predict(model, x.reshape(-1, 784)).argmax(axis=1)
        )
        for x in (digits.test.x, centred.astype("float32") / 255)
    )
    assert after >= before - 0.005
