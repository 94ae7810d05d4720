"""Picture files as people have them, read as people see them, or refused in one line."""

import contextlib
import warnings
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from helpers.errors import CourseError

LARGEST = 50_000_000
"""Pixels; a larger picture is refused rather than filling the memory."""

TOO_LARGE = f"is too large: make it smaller than {LARGEST / 1e6:.0f} megapixels first"

SHORTEST, LONGEST = 200, 400
"""Pixels of the longer side at which a photo is looked at."""

MOVING = ("GIF", "PNG", "WEBP")
"""Formats of pictures that may move. A phone's JPEG holds a preview as a second picture."""

with contextlib.suppress(ImportError):
    import pillow_heif

    pillow_heif.register_heif_opener()


def name(file: object) -> str:
    """Return what a file is called in a message."""
    return Path(file).name or repr(file) if isinstance(file, str | Path) else "the picture"


def read(file: str | Path) -> Image.Image:
    """Return a picture in RGB, turned as the camera says, its longer side 200 to 400 pixels.

    Where it is transparent, it lies on white, or on black if it is light itself.

    Raises:
        CourseError: the file is missing, is no picture, moves, is a strip or too large.
    """
    if not (isinstance(file, str | Path) or hasattr(file, "read")):
        raise CourseError(f"give the name of a picture file, not {type(file).__name__}")
    try:
        if isinstance(file, str | Path) and Path(file).exists() and not Path(file).is_file():
            raise CourseError(f"{name(file)} is not a picture: give the name of a PNG or JPEG file")
        with warnings.catch_warnings(action="ignore"), Image.open(file) as picture:
            if not (why := _refuse(picture)):
                return _flat(picture)
    except FileNotFoundError:
        raise CourseError(f"there is no file {file}: check the name and the folder") from None
    except Image.DecompressionBombError:
        why = TOO_LARGE
    except UnidentifiedImageError:
        why = _unknown(file)
    except (OSError, ValueError, SyntaxError):
        why = "is not a picture that can be read: it is damaged or not whole"
    raise CourseError(f"{name(file)} {why}")


def _refuse(picture: Image.Image) -> str:
    """Return what is wrong with a picture that can be read, if anything is."""
    if picture.width * picture.height > LARGEST:
        return TOO_LARGE
    if max(picture.size) > 20 * min(picture.size):
        return "is a strip: give a picture with paper around the digit"
    if picture.format in MOVING and getattr(picture, "n_frames", 1) > 1:
        return "moves: save one of its pictures as PNG"
    return ""


def _unknown(file: object) -> str:
    """Return what to do with a file that isn't a picture to Pillow."""
    begin = b""
    if isinstance(file, str | Path):
        with Path(file).open("rb") as stream:
            begin = stream.read(12)
    if begin.startswith(b"%PDF"):
        return "is a PDF: save its page as PNG or take a picture of the screen"
    if begin[4:8] == b"ftyp":
        return "is in a phone's own format (HEIC): convert it to JPEG first"
    return "is not a picture that can be read: give a PNG or JPEG file"


def _flat(picture: Image.Image) -> Image.Image:
    """Return a picture in RGB, small, turned, and laid on paper where it is transparent."""
    picture.draft("RGB", (LONGEST, LONGEST))  # a JPEG is read at a fraction of its size
    picture = ImageOps.exif_transpose(picture)
    if picture.mode[0] in "IF":
        picture = _to_bytes(np.asarray(picture, dtype="float64"))
    picture = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    long = max(picture.size)
    side = min(max(long, SHORTEST), LONGEST)
    way = Image.Resampling.BOX if side < long else Image.Resampling.BICUBIC
    picture = ImageOps.contain(picture, (side, side), way)
    if picture.mode == "RGB":
        return picture
    seen = np.asarray(picture.convert("L"))[np.asarray(picture)[..., 3] > 127]
    light = seen.size > 0 and np.percentile(seen, 2) > 127  # no dark ink: it is light itself
    paper = Image.new("RGBA", picture.size, "black" if light else "white")
    paper.alpha_composite(picture)
    return paper.convert("RGB")


def _to_bytes(values: np.ndarray) -> Image.Image:
    """Return grey levels of more bits as 0 to 255: from 0 to 1, 255, 65,535 or their own most."""
    values = np.nan_to_num(values, posinf=0, neginf=0)
    most = next((top for top in (1, 255, 65_535) if values.max() <= top), values.max())
    return Image.fromarray((values.clip(0) * (255 / most)).round().astype("uint8"))
