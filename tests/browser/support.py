"""What the tests in a browser share: JupyterLab's commands, a canvas, mouse and finger."""

import base64

import numpy as np

from helpers import draw

ALPHA = """(canvas) => {
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return Array.from({ length: data.length / 4 }, (_, i) => data[4 * i + 3]);
}"""

SEVEN = ((0.28, 0.22), (0.74, 0.22), (0.45, 0.8))
"""Corners of a stroke, as fractions of the paper's width and height."""


def command(page, name: str, **arguments: object) -> None:
    """Do what a menu of JupyterLab does, and don't wait for its end."""
    start = "([name, given]) => { window.jupyterapp.commands.execute(name, given); }"
    page.evaluate(start, [name, arguments])


def module(page) -> None:
    """Load the pad's module into a page as `window.pad`."""
    text = base64.b64encode(draw.MODULE.read_bytes()).decode()
    page.evaluate(f"async () => window.pad = await import('data:text/javascript;base64,{text}')")


def levels(canvas) -> np.ndarray:
    """Return the ink on a square canvas: uint8 (side, side)."""
    found = np.array(canvas.evaluate(ALPHA), "uint8")
    side = round(len(found) ** 0.5)
    return found.reshape(side, side)


def corners(paper, stroke) -> list[tuple[float, float]]:
    """Return a stroke's corners where they are in the window."""
    paper.scroll_into_view_if_needed()
    box = paper.bounding_box()
    return [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in stroke]


def draw_with_mouse(page, paper, stroke=SEVEN) -> None:
    """Draw a stroke with the mouse."""
    first, *others = corners(paper, stroke)
    page.mouse.move(*first)
    page.mouse.down()
    for corner in others:
        page.mouse.move(*corner, steps=12)
    page.mouse.up()


def draw_with_finger(page, paper, stroke=SEVEN) -> None:
    """Draw a stroke with a finger, as the system of a phone reports it."""
    session = page.context.new_cdp_session(page)

    def send(kind, *points):
        touches = [{"x": x, "y": y} for x, y in points]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touches})

    first, *others = corners(paper, stroke)
    send("touchStart", first)
    last = first
    for corner in others:
        for share in np.linspace(0, 1, 13)[1:]:
            send("touchMove", tuple(a + share * (b - a) for a, b in zip(last, corner, strict=True)))
        last = corner
    send("touchEnd")
    session.detach()
