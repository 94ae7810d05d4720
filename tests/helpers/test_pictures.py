"""A photo of a digit becomes an input like MNIST's, or one line says why not."""

import numpy as np
import pytest
from PIL import Image
from scipy.ndimage import center_of_mass

from helpers import pictures
from helpers.errors import CourseError


def stroke(width=300, height=200, paper=230, ink=40):
    """Return a light sheet with a dark upright stroke, off-centre."""
    pixels = np.full((height, width), paper, dtype="uint8")
    pixels[30:130, 200:220] = ink
    return Image.fromarray(pixels)


@pytest.mark.parametrize("name", ["stroke.png", "stroke.jpg", "chiffre écrit à la main.png"])
def test_a_photo_becomes_light_ink_on_black_in_the_middle(tmp_path, name):
    stroke().save(tmp_path / name)
    image = pictures.prepare(tmp_path / name)
    assert image.shape == (28, 28) and image.dtype == np.uint8
    assert image.max() == 255 and image[0].max() == 0 and image[:, 0].max() == 0
    assert center_of_mass(image) == pytest.approx((14, 14), abs=0.02)
    assert np.ptp(np.flatnonzero(image.max(axis=1))) + 1 in (20, 21)


def test_light_ink_on_dark_paper_gives_the_same(tmp_path):
    stroke().save(tmp_path / "dark on light.png")
    stroke(paper=25, ink=215).save(tmp_path / "light on dark.png")
    one, other = (
        pictures.prepare(tmp_path / f"{name}.png") for name in ("dark on light", "light on dark")
    )
    assert np.array_equal(one, other)


def test_transparent_and_turned_pictures_are_read_as_people_see_them(tmp_path):
    layer = Image.new("RGBA", (100, 100), (0, 0, 0, 0))
    layer.paste((0, 0, 0, 255), (60, 20, 70, 80))
    layer.save(tmp_path / "transparent.png")
    assert pictures.grey(tmp_path / "transparent.png")[0, 0] == 255
    turned = stroke().rotate(90, expand=True)
    exif = turned.getexif()
    exif[0x0112] = 6  # the camera says: turn a quarter clockwise to view
    turned.save(tmp_path / "turned.jpg", exif=exif)
    assert pictures.grey(tmp_path / "turned.jpg").shape == (200, 300)


@pytest.mark.parametrize(
    ("content", "line"),
    [(b"not a picture", "is not a picture that can be read"), (b"", "is not a picture")],
)
def test_a_file_that_is_no_picture_gets_one_line(tmp_path, content, line):
    (tmp_path / "digit.png").write_bytes(content)
    with pytest.raises(CourseError, match=line):
        pictures.prepare(tmp_path / "digit.png")


def test_a_truncated_picture_a_folder_and_a_missing_file_get_one_line(tmp_path):
    stroke().save(tmp_path / "whole.png")
    (tmp_path / "cut.png").write_bytes((tmp_path / "whole.png").read_bytes()[:150])
    for name, line in (
        ("cut.png", "not a picture"),
        ("", "not a picture"),
        ("gone.png", "there is no file"),
    ):
        with pytest.raises(CourseError, match=line):
            pictures.grey(tmp_path / name)


def test_a_blank_sheet_is_called_blank(tmp_path):
    Image.new("L", (50, 50), 240).save(tmp_path / "blank.png")
    with pytest.raises(CourseError, match="looks blank"):
        pictures.prepare(tmp_path / "blank.png")


def test_a_huge_picture_is_refused_before_it_fills_the_memory(tmp_path, monkeypatch):
    stroke().save(tmp_path / "huge.png")
    monkeypatch.setattr(pictures, "LARGEST", 100)
    with pytest.raises(CourseError, match="too large"):
        pictures.grey(tmp_path / "huge.png")


def test_a_dot_and_a_bar_keep_their_proportions(tmp_path):
    wide = Image.new("L", (200, 100), 255)
    wide.paste(0, (20, 40, 180, 60))
    wide.save(tmp_path / "bar.png")
    image = pictures.prepare(tmp_path / "bar.png")
    rows, columns = (np.flatnonzero(image.max(axis=axis)) for axis in (1, 0))
    assert np.ptp(columns) + 1 >= 20 and np.ptp(rows) + 1 <= 5


def test_centre_takes_the_mean_of_the_ink_below_each_pixel():
    half = np.random.default_rng(0).random((19, 19))
    even = (half + half[::-1, ::-1]) / 2  # its centre of mass is the middle of pixel (9, 9)
    ink = np.zeros((40, 50))
    ink[7:26, 20:39] = even
    ink[26, 29] = 1e-9  # and its box is 20 high
    moved = np.zeros((28, 28))
    moved[5:24, 5:24] = even / even.max()
    for scale in (1, 3):
        image = pictures.centre(np.kron(ink, np.ones((scale, scale))))
        assert np.abs(image - 255 * moved).max() <= 0.501


def test_centre_of_no_ink_is_black():
    assert not pictures.centre(np.zeros((50, 40))).any()


def disc(radius, row=14, column=14):
    """Return a picture of a filled circle."""
    rows, columns = np.indices((28, 28))
    far = np.hypot(rows - row, columns - column)
    return np.uint8(255 * np.clip(radius + 0.5 - far, 0, 1))


def bars(width):
    """Return pictures of an upright bar, at several places."""
    images = np.zeros((200, 28, 28), "uint8")
    for image, left in zip(images, np.resize(np.arange(6, 16), 200), strict=True):
        image[4:24, left : left + width] = 255
    return images


def test_measures_are_what_their_names_say():
    images = np.stack([bars(4)[0], disc(9)])
    found = pictures.measure(images, images.reshape(2, 14, 2, 14, 2).mean(axis=(2, 4)))
    assert found["ink"] == pytest.approx([80, np.pi * 9**2], rel=0.01)
    assert found["stroke"][0] == pytest.approx(2 * 80 / 48, rel=0.02)
    assert found["edge"] == pytest.approx([0, 0])
    assert found["rest"] == pytest.approx([0, 0], abs=0.05)
    assert found["distance"] == pytest.approx([0, 0], abs=1e-9)


def test_a_usual_picture_is_not_doubted():
    usual = pictures.usual(bars(3))
    assert pictures.doubts(bars(3)[0], usual) == []
    assert pictures.doubts(bars(3)[0], usual, np.eye(10)[3]) == []


@pytest.mark.parametrize(
    ("image", "words"),
    [
        (np.zeros((28, 28), "uint8"), "blank"),
        (bars(1)[0], "strokes are thin"),
        (disc(9), "strokes are thick"),
        (disc(2), "little ink"),
        (disc(13), "much ink"),
        (disc(3, column=1), "near the edge"),
        (np.maximum(disc(3, 7, 14), disc(3, 20, 14)), "more than one piece"),
        (bars(3)[0].T, "unlike the training pictures"),
    ],
)
def test_what_is_odd_is_said_in_a_line(image, words):
    lines = pictures.doubts(image, pictures.usual(bars(3)))
    assert [line for line in lines if words in line]
    assert not any("\n" in line for line in lines)


def test_an_unsure_answer_is_doubted_with_its_largest_output():
    outputs = np.full(10, 0.04)
    outputs[3] = 0.64
    assert pictures.doubts(bars(3)[0], pictures.usual(bars(3)), outputs) == [
        "the network is unsure (its largest output is 0.64)"
    ]


def test_a_data_set_of_few_pictures_has_its_usual_too():
    assert len(pictures.usual(bars(3)[:20]).references) == 10
