"""How well photos of each kind are read: `python -m benchmarks.photos` writes the table.

The photos are those of `scenes.py`, made from test digits with a seed that no choice in
the preparation was made with. `photos.json` also keeps what the first preparation reached, which
took one grey for all of the paper, on 60 photos of each kind.
"""

import functools
import json
import multiprocessing
from concurrent.futures import ProcessPoolExecutor

import numpy as np

from benchmarks import page, scenes
from helpers import ROOT, data, evaluation, pictures, training
from helpers.errors import CourseError
from runner.pages import put

FOUND = page.HERE / "photos.json"
SEED = 20260
"""Held out: the limits of the preparation were tried on validation digits and other seeds."""

COUNTS = dict.fromkeys(scenes.KINDS, 100) | {"clean": 300}
"""How many photos of each kind are read."""


def measure(digits, model, usual, kind: str, count: int, prepare) -> dict[str, int]:
    """Return what becomes of photos of one kind, as counts.

    Args:
        digits: the data set, whose test digits are photographed.
        model: the network that reads them.
        usual: what is usual among the training pictures (`pictures.usual`).
        kind: a name in `scenes.KINDS`.
        count: photos.
        prepare: makes a file into a picture (28, 28).

    Returns:
        `photos`, how many; `digits`, read right without a photo in between; `read`, read right;
        `refused`, no digit found; `wrong`, read wrong, and of these `doubted`; and `false doubts`,
        doubted but read right.
    """
    rng = np.random.default_rng([SEED, 1 + list(scenes.KINDS).index(kind)])
    chosen = rng.choice(len(digits.test), count, replace=False)
    truth = digits.test.labels[chosen]
    images = [_image(prepare, scenes.take(digits.test.images[i], kind, rng)) for i in chosen]
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
        "How many",
        "Digits themselves",
        "Before",
        "Now",
        "95 % interval",
        "Refused",
        "Wrong, doubted",
        "False doubts",
    )
    before, after = found["before"], found["after"]
    groups = {kind: [kind] for kind in after} | {"**all**": [*after]}
    cells = []
    for title, kinds in groups.items():
        earlier, row = (_sum([rows[kind] for kind in kinds]) for rows in (before, after))
        count = row["photos"]
        least, most = evaluation.wilson(row["read"], count)
        cells.append(
            (
                title,
                f"{count:,}",
                f"{row['digits'] / count:.1%}",
                f"{earlier['read'] / earlier['photos']:.1%}",
                f"{row['read'] / count:.1%}",
                f"{least:.1%} to {most:.1%}",
                str(row["refused"]),
                f"{row['wrong']}, {row['doubted']}",
                f"{row['false doubts'] / row['read']:.1%}",
            )
        )
    return page.grid(head, cells)


def _sum(rows: list[dict[str, int]]) -> dict[str, int]:
    return {name: sum(row[name] for row in rows) for name in rows[0]}


@functools.cache
def _load() -> tuple:
    digits = data.load("mnist")
    return digits, training.train_once("dropout", digits).model, pictures.usual(digits.train.images)


def _measure_all(kind: str) -> dict[str, int]:
    return measure(*_load(), kind, COUNTS[kind], pictures.prepare)


def main() -> None:
    """Measure all kinds and write the page."""
    _load()  # trained once, for all processes
    found = json.loads(FOUND.read_text("utf-8"))
    with ProcessPoolExecutor(mp_context=multiprocessing.get_context("spawn")) as pool:
        found["after"] = dict(zip(COUNTS, pool.map(_measure_all, COUNTS), strict=True))
    FOUND.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    put(table(found), "photos", ROOT / "data_cache" / "README.md")


if __name__ == "__main__":
    main()
