"""How notebooks and pages are made ready for the site; building it is for tests/browser."""

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from helpers.claims import RESULT
from runner import site


def show(kind: str, markdown: str) -> str:
    """Return what the site's Sphinx reads in place of an output of that kind."""
    data = {RESULT: {kind: "…"}, "text/markdown": markdown, "text/plain": "…"}
    nb = new_notebook(cells=[new_code_cell(outputs=[new_output("display_data", data)])])
    return site.made_ready(nb).cells[0].outputs[0].data["text/markdown"]


@pytest.mark.parametrize(
    ("kind", "markdown", "title", "words"),
    [
        ("claim", "**✓** Deeper wins", "Claim", "**✓** Deeper wins"),
        (
            "exercise",
            "> **✗ Quiz 2.1: no.** Look\n> again.",
            "✗ Quiz 2.1: no",
            "Look\nagain.",
        ),
        ("prediction", "> **○ Prediction 2.1:** no guess.", "○ Prediction 2.1", "No guess."),
    ],
)
def test_what_answers_stands_in_a_box_of_its_kind(kind, markdown, title, words):
    expected = f"::::{{admonition}} {title}\n:class: {kind}\n\n{words}\n::::"
    assert show(kind, markdown) == expected


def test_other_outputs_stay_as_they_are():
    data = {RESULT: {"results": {}}, "text/markdown": "**Done.**", "text/plain": "Done."}
    nb = new_notebook(cells=[new_code_cell(outputs=[new_output("display_data", data)])])
    del data[RESULT]
    assert site.made_ready(nb).cells[0].outputs[0].data == data


@pytest.mark.parametrize("asks", ["**Predict.** how many?", "*Before you run:* how many?"])
def test_a_paragraph_that_asks_becomes_a_box_and_its_neighbours_stay(asks):
    nb = new_notebook(cells=[new_markdown_cell(f"Before.\n\n{asks}\n\nAfter **Predict.** not.")])
    before, box, after = site.made_ready(nb).cells[0].source.partition("::::{admonition}")
    assert before == "Before.\n\n" and box and "How many?" in after
    assert after.endswith("::::\n\nAfter **Predict.** not.")


def test_a_figure_has_the_words_and_the_width_that_were_stored_with_it():
    data = {"image/png": "aGk=", "text/html": '<img src="data:image/png;base64,aGk=">'}
    known = {"image/png": {"alt": "A curve.", "width": 640}}
    figure = new_output("display_data", data, metadata=known)
    cell = site.made_ready(new_notebook(cells=[new_code_cell(outputs=[figure])])).cells[0]
    assert cell.metadata.mystnb == {"image": {"alt": "A curve.", "width": "640"}}
    assert cell.outputs[0].data == {"image/png": "aGk="}


def test_a_page_weighs_with_all_that_it_asks_for_the_largest_first(tmp_path):
    (tmp_path / "_static").mkdir()
    (tmp_path / "_static" / "a.css").write_bytes(b"x" * 1000)
    (tmp_path / "light.html").write_text('<a href="heavy.html">…</a>')
    heavy = '<link href="_static/a.css?v=1"><link href="_static/a.css"><a href="#top">'
    (tmp_path / "heavy.html").write_text(heavy)
    (first, name), (_, other) = site.weigh(tmp_path)
    assert (name, first, other) == ("heavy.html", len(heavy) + 1000, "light.html")


def test_links_lead_to_pages_of_the_site(tmp_path):
    site.gather(tmp_path / "source")
    text = "".join(path.read_text(encoding="utf-8") for path in (tmp_path / "source").rglob("*.md"))
    assert "](../README.md)" not in text and "](docs/index.md)" not in text
    assert len(list((tmp_path / "source" / "notebooks").glob("*.ipynb"))) == len(
        list((site.ROOT / "notebooks").glob("*.ipynb"))
    )
