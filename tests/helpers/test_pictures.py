"""A photo of a digit becomes an input like MNIST's, or one line says why not."""

import numpy as np
import pytest
from PIL import Image
from scipy.ndimage import center_of_mass

from helpers import pictures
from helpers.errors import CourseError
from helpers.internal.usual import measure


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
    layer.paste((255, 255, 255, 255), (60, 20, 70, 80))
    layer.save(tmp_path / "white.png")
    assert pictures.grey(tmp_path / "white.png")[0, 0] == 0
    turned = stroke().rotate(90, expand=True)
    exif = turned.getexif()
    exif[0x0112] = 6  # the camera says: turn a quarter clockwise to view
    turned.save(tmp_path / "turned.jpg", exif=exif)
    assert pictures.grey(tmp_path / "turned.jpg").shape == (200, 300)


def gif(path):
    """Write a picture that moves."""
    frames = [stroke(ink=ink) for ink in (20, 60)]
    frames[0].save(path, save_all=True, append_images=frames[1:])


def cut(path):
    """Write the first half of a picture."""
    stroke().save(path)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def huge(path):
    """Write a picture of 100 megapixels in a few kilobytes."""
    Image.new("1", (10_000, 10_000)).save(path)


def strip(path):
    """Write a picture on which there is no room."""
    Image.new("L", (2000, 3), 255).save(path)


BAD = {
    "text.png": (lambda path: path.write_bytes(b"not a picture"), "is not a picture"),
    "empty.png": (lambda path: path.write_bytes(b""), "is not a picture"),
    "folder.png": (lambda path: path.mkdir(), "is not a picture"),
    "gone.png": (lambda path: None, "there is no file .*gone.png: check the name"),
    "cut.png": (cut, "is damaged or not whole"),
    "cut.jpg": (cut, "is damaged or not whole"),
    "huge.png": (huge, "is too large: make it smaller than 50 megapixels first"),
    "strip.png": (strip, "is a strip: give a picture with paper"),
    "moving.gif": (gif, "moves: save one of its pictures as PNG"),
    "page.pdf": (lambda path: path.write_bytes(b"%PDF-1.7 ..."), "is a PDF: save its page"),
    "phone.heic": (
        lambda path: path.write_bytes(b"\0\0\0\x18ftypheic\0\0\0\0"),
        "convert it to JPEG first|is damaged",
    ),
}


@pytest.mark.parametrize("name", BAD)
@pytest.mark.filterwarnings("error")
def test_what_cannot_be_read_gets_one_line_that_says_why(tmp_path, name):
    write, line = BAD[name]
    write(tmp_path / name)
    with pytest.raises(CourseError, match=line) as refusal:
        pictures.prepare(tmp_path / name)
    assert name in str(refusal.value) and "\n" not in str(refusal.value)


@pytest.mark.parametrize("pixels", [np.zeros((28, 28)), None, 7])
def test_what_is_no_file_gets_one_line_too(pixels):
    with pytest.raises(
        CourseError, match=f"the name of a picture file, not {type(pixels).__name__}"
    ):
        pictures.prepare(pixels)


def test_a_blank_sheet_is_called_blank(tmp_path):
    rng = np.random.default_rng(0)
    for name, light in (("even", 0), ("falling", 80), ("steep", 160)):
        grey = 240 - np.linspace(0, light, 300)[:, None] + rng.normal(0, 3, (300, 240))
        Image.fromarray(grey.clip(0, 255).astype("uint8")).save(tmp_path / f"{name}.png")
        with pytest.raises(CourseError, match="looks blank"):
            pictures.prepare(tmp_path / f"{name}.png")


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
    found = measure(images, images.reshape(2, 14, 2, 14, 2).mean(axis=(2, 4)))
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


def test_blank_training_pictures_leave_what_is_usual_as_it_is():
    images, blank = bars(3), np.zeros((1, 28, 28), "uint8")
    usual, other = pictures.usual(images), pictures.usual(np.concatenate([blank, images, blank]))
    assert other.limits == usual.limits
    assert np.array_equal(other.references, usual.references)


def test_pictures_without_ink_have_no_usual_in_one_line():
    with pytest.raises(CourseError, match="fewer than two training pictures have ink"):
        pictures.usual(np.zeros((20, 28, 28), "uint8"))


def test_a_data_set_of_few_pictures_has_its_usual_too():
    assert len(pictures.usual(bars(3)[:20]).references) == 10
