"""What notebook 5 asks: the right answers, why, and what the known wrong ones get to hear."""

import io
import itertools
import re
from dataclasses import dataclass
from functools import lru_cache

import keras
import numpy as np
from PIL import Image
from scipy.ndimage import center_of_mass, find_objects

from exercises import samples
from exercises.answers import blank, describe
from exercises.kinds import WRONG, Choice, Function, Lines, Value, Verdict
from exercises.lending import Lending
from exercises.predictions import PERCENT, Prediction
from exercises.sources import find_notebook_values
from helpers import data, pictures, plots

PHOTOS = 100
"""Photos on which a reader is tried."""

BAR = 0.8
"""A reader passes with this share of the photos that the prepared ones get right."""


@dataclass(frozen=True, kw_only=True)
class Reader(Function):
    """A function of one photo, tried on many: `facts` gets the list of all its results.

    What counts is how many photos are read right, which no single photo tells.
    """

    rounds: int = 1
    steady: bool = True

    def run(self, function, arguments, seconds):
        """Call a function with one photo after the other."""

        def on_all(photos, labels):
            rows = [function(photo) for photo in photos]
            return None if any(map(blank, rows)) else rows

        return super().run(on_all, arguments, seconds)

    def called_with(self, arguments):
        """Return what the function got: one photo."""
        photos, _ = arguments
        return photos[:1]

    def _judged(self, answer, given):
        """Judge as every function is, and set a wrong reader's score and pictures beside."""
        verdict = super()._judged(answer, given)
        if verdict.outcome != WRONG or not callable(answer) or self._not_given(given):
            return verdict
        if outside := find_notebook_values(answer):
            text = (
                f"`{outside[0]}` belongs to the notebook. Your function gets another photo each "
                "time, as its parameter: take everything from that."
            )
            return verdict._replace(text=text, name="in place of the argument")
        photos, labels = arguments = self.inputs(np.random.default_rng(), **given)
        try:
            x = _stacked(self.run(answer, arguments, self.seconds).output)
        except Exception:  # there are no rows to be read
            return verdict
        wanted = np.concatenate([_read(photo) for photo in photos])
        yours, prepared = (_hits(given["model"], rows, labels) for rows in (x, wanted))
        score = f"The network reads {yours} of {PHOTOS} photos from your rows, {prepared} prepared."
        return verdict._replace(
            text=f"{verdict.text} {score}".strip(), picture=_drawn(x[:5], wanted[:5])
        )


def _drawn(yours, prepared):
    """Return a picture of rows above the same photos as the course prepares them."""
    images = 255 * np.concatenate([yours, prepared]).reshape(-1, 28, 28)
    return plots.digits(images, ["yours"] * len(yours) + ["prepared"] * len(prepared), len(yours))


class _Striped:
    """Looks like a Keras network. Its class is a weighted sum of the inputs, rounded, modulo ten.

    So a scale that is off by 1 in 256, or another order of the pixels, gives other classes.
    """

    def __init__(self, weights, unit, first):
        self.weights, self.unit, self.first = weights, unit, first

    def __call__(self, inputs, training=False):
        return keras.ops.convert_to_tensor(self.predict(inputs))

    input_shape = (None, 784)

    def predict_on_batch(self, x):
        return self.predict(x)

    def predict(self, x, *options, **named):
        inputs = np.asarray(x, dtype="float32")
        if inputs.shape[1:] != (784,):
            raise ValueError(f"expected shape=(None, 784), found shape={inputs.shape}")
        level = inputs.astype(float) @ self.weights * 255 / self.unit
        far = (level[:, None] + self.first - np.arange(10)) / 10
        return (np.cos(2 * np.pi * far) * (1 + abs(level[:, None]))).astype("float32")


def _striped(rng, count=None):
    """Return that network, and pictures whose sums lie in the middle of a class."""
    images = samples.pictures(rng, count or int(rng.integers(2, 9)), full_ink=False)
    model = _Striped(rng.integers(1, 4, 784), int(rng.integers(90, 150)), int(rng.integers(10)))
    for image in images.reshape(-1, 784):
        place = np.flatnonzero((image == 0) & (model.weights == 1))[0]
        image[place] = -(image @ model.weights) % model.unit
    return model, images


def _classes(model, inputs):
    return model.predict(np.asarray(inputs).reshape(-1, 784)).argmax(axis=1)


def _photo(rng):
    """Return the pixels of a photo of any size: mostly paper, never quite black or white."""
    darkest, lightest = rng.integers(5, 40), rng.integers(200, 250)
    pixels = rng.integers(lightest - 12, lightest + 1, rng.integers(8, 40, 2))
    ink = rng.random(pixels.shape) < 0.3
    pixels[ink] = rng.integers(darkest, lightest, ink.sum())
    return (pixels.astype("uint8"),)


def _edges(picture, faint):
    ink = picture > faint
    return np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))


def _cut(picture, faint):
    return picture[find_objects((picture > faint).astype(int))[0]]


def _as_file(pixels):
    file = io.BytesIO()
    Image.fromarray(np.asarray(pixels, dtype="uint8")).save(file, format="bmp")
    return file


def _row(image):
    return np.asarray(image, dtype="float32").reshape(1, 784) / 255


def _read(pixels):
    pixels = np.asarray(pixels, dtype="uint8")
    return _row(_prepared(pixels.tobytes(), pixels.shape))


@lru_cache(maxsize=PHOTOS)  # every answer is compared with the same photos, prepared
def _prepared(values, shape):
    return pictures.prepare(_as_file(np.frombuffer(values, "uint8").reshape(shape)))


def _squeezed(pixels):
    return _row(pictures.squeeze(_as_file(pixels)))


def _uncropped(pixels):
    squeezed = 1 - _squeezed(pixels)
    return np.where(squeezed > 0.5, squeezed, 0)


def _ink(pixels, faint=0.3, full=True):
    """Return the ink of a photo, from its paper: the first two steps."""
    pixels = np.asarray(pixels, dtype="float32")
    edge = np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])
    ink = np.abs(pixels - np.median(edge))
    stroke = np.percentile(ink[ink > ink.max() / 2], 75) if full else 255
    ink = np.clip(ink / stroke, 0, 1)
    return np.where(ink < faint, 0, ink)


def _placed(ink, side=20, place="centre", squeeze=False):
    """Return the ink cut out, scaled and put somewhere: the last two steps."""
    cut = _cut(ink, 0)
    height, width = (max(1, round(side * part / max(cut.shape))) for part in cut.shape)
    if squeeze:
        height = width = side
    small = np.asarray(Image.fromarray(np.uint8(255 * cut)).resize((width, height))) / 255
    middles = center_of_mass(small) if place == "centre" else ((height - 1) / 2, (width - 1) / 2)
    top, left = (
        int(np.clip(round(13.5 - m), 0, 28 - s)) for m, s in zip(middles, small.shape, strict=True)
    )
    canvas = np.zeros((28, 28), dtype="float32")
    canvas[top : top + height, left : left + width] = small
    return canvas.reshape(1, 784)


def _gone_round(pixels):
    """Take small whole numbers from one another: what should be below 0 comes out above 200."""
    edge = np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])
    ink = np.uint8(np.median(edge)) - np.asarray(pixels, dtype="uint8")
    return _placed(np.where(ink > 75, ink / 255, 0))


def _turned_sides(pixels):
    digit = _read(pixels).reshape(28, 28)
    cut = _cut(digit, 0.3)
    turned = Image.fromarray(np.uint8(cut * 255)).resize(cut.shape)
    canvas = Image.new("L", (28, 28))
    canvas.paste(turned, ((28 - turned.width) // 2, (28 - turned.height) // 2))
    return _row(canvas)


def _photos(rng, model, digits):
    """Return fresh photos of validation digits, and what they show."""
    part = digits.validation
    chosen = rng.choice(len(part), PHOTOS, replace=len(part) < PHOTOS)
    photos = [np.asarray(pictures.on_paper(image, rng)) for image in part.images[chosen]]
    photos[::3] = [np.uint8(photo / 2) for photo in photos[::3]]  # taken where there is less light
    return photos, part.labels[chosen]


def _stacked(rows):
    """Return rows as one array.

    Raises:
        ValueError: one of them has another shape than the network reads.
    """
    if any(np.shape(row) != (1, 784) for row in rows):
        raise ValueError("a row has another shape")
    return np.concatenate([np.asarray(row, dtype="float32") for row in rows])


def _hits(model, x, labels):
    return int((np.asarray(model(x)).argmax(axis=1) == labels).sum())


def _how_read(rows, photos, labels, model, digits):
    """Say "read" if all four steps are seen and the network reads enough, or the first fault."""
    try:
        x = _stacked(rows)
    except ValueError:
        return "shape"
    prepared = np.concatenate([_read(photo) for photo in photos])
    if fault := _range(x) or _paper(x) or _form(x, prepared):
        return fault
    if _hits(model, x, labels) >= BAR * _hits(model, prepared, labels):
        return "read"
    off = np.abs(_boxes(x)[0] - _boxes(prepared)[0]).max(axis=1)
    return "some" if np.mean(off > 4) > 0.1 else "other"


def _seen(rows, wanted, *arguments, **given):
    """Say what is wrong with rows where no known wrong answer says it."""
    return {
        "some": "Some photos come out well and others don't. Paper has another grey in each, and "
        "isn't 255: measure it at the edge.",
        "thick": "Size and place are right, the strokes are too strong: what lies between paper "
        "and full ink has its place, too.",
        "other": "Paper, size, place and strength look right, and the network still reads too few. "
        "Does the digit stand upright?",
    }.get(_how_read(rows, *arguments, **given), "")


def _range(x):
    if not np.isfinite(x).all():
        return "nan"
    if x.min() < -0.2:  # a smooth shift swings a little below 0
        return "negative"
    if x.max() < 0.01 and not x.any(axis=1).all():
        return "blank"
    return "" if 0.1 < x.max() < 2 else "range below" if x.max() < 1 else "range above"


def _paper(x):
    """Look for paper that isn't 0: all of it, some grain, or all that is in the box."""
    if np.quantile(x, 0.25) > 0.01:
        return "paper light" if np.median(x) > 0.5 else "paper grey"
    (all_sides, _), (sides, _) = _boxes(x, 0.02), _boxes(x)
    halo = (all_sides - sides).max(axis=1).mean()
    if halo > 8:
        return "faint"
    return "speckled" if halo > 2.5 else ""


def _form(x, prepared):
    """Look at size, proportions, place and strength of the digits."""
    (sides, middles), (wanted, _) = _boxes(x), _boxes(prepared)
    if not 18.5 < np.median(sides.max(axis=1)) < 21.5:
        return "size"
    off = np.abs(sides - wanted).max(axis=1)
    if off.mean() > 2.5:
        turned = np.abs(sides[:, ::-1] - wanted).max(axis=1).mean() < 2.5
        return "turned" if turned else "some" if np.median(off) < 2 else "proportions"
    if np.abs(middles - 13.75).max(axis=1).mean() > 0.85:  # 13.5 and 14 serve alike
        return "place"
    strength = np.median(x.sum(axis=1) / prepared.sum(axis=1))
    return "pale" if strength < 0.75 else "thick" if strength > 1.3 else ""


def _boxes(x, faint=0.3):
    """Return the height and width of the ink in each row, and its centre of mass.

    What is faint is a part of the row's own darkest pixel: pale strokes are ink, too.
    """
    images = np.where(x > faint * x.max(axis=1, keepdims=True), x, 0).reshape(-1, 28, 28)
    images[:, 13, 13] += 1e-6  # a blank row has no centre, nor edges
    sides = [[np.ptp(edge) + 1 for edge in _edges(image, 0)] for image in images]
    return np.array(sides), np.array([center_of_mass(image) for image in images])


@lru_cache(maxsize=1)
def _nearest_mean():
    """Return the stand-in's digits, and ten units that name the nearest mean digit: no training."""
    digits = data.load("digits")
    means = np.array([digits.train.x[digits.train.labels == i].mean(axis=0) for i in range(10)])
    model = keras.Sequential([keras.Input((784,)), keras.layers.Dense(10)])
    model.set_weights([means.T, -(means**2).sum(axis=1) / 2])
    return {"model": model, "digits": digits}


def _files(rng):
    """Return files in any order, each a name, whether you made it, whether it needs pickle."""
    kinds = [
        (".npz", False, False),
        (".v2.npz", False, False),
        (".npz", False, True),
        (".keras", False, False),
        (".h5", False, False),
        (".npz.keras", False, False),
        (".npz.h5", False, False),
        (".keras.npz", False, False),
        (".h5.npz", False, False),
        (".keras", True, False),
        (".keras", True, True),
        (".h5", True, False),
        (".npz", True, False),
        (".npz", True, True),
    ]
    stems = rng.choice(["net", "digits", "reader", "final", "best", "new"], len(kinds))
    return ([(f"{stems[i]}{i}{kinds[i][0]}", *kinds[i][1:]) for i in rng.permutation(len(kinds))],)


def _accepting(rule):
    """Return a function that gives the names of the files that keep to the rule."""
    return lambda files: [file[0] for file in files if rule(*file)]


def _safe(name, mine, pickled):
    return mine or (name.endswith(".npz") and not pickled)


def _as_list(output, *arguments):
    """Return the names; what is no text as Python writes it, so that it equals no name."""
    output = output.tolist() if hasattr(output, "tolist") else output
    if not isinstance(output, list | tuple):
        return output
    return [str(part) if isinstance(part, str) else repr(part) for part in output]


def _first_file(output, wanted, files):
    """Name the first file about which an answer errs."""
    output = output.tolist() if hasattr(output, "tolist") else output
    if not isinstance(output, list | tuple):
        return f"Wanted is a list of names; yours is {describe(output)}."
    if not all(isinstance(name, str) for name in output):
        return "Wanted is a list of names, each a text. Yours holds something else."
    for name, mine, pickled in files:
        if name in output and name not in wanted:
            why = "can be read only by unpickling" if pickled else "may hold more than numbers"
            return f"`{name}` got through: a stranger made it, and it {why}."
        if name in wanted and name not in output:
            why = "you made it yourself" if mine else "it holds plain arrays, and needs no pickle"
            return f"`{name}` was refused, and {why}."
    return "These are the right files, in another order, or some of them twice."


def _taken_out(files):
    """Return the names that are left when files are taken out of the list one goes through."""
    for file in files:
        if not _safe(*file):
            files.remove(file)
    return [file[0] for file in files]


LAYERS = ("hidden_10", "hidden_1", "digit")
"""Names of layers, one within another; their alphabetical order is not that of the network."""


def _network_and_arrays(rng):
    """Return an untrained network whose layers are all alike in shape, and arrays in any order.

    A wrong order fits, so no error gives it away. Neither the first nor the last array of a kind
    is that of the first layer, so that no end of the file begins with it.
    """
    n = int(rng.integers(3, 7))
    model = keras.Sequential([keras.Input((n,))])
    for name in LAYERS:
        model.add(keras.layers.Dense(n, name=name))
    arrays, order = {}, {}
    for part in _SHAPES:
        order[part] = [f"{LAYERS[i]}/{part}" for i in (1, 0, 2)]
    for part in ["bias", *rng.permutation(["kernel"] * 3 + ["bias"] * 2)]:
        name = order[part].pop(0)
        arrays[name] = rng.normal(size=[n] * _SHAPES[part]).astype("float32")
    return model, arrays


_SHAPES = {"kernel": 2, "bias": 1}


@dataclass(frozen=True, kw_only=True)
class Filler(Lending):
    """A function that fills the network it gets: its result is looked at, and that network too."""

    def result(self, output, model):
        """Return the weights of the network that came back, and those of the one that was lent."""
        if not isinstance(output, keras.Model):
            return None if blank(output) else "no network"
        return output.get_weights(), model.get_weights()


def _first_array(outputs, wanted, model, arrays):
    """Name the first array that isn't where it belongs."""
    if list(map(np.shape, outputs[0])) != list(map(np.shape, wanted[0])):
        return "That is a network of other layers. Give back the one that you were given."
    places = itertools.product(model.layers, _SHAPES)
    for (layer, part), found in zip(places, outputs[0], strict=True):
        if not np.array_equal(found, arrays[f"{layer.name}/{part}"]):
            return f"The {part} of the layer `{layer.name}` isn't the one in `arrays`."
    return "You filled another network than the one that you were given."


def _filled(model, arrays):
    for layer in model.layers:
        layer.set_weights([arrays[f"{layer.name}/kernel"], arrays[f"{layer.name}/bias"]])
    return model


def _setting(step):
    """Return a function that does a step, which fails, and gives the model back."""

    def filled(model, arrays):
        step(model, arrays)
        return model

    return filled


def _filled_as_listed(model, arrays):
    model.set_weights(list(arrays.values()))
    return model


def _filled_by_kind(names):
    """Return a function that fills the layers in the order in which names stand."""

    def filled(model, arrays):
        listed = names(arrays)
        kernels, biases = ([n for n in listed if n.endswith(part)] for part in _SHAPES)
        for layer, kernel, bias in zip(model.layers, kernels, biases, strict=True):
            layer.set_weights([arrays[kernel], arrays[bias]])
        return model

    return filled


def _filled_transposed(model, arrays):
    return _filled(model, {name: array.T for name, array in arrays.items()})


def _filled_kernels(model, arrays):
    for layer in model.layers:
        layer.kernel.assign(arrays[f"{layer.name}/kernel"])
    return model


def _filled_biases(model, arrays):
    for layer in model.layers:
        layer.bias.assign(arrays[f"{layer.name}/bias"])
    return model


def _filled_bias_first(model, arrays):
    for layer in model.layers:
        layer.set_weights([arrays[f"{layer.name}/bias"], arrays[f"{layer.name}/kernel"]])
    return model


def _filled_first(model, arrays):
    layer = model.layers[0]
    layer.set_weights([arrays[f"{layer.name}/kernel"], arrays[f"{layer.name}/bias"]])
    return model


KERNELS = 784 * 300 + 300 * 100 + 100 * 10
BIASES = 300 + 100 + 10
WIDE = KERNELS + BIASES


def predict_digits(model, images):
    """Divide behind the network: handed out to be mended."""
    inputs = images.reshape(len(images), 784).astype("float32")
    outputs = model.predict(inputs, verbose=0) / 255
    return outputs.argmax(axis=1)


FAILED = ("digit", "pieces", "paper", "none")
"""The step at which each of the four photos goes wrong."""

STEPS = ("photo", "paper", "ink", "pieces", "digit", "prepared", "none")
"""What may be named: the rows of the drawing, and none."""

MISREAD = (
    (
        0,
        "paper",
        "In A the paper is an empty sheet. Which picture holds one digit too many, and need not?",
    ),
    (0, "pieces", "In A both digits are ink that belongs to no line. Which step has to choose?"),
    (0, "ink", "In A the ink of both digits is really in the photo. Which step has to choose?"),
    (0, "none", "In A the network gets two digits. Which step should have left one out?"),
    (1, "paper", "In B the paper is an empty sheet. Go down the column."),
    (1, "digit", "In B look one step higher: is there ink of something that should be gone?"),
    (1, "ink", "In B the stroke is ink. Which step promises to take lines away?"),
    (1, "none", "In B the network gets more than the digit. Where should the stroke have gone?"),
    (2, "ink", "In C the ink is hollow. It is what the paper lacks: look at the paper, too."),
    (2, "pieces", "In C the pieces are already hollow where they come from. Go up the column."),
    (2, "digit", "In C the digit is hollow, and so is what it was made from. Go up the column."),
    (2, "none", "In C the network gets a hollow digit. Where does the hole begin?"),
    (
        3,
        "digit",
        "In D that picture holds the digit, and nothing else: all that its line promises.",
    ),
    (3, "paper", "In D the paper is an empty sheet. Does any line promise to turn the digit?"),
    (3, "pieces", "In D the pieces are the digit's ink. Does any line promise to turn the digit?"),
    (3, "ink", "In D the ink is that of the photo. Does any line promise to turn the digit?"),
)
"""Which photo is taken for failing at which other step, and what to say of it."""


def _but(place, step):
    """Return the right answer with another step in one place."""
    return tuple(step if i == place else right for i, right in enumerate(FAILED))


class Steps(Value):
    """`FAILED`, in capitals too; of several wrong names the first gets its hint."""

    def _judged(self, answer, given):
        if isinstance(answer, dict):
            letters = {str(letter).strip().upper(): name for letter, name in answer.items()}
            answer = [letters.get(letter) for letter in "ABCD"]
        if isinstance(answer, str) and not blank(answer):
            answer = re.findall(r"\w{2,}", answer)  # without the letters of the photos
        if isinstance(answer, list | tuple | np.ndarray) and len(answer) == len(FAILED):
            said = [str(name).lower().strip() for name in answer]
            if strange := [name for name in said if name not in STEPS]:
                return Verdict(WRONG, f"There is no step named `{strange[0]}`.", counts=False)
            wrong = [place for place, name in enumerate(said) if name != FAILED[place]]
            answer = _but(wrong[0], said[wrong[0]]) if wrong else FAILED
        return super()._judged(answer, given)


EXERCISES = {
    "recall 5.1": Choice(
        right="d",
        why="The 95 % belong to the way of making intervals: it catches the truth 95 times in 100.",
        wrong={
            "a": (
                "The interval is about other test pictures. Another seed gives another network.",
                "interval of one run",
            ),
            "b": (
                "Every test picture was used. What do the 95 % count: pictures, or intervals?",
                "interval of one run",
            ),
            "c": (
                "This one interval holds the truth or doesn't. What was repeated 4,000 times?",
                "interval of one run",
            ),
        },
        more=("Think of the simulation: many intervals were drawn, and one thing was counted.",),
        idea="The percentage is about the method: repeated many times, it catches the true value "
        "that often. Of a single interval it says nothing more.",
    ),
    "recall 5.2": Choice(
        right="a",
        why="Calibrated means that confidence and share of right answers agree, here at 0.8.",
        wrong={
            "b": (
                "Then a confidence of 1 would fit better. What should happen at 0.8?",
                "confidence for truth",
            ),
            "c": (
                "That speaks of all pictures. The question is about those with confidence 0.8.",
                "accuracy for calibration",
            ),
            "d": (
                "Right or wrong is counted in pictures. A single answer isn't 0.2 wrong.",
                "share for a single case",
            ),
        },
        more=("Take only the pictures with this confidence, and count how many are read right.",),
        idea="Among the answers given with some confidence, the share of right ones is that very "
        "number.",
    ),
    "recall 5.3": Choice(
        right="c",
        why="Where both are right or both wrong, nothing speaks for either network.",
        wrong={
            "a": (
                "Most pictures were read by both. Do those tell you which network is better?",
                "paired as unpaired",
            ),
            "b": (
                "Both wrong is a draw. Which pictures are not a draw?",
                "paired as unpaired",
            ),
            "d": (
                "The test never looks at confidence, only at right and wrong.",
                "confidence for truth",
            ),
        },
        more=("Take each picture as a game between the two networks. Which games are won?",),
        idea="A picture says something only where one network is right and the other is wrong. "
        "All others are draws.",
    ),
    "exercise 5.1": Value(
        right=4 * WIDE,
        wrong=[
            (
                WIDE,
                "That counts the parameters. How many bytes does each of them take?",
                "count for bytes",
            ),
            (
                8 * WIDE,
                "Eight bytes is Python's own float. The network's numbers are float32.",
                "float64 for float32",
            ),
            (
                2 * WIDE,
                "Two bytes would be float16. The network's numbers are float32.",
                "float64 for float32",
            ),
            (
                32 * WIDE,
                "That is in bits: 32 of them a number. Eight bits are one byte.",
                "bits for bytes",
            ),
            (
                4 * KERNELS,
                "The kernels are all there. Each unit has one more parameter.",
                "no bias",
            ),
            (
                KERNELS,
                "That counts the weights. Each unit has one parameter more, and each parameter "
                "takes some bytes.",
                "no bias",
            ),
            (
                4 * KERNELS + BIASES,
                "The biases count as one byte each. Put brackets round the whole sum.",
                "brackets",
            ),
            (
                4 * (784 * 300 + 300) + (300 * 100 + 100) + (100 * 10 + 10),
                "Only the first layer is multiplied. Put brackets round the whole sum.",
                "brackets",
            ),
            (
                4 * (KERNELS + 784 + 300 + 100),
                "A bias for each input was counted. Biases belong to the units that add up.",
                "bias for each input",
            ),
            (
                4 * (KERNELS + 784 + BIASES),
                "The pixels got a bias too. They come in from outside, and are no units.",
                "bias for each input",
            ),
            (
                4 * (784 + BIASES),
                "These are the units of all layers. How many weights lie between two layers?",
                "units for parameters",
            ),
            (
                4 * 784 * 300 * 100 * 10,
                "Weights lie between neighbouring layers alone. Add the layers up.",
                "units for parameters",
            ),
            (
                4 * 109_386,
                "That is the network of this notebook. Asked is the one with 300 and 100 units.",
                "another quantity",
            ),
            (
                4 * (784 * 300 + 300 * 100),
                "Two of the three layers are there, without biases. The outputs are a layer too.",
                "step left out",
            ),
            (
                4 * (784 * 300 + 300 + 300 * 100 + 100),
                "Two of the three layers are there. The ten outputs are a layer too.",
                "step left out",
            ),
            (
                4 * 784 * 300,
                "That is the kernel of the first layer. There are two more layers, and biases.",
                "step left out",
            ),
            (
                12 * WIDE,
                "With Adam's two numbers for each. Asked are the parameters alone.",
                "another quantity",
            ),
            (4 * WIDE / 1000, "That is in kilobytes. The answer is to be in bytes.", "wrong unit"),
            (4 * WIDE / 1024, "That is in kibibytes. The answer is to be in bytes.", "wrong unit"),
            (4 * WIDE / 1e6, "That is in megabytes. The answer is to be in bytes.", "wrong unit"),
            (
                4 * WIDE / 1024**2,
                "That is in mebibytes. The answer is to be in bytes.",
                "wrong unit",
            ),
            *(
                (
                    round(4 * WIDE / size, digits),
                    f"{round(4 * WIDE / size, digits):,g} looks like {unit}, rounded. The answer "
                    "is to be in bytes.",
                    "wrong unit",
                )
                for unit, size, places in (
                    ("kilobytes", 1000, (None, 1)),
                    ("kibibytes", 1024, (None, 1, 2)),
                    ("megabytes", 1e6, (1, 2, 3)),
                    ("mebibytes", 1024**2, (2, 3)),
                )
                for digits in places
            ),
            (
                4 * WIDE + 1,
                "One byte too many. Whole float32 numbers are a multiple of their bytes.",
                "off by one",
            ),
        ],
        why="Each layer has inputs × units weights and a bias for each unit, four bytes each.",
        hint="Count layer by layer: how many inputs, how many units, and what each unit adds.",
        more=(
            "Three layers lie between the four numbers of 784-300-100-10.",
            "The first layer has 784 × 300 weights and 300 biases. The other two go the same way.",
            "Add the three layers up, in brackets, and multiply by the bytes of one number: "
            "float32 has 32 bits.",
        ),
        idea="For each of the three layers multiply its inputs by its units, add one bias for each "
        "unit, add the layers up, and take the sum times the bytes of a float32, which are 32 "
        "bits of which eight make a byte.",
        tolerance=1e-7,
    ),
    "exercise 5.2": Lines(
        needed="cegbh",
        wrong={
            "a": (
                "the file holds a trained network. What would more training change?",
                "training when predicting",
            ),
            "d": (
                "these pixels run from 0 to 255, in rows and columns. What was it trained on?",
                "not scaled",
            ),
            "f": (
                "history holds the curves of the training, and no weight at all.",
                "history for the network",
            ),
        },
        order={
            "cg": (
                "What you make before the kernel stops is gone tomorrow. Only the file is left.",
                "steps in the wrong order",
            ),
            "ce": (
                "Today comes before tomorrow: is there a file when you load it?",
                "steps in the wrong order",
            ),
            "eb": (
                "The new kernel predicts with a network that it doesn't have yet.",
                "steps in the wrong order",
            ),
            "gb": (
                "It predicts on inputs that are made only further down.",
                "steps in the wrong order",
            ),
            "bh": (
                "The classes are taken from outputs that don't exist yet.",
                "steps in the wrong order",
            ),
        },
        why="Save, load, prepare as in training, predict, take the largest output. g may also "
        "stand before e.",
        hint="Each letter stands for a line. Leave out the three that don't belong.",
        more=(
            "One line belongs to tonight, four to tomorrow.",
            "Each line uses a name. Which line makes that name, and does it still exist tomorrow?",
            "Tomorrow: a network, the inputs as in training, the outputs, the classes.",
        ),
        idea="Tonight the network goes into the file. Tomorrow it comes out of the file, the "
        "pictures are made into rows from 0 to 1, the network predicts on those, and the place of "
        "the largest output is the class.",
    ),
    "exercise 5.3": Function(
        inputs=_striped,
        edges=(_striped(np.random.default_rng(0), count=1),),
        right=lambda model, images: _classes(model, images / 255),
        unchanged=predict_digits,
        wrong=[
            (
                lambda model, images: _classes(model, images),
                "The network still gets values up to 255. Its outputs may be divided or not: their "
                "order stays.",
                "not scaled",
            ),
            (
                lambda model, images: _classes(model, 255 - images),
                "Light and dark are swapped now, and the values still go up to 255.",
                "ink for paper",
            ),
            (
                lambda model, images: _classes(model, images / images.max()),
                "images.max() depends on which pictures came along. Training had a fixed number.",
                "scaled by the batch",
            ),
            (
                lambda model, images: _classes(
                    model, images / images.max(axis=(1, 2), keepdims=True)
                ),
                "Each picture is divided by its own largest pixel. Training had one fixed number.",
                "scaled by the batch",
            ),
            (
                lambda model, images: _classes(model, images / 255 / 255),
                "Now they are scaled twice: the network gets almost nothing but black.",
                "scaled twice",
            ),
            (
                lambda model, images: _classes(model, images // 255),
                "`//`, or a dtype of whole numbers, throws the fractions away: all greys are 0.",
                "floor division",
            ),
            (
                lambda model, images: _classes(model, images / 256),
                "256 values there are, and the largest of them is one less.",
                "off by one",
            ),
            (
                lambda model, images: _classes(model, images / 254),
                "You divide by 254. The largest value of these pictures is one more.",
                "off by one",
            ),
            (
                lambda model, images: _classes(model, (images - images.mean()) / images.std()),
                "Mean and spread depend on which pictures came along. Training had a fixed number.",
                "scaled by the batch",
            ),
            (
                lambda model, images: _classes(model, images / 127.5 - 1),
                "That scales to −1 to 1. This network was trained on 0 to 1.",
                "scaled otherwise",
            ),
            (
                lambda model, images: _classes(model, (255 - images) / 255),
                "Dark and light are swapped now. These pictures had light ink from the start.",
                "ink for paper",
            ),
            (
                lambda model, images: _classes(model, np.swapaxes(images, 1, 2) / 255),
                "The scale is right. Rows and columns of each picture were swapped.",
                "rows for columns",
            ),
            (
                lambda model, images: model.predict(images.reshape(784, -1).T / 255).argmax(axis=1),
                "The scale is right. `reshape(784, …)` mixes the pixels of all pictures: each "
                "picture has to stay a row.",
                "pairs torn apart",
            ),
            (
                lambda model, images: model.predict(images.reshape(-1, 784) / 255).argmin(axis=1),
                "That is the place of the smallest output. The class is the place of the largest.",
                "wrong sign",
            ),
            (
                lambda model, images: model.predict(images.reshape(-1, 784) / 255).argmax(axis=0),
                "axis=0 asks which picture is largest at each output. You want one class each.",
                "mean over the wrong axis",
            ),
            (
                lambda model, images: model.predict(images.reshape(-1, 784) / 255).argmax(),
                "Without an axis, argmax gives one place for all pictures together.",
                "no axis",
            ),
            (
                lambda model, images: _classes(model, images / 255)[0],
                "That is the class of the first picture alone. Each picture has one.",
                "step left out",
            ),
            (
                lambda model, images: model.predict(images.reshape(-1, 784) / 255).max(axis=1),
                "That is how large the largest output is. The class is its place.",
                "output for class",
            ),
            (
                lambda model, images: model.predict(images.reshape(-1, 784) / 255),
                "These are the ten outputs of each picture. The class is the place of the largest.",
                "output for class",
            ),
            (
                lambda model, images: model.predict(images / 255).argmax(axis=1),
                "The network takes rows of 784 numbers: the reshape must stay.",
                "wrong shape",
            ),
        ],
        why="Divided outputs keep their order, so that line changed nothing. It is the inputs "
        "that have to look as in training.",
        hint="Follow one pixel of value 255 down the lines: what does the network get?",
        more=(
            "There is a division, and it stands behind the network.",
            "The network was trained on inputs from 0 to 1, and here it gets 0 to 255. Behind the "
            "network a division comes too late.",
            "Move the division to the line that makes the inputs. The number is the right one.",
        ),
        idea="The pictures have to be divided by 255 before the network gets them, in the line "
        "that makes the inputs. Behind the network nothing is divided.",
    ),
    "exercise 5.4": Function(
        inputs=_photo,
        edges=((np.arange(256, dtype="uint8").reshape(8, 32),),),  # all the greys
        right=lambda photo: np.interp(photo, [0, 255], [1, 0]),
        wrong=[
            (
                lambda photo: photo / 255,
                "The range is right. Look at white paper: 255 has to become 0, not 1.",
                "ink for paper",
            ),
            (
                lambda photo: 255 - photo / 255,
                "After the division the largest value is 1 and no longer 255. Turn round in time.",
                "steps in the wrong order",
            ),
            (
                lambda photo: (255 - photo) / 255 / 255,
                "Black gives about 0.004: it was divided once too often.",
                "scaled twice",
            ),
            (
                lambda photo: 255 - photo,
                "Light and dark are turned round, as wanted. The range is still 0 to 255.",
                "not scaled",
            ),
            (
                lambda photo: (photo.max() - photo) / (photo.max() - photo.min()),
                "You stretch the photo from its own darkest to its own lightest pixel. A pale grey "
                "would become black. Which fixed numbers are black and white?",
                "scaled by the batch",
            ),
            (
                lambda photo: (photo.max() - photo) / photo.max(),
                "The lightest pixel of this photo needn't be white. White is a fixed number.",
                "scaled by the batch",
            ),
            (
                lambda photo: (photo.max() - photo) / 255,
                "The lightest pixel of this photo becomes 0. White is to become 0, and white is "
                "a fixed number.",
                "scaled by the batch",
            ),
            (
                lambda photo: (255 - photo) / (255 - photo).max(),
                "You divide by the darkest pixel's ink. A pale grey would become full ink: black "
                "is a fixed number.",
                "scaled by the batch",
            ),
            (
                lambda photo: -photo / 255 + 1,
                "By hand that is right. But `-photo` of whole numbers from 0 to 255 (uint8) can't "
                "go below 0 and goes round: −200 becomes 56. Subtract from 255, or divide first.",
                "overflow of uint8",
            ),
            (
                lambda photo: -photo / 255,
                "`-photo` of a uint8 goes round: −200 becomes 56, which is 256 − 200. That is one "
                "off: subtract from 255 instead.",
                "overflow of uint8",
            ),
            (
                lambda photo: (photo - 255) / 255,
                "`photo - 255` of a uint8 can't go below 0 and goes round: 200 − 255 becomes 201. "
                "Subtract the other way.",
                "overflow of uint8",
            ),
            (
                lambda photo: (photo - 255) / -255,
                "By hand that is right. But `photo - 255` of a uint8 goes round: 200 − 255 becomes "
                "201. Subtract the other way.",
                "overflow of uint8",
            ),
            (
                lambda photo: (256 - photo) / 256,
                "256 doesn't fit into a uint8, and white is one less.",
                "overflow of uint8",
            ),
            (
                lambda photo: 1 - photo,
                "1 − x turns a range from 0 to 1 round, and a uint8 can't go below 0: it goes "
                "round. Which range has the photo?",
                "overflow of uint8",
            ),
            (
                lambda photo: (1 - photo) / 255,
                "White is 255 here, and not 1. And `1 - photo` of a uint8 can't go below 0: it "
                "goes round.",
                "overflow of uint8",
            ),
            (
                lambda photo: 1.0 - photo,
                "1 − x turns a range from 0 to 1 round. Which range has the photo?",
                "steps in the wrong order",
            ),
            (
                lambda photo: photo / 255 - 1,
                "The sizes are right, and all below 0. Subtract the other way.",
                "wrong sign",
            ),
            (
                lambda photo: (255 - photo) // 255,
                "Every grey becomes 0: `//`, or an array of whole numbers that you fill, throws "
                "the fractions away.",
                "floor division",
            ),
            (
                lambda photo: -(photo / 255),
                "Your values lie between −1 and 0. What do you have to add?",
                "wrong sign",
            ),
            (
                lambda photo: photo * -1 / 255 + 1,
                "By hand that is right. But a uint8 holds whole numbers from 0 to 255, and no −1. "
                "Subtract from 255, or divide first.",
                "overflow of uint8",
            ),
            (
                lambda photo: 255 / photo,
                "A division turns the order round and bends the scale. Subtract instead.",
                "scaled otherwise",
            ),
            (
                lambda photo: 1 / photo,
                "A division turns the order round and bends the scale. Subtract, and then divide.",
                "scaled otherwise",
            ),
            (
                lambda photo: (256 - photo.astype(float)) / 256,
                "256 values there are, and the largest of them is one less: white gives more than "
                "0.",
                "off by one",
            ),
            (
                lambda photo: np.clip(255.0 - photo, 0, 1),
                "White becomes 0, and every grey becomes 1: clipping, or `//`, throws the greys "
                "away. Scale instead.",
                "threshold for scale",
            ),
            (
                lambda photo: (photo < 128).astype(float),
                "Only two values remain. Every grey in between is to have its place.",
                "threshold for scale",
            ),
            (
                lambda photo: (255 - photo) / 256,
                "256 values there are, and the largest of them is one less: black gives less "
                "than 1.",
                "off by one",
            ),
            (
                lambda photo: np.where(photo > 250, 0, (255 - photo.astype(float)) / 255),
                "Nearly white became white. Every grey has its own place: nothing is cut off here.",
                "threshold for scale",
            ),
            (
                lambda photo: photo[::-1] / 255,
                "That turns the photo upside down. It is the values that are to be turned round.",
                "ink for paper",
            ),
        ],
        why="White 255 becomes 0, black 0 becomes 1, and every grey lies between in its place.",
        hint="Try it by hand with three pixels: 0, 255, and one between.",
        more=(
            "Two steps: swap light and dark in the range 0 to 255, then scale that range.",
            "Which subtraction makes 0 out of 255, and 255 out of 0?",
            "Subtract every pixel from 255. Then divide what you get by 255.",
        ),
        idea="Take each pixel from 255, which swaps light and dark: that way round, so that no "
        "uint8 goes below 0. Put the subtraction in brackets, so that it comes first, "
        "and divide all of "
        "it by 255.",
    ),
    "exercise 5.5": Steps(
        right=FAILED,
        wrong=[(_but(place, step), hint) for place, step, hint in MISREAD],
        why="The first picture that isn't what it should be names the step, and so tells you what "
        "to change: the photo, or the program.",
        hint="Go down that column once more, and compare each picture with its line in the list.",
        more=(
            "Leave `ink`, `pieces` and `digit` aside, and look at the four pictures of `paper` "
            "first: each should be an empty sheet.",
            "Next look at `pieces`: is there a line that isn't part of a digit? Then at `digit`: "
            "is there one digit, and nothing else?",
            "Every step does what its line says and no more. None of them promises to turn a digit "
            "upright.",
        ),
        idea="In one photo the empty sheet isn't empty. In one a line stays among the pieces. In "
        "one the right pieces are all there, and too many are taken. In one nothing went wrong on "
        "the way.",
    ),
    "exercise 5.6": Reader(
        inputs=_photos,
        right=_read,
        facts=_how_read,
        differs=_seen,
        borrowed=("prepare", "steps"),
        wrong=[
            (
                lambda pixels: _read(pixels).reshape(28, 28),
                "The network takes a batch of rows: even one picture needs the shape (1, 784).",
                "wrong shape",
            ),
            (
                lambda pixels: np.flatnonzero(np.zeros(3))[0],
                "No ink is left where you cut, so the list of its places is empty. Ink is the "
                "distance from the paper, which is the lighter one here, and some photos are dark: "
                "a full stroke is 1 in each.",
                "ink lost",
            ),
            (
                lambda pixels: np.full((1, 784), np.nan),
                "Your rows hold nan. What was divided by 0, or is the mean of nothing?",
                "division by nothing",
            ),
            (
                lambda pixels: -_read(pixels),
                "Your values go below 0. Ink is how far a pixel is from the paper, whichever of "
                "them is larger.",
                "wrong sign",
            ),
            (
                lambda pixels: np.zeros((1, 784)),
                "Some of your rows are all 0: the ink got lost. Look at it after each step. Is it "
                "above 0 where the stroke is?",
                "ink lost",
            ),
            (
                lambda pixels: _read(pixels) * 255,
                "Your values go far above 1. The network was trained on 0 to 1.",
                "not scaled",
            ),
            (
                lambda pixels: _read(pixels) / 255,
                "Your largest value is close to 0. Was something divided twice? Or does `uint8` "
                "throw the fractions away? Multiply by 255 before you make whole numbers.",
                "scaled twice",
            ),
            (
                _squeezed,
                "Your paper is light, as in the photo. To the network, paper is 0 and ink is 1.",
                "ink for paper",
            ),
            (
                lambda pixels: 1 - _squeezed(pixels),
                "The paper is still grey. Measure it at the photo's edge, and drop faint ink.",
                "paper not measured",
            ),
            (
                lambda pixels: _placed(_ink(pixels, faint=0)),
                "Grain and shadow still count as ink, so the box that is cut out is as large as "
                "the photo. Step 2 is missing, or step 1 has the wrong sign: ink differs from the "
                "paper, and is the darker one here.",
                "noise for ink",
            ),
            (
                _gone_round,
                "Paper is speckled with ink. If you subtract small whole numbers (uint8), they go "
                "round below 0: use floats. If you use floats, measure the paper's grey at the "
                "edge, and drop more of what is faint.",
                "overflow of uint8",
            ),
            (
                _uncropped,
                "The paper is clean. Now the size: the digit's longer side has to be 20 pixels, so "
                "cut before you scale. If you did, there may still be grain in what you cut: drop "
                "more of what is faint. Or does `uint8` throw the fractions away? Multiply by 255 "
                "before you make whole numbers.",
                "wrong size",
            ),
            (
                _turned_sides,
                "Height and width are swapped, or the digit lies on its side. An array's shape "
                "gives the height first, resize takes the width first.",
                "rows for columns",
            ),
            (
                lambda pixels: _placed(_ink(pixels), squeeze=True),
                "The proportions are off: scale both sides by one factor.",
                "proportions lost",
            ),
            (
                lambda pixels: _placed(_ink(pixels), place="box"),
                "The size is right, the place isn't: bring the centre of mass to the middle. The "
                "middle of the box is another point. If you did, `int` cuts off: use `round`.",
                "not centred",
            ),
            (
                lambda pixels: _placed(_ink(pixels, faint=0.2, full=False)),
                "Size and place are right, the strokes are pale: scale the ink so that a full "
                "stroke is 1.",
                "strokes pale",
            ),
        ],
        why=f"The four steps are there, and from your rows of {PHOTOS} fresh photos the network "
        f"reads at least {BAR:.0%} as many as from those of `pictures.prepare`.",
        hint="Look at your rows beside those that the course prepared, and find the difference.",
        more=(
            "Draw what you have after each of the four steps. Which is the first that looks wrong?",
            "Steps 1 and 2: the median along the edges is the paper. Ink is the distance from it, "
            "divided by that of a full stroke. What stays below "
            "0.3 becomes 0.",
            "Steps 3 and 4: `any` and `np.flatnonzero` give the first and last row and column with "
            "ink: cut there. Scale both sides by 20 divided by the longer one, and put it on a "
            "black 28×28 so that the centre of mass is at 13.5.",
        ),
        idea="Turn the pixels into floats. Ink is the distance of each from the median of the four "
        "edges. Divide it by that of a full stroke: a high percentile of the dark half, since the "
        "darkest pixel alone may be chance. Clip to 0 to 1, and set what is faint to 0. Cut "
        "the box of the ink out, scale its longer side to 20, find its centre of "
        "mass, and put it on zeros of 28×28, moved so that this centre is at 13.5 both ways. Give "
        "it back as one row.",
        sample=_nearest_mean,
    ),
    "exercise 5.7": Function(
        inputs=_files,
        right=_accepting(_safe),
        facts=_as_list,
        differs=_first_file,
        wrong=[
            (
                _accepting(lambda name, mine, pickled: True),
                "You take every file. Which kinds of a stranger's can hold code?",
                "trusting a stranger's file",
            ),
            (
                _accepting(lambda name, mine, pickled: False),
                "You take none at all, not even those that you made.",
                "too careful",
            ),
            (
                _accepting(lambda name, mine, pickled: mine),
                "Safe, but nothing can be exchanged. One kind of file can't hold code. If your "
                "rule names an ending, no file meets it: print what you compare.",
                "too careful",
            ),
            (
                _accepting(lambda name, mine, pickled: not mine),
                "These are the strangers' files, all of them.",
                "wrong sign",
            ),
            (
                _accepting(lambda *file: not _safe(*file)),
                "These are the files to refuse. Give those that you would load.",
                "wrong sign",
            ),
            (
                _accepting(
                    lambda name, mine, pickled: (
                        mine or (name.endswith((".npz", ".keras")) and not pickled)
                    )
                ),
                "A stranger's .keras got through. Are you relying on safe_mode?",
                "trusting a stranger's file",
            ),
            (
                _accepting(
                    lambda name, mine, pickled: (
                        mine or (name.endswith((".npz", ".h5")) and not pickled)
                    )
                ),
                "A stranger's .h5 got through. It can hold a whole model too, in the older format.",
                "trusting a stranger's file",
            ),
            (
                _accepting(lambda name, mine, pickled: mine or not pickled),
                "Pickle isn't the only way to carry code: whole models of strangers got through.",
                "trusting a stranger's file",
            ),
            (
                _accepting(lambda name, mine, pickled: not pickled),
                "Pickle isn't the only way to carry code, and a file of your own was refused.",
                "trusting a stranger's file",
            ),
            (
                _accepting(lambda name, mine, pickled: mine or name.endswith(".npz")),
                "A stranger's .npz that needs pickle got through. What can pickle hold?",
                "trusting a stranger's file",
            ),
            (
                _accepting(lambda name, mine, pickled: name.endswith(".npz")),
                "The ending alone decides: a stranger's .npz that needs pickle got through, and "
                "models of your own were refused.",
                "trusting a stranger's file",
            ),
            (
                _accepting(lambda name, mine, pickled: mine or (".npz" in name and not pickled)),
                "A file such as net.npz.keras got through: what counts is how the name ends.",
                "trusting a stranger's file",
            ),
            (
                _accepting(
                    lambda name, mine, pickled: (mine or name.endswith(".npz")) and not pickled
                ),
                "You refuse a file that you made yourself. What could it hold against you?",
                "too careful",
            ),
            (
                _accepting(lambda name, mine, pickled: name.endswith(".npz") and not pickled),
                "You refuse your own models. The danger is in what others put into a file.",
                "too careful",
            ),
            (
                _accepting(
                    lambda name, mine, pickled: mine and name.endswith(".npz") and not pickled
                ),
                "All three must hold at once in your rule. Your own file, or a harmless one: "
                "either is enough.",
                "too careful",
            ),
            (
                lambda files: [file for file in files if _safe(*file)],
                "The choice is right. Give the names alone, not the whole triples.",
                "wrong shape",
            ),
            (
                lambda files: [_safe(*file) for file in files],
                "The choice is right. Give the names of the files, not True and False.",
                "truth values for numbers",
            ),
            (
                lambda files: [letter for file in files if _safe(*file) for letter in file[0]],
                "`+=` with a text adds its letters one by one. Use `append`.",
                "list for array",
            ),
            (
                _taken_out,
                "You take files out of the list while the loop goes through it, so it skips the "
                "next one. Collect the names to keep in a list of their own.",
                "changed values",
            ),
            (
                _accepting(
                    lambda name, mine, pickled: (
                        mine or (name.split(".")[1] == "npz" and not pickled)
                    )
                ),
                '`split(".")[1]` stands behind the first point. The ending stands behind the last: '
                "`[-1]`.",
                "trusting a stranger's file",
            ),
            (
                lambda files: [i for i, file in enumerate(files) if _safe(*file)],
                "The choice is right. Give the names of the files, not their places.",
                "places for values",
            ),
            (
                lambda files: sorted(file[0] for file in files if _safe(*file)),
                "The choice is right. Leave the names in the order of the files.",
                "results in the wrong order",
            ),
            (
                lambda files: next(file[0] for file in files if _safe(*file)),
                "Your function stops at the first name. Is the `return` inside the loop? Collect "
                "all of them first.",
                "return in the loop",
            ),
        ],
        why="Your own files hold what you put in. Of a stranger's, only plain arrays can hold no "
        "code, and only if nothing is unpickled.",
        hint="Give a list of names, in the order of the files. Go through them one by one.",
        more=(
            "Two questions for each file: did I make it? If not: can it hold more than numbers?",
            "Of a stranger's files, one ending is harmless, unless pickle is needed to read it.",
            "The rule has two parts, joined by `or`: mine, or else an ending and no pickle.",
        ),
        idea="Go through the files. Keep a name if you made the file, or if it ends in .npz and "
        "needs no pickle. Collect the names in a list, and give the list back at the end.",
    ),
    "exercise 5.8": Filler(
        inputs=_network_and_arrays,
        right=_filled,
        differs=_first_array,
        borrowed=("load_arrays",),
        rounds=1,  # a network takes a while, and one wrong place is enough to tell
        wrong=[
            (
                _filled_as_listed,
                "Keras stopped at a shape: the file lists its arrays in another order. Ask for "
                "each by its name.",
                "order for names",
            ),
            (
                _setting(lambda model, arrays: model.set_weights(arrays)),
                "Going through a dictionary gives its names. A layer takes a list of two arrays.",
                "order for names",
            ),
            (
                _setting(lambda model, arrays: model.set_weights(model.get_weights()[:2])),
                "`model` wants the arrays of all layers at once. In the loop, call it on `layer`.",
                "wrong shape",
            ),
            (
                _setting(lambda model, arrays: setattr(model.layers[0], "kernel", 0)),
                "A kernel can't be replaced by `=`. Use `set_weights`, or `assign`.",
                "copy for original",
            ),
            (
                _setting(lambda model, arrays: arrays[model.layers[0].name]),
                "Each layer has two entries: its name with /kernel behind it, and with /bias.",
                "unknown name",
            ),
            (
                _setting(lambda model, arrays: arrays["{layer.name}/kernel"]),
                "The letter f before the quotes is missing: without it, the braces stay as they "
                "are.",
                "unknown name",
            ),
            (
                _setting(
                    lambda model, arrays: model.layers[0].set_weights(*model.get_weights()[:2])
                ),
                "set_weights takes one list. Put square brackets round kernel and bias.",
                "wrong shape",
            ),
            (
                _filled_by_kind(list),
                "The shapes fit, and layers got the arrays of others. Go by the names, not by the "
                "order.",
                "order for names",
            ),
            (
                _filled_by_kind(sorted),
                "The order of the alphabet isn't that of the layers. Ask each layer for its name.",
                "order for names",
            ),
            (
                _filled_transposed,
                "The kernels lie on their side: a kernel is (inputs, units), and it was saved so.",
                "rows for columns",
            ),
            (_filled_kernels, "The kernels are in. What else does every unit have?", "no bias"),
            (_filled_biases, "The biases are in, and the kernels aren't.", "step left out"),
            (
                _filled_bias_first,
                "A layer's set_weights takes the kernel first, and then the bias. Or did you take "
                "them in the order of the file? Go by the names.",
                "arguments swapped",
            ),
            (
                _filled_first,
                "The first layer is filled, and the others aren't. Is the `return` inside the "
                "loop?",
                "return in the loop",
            ),
            (
                lambda model, arrays: model,
                "The model still has the weights it came with: nothing was put into it. What "
                "`get_weights` gives are copies; `set_weights` puts arrays in.",
                "copy for original",
            ),
            (
                lambda model, arrays: _filled(keras.models.clone_model(model), arrays),
                "You filled a copy, and the model that you were given still has its old weights. "
                "Fill that one.",
                "copy for original",
            ),
            (
                lambda model, arrays: _filled(model, arrays).get_weights(),
                "That is no model. Fill the one that you were given, and give the model itself "
                "back.",
                "weights for the network",
            ),
        ],
        why="Each array went to the layer whose name it bears, kernel before bias.",
        hint="Go through model.layers. layer.name tells you which two arrays belong to it.",
        more=(
            'The names are `f"{layer.name}/kernel"` and `f"{layer.name}/bias"`.',
            "`arrays[name]` gives the array of that name. A layer takes both of its own in one "
            "list.",
            "Inside the loop over the layers: look both arrays up, and hand them to "
            "`layer.set_weights`. Behind the loop: give the model back.",
        ),
        idea="For each layer of the model put its name together with kernel and with bias, look "
        "both up in the dictionary, and set them, kernel first. When all layers are done, return "
        "the model.",
    ),
    "exercise 5.9": Choice(
        right="b",
        why="At 0 all pictures are the same one. Of the first layer only the biases are left, and "
        "the later layers work on those.",
        wrong={
            "a": ("Run it with 0 and read the confidence. Is it one tenth?", "no bias"),
            "c": (
                "The network never learned that dark means 0. Where do its outputs come from?",
                "label as number",
            ),
            "d": (
                "The softmax always gives away the whole 1. Run it with 0 and look.",
                "no bias",
            ),
        },
        hint="Set noise_level to 0, run the cell, and read both lines.",
        more=("A unit adds up inputs times weights, and one more number. What is left at 0?",),
        idea="Without ink every picture is the same, so the answers are the same. They come from "
        "the numbers that don't depend on the inputs: the biases.",
    ),
    "quiz 5.1": Choice(
        right="c",
        why="The file has no layers: your friend has to build the same network first.",
        wrong={
            "a": (
                "Numbers alone don't say what to do with them. What did you call before load?",
                "weights for the network",
            ),
            "b": (
                "The pictures made the weights. Nobody needs them again to predict.",
                "training when predicting",
            ),
            "d": (
                "Predicting never uses it. It is for training on, and this file holds it anyway.",
                "training when predicting",
            ),
        },
        more=("Of layers, weights and optimizer state: what does this kind of file lack?",),
        idea="Weights need a network to stand in. Whoever gets them alone builds the same layers "
        "and fills them.",
    ),
    "quiz 5.2": Choice(
        right="a",
        why="Equal accuracies can hide different networks. Equal outputs on every picture can't.",
        wrong={
            "b": (
                "You can: it predicts, and you know the labels. Is the result proof enough?",
                "accuracy for sameness",
            ),
            "c": (
                "Speed isn't it: an accuracy needs the same outputs first.",
                "accuracy for sameness",
            ),
            "d": (
                "If nothing was lost, nothing is lower. Which comparison would show a loss?",
                "accuracy for sameness",
            ),
        },
        more=("Imagine two networks, each wrong on 200 pictures. Are they the same network?",),
        idea="An accuracy is one number, and different networks can share it. What can't be shared "
        "by chance are all outputs.",
    ),
    "quiz 5.3": Choice(
        right="d",
        why="Whatever the program remembers has to come back, or the next step is another one.",
        wrong={
            "a": (
                "Adam's next step also depends on what it remembers of the last ones.",
                "state left out",
            ),
            "b": (
                "You did that, and the two networks differed. What did the seed not reach?",
                "state left out",
            ),
            "c": (
                "A source of random numbers has a state. You put it back, and what came out?",
                "state left out",
            ),
        },
        more=("Three kinds of things are remembered during a training. Which answer has all?",),
        idea="The whole state has to be kept: the weights, what the optimizer remembers, and how "
        "far each source of random numbers has come.",
    ),
    "quiz 5.4": Choice(
        right="b",
        why="A check that was passed by prepared files before says little about the next one.",
        wrong={
            "a": (
                "Files have been found that ran code in spite of safe_mode. What is it worth?",
                "trusting a stranger's file",
            ),
            "c": (
                "A Lambda layer is not a number. What does a .keras file hold besides weights?",
                "trusting a stranger's file",
            ),
            "d": (
                "Code can run on loading already, long before any training.",
                "trusting a stranger's file",
            ),
        },
        more=("Does it prove that a file is safe when nothing happened that you could see?",),
        idea="Loading without complaint proves next to nothing: locks of this kind have been "
        "opened before.",
    ),
    "quiz 5.5": Choice(
        right="c",
        why="The ten outputs add up to 1 whatever comes in, and none of them means something else.",
        wrong={
            "a": (
                "Confidence doesn't measure likeness. Think of what it said to noise.",
                "confidence for truth",
            ),
            "b": (
                "Training rewards sureness on digits. No epoch ever shows it what isn't a digit.",
                "confidence for truth",
            ),
            "d": ("The noise was divided by 255, and still it was sure.", "not scaled"),
        },
        more=("Go through the outputs one by one. What does each stand for?",),
        idea="The network can only share its whole 1 among the ten digits: there is no output for "
        "anything else.",
    ),
}

PREDICTIONS = {
    "prediction 5.1": Prediction(unit="times the parameters", least=0),
    "prediction 5.2": Prediction(unit="kilobytes", least=0),
    "prediction 5.3": Prediction(least=0, factor=True),
    "prediction 5.4": Prediction(options=("from .keras", "from HDF5", "both", "neither")),
    "prediction 5.5": Prediction(options=("same", "different")),
    "prediction 5.6": Prediction(least=0, most=255),
    "prediction 5.7": PERCENT,
    "prediction 5.8": PERCENT,
    "prediction 5.9": Prediction(least=0.1, most=1),
}
