"""What a function's code tells without running it: whether anybody wrote it, what it uses."""

import dis
import itertools
import types
from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd

# Steps that depend on the version of Python and on where a function stands, not on what it does.
_SILENT = {"RESUME", "NOP", "CACHE", "COPY_FREE_VARS", "MAKE_CELL", "PRECALL", "PUSH_NULL"}
_ALIKE = {"LOAD_METHOD": "LOAD_ATTR"}


def is_stub(function: object, handed_out: Callable | None = None) -> bool:
    """Return whether a function is as the notebook handed it out.

    That is a body of nothing but dots, `pass`, comments, a text or `return None`, or the same
    steps as those of `handed_out`, whatever comments and names of variables say. Compiled steps
    are compared, so that it doesn't matter whether Python can find the source.
    """
    found = steps(function)
    if not found:
        return False
    return found in _EMPTY or (handed_out is not None and found == steps(handed_out))


def steps(function: object) -> list[tuple]:
    """Return what a function does, step by step, whatever its lines and variables are called.

    The list is empty for what isn't a function written in Python.
    """
    code = getattr(function, "__code__", None)
    return _steps(code) if isinstance(code, types.CodeType) else []


def _steps(code: types.CodeType) -> list[tuple]:
    # Parameters count by their place: swapped ones are other steps.
    steps, names = [], {name: place for place, name in enumerate(code.co_varnames[: _taken(code)])}
    for step in dis.get_instructions(code):
        value = step.argval
        if step.opname in _SILENT:
            continue
        if isinstance(value, types.CodeType):
            value = tuple(_steps(value))
        elif "FAST" in step.opname or "DEREF" in step.opname or step.opname == "LOAD_CLOSURE":
            each = value if isinstance(value, tuple) else (value,)
            value = tuple(names.setdefault(name, len(names)) for name in each)
        elif step.opname == "LOAD_CONST" and isinstance(value, str) and "<locals>" in value:
            value = ""  # the full name of a function inside, in Python 3.10
        elif "JUMP" in step.opname or step.opname == "FOR_ITER":
            value = None  # a place in the code
        steps.append((_ALIKE.get(step.opname, step.opname), type(value).__name__, value))
    return steps


def _taken(code: types.CodeType) -> int:
    """Return how many parameters a function has."""
    return code.co_argcount + code.co_kwonlyargcount


def _dots(): ...


_EMPTY = [steps(function) for function in (_dots, lambda: None, lambda: ...)]


def always_returns(function: object) -> bool:
    """Return whether every way through a function ends in a `return` with something behind it."""
    found = steps(function)
    ends = [
        before[::2] != ("LOAD_CONST", None)
        for before, step in itertools.pairwise(found)
        if step[0] == "RETURN_VALUE"
    ]
    return bool(ends) and all(ends) and "RETURN_CONST" not in [step[0] for step in found]


def find_unread(function: object) -> list[str]:
    """Return the positional parameters that have to be given and are never looked at."""
    code = getattr(function, "__code__", None)
    if not isinstance(code, types.CodeType):
        return []
    parameters = code.co_varnames[: code.co_argcount - len(function.__defaults__ or ())]
    read = {
        name
        for step in dis.get_instructions(code)
        if step.opname.startswith(("LOAD_FAST", "LOAD_DEREF", "LOAD_CLOSURE", "STORE_FAST_LOAD"))
        or step.opname == "LOAD_CLOSURE"
        for name in (step.argval if isinstance(step.argval, tuple) else (step.argval,))
    }
    return [name for name in parameters if name not in read]


def names_used(function: object, seen: tuple = ()) -> set[str]:
    """Return the names that a function takes from outside or from other objects.

    A function from beside it, of the learner's own, counts for the names that it uses itself.
    """
    code = getattr(function, "__code__", None)
    if not isinstance(code, types.CodeType) or function in seen:
        return set()
    names = {name for part in _nested(code) for name in part.co_names}
    beside = function.__globals__ if isinstance(function, types.FunctionType) else {}
    for name in sorted(names):
        own = beside.get(name)
        if isinstance(own, types.FunctionType) and own.__globals__ is beside:
            names = names - {name} | names_used(own, (*seen, function))
    return names


def uses_math(function: object) -> bool:
    """Return whether a function takes `math`, or one of its functions, from outside."""
    outside = getattr(function, "__globals__", {})
    found = [outside.get(name) for name in _globals_read(function)]
    return any("math" in (getattr(f, "__module__", ""), getattr(f, "__name__", "")) for f in found)


def find_notebook_values(function: object, many: bool = False) -> list[str]:
    """Return the values of the notebook (no modules, functions or classes) that it looks at.

    Args:
        function: what may look at them.
        many: whether those alone are meant that hold many numbers: no settings and no texts.
    """
    outside = getattr(function, "__globals__", {})
    return sorted(
        name
        for name in _globals_read(function)
        if _is_data(outside.get(name))
        and not _is_setting(name)
        and not (many and isinstance(outside[name], np.generic | int | float | str | list | tuple))
    )


def find_networks(function: object) -> dict[str, object]:
    """Return the networks of the notebook that a function looks at, by their names."""
    outside = getattr(function, "__globals__", {})
    names = [name for name in find_notebook_values(function) if hasattr(outside[name], "layers")]
    return {name: outside[name] for name in names}


def find_unknown(function: object) -> list[str]:
    """Return the names that a function takes from outside and nobody has defined."""
    outside = getattr(function, "__globals__", {})
    return sorted(
        name for name in _globals_read(function) if name not in outside and not _built_in(name)
    )


def asks(function: object) -> bool:
    """Return whether `and`, `or`, `not`, `if` or `while` is in a function."""
    code = getattr(function, "__code__", None)
    return isinstance(code, types.CodeType) and any(
        "_IF_" in step.opname or step.opname == "UNARY_NOT"
        for part in _nested(code)
        for step in dis.get_instructions(part)
    )


def built_ins_used(function: object) -> set[str]:
    """Return the names of Python's own functions that a function calls."""
    outside = getattr(function, "__globals__", {})
    return {name for name in _globals_read(function) if name not in outside and _built_in(name)}


def _globals_read(function: object) -> set[str]:
    code = getattr(function, "__code__", None)
    if not isinstance(code, types.CodeType):
        return set()
    return {
        step.argval
        for part in _nested(code)
        for step in dis.get_instructions(part)
        if step.opname in ("LOAD_GLOBAL", "LOAD_NAME")
    }


def _built_in(name: str) -> bool:
    import builtins

    return hasattr(builtins, name)


def _is_setting(name: str) -> bool:
    """Return whether a name reads as a constant, such as WIDTH; X and W1 are data."""
    return name.isupper() and len(name) > 2


def _is_data(value: object) -> bool:
    kinds = (np.ndarray, np.generic, pd.DataFrame, pd.Series, list, tuple, dict, int, float, str)
    if isinstance(value, types.ModuleType):  # keras has `layers` too
        return False
    is_part = hasattr(value, "labels") and hasattr(value, "images")  # of the course's data
    return isinstance(value, kinds) or is_part or hasattr(value, "layers")


def _nested(code: types.CodeType) -> Iterator[types.CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from _nested(constant)
