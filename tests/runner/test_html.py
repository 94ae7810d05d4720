"""Pages of executed notebooks: they show what is there, run nothing and fetch nothing."""

import html.parser
import json
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from pygments.styles import get_style_by_name

from runner.workers import html as page

FRAME = {"html", "head", "meta", "title", "style", "body", "main"}
"""What stands around what a notebook holds."""

FAR = "http://example.org/x"
DRAWN = (
    f'<svg xmlns="http://www.w3.org/2000/svg" onload="fetch(1)"><script>fetch("{FAR}")</script>'
    f'<image href="{FAR}"/><a href="javascript:fetch(1)"><text>x</text></a></svg>'
)
ROADS = {
    "script": "<script>fetch(1)</script>",
    "attribute": "<b onclick='fetch(1)' OnMouseOver=fetch(1)>x</b><img src=x onerror=fetch(1)>",
    "slash": "<img/src=x/onerror=fetch(1)><svg/onload=fetch(1)>",
    "link": "<a href='javascript:fetch(1)'>x</a> <a href='\x01java\nscript:fetch(1)'>y</a>",
    "markdown link": "[x](javascript:fetch(1)) [y](data:text/html,<script>fetch(1)</script>)",
    "data link": "<a href=' data:text/html;base64,PHNjcmlwdD4='>x</a>",
    "picture": f"![x]({FAR}) <img srcset='{FAR} 2x' src='{FAR}'> <picture><source srcset='{FAR}'>",
    "frame": f"<iframe srcdoc='<script>fetch(1)</script>'></iframe><iframe src='{FAR}'></iframe>",
    "object": f"<object data='{FAR}'></object><embed src='{FAR}'><video src='{FAR}'></video>",
    "style": f"<style>body {{ background: url({FAR}) }}</style><b style='background:url({FAR})'>",
    "import": f"<link rel=stylesheet href='{FAR}'><base href='{FAR}'>",
    "refresh": f"<meta http-equiv=refresh content='0;url={FAR}'>",
    "form": f"<form action='{FAR}'><input autofocus onfocus=fetch(1)><button formaction='{FAR}'>",
    "svg": DRAWN,
    "mutation": "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;<img src=x "
    "onerror=fetch(1)>'>",
    "formula": r"$\text{<img src=x onerror=fetch(1)>}$ $\href{javascript:fetch(1)}{x}$",
    "unreadable formula": r"$\frac{<script>fetch(1)</script>$",
    "code": "```<script>fetch(1)</script>\nx\n```",
    "end of page": "</main></body></html><script>fetch(1)</script>",
}
"""Texts by which something could run or be fetched."""


class _Page(html.parser.HTMLParser):
    def __init__(self, text: str):
        super().__init__()
        self.tags: list[tuple[str, dict]] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text += data

    def all(self, tag: str) -> list[dict]:
        return [attributes for name, attributes in self.tags if name == tag]


def _write(folder: Path, *cells, title: str = "a") -> _Page:
    nbformat.write(new_notebook(cells=list(cells)), folder / "a.ipynb")
    page.write(folder / "a.ipynb", folder / "a.html", title)
    return _Page((folder / "a.html").read_text(encoding="utf-8"))


def _assert_still(found: _Page) -> None:
    """Nothing of a page runs, and nothing is fetched before a reader clicks a plain link."""
    assert {tag for tag, _ in found.tags} <= FRAME | page.TAGS
    assert "Content-Security-Policy" in [meta.get("http-equiv") for meta in found.all("meta")]
    assert len(found.all("meta")) == 3 and len(found.all("style")) == 1
    for _, attributes in found.tags:
        assert not [name for name in attributes if name.startswith("on")]
        assert attributes.get("src", "data:image/").startswith("data:image/")
        assert not {"srcset", "srcdoc", "action", "formaction", "data"} & set(attributes)
        link = attributes.get("href", "").strip().lower()
        assert not link or link.startswith(("http://", "https://", "mailto:"))
        assert "url(" not in attributes.get("style", "")


@pytest.mark.parametrize("road", ROADS)
def test_nothing_runs_and_nothing_is_fetched(tmp_path, road):
    text = ROADS[road]
    displayed = [
        new_output("display_data", {kind: text})
        for kind in ("text/html", "text/markdown", "text/latex", "text/plain", "image/svg+xml")
    ]
    outputs = [
        *displayed,
        new_output("stream", text=text),
        new_output("display_data", {"application/javascript": text, "text/plain": text}),
        new_output("error", ename=text, evalue=text, traceback=[text]),
        new_output("display_data", {"image/png": f'iVBOR"{text}'}),
    ]
    cells = new_markdown_cell(text), new_code_cell(text, outputs=outputs)
    _assert_still(_write(tmp_path, *cells, title=text))


@pytest.mark.parametrize("kind", ["image/png", "image/jpeg", "text/html"])
@pytest.mark.parametrize("value", ["1 onload=fetch(1)", '"><script>fetch(1)</script>', 3, [], None])
def test_metadata_do_not_run_either(tmp_path, kind, value):
    names = ("width", "height", "alt", "filenames", "isolated", "unconfined")
    metadata = {kind: dict.fromkeys(names, value), "filenames": {kind: value}}
    output = new_output("display_data", {kind: "<b>iVBORw0KGgo="}, metadata=metadata)
    cell = new_code_cell("x", outputs=[output], metadata={"tags": [f"{value}"]})
    cell.id = "a"
    _assert_still(_write(tmp_path, cell))


@pytest.mark.parametrize(
    "broken",
    [
        {"data": {"text/plain": 3}},
        {"data": {"text/html": {"a": []}}, "metadata": {"text/html": 3}},
        {"data": 3},
        {"output_type": "error", "traceback": 3},
    ],
)
def test_a_notebook_that_no_exporter_expects_has_a_page(tmp_path, broken):
    output = {"output_type": "display_data", "metadata": {}} | broken
    nb = new_notebook(cells=[new_code_cell("x")]) | {"metadata": {"language_info": 3}}
    nb["cells"][0]["outputs"] = [output]
    (tmp_path / "a.ipynb").write_text(json.dumps(nb))
    page.write(tmp_path / "a.ipynb", tmp_path / "a.html", "a")
    _assert_still(_Page((tmp_path / "a.html").read_text(encoding="utf-8")))


def test_markdown_is_rendered_with_tables_code_and_solutions(tmp_path):
    found = _write(
        tmp_path,
        new_markdown_cell(
            "# Title\n\n|a|b|\n|--|-:|\n|1|2|\n\n`code`\n\n```python\nx = 1\n```\n\n"
            "<details><summary>Solution</summary>\n\nHere\n</details>"
        ),
    )
    names = [tag for tag, _ in found.tags]
    assert {"h1", "table", "thead", "th", "td", "code", "pre", "details", "summary"} <= set(names)
    assert found.all("th")[1] == {"style": "text-align:right"}
    assert "&lt;" not in found.text and "**" not in found.text


def test_formulas_are_drawn_by_the_browser_alone(tmp_path):
    found = _write(
        tmp_path,
        new_markdown_cell(
            r"$x^2 < y$, $$\frac{1}{2}\sum_i x_i$$" "\n\n" r"\begin{align}a&=b\end{align}"
        ),
        new_code_cell("x", outputs=[new_output("display_data", {"text/latex": r"$\sqrt{2}$"})]),
    )
    shown = [formula.get("display") for formula in found.all("math")]
    assert shown == ["inline", "block", "block", "inline"]
    assert len(found.all("mfrac")) == len(found.all("msqrt")) == 1
    assert "$" not in found.text and "(1)" not in found.text


def test_a_formula_that_cannot_be_drawn_is_shown_as_it_was_written(tmp_path):
    assert r"\left( a" in _write(tmp_path, new_markdown_cell(r"$\left( a$")).text


def test_what_an_output_says_is_kept(tmp_path):
    outputs = [
        new_output("stream", text="\x1b[31mred\x1b[0m & <b>"),
        new_output("display_data", {"application/javascript": "f()", "text/plain": "in words"}),
        new_output(
            "display_data",
            {"image/png": "iVBORw0KGgo="},
            metadata={"image/png": {"alt": 'a "digit"'}},
        ),
    ]
    found = _write(tmp_path, new_code_cell("x", outputs=outputs))
    assert "red & <b>" in found.text and "in words" in found.text
    assert found.all("img")[0]["alt"] == 'a "digit"'


def test_what_scrolls_is_reached_by_keyboard(tmp_path):
    table = "<table><tr><td>1</td></tr></table>"
    outputs = [new_output("stream", text="x"), new_output("display_data", {"text/html": table})]
    found = _write(tmp_path, new_code_cell("x", outputs=outputs))
    assert [each.get("tabindex") for each in found.all("pre") + found.all("table")] == ["0"] * 3


def _luminance(colour: str) -> float:
    """Return the relative luminance of a colour such as "f3f4f6" (WCAG 2.2)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_every_colour_of_code_has_the_contrast_that_wcag_asks():
    for _, look in get_style_by_name("xcode"):
        if look["color"]:
            ratio = (_luminance("f3f4f6") + 0.05) / (_luminance(look["color"]) + 0.05)
            assert ratio >= 4.5
            assert not look["bgcolor"]
