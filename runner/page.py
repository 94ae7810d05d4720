"""One page to draw a digit on, with two trained networks in it, for a browser without Python."""

import base64
import hashlib
import json
from pathlib import Path

import jinja2
from markupsafe import Markup

from helpers import data, draw, evaluation, saving, training
from helpers.data import Dataset
from helpers.errors import CourseError
from helpers.internal.places import whole
from helpers.training import Trained

NETWORKS = {"sigmoid": "One layer", "dropout": "Three layers"}
"""The published networks on the page, and their headings."""


def write(dataset: str, file: Path) -> None:
    """Train the networks, unless the cache has them, and write the page, whole or not at all.

    Args:
        dataset: as `data.load`.
        file: the page; its folder is made if need be.

    Raises:
        CourseError: as `data.load`, or the file can't be written.
    """
    saving.output_folder(str(file.parent))  # a mistake shows before anything is trained
    if file.is_dir():
        raise CourseError(f"{file} is a folder: name a file, such as {file / 'draw.html'}")
    digits = data.load(dataset)
    page = fill([training.train_once(name, digits) for name in NETWORKS], digits)
    with whole(file) as [part]:
        part.write_text(page, encoding="utf-8")
    print(f"Written: {file} ({file.stat().st_size / 1000:,.0f} kilobytes); open it in a browser.")


def fill(networks: list[Trained], digits: Dataset) -> str:
    """Return the page with these networks in it: dense layers alone, and dropout."""
    folder = Path(__file__).parent
    loader = jinja2.FileSystemLoader(folder)
    template = jinja2.Environment(loader=loader, autoescape=True).get_template("page.html")
    files = (draw.MODULE, folder / "page.js")
    script = "\n".join(file.read_text(encoding="utf-8") for file in files)
    held = draw.tell(digits) | {"networks": [_describe(one, digits) for one in networks]}
    # No browser reads a NaN, and the page would show nothing.
    text = json.dumps(held, default=lambda data: base64.b64encode(data).decode(), allow_nan=False)
    return template.render(
        style=Markup(draw.STYLE.read_text(encoding="utf-8")),
        script=Markup(script),
        allowed=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
        trained=data.source_name(digits.source),
        data=Markup(text.replace("<", r"\u003c")),  # so that no name ends the script
    )


def _describe(network: Trained, digits: Dataset) -> dict:
    """Return a network as the page holds it: its words, its layers and its weights."""
    recipe, part = network.recipe, digits.validation
    right = evaluation.accuracy(
        part.labels, evaluation.predict(network.model, part.x).argmax(axis=1)
    )
    about = f"{recipe.layers}: reads {right:.1%} of {len(part):,} validation pictures."
    title = NETWORKS.get(recipe.name, recipe.name)
    return draw.describe(network.model) | {"title": title, "about": about}
