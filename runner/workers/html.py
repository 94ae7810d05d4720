"""An executed notebook as one page of HTML that needs nothing beside it and runs nothing."""

import functools
import html
import re
from pathlib import Path

import nh3
from jinja2 import pass_context
from latex2mathml.converter import convert
from nbconvert import HTMLExporter
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook, new_output
from pygments.formatters import HtmlFormatter
from traitlets.config import Config

from runner.notebook import first_line, load

POLICY = (
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; "
    "form-action 'none'"
)
"""What a browser may do with a page: show it and its pictures, and ask nobody for anything."""

SHOWN = (
    *("text/html", "text/markdown", "image/svg+xml", "text/latex", "image/png", "image/jpeg"),
    "text/plain",
)
"""The kinds of output that a page can show, the best first."""

COLOURS = HtmlFormatter(style="xcode").get_style_defs(".highlight")
"""Of code: each has a contrast of 4.5 to 1 or more on the grey that code stands on."""

STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 52rem; margin: 0 auto; padding: 1rem;
       color: #1a1a1a; background: #fff; overflow-wrap: anywhere }
pre { overflow-x: auto; padding: .5rem; margin: .3rem 0; white-space: pre; line-height: 1.35 }
pre:focus-visible, table:focus-visible { outline: 3px solid #0072B2 }
.input_area pre, .highlight pre { background: #f3f4f6; border-left: 3px solid #0072B2 }
.highlight { background: none }
.output_error pre, .output_stderr pre { border-left: 3px solid #a33a00 }
a { color: #005a8e }
blockquote { margin: .5rem 0; padding: .1rem .8rem; border-left: 3px solid #bbb }
img { max-width: 100%; height: auto }
math[display=block] { margin: .3rem 0; padding: .3rem 0; overflow: auto hidden }
table { border-collapse: collapse; display: block; overflow-x: auto }
td, th { padding: .15rem .6rem; text-align: right; border-bottom: 1px solid #ddd }
.prompt { display: none }
"""

MATH = {
    *("math", "mrow", "mi", "mn", "mo", "mtext", "mspace", "mfrac", "msqrt", "mroot", "msub"),
    *("msup", "msubsup", "munder", "mover", "munderover", "mtable", "mtr", "mtd", "mstyle"),
    *("mpadded", "mphantom", "mmultiscripts"),
}
"""The elements of MathML that a formula is made of."""

LAYOUT = {
    *("display", "displaystyle", "scriptlevel", "mathvariant", "stretchy", "fence", "form"),
    *("separator", "accent", "movablelimits", "columnalign", "columnspacing", "rowspacing"),
    *("linethickness", "lspace", "rspace", "minsize", "maxsize", "width"),
}
"""The attributes that lay a formula out."""

TAGS = nh3.ALLOWED_TAGS | MATH
"""The elements that a page may hold."""

ATTRIBUTES = {
    **dict.fromkeys(MATH, LAYOUT),
    "*": {"class", "title"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start"},
    "details": {"open"},
    "td": {"colspan", "rowspan", "style"},
    "th": {"colspan", "rowspan", "scope", "style"},
    **{f"h{level}": {"id"} for level in range(1, 7)},
}
"""Their attributes. A style may align the cells of a table, and nothing else."""

_PICTURE = re.compile(r"data:image/(png|jpeg|gif|webp|svg\+xml);base64,[\sA-Za-z0-9+/=]*")


def write(executed: Path, page: Path, title: str) -> None:
    """Write an executed notebook as HTML: whatever it holds, the page runs and fetches nothing.

    Args:
        executed: the notebook.
        page: the file to write.
        title: of the page.
    """
    try:
        body, _ = _exporter().from_notebook_node(_simplify(load(executed)))
        body = clean(body)
    except Exception as error:  # a stranger's notebook may hold what no exporter expects
        said = html.escape(first_line(f"{type(error).__name__}: {error}"))
        body = f"<p>This notebook can't be shown as a page: {said}</p>"
    page.write_text(
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{html.escape(title)}</title><style>{COLOURS}{STYLE}</style></head>"
        f"<body><main>{body}</main></body></html>",
        encoding="utf-8",
        errors="replace",
    )


def clean(body: str) -> str:
    """Return HTML with nothing left in it that could run, fetch, or cover the page."""
    return nh3.clean(
        body,
        tags=TAGS,
        attributes=ATTRIBUTES,
        attribute_filter=_filter,
        filter_style_properties={"text-align"},
        url_schemes={"http", "https", "mailto", "data"},
        # What scrolls must be reached by keyboard.
        set_tag_attribute_values={"pre": {"tabindex": "0"}, "table": {"tabindex": "0"}},
    )


def _filter(tag: str, attribute: str, value: str) -> str | None:
    """Return an attribute's value, or None: data may be a picture, and a picture only data."""
    if attribute == "src":
        return value if _PICTURE.fullmatch(value) else None
    if attribute == "href" and value.strip().lower().startswith("data:"):
        return None
    if attribute in ("width", "height") and tag == "img" and not value.isdigit():
        return None
    return value


def _simplify(nb: NotebookNode) -> NotebookNode:
    """Leave out what the page doesn't show, and every piece of metadata but descriptions."""
    nb.metadata = NotebookNode()
    for cell in nb.cells:
        cell.metadata = NotebookNode()
        for output in cell.get("outputs", []):
            if "data" not in output:
                continue
            output.metadata = NotebookNode(
                {
                    kind: NotebookNode(alt=known["alt"])
                    for kind, known in output.get("metadata", {}).items()
                    if isinstance(known, dict) and isinstance(known.get("alt"), str)
                }
            )
            data = NotebookNode({kind: output.data[kind] for kind in SHOWN if kind in output.data})
            if "text/latex" in data:
                data.setdefault("text/markdown", data["text/latex"])
            output.data = data
    return nb


class _Renderer(IPythonRenderer):
    """nbconvert's renderer of Markdown, with formulas as a browser draws them by itself."""

    def block_math(self, body: str) -> str:
        return _draw_formula(body, "block")

    def inline_math(self, body: str) -> str:
        return _draw_formula(body, "inline")

    def latex_environment(self, name: str, body: str) -> str:
        # Starred, it has no number, as in JupyterLab.
        name = f"{name}*" if name in ("align", "equation", "gather") else name
        return _draw_formula(rf"\begin{{{name}}}{body}\end{{{name}}}", "block")


def _draw_formula(tex: str, display: str) -> str:
    """Return a formula as MathML, or as its TeX where that can't be read."""
    try:
        return convert(tex, display=display)
    except Exception:  # latex2mathml raises whatever its parser stumbles over
        return f"<code>{html.escape(tex)}</code>"


class _Exporter(HTMLExporter):
    """nbconvert's exporter with that renderer."""

    @pass_context
    def markdown2html(self, context, source):
        attachments = context.get("cell", {}).get("attachments", {})
        renderer = _Renderer(escape=False, attachments=attachments, exclude_anchor_links=True)
        return MarkdownWithMath(renderer=renderer).render(source)


@functools.cache
def _exporter() -> HTMLExporter:
    # The full template would bring 300 kB of styles to each page.
    config = Config({"NbConvertBase": {"display_data_priority": list(SHOWN)}})
    return _Exporter(template_name="basic", config=config)


def prepare() -> None:
    """Compile once what every page needs, so that processes forked from this one have it."""
    nb = new_notebook(cells=[new_code_cell("1", outputs=[new_output("stream", text="1")])])
    _exporter().from_notebook_node(nb)
