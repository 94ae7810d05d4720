"""The glossary holds every term that the notebooks print in bold, and says truly where it begins.

What is bold is a term, unless it

- ends in punctuation: `a)`, `Predict.`, `Time:`, `Rung 1: wider.`, `Where next?`;
- is a single capital letter, which names a picture or an option;
- is all of its paragraph, which it heads.
"""

import functools
import re
from pathlib import Path

import pytest

from helpers import ROOT
from runner import notebook
from tests.support import NOTEBOOKS

GLOSSARY = ROOT / "notebooks" / "GLOSSARY.md"
LINE = re.compile(r"- \*\*(?P<names>.+?)\*\*: .+ \[(?P<number>\d\d)\]\((?P=number)_\w+\.ipynb\)")
LINES = [line for line in GLOSSARY.read_text("utf-8").splitlines() if line.startswith("- ")]
FOUND = [LINE.fullmatch(line) for line in LINES]
NAMES = [found["names"].casefold().split("**, **") if found else [] for found in FOUND]

BLOCK = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`[^`\n]*`")
BOLD = re.compile(r"\*\*(.+?)\*\*")


@functools.cache
def prose(path: Path) -> str:
    """Return a notebook's text without its blocks of code."""
    cells = [cell.source for cell in notebook.load(path).cells if cell.cell_type == "markdown"]
    return BLOCK.sub("", "\n\n".join(cells))


def bold_terms(text: str) -> set[str]:
    """Return what is in bold and a term, by the rule above."""
    found = set()
    for paragraph in re.split(r"\n\s*\n", CODE.sub("", text)):
        for bold in BOLD.findall(paragraph):
            heads = paragraph.strip() == f"**{bold}**"
            if not (heads or bold[-1] in '.:?!)"' or re.fullmatch("[A-Z]", bold)):
                found.add(bold.casefold())
    return found


def forms(name: str) -> set[str]:
    """Return a term and its plurals."""
    return {name, f"{name}s", f"{name}es"}


def test_every_line_is_a_term_what_it_means_and_a_notebook():
    assert [line for line, found in zip(LINES, FOUND, strict=True) if not found] == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_covers_every_term_that_a_notebook_has_in_bold(path):
    covered = {form for names in NAMES for name in names for form in forms(name)}
    assert bold_terms(prose(path)) - covered == set()


def test_a_line_names_the_notebook_that_has_its_term_first_in_bold_or_else_at_all():
    texts = {path.name[:2]: prose(path) for path in NOTEBOOKS}
    wrong = {}
    for names, found in zip(NAMES, FOUND, strict=True):
        wanted = {form for name in names for form in forms(name)}
        bold = [number for number, text in texts.items() if bold_terms(text) & wanted]
        word = re.compile(rf"\b(?:{'|'.join(map(re.escape, wanted))})\b", re.IGNORECASE)
        plain = [number for number, text in texts.items() if word.search(text)]
        if [found["number"]] != (bold or plain)[:1]:
            wrong[names[0]] = (bold or plain)[:1]
    assert wrong == {}


def test_its_terms_stand_in_the_order_of_the_alphabet_and_none_twice():
    heads = [names[0] for names in NAMES]
    assert heads == sorted(heads)
    every = [name for names in NAMES for name in names]
    assert len(every) == len(set(every))


def test_a_word_in_italics_has_a_line_of_its_own():
    covered = {form for names in NAMES for name in names for form in forms(name)}
    italics = re.findall(r"(?<!\*)\*([^*\n]+)\*(?!\*)", "\n".join(LINES))
    assert {word.casefold() for word in italics} - covered == set()


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_each_notebook_links_it_once_where_it_begins(path):
    first, *others = notebook.load(path).cells
    assert first.source.splitlines()[-1].count("](GLOSSARY.md)") == 1
    assert sum(cell.source.count("GLOSSARY") for cell in others) == 0
