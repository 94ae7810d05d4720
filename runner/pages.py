"""The parts of pages that programs write."""

from pathlib import Path


def put(text: str, name: str, page: Path) -> None:
    """Write a text into a page, between the marks `<!-- name -->` and `<!-- end of name -->`."""
    begin, end = f"<!-- {name} -->", f"<!-- end of {name} -->"
    before, _, rest = page.read_text("utf-8").partition(begin)
    after = rest.partition(end)[2]
    page.write_text(f"{before}{begin}\n{text}\n{end}{after}", encoding="utf-8")
