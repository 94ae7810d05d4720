"""How well photos of each kind are read: `python -m benchmarks.photos` writes the table.

The photos are those of `tests/photos.py`, made from test digits with a seed that no choice in
the preparation was made with. `photos.json` keeps what the last preparation but one reached on
the very same photos.
"""

import argparse
import json

import numpy as np

from benchmarks import page
from helpers import ROOT, data, evaluation, pictures, training
from helpers.errors import CourseError
from runner.pages import put
from tests import photos

FOUND = page.HERE / "photos.json"
SEED = 20260
"""Held out: the limits of the preparation were tried on validation digits and other seeds."""


def measure(digits, model, kind: str, count: int, prepare) -> dict[str, float]:
    """Return what becomes of photos of one kind, in parts of them.

    Args:
        digits: the data set, whose test digits are photographed.
        model: the network that reads them.
        kind: a name in `photos.KINDS`.
        count: photos.
        prepare: makes a file into a picture (28, 28).

    Returns:
        `digits`: read right without a photo; `read`: read right; `refused`: no digit found;
        of those read wrong, `wrong`, the part with a `doubt`; and the part of those read right
        with a `false doubt`.
    """
    rng = np.random.default_rng([SEED, list(photos.KINDS).index(kind)])
    chosen = rng.choice(len(digits.test), count, replace=False)
    truth, usual = digits.test.labels[chosen], pictures.usual(digits.train.images)
    images = [_image(prepare, photos.take(digits.test.images[i], kind, rng)) for i in chosen]
    found = np.array([image.any() for image in images])
    outputs = evaluation.predict(model, np.reshape(images, (-1, 784)).astype("float32") / 255)
    right = found & (outputs.argmax(axis=1) == truth)
    wrong = found & ~right
    doubted = np.array(
        [
            bool(pictures.doubts(image, usual, said))
            for image, said in zip(images, outputs, strict=True)
        ]
    )
    plain = evaluation.predict(model, digits.test.x[chosen]).argmax(axis=1)
    return {
        "photos": count,
        "digits": int((plain == truth).sum()),
        "read": int(right.sum()),
        "refused": int((~found).sum()),
        "wrong": int(wrong.sum()),
        "doubted": int((wrong & doubted).sum()),
        "false doubts": int((right & doubted).sum()),
    }


def _image(prepare, file) -> np.ndarray:
    """Return the prepared picture, black where it is refused."""
    try:
        return prepare(file)
    except CourseError:
        return np.zeros((28, 28), "uint8")


def table(found: dict[str, dict[str, dict[str, int]]]) -> str:
    """Return the table by kind as the page shows it, from counts `before` and `after`."""
    head = (
        "Photos",
        "Digits themselves",
        "Before",
        "Now",
        "Refused",
        "Wrong, doubted",
        "False doubts",
    )
    after = found["after"]
    total = {name: sum(row[name] for row in after.values()) for name in next(iter(after.values()))}
    before = sum(row["read"] for row in found["before"].values())
    rows = [
        *((kind, found["before"][kind]["read"], row) for kind, row in after.items()),
        ("**all**", before, total),
    ]
    cells = [
        (
            kind,
            f"{row['digits'] / row['photos']:.1%}",
            f"{earlier / row['photos']:.1%}",
            f"{row['read'] / row['photos']:.1%}",
            str(row["refused"]),
            f"{row['wrong']}, {row['doubted']}",
            f"{row['false doubts'] / row['read']:.1%}",
        )
        for kind, earlier, row in rows
    ]
    return page.grid(head, cells)


def main() -> None:
    """Measure all kinds and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=60, help="photos of each kind")
    count = parser.parse_args().count
    digits = data.load("mnist")
    model = training.train_once("dropout", digits, 0, 10).model
    found = json.loads(FOUND.read_text("utf-8"))
    found["after"] = {
        kind: measure(digits, model, kind, count, pictures.prepare) for kind in photos.KINDS
    }
    FOUND.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    put(table(found), "photos", ROOT / "data_cache" / "README.md")


if __name__ == "__main__":
    main()
