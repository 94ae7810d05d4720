"""A YAML file of settings, read strictly: what is wrong with it is one line."""

from collections.abc import Hashable
from pathlib import Path

import yaml

from helpers.errors import CourseError, one_line

LARGEST = 1_000_000
"""Bytes of a file; a thousand runs, each on a line of its own, take a tenth of that."""

DEEPEST = 10
"""Levels of lists and settings in each other."""

MOST_ALIASES = 10
"""Uses of aliases (`*name`): each can multiply what is there."""


class _Refused(yaml.MarkedYAMLError):
    """It is YAML, and more or less than settings need."""


class _Loader(yaml.SafeLoader):
    """PyYAML's safe loader, which also refuses a key that comes twice, depth, and many aliases."""

    depth = aliases = 0

    def compose_node(self, parent, index):
        self.depth += 1
        self.aliases += self.check_event(yaml.AliasEvent)
        mark = self.peek_event().start_mark
        if self.depth > DEEPEST:
            raise _Refused(problem=f"more than {DEEPEST} levels in each other", problem_mark=mark)
        if self.aliases > MOST_ALIASES:
            raise _Refused(problem=f"more than {MOST_ALIASES} aliases", problem_mark=mark)
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node

    def construct_mapping(self, node, deep=False):
        seen = set()
        for key, _ in node.value:
            if key.tag == "tag:yaml.org,2002:merge":
                continue
            name = self.construct_object(key, deep=True)
            if not isinstance(name, Hashable):
                problem = "a list or settings can't be a name"
                raise _Refused(problem=problem, problem_mark=key.start_mark)
            if name in seen:
                raise _Refused(problem=f"{name!r} comes twice", problem_mark=key.start_mark)
            seen.add(name)
        return super().construct_mapping(node, deep)


def read(file: Path) -> dict:
    """Return the settings in a file.

    Raises:
        CourseError: it can't be read, or holds no settings.
    """
    text = _read_text(file)
    try:
        content = yaml.load(text, _Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark else ""
        what = "" if isinstance(error, _Refused) else " is not YAML"
        reason = getattr(error, "problem", None) or one_line(error)
        raise CourseError(f"{file.name}{where}{what}: {reason}") from error
    except Exception as error:  # PyYAML lets through whatever a date or a number stumbles over
        said = one_line(error)
        raise CourseError(f"{file.name} holds a value that can't be read: {said}") from error
    if not isinstance(content, dict):
        raise CourseError(f"{file.name} holds no settings: begin it with `notebook: 03`")
    return content


def _read_text(file: Path) -> str:
    if file.exists() and not file.is_file():  # a pipe or a device would never end
        raise CourseError(f"cannot read the sweep file {file}: it is not a file")
    try:
        if file.stat().st_size > LARGEST:
            raise CourseError(f"{file} is too large for a sweep file: {LARGEST:,} bytes at most")
        return file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise CourseError(f"cannot read the sweep file {file}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise CourseError(f"{file} is not in UTF-8: save it as UTF-8 in your editor") from error
