"""The parts of pages that programs write."""

from pathlib import Path


def put(text: str, name: str, page: Path) -> None:
    """Write a text into a page, between the marks `<!-- name -->` and `<!-- end of name -->`."""
    before, begin, _, end, after = _cut(name, page)
    page.write_text(f"{before}{begin}\n{text}\n{end}{after}", encoding="utf-8")


def get(name: str, page: Path) -> str:
    """Return what stands between the marks of that name."""
    return _cut(name, page)[2].strip()


def _cut(name: str, page: Path) -> tuple[str, str, str, str, str]:
    begin, end = f"<!-- {name} -->", f"<!-- end of {name} -->"
    before, _, rest = page.read_text("utf-8").partition(begin)
    inside, _, after = rest.partition(end)
    return before, begin, inside, end, after
