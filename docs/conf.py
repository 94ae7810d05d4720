"""The site's frame: Sphinx reads it. What it shows is gathered by `python -m runner site`."""

import json
import os
import re

from latex2mathml.converter import convert

project = "Reading digits with plain neural networks"
author = "the course's authors"
copyright = "the course's authors, MIT licence"
extensions = ["myst_nb"]
exclude_patterns = ["_build", ".venv"]

# The notebooks are shown as they are committed; building executes nothing.
nb_execution_mode = "off"
nb_merge_streams = True
nb_render_markdown_format = "myst"  # so that outputs can hold boxes
myst_enable_extensions = ["colon_fence", "dollarmath"]
myst_heading_anchors = 3
suppress_warnings = ["mystnb.unknown_mime_type"]

html_theme = "sphinx_book_theme"
html_title = project
html_static_path = ["_static"]
html_css_files = ["course.css"]
html_context = {"default_mode": "auto"}
html_permalinks_icon = "#"
html_show_sphinx = False
html_copy_source = False
html_use_index = False
# The theme's first item, the title, lies outside of any landmark, and stands below once more.
html_sidebars = {"**": ["search-button-field.html", "sbt-sidebar-nav.html"]}
html_theme_options = {
    "show_navbar_depth": 1,
    "show_toc_level": 2,
    "home_page_in_toc": True,
    "use_download_button": False,
    "use_fullscreen_button": False,
}
if repository := os.environ.get("COURSE_REPOSITORY"):
    html_theme_options |= {"repository_url": repository}
    html_theme_options |= {"use_repository_button": True, "use_issues_button": True}


TEXTS = {}
"""What each page says, its sections marked."""

MARKUP = re.compile(r"<(style|script)\b.*?</\1>|<(?!/?section\b)[^>]*>", re.DOTALL)
"""Tags, but for those of sections, from which a search tells where in a page a hit is."""


def _inline(translator, node):
    """Write a formula of a sentence as MathML, which browsers draw without a script."""
    translator.body.append(convert(node.astext()))


def _block(translator, node):
    """Write a formula that stands alone as MathML."""
    formula = convert(node.astext(), display="block")
    translator.body.append(f'<div class="formula" tabindex="0">{formula}</div>')


def _skip(write):
    """Return a visitor that writes a formula and goes on behind it."""
    from docutils.nodes import SkipNode

    def visit(translator, node):
        write(translator, node)
        raise SkipNode

    return visit, None


def _finish(app, page, template, context, doctree):
    """Let pictures out of sight load later, and make no header of a table's empty corner."""
    if body := context.get("body"):
        body = body.replace("<img ", '<img loading="lazy" ')
        context["body"] = re.sub(r"<th( class=\"head\")?>(<p></p>)?</th>", "<td></td>", body)
        TEXTS[f"{page}.html"] = " ".join(MARKUP.sub(" ", body).split())
    if page == "search":
        app.add_js_file("search.js")


def _write_texts(app, error):
    """Write what the pages say as a script, for a search without a server."""
    text = f"window.TEXTS = {json.dumps(TEXTS)};"
    (app.outdir / "texts.js").write_text(text, encoding="utf-8")


def setup(app):
    """Say to Sphinx what the lines above add."""
    app.add_html_math_renderer("mathml", _skip(_inline), _skip(_block))
    app.connect("html-page-context", _finish)
    app.connect("build-finished", _write_texts)


html_math_renderer = "mathml"
