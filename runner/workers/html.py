"""An executed notebook as one page of HTML that needs nothing beside it."""

import functools
import html
from pathlib import Path

from nbconvert import HTMLExporter
from nbformat.v4 import new_code_cell, new_notebook, new_output
from pygments.formatters import HtmlFormatter

from runner.notebook import load

STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 52rem; margin: 0 auto; padding: 1rem;
       color: #1a1a1a; background: #fff; overflow-wrap: anywhere }
pre { overflow-x: auto; padding: .5rem; margin: .3rem 0; white-space: pre; line-height: 1.35 }
.input_area pre, .jp-InputArea pre { background: #f3f4f6; border-left: 3px solid #0072B2 }
img, svg { max-width: 100%; height: auto }
table { border-collapse: collapse; display: block; overflow-x: auto }
td, th { padding: .15rem .6rem; text-align: right; border-bottom: 1px solid #ddd }
.prompt, .jp-InputPrompt, .jp-OutputPrompt, .anchor-link { display: none }
"""


def write(executed: Path, page: Path, title: str, trusted: bool) -> None:
    """Write an executed notebook as HTML.

    Args:
        executed: the notebook.
        page: the file to write.
        title: of the page.
        trusted: False takes all scripts out, as of a stranger's notebook.
    """
    body, _ = _exporter(trusted).from_notebook_node(load(executed))
    colours = HtmlFormatter().get_style_defs(".highlight")
    page.write_text(
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{html.escape(title)}</title><style>{colours}{STYLE}</style></head>"
        f"<body><main>{body}</main></body></html>",
        encoding="utf-8",
    )


@functools.cache
def _exporter(trusted: bool) -> HTMLExporter:
    # The full template would bring 300 kB of styles to each page.
    return HTMLExporter(template_name="basic", sanitize_html=not trusted)


def prepare() -> None:
    """Compile once what every page needs, so that processes forked from this one have it."""
    nb = new_notebook(cells=[new_code_cell("1", outputs=[new_output("stream", text="1")])])
    for trusted in (True, False):
        _exporter(trusted).from_notebook_node(nb)
