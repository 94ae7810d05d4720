"""Mutants of the solutions: each one small change, to be judged wrong by the exercise's check.

Mutants of model solutions stand well for the faults of real students (Clegg et al. 2021). Every
solution is taken from its notebook, changed in one place, and judged as an answer. What is still
judged right is either the same function in other words, which `notebook_0N.toml` explains in a
line, or a hole in the check.
"""

import ast
import copy
import re
import warnings
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from exercises import find, kinds
from exercises.answers import as_array, blank, same
from exercises.kinds import RIGHT, Choice, Exercise, Function, Lines, Round
from exercises.tasks import Task
from helpers import ROOT
from runner import notebook
from tests.support import is_solution, solution

SECONDS = 1.0
"""How long one call of a mutant may take."""

TRIALS = 3
"""With how many draws of inputs a mutant is tried: passing one is passing."""

SAMPLED = {"exercise 3.7": 30, "exercise 5.6": 100}
"""How many mutants are run, and with one draw alone, where each takes long: a network is trained
on three hundred pictures, or a hundred photos are read."""


class Mutant(NamedTuple):
    """A changed solution: what was changed, in a line, and the answer that it gives."""

    label: str
    answer: Callable[[], object]


class Outcome(NamedTuple):
    """What came of an exercise's mutants: how many there are, how many ran, which passed."""

    made: int
    ran: int
    survivors: list[str]


@cache
def solutions() -> dict[str, tuple[Path, str]]:
    """Return the notebook and the source of each solution's cell, by exercise."""
    found = {}
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        for cell in notebook.load(path).cells:
            if is_solution(cell) and "check(" in cell.source:
                source = solution(cell.source)
                found |= dict.fromkeys(re.findall(r'check\("([^"]+)"', source), (path, source))
    return found


@cache
def imports(path: Path) -> dict[str, object]:
    """Return what a notebook's import statements define."""
    names: dict[str, object] = {}
    for cell in notebook.code_cells(notebook.load(path)):
        for node in ast.parse(cell.source).body:
            if isinstance(node, ast.Import | ast.ImportFrom):
                exec(ast.unparse(node), names)
    return names


def run(name: str) -> Outcome:
    """Make all mutants of an exercise's solution, and judge them."""
    exercise = find(name)
    made = list(_mutants(name, exercise))
    most = SAMPLED.get(name, len(made))
    chosen = made[:: max(1, -(-len(made) // most))]
    judge = _judge(exercise, 1 if name in SAMPLED else TRIALS)
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        survivors = [mutant.label for mutant in chosen if judge(mutant.answer)]
    return Outcome(len(made), len(chosen), survivors)


def _judge(exercise: Exercise, trials: int) -> Callable[[Callable], bool]:
    """Return a function that tells whether an answer is judged right."""
    given = exercise.sample() if hasattr(exercise, "sample") else {}
    if not isinstance(exercise, Function):
        return lambda answer: _is_right(exercise, answer, given)
    drawn = [exercise.trial(given, np.random.default_rng(seed)) for seed in range(trials)]

    def passes(answer: Callable) -> bool:
        try:
            function = answer()
        except Exception:  # a cell that doesn't run
            return False
        return any(_accepts(exercise, function, trial, given) for trial in drawn)

    return passes


def _accepts(exercise: Function, function: Callable, trial: Sequence[Round], given: dict) -> bool:
    """Return whether a function passes a trial: `judge` without a word, for many functions."""
    for round in trial:
        called = exercise.run(function, round.arguments, SECONDS)
        seen = exercise._facts(called.output, round.arguments, given)
        if blank(called.output) or not kinds._same(seen, round.wanted, exercise.tolerance):
            return False
    return True


def _is_right(exercise: Exercise, answer: Callable, given: dict) -> bool:
    try:
        value = answer()
    except Exception:  # a cell that doesn't run
        return False
    return exercise.judge(value, given).outcome == RIGHT


def _mutants(name: str, exercise: Exercise) -> Iterator[Mutant]:
    path, source = solutions()[name]
    if isinstance(exercise, Choice):
        for letter in exercise.wrong:
            yield Mutant(letter, lambda letter=letter: letter)
    elif isinstance(exercise, Lines):
        yield from _of_lines(exercise)
    elif isinstance(exercise, Task):
        yield from _of_task(exercise)
    else:
        for label, changed in changed_sources(source):
            yield Mutant(label, lambda changed=changed: answer_of(changed, path, name))
    if isinstance(exercise, Function):
        whole, given = answer_of(source, path, name), exercise.sample()
        arguments = exercise.inputs(np.random.default_rng(99), **given)
        output = exercise.run(whole, arguments, None).output
        for label, change in _output_changes(output).items():
            yield Mutant(f"output {label}", lambda change=change: _changing(whole, change))
        yield from _elsewhere(whole, tuple(exercise.called_with(arguments)))


def answer_of(source: str, path: Path, name: str) -> object:
    """Run a solution's cell, and return what it hands to `check`."""
    answers = {}
    names = imports(path) | {
        "check": lambda name, answer, **given: answers.update({name: answer}),
        "model": None,
        "digits": None,
    }
    exec(compile(source, f"<{name}>", "exec"), names)
    return answers[name]


# One change in the source


def changed_sources(source: str) -> Iterator[tuple[str, str]]:
    """Yield each source with one change: which line reads how, and the whole."""
    tree, seen = ast.parse(source), {source}
    if all(map(_is_check, tree.body)):  # the answer stands in the call itself
        name, answer = map(ast.unparse, tree.body[0].value.args)
        tree = ast.parse(f"answer = {answer}\ncheck({name}, answer)")
    body = [node for node in tree.body if not _is_check(node)]
    first = body[0].lineno
    parameters = [a.arg for n in body if isinstance(n, ast.FunctionDef) for a in n.args.args]
    for statement, parent in list(_statements(body)):
        for put, old, new in list(_changes(statement, parent, parameters)):
            put(new)
            label = f"{statement.lineno - first + 1}: {_one_line(statement, new)}"
            try:
                changed = ast.unparse(ast.fix_missing_locations(tree))
            finally:
                put(old)
            if changed not in seen and ast.dump(ast.parse(changed)) != ast.dump(tree):
                seen.add(changed)
                yield label, changed


def _is_check(node: ast.stmt) -> bool:
    called = isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)
    return called and ast.unparse(node.value.func) == "check"


def _statements(body: list[ast.stmt]) -> Iterator[tuple[ast.stmt, list[ast.stmt]]]:
    """Yield the statements that do something, each with the list in which it stands."""
    for statement in body:
        if isinstance(statement, ast.Import | ast.ImportFrom):
            continue
        if not isinstance(statement, ast.FunctionDef):
            yield statement, body
        for field in ("body", "orelse"):
            yield from _statements(getattr(statement, field, []))


def _one_line(statement: ast.stmt, new: object) -> str:
    if isinstance(new, ast.Pass):
        return "dropped"
    shown = copy.deepcopy(new if isinstance(new, ast.stmt) else statement)
    return ast.unparse(ast.fix_missing_locations(shown)).partition("\n")[0]


def _changes(statement: ast.stmt, parent: list, parameters: list[str]) -> Iterator[tuple]:
    """Yield (a function that puts a node in place, the old node, the new one)."""
    place = parent.index(statement)
    if isinstance(statement, ast.AugAssign):
        for kind in OPERATORS.get(type(statement.op), ()):
            new = ast.AugAssign(statement.target, kind(), statement.value)
            yield lambda node: parent.__setitem__(place, node), statement, new
        new = ast.Assign([statement.target], statement.value)
        yield lambda node: parent.__setitem__(place, node), statement, new
    yield lambda node: parent.__setitem__(place, node), statement, ast.Pass()
    for holder, field, index in list(_expressions(statement)):
        old = getattr(holder, field) if index is None else getattr(holder, field)[index]
        for new in _replacements(old, parameters, field):

            def put(node, holder=holder, field=field, index=index):
                if index is None:
                    setattr(holder, field, node)
                else:
                    getattr(holder, field)[index] = node

            yield put, old, new


def _expressions(node: ast.AST) -> Iterator[tuple]:
    """Yield where each expression under a statement stands: its holder, field and index."""
    for field, value in ast.iter_fields(node):
        if field in ("body", "orelse") and isinstance(value, list):
            continue  # statements, which are looked at by themselves
        for index, child in enumerate(value) if isinstance(value, list) else [(None, value)]:
            if isinstance(child, ast.AST):
                if isinstance(child, ast.expr | ast.comprehension | ast.keyword):
                    yield node, field, index
                yield from _expressions(child)


COMPARISONS = {
    ast.Lt: (ast.LtE, ast.Gt, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt, ast.GtE),
    ast.Gt: (ast.GtE, ast.Lt, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt, ast.LtE),
    ast.Eq: (ast.NotEq, ast.LtE, ast.GtE),
    ast.NotEq: (ast.Eq, ast.Lt, ast.Gt),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
OPERATORS = {
    ast.Add: (ast.Sub, ast.Mult),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Div, ast.Add),
    ast.Div: (ast.Mult, ast.FloorDiv),
    ast.FloorDiv: (ast.Div, ast.Mod),
    ast.Mod: (ast.FloorDiv,),
    ast.Pow: (ast.Mult,),
    ast.MatMult: (ast.Mult,),
    ast.BitAnd: (ast.BitOr, ast.BitXor),
    ast.BitOr: (ast.BitAnd,),
    ast.And: (ast.Or,),
    ast.Or: (ast.And,),
}
NAMES = [
    ("sum", "mean", "max", "prod"),
    ("mean", "median", "sum", "max"),
    ("max", "min", "mean", "argmax"),
    ("argmax", "argmin", "max", "argsort"),
    ("min", "max"),
    ("any", "all"),
    ("var", "std"),
    ("exp", "exp2", "expm1"),
    ("log", "log10", "log2", "log1p"),
    ("sqrt", "square", "abs"),
    ("abs", "square"),
    ("cos", "sin"),
    ("median", "mean", "max"),
    ("int", "float", "bool"),
    ("percentile", "quantile"),
    ("zeros", "ones", "empty_like"),
    ("permutation", "permuted", "shuffle"),
    ("setdiff1d", "union1d", "intersect1d"),
    ("clip", "minimum"),
    ("round", "int"),
    ("endswith", "startswith"),
    ("units", "name"),
    ("kernel", "bias"),
    ("low", "high"),
]
METHODS = {"astype", "reshape", "mean", "sum", "max", "argmax", "any"}
"""Methods that are dropped: what stands before the dot remains."""
STRINGS = {
    "float32": ("float16", "uint8", "int64"),
    "softmax": ("sigmoid", "relu", "linear"),
    "sigmoid": ("softmax", "relu", "linear"),
    "relu": ("sigmoid", "linear"),
    "adam": ("sgd",),
    "categorical_crossentropy": ("sparse_categorical_crossentropy", "mse", "binary_crossentropy"),
    "test": ("validation", "train"),
    "validation": ("test", "train"),
    ".npz": (".keras", "npz"),
}


def _replacements(node: ast.AST, parameters: list[str], field: str) -> Iterator[ast.AST]:
    """Yield what may stand in place of an expression."""
    if isinstance(node, ast.Compare):
        for kind in COMPARISONS.get(type(node.ops[0]), ()):
            yield ast.Compare(node.left, [kind(), *node.ops[1:]], node.comparators)
    elif isinstance(node, ast.BinOp):
        for kind in OPERATORS.get(type(node.op), ()):
            yield ast.BinOp(node.left, kind(), node.right)
        if not isinstance(node.op, ast.Add | ast.Mult | ast.BitAnd | ast.BitOr):
            yield ast.BinOp(node.right, node.op, node.left)
        yield node.left
        yield node.right
    elif isinstance(node, ast.BoolOp):
        yield ast.BoolOp(OPERATORS[type(node.op)][0](), node.values)
        yield from node.values
    elif isinstance(node, ast.UnaryOp):
        yield node.operand
    elif isinstance(node, ast.IfExp):
        yield ast.IfExp(node.test, node.orelse, node.body)
        yield node.body
        yield node.orelse
    elif isinstance(node, ast.Constant):
        yield from map(ast.Constant, _constants(node.value))
    elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
        if node.id in parameters:
            yield from (ast.Name(other, node.ctx) for other in parameters if other != node.id)
        yield from (ast.Name(other, node.ctx) for other in _renamed(node.id))
    elif isinstance(node, ast.Attribute):
        yield from (ast.Attribute(node.value, other, node.ctx) for other in _renamed(node.attr))
        if node.attr == "T":
            yield node.value
    elif isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load):
        yield from _subscripts(node)
    elif isinstance(node, ast.Slice):
        yield ast.Slice(None, node.upper, node.step)
        yield ast.Slice(node.lower, None, node.step)
    elif isinstance(node, ast.Tuple | ast.List) and isinstance(node.ctx, ast.Load):
        yield from _sequences(node)
    elif isinstance(node, ast.Call):
        yield from _calls(node)
    elif isinstance(node, ast.comprehension) and node.ifs:
        yield ast.comprehension(node.target, node.iter, node.ifs[1:], node.is_async)


def _constants(value: object) -> Iterator[object]:
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int):
        yield from dict.fromkeys([value + 1, value - 1, 0, value * 10, -1 if value == 1 else 0])
    elif isinstance(value, float):
        yield from (value * 1.1, value / 2, 0.0, 1.0)
    elif isinstance(value, str):
        yield from STRINGS.get(value, ("",))


def _renamed(name: str) -> tuple[str, ...]:
    return next((group[1:] for group in NAMES if group[0] == name), ())


def _subscripts(node: ast.Subscript) -> Iterator[ast.AST]:
    yield node.value
    if isinstance(node.slice, ast.Tuple):
        turned = ast.Tuple(node.slice.elts[::-1], ast.Load())
        yield ast.Subscript(node.value, turned, node.ctx)
        yield ast.Subscript(node.value, node.slice.elts[0], node.ctx)
    elif not isinstance(node.slice, ast.Slice | ast.Constant):
        turned = ast.Tuple([ast.Slice(), node.slice], ast.Load())
        yield ast.Subscript(node.value, turned, node.ctx)


def _sequences(node: ast.Tuple | ast.List) -> Iterator[ast.AST]:
    """Yield it with two neighbours swapped, and with each part left out."""
    kind, parts = type(node), node.elts
    for i in range(len(parts) - 1):
        yield kind([*parts[:i], parts[i + 1], parts[i], *parts[i + 2 :]], node.ctx)
    if len(parts) > 1:
        for i in range(len(parts)):
            yield kind([*parts[:i], *parts[i + 1 :]], node.ctx)


def _calls(node: ast.Call) -> Iterator[ast.AST]:
    """Yield a call with arguments swapped or left out, with another axis, and no call at all."""
    args, keywords = node.args, node.keywords
    for i in range(len(args) - 1):
        yield ast.Call(node.func, [*args[:i], args[i + 1], args[i], *args[i + 2 :]], keywords)
    for i in range(1, len(args)):
        yield ast.Call(node.func, [*args[:i], *args[i + 1 :]], keywords)
    for i, keyword in enumerate(keywords):
        others = [*keywords[:i], *keywords[i + 1 :]]
        yield ast.Call(node.func, args, others)
        if keyword.arg == "axis":
            for axis in (0, 1):
                new = ast.keyword("axis", ast.Constant(axis))
                yield ast.Call(node.func, args, [*keywords[:i], new, *keywords[i + 1 :]])
    method = isinstance(node.func, ast.Attribute)
    if method and (not isinstance(node.func.value, ast.Name) or node.func.attr in METHODS):
        yield node.func.value
    if args:
        yield args[0]


# Changes of the result, and results that don't come from the arguments


def _each(change: Callable) -> Callable:
    """Return a change that is done to each of several results."""

    def changed(output: object, arguments: tuple) -> object:
        if isinstance(output, tuple):
            return tuple(change(np.asarray(part)) for part in output)
        return change(np.asarray(output))

    return changed


def _whole(change: Callable) -> Callable:
    """Return a change that is done to arrays alone: to a single number it would do nothing."""

    def changed(part: np.ndarray) -> object:
        if not part.ndim:
            raise TypeError("a single number")
        return change(part)

    return _each(changed)


_OUTPUTS: dict[str, Callable] = {
    "× 100": _each(lambda x: x * 100),
    "/ 100": _each(lambda x: x / 100),
    "× 255": _each(lambda x: x * 255),
    "/ 255": _each(lambda x: x / 255),
    "× 2": _each(lambda x: x * 2),
    "+ 1": _each(lambda x: x + 1),
    "1 - it": _each(lambda x: 1 - x),
    "negated": _each(lambda x: -x),
    "without sign": _each(np.abs),
    "rounded": _each(lambda x: np.round(x, 1)),
    "as whole numbers": _each(lambda x: x.astype(int)),
    "as uint8": _each(lambda x: x.astype("uint8")),
    "as truth values": _each(lambda x: x.astype(bool)),
    "× 1.01": _each(lambda x: x * 1.01),
    "reversed": _whole(lambda x: x[::-1]),
    "sorted": _whole(lambda x: np.sort(x, axis=0)),
    "rolled": _whole(lambda x: np.roll(x, 1, axis=0)),
    "transposed": _whole(lambda x: x.T if x.ndim > 1 else x[:, None]),
    "flat": _whole(lambda x: x.ravel() if x.ndim > 1 else x[None]),
    "as its mean": _whole(np.mean),
    "all alike": _whole(lambda x: np.full_like(x, x.flat[0])),
    "as zeros": _each(np.zeros_like),
    "swapped": lambda output, arguments: output[::-1] if isinstance(output, tuple) else None,
    "first alone": lambda output, arguments: output[0],
    "last alone": lambda output, arguments: output[-1],
    "without the last": lambda output, arguments: output[:-1],
    "None": lambda output, arguments: None,
    "replaced by argument 1": lambda output, arguments: arguments[0],
    "replaced by argument 2": lambda output, arguments: arguments[1],
    "replaced by argument 3": lambda output, arguments: arguments[2],
    "replaced by all arguments": lambda output, arguments: arguments,
}


def _changing(function: Callable, change: Callable) -> Callable:
    return lambda *arguments: change(function(*arguments), arguments)


def _output_changes(output: object) -> dict[str, Callable]:
    """Return the changes of a result, but for those that can't change counts and classes."""
    parts = output if isinstance(output, tuple) else (output,)
    arrays = map(as_array, parts)
    kinds = {"" if array is None else array.dtype.kind for array in arrays}
    none = {"without sign", "rounded", "as whole numbers", "as uint8"} if kinds <= {*"iu"} else ()
    return {label: change for label, change in _OUTPUTS.items() if label not in none}


def _elsewhere(function: Callable, others: tuple) -> Iterator[Mutant]:
    """Yield the solution with the notebook's values in place of one of its arguments."""
    for i in range(len(others)):
        if isinstance(others[i], np.random.Generator):
            continue

        def stale(*arguments, i=i):
            return function(*arguments[:i], copy.deepcopy(others[i]), *arguments[i + 1 :])

        yield Mutant(f"argument {i + 1} from the notebook", lambda stale=stale: stale)


# Orders of lines


def _of_lines(exercise: Lines) -> Iterator[Mutant]:
    """Yield the right lines with two swapped, one left out, one too many."""
    order = "".join(exercise.in_order())
    found = []
    for i in range(len(order)):
        found.append(order[:i] + order[i + 1 :])
        found.append(order + order[i])
        for j in range(i + 1, len(order)):
            found.append(order[:i] + order[j] + order[i + 1 : j] + order[i] + order[j + 1 :])
    found += [order[:i] + extra + order[i:] for extra in exercise.wrong for i in (0, len(order))]
    for letters in dict.fromkeys([*found, order[::-1]]):
        yield Mutant(letters, lambda letters=letters: letters)


# Parts of a task


def _turned(table: dict) -> list:
    first, *others = table.values()
    return [*others, first]


_PARTS: dict[str, Callable] = {
    label: lambda value, change=change: change(value, ())
    for label, change in _OUTPUTS.items()
    if "argument" not in label and label not in ("swapped", "None")
} | {
    "as a text": str,
    "one short": lambda value: type(value)([*value.items()][:-1]),
    "values of the first": lambda value: dict.fromkeys(value, next(iter(value.values()))),
    "values rolled": lambda value: dict(zip(value, _turned(value), strict=True)),
    "values × 1.01": lambda value: {name: np.multiply(v, 1.01) for name, v in value.items()},
    "values without the last": lambda value: {name: v[:-1] for name, v in value.items()},
}
"""Changes of one part: an array as a function's output is changed, a dictionary in its values."""


def _of_task(task: Task) -> Iterator[Mutant]:
    """Yield right work with one part changed, or with another part in its place.

    A change in the source of the solution would tell little: a network of another size is as right.
    """
    right = task.right(**task.sample())
    for name, value in right.items():
        for label, change in _PARTS.items():
            with np.errstate(all="ignore"):
                try:
                    changed = change(value)
                except Exception:  # not for parts of this kind
                    continue
            if repr(changed) == repr(value) or same(changed, value):
                continue
            yield Mutant(f"{name} {label}", lambda n=name, c=changed: right | {n: c})
        for other in right.keys() - {name}:
            yield Mutant(f"{other} as {name}", lambda n=name, o=other: right | {n: right[o]})
