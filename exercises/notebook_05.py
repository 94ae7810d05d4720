"""What notebook 5 asks: the right answers, why, and what the known wrong ones get to hear."""

import io
from dataclasses import dataclass
from functools import lru_cache

import keras
import numpy as np
from PIL import Image
from scipy.ndimage import center_of_mass, find_objects

from exercises.answers import blank
from exercises.kinds import Choice, Function, Lines, Value
from exercises.predictions import FRACTION, Prediction
from helpers import data, pictures

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


class _Brightness:
    """Looks like a Keras network, and depends on the scale: its class is ten times the mean."""

    def __call__(self, inputs, training=False):
        inputs = np.asarray(inputs, dtype="float32")
        if inputs.shape[1:] != (784,):
            raise ValueError(f"expected shape=(None, 784), found shape={inputs.shape}")
        units = np.arange(10)
        outputs = 20 * inputs.mean(axis=1, keepdims=True) * units - units**2
        return keras.ops.convert_to_tensor(outputs.astype("float32"))

    def predict(self, inputs, **options):
        return np.asarray(self(inputs))


def _even_pictures(rng):
    """Return that network and pictures of different brightness, none with full ink."""
    levels = rng.permutation([1, 6, *rng.integers(1, 7, rng.integers(1, 7))]) / 10
    grain = rng.integers(-5, 6, (len(levels), 28, 28))
    return _Brightness(), (levels[:, None, None] * 255 + grain).round().astype("uint8")


def _classes(model, inputs):
    return model.predict(np.asarray(inputs).reshape(-1, 784)).argmax(axis=1)


def _photo(rng):
    """Return the pixels of a photo of any size, with black, white and all between."""
    pixels = rng.integers(0, 256, rng.integers(5, 40, 2))
    pixels[0, :2] = 0, 255
    return (pixels.astype("uint8"),)


def _inked(rng):
    """Return a picture with faint grain, ink in a box with an empty row and column, and a limit."""
    faint = rng.uniform(0.2, 0.4)
    height, width = rng.integers(5, 9), rng.integers(9, 14)
    top, left = rng.integers(2, 5), rng.integers(6, 9)
    picture = rng.uniform(0.01, 0.15, (top + height + 5, left + width + 9))
    box = rng.uniform(0.5, 1, (height, width))
    box[2], box[:, 3] = 0.1, 0.1
    picture[top : top + height, left : left + width] = box
    return picture.astype("float32"), float(faint)


def _edges(picture, faint):
    ink = picture > faint
    return np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))


def _cut_short(picture, faint):
    rows, columns = _edges(picture, faint)
    return picture[rows[0] : rows[-1], columns[0] : columns[-1]]


def _cut_across(picture, faint):
    rows, columns = _edges(picture, faint)
    return picture[columns[0] : columns[-1] + 1, rows[0] : rows[-1] + 1]


def _cut_rows(picture, faint):
    rows, _ = _edges(picture, faint)
    return picture[rows[0] : rows[-1] + 1]


def _left_out(picture, faint):
    rows, columns = _edges(picture, faint)
    return picture[np.ix_(rows, columns)]


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


def _in_corner(pixels):
    rows, columns = _edges(digit := _read(pixels).reshape(28, 28), 0)
    return np.roll(digit, (-rows[0], -columns[0]), axis=(0, 1)).reshape(1, 784)


def _turned_sides(pixels):
    digit = _read(pixels).reshape(28, 28)
    rows, columns = _edges(digit, 0.3)
    cut = digit[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    turned = Image.fromarray(np.uint8(cut * 255)).resize(cut.shape)
    canvas = Image.new("L", (28, 28))
    canvas.paste(turned, ((28 - turned.width) // 2, (28 - turned.height) // 2))
    return _row(canvas)


def _photos(rng, model, digits):
    """Return fresh photos of test digits, and what they show."""
    chosen = rng.choice(len(digits.test), PHOTOS, replace=False)
    images = digits.test.images[chosen]
    return [np.asarray(pictures.on_paper(i, rng)) for i in images], digits.test.labels[chosen]


def _how_read(rows, photos, labels, model, digits):
    """Say "read" if the network reads enough of the rows, or else what is wrong with them."""
    if any(np.shape(row) != (1, 784) for row in rows):
        return "shape"
    x = np.concatenate([np.asarray(row, dtype="float32") for row in rows])
    if not 0.1 < x.max() < 2:
        return "range below" if x.max() < 1 else "range above"

    def hits(inputs):
        return int((np.asarray(model(inputs)).argmax(axis=1) == labels).sum())

    prepared = np.concatenate([_read(photo) for photo in photos])
    if hits(x) >= BAR * hits(prepared):
        return "read"
    if np.quantile(x, 0.25) > 0.01:
        return "paper light" if np.median(x) > 0.5 else "paper grey"
    (sides, middles), (wanted, _) = _boxes(x), _boxes(prepared)
    if not 17 < np.median(sides.max(axis=1)) < 23:
        return "size"
    if np.abs(sides - wanted).max(axis=1).mean() > 3:
        return "proportions"
    return "place" if np.abs(middles - 13.5).max(axis=1).mean() > 1.5 else "other"


def _boxes(x):
    """Return the height and width of the ink in each row, and its centre of mass."""
    images = np.where(x > 0.3, x, 0).reshape(-1, 28, 28)
    images[:, 13, 13] += 1e-6  # a blank row has no centre, nor edges
    sides = [[np.ptp(edge) + 1 for edge in _edges(image, 0)] for image in images]
    return np.array(sides), np.array([center_of_mass(image) for image in images])


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
        (".npz", False, True),
        (".keras", False, False),
        (".h5", False, False),
        (".npz.keras", False, False),
        (".keras", True, False),
        (".h5", True, False),
        (".npz", True, True),
    ]
    stems = rng.choice(["net", "digits", "reader", "final", "best", "new"], len(kinds))
    return ([(f"{stems[i]}{i}{kinds[i][0]}", *kinds[i][1:]) for i in rng.permutation(len(kinds))],)


def _accepting(rule):
    """Return a function that gives the names of the files that keep to the rule."""
    return lambda files: [file[0] for file in files if rule(*file)]


def _network_and_arrays(rng):
    """Return an untrained network whose layers are all alike in shape, and arrays for it.

    A wrong order fits, so no error gives it away. The arrays stand from the last layer to the
    first.
    """
    n, layers = int(rng.integers(3, 7)), ["hidden_1", "hidden_2", "output"]
    model = keras.Sequential([keras.Input((n,))])
    for name in layers:
        model.add(keras.layers.Dense(n, name=name))
    arrays = {}
    for name in reversed(layers):
        arrays[f"{name}/bias"] = rng.normal(size=n).astype("float32")
        arrays[f"{name}/kernel"] = rng.normal(size=(n, n)).astype("float32")
    return model, arrays


def _weights(output, *arguments):
    return output.get_weights() if isinstance(output, keras.Model) else output


def _filled(model, arrays):
    for layer in model.layers:
        layer.set_weights([arrays[f"{layer.name}/kernel"], arrays[f"{layer.name}/bias"]])
    return model


def _filled_as_listed(model, arrays):
    model.set_weights(list(arrays.values()))
    return model


def _filled_in_file_order(model, arrays):
    kernels = [array for name, array in arrays.items() if name.endswith("kernel")]
    biases = [array for name, array in arrays.items() if name.endswith("bias")]
    for layer, kernel, bias in zip(model.layers, kernels, biases, strict=True):
        layer.set_weights([kernel, bias])
    return model


def _filled_transposed(model, arrays):
    return _filled(model, {name: array.T for name, array in arrays.items()})


def _filled_kernels(model, arrays):
    for layer in model.layers:
        layer.kernel.assign(arrays[f"{layer.name}/kernel"])
    return model


def _filled_bias_first(model, arrays):
    for layer in model.layers:
        layer.set_weights([arrays[f"{layer.name}/bias"], arrays[f"{layer.name}/kernel"]])
    return model


WIDE = (784 * 300 + 300) + (300 * 100 + 100) + (100 * 10 + 10)


def predict_digits(model, images):
    """Divide behind the network: handed out to be mended."""
    inputs = images.reshape(len(images), 784).astype("float32")
    outputs = model.predict(inputs, verbose=0) / 255
    return outputs.argmax(axis=1)


EXERCISES = {
    "recall 5.1": Choice(
        right="d",
        why="The 95 % belong to the way of making intervals: it catches the truth 95 times in 100.",
        wrong={
            "a": "The interval is about other test pictures. Another seed gives another network.",
            "b": "Every test picture was used. What do the 95 % count: pictures, or intervals?",
            "c": "This one interval holds the truth or doesn't. What was repeated 4,000 times?",
        },
    ),
    "recall 5.2": Choice(
        right="a",
        why="Calibrated means that confidence and share of right answers agree, here at 0.8.",
        wrong={
            "b": "Then a confidence of 1 would fit better. What should happen at 0.8?",
            "c": "That speaks of all pictures. The question is about those with confidence 0.8.",
            "d": "Right or wrong is counted in pictures. A single answer isn't 0.2 wrong.",
        },
    ),
    "recall 5.3": Choice(
        right="c",
        why="Where both are right or both wrong, nothing speaks for either network.",
        wrong={
            "a": "Most pictures were read by both. Do those tell you which network is better?",
            "b": "Both wrong is a draw. Which pictures are not a draw?",
            "d": "The test never looks at confidence, only at right and wrong.",
        },
    ),
    "exercise 5.1": Value(
        right=4 * WIDE,
        wrong=[
            (WIDE, "That counts the parameters. How many bytes does each of them take?"),
            (8 * WIDE, "Eight bytes is Python's own float. The network's numbers are float32."),
            (32 * WIDE, "That is in bits: 32 of them a number. Eight bits are one byte."),
            (
                4 * (784 * 300 + 300 * 100 + 100 * 10),
                "The kernels are all there. Each unit has one more parameter.",
            ),
            (12 * WIDE, "With Adam's two numbers for each. Asked are the parameters alone."),
            (4 * WIDE / 1000, "That is in kilobytes. The answer is to be in bytes."),
        ],
        why="Each layer has inputs × units weights and a bias for each unit, four bytes each.",
        hint="Count layer by layer: how many inputs, how many units, and what each unit adds.",
        more=("Three layers lie between the four numbers of 784-300-100-10.",),
        tolerance=1e-6,
    ),
    "exercise 5.2": Lines(
        needed="cegbh",
        wrong={
            "a": "the file holds a trained network. What would more training change?",
            "d": "these pixels run from 0 to 255, in rows and columns. What was it trained on?",
            "f": "history holds the curves of the training, and no weight at all.",
        },
        order={
            "cg": "What you make before the kernel stops is gone tomorrow. Only the file is left.",
            "ce": "Today comes before tomorrow: is there a file when you load it?",
            "eb": "The new kernel predicts with a network that it doesn't have yet.",
            "gb": "It predicts on inputs that are made only further down.",
            "bh": "The classes are taken from outputs that don't exist yet.",
        },
        why="Save, load, prepare as in training, predict, take the largest output. g may also "
        "stand before e.",
        hint="Each letter stands for a line. Leave out the three that don't belong.",
    ),
    "exercise 5.3": Function(
        inputs=_even_pictures,
        right=lambda model, images: _classes(model, images / 255),
        unchanged=predict_digits,
        wrong=[
            (
                lambda model, images: _classes(model, images / images.max()),
                "images.max() depends on which pictures came along. Training had a fixed number.",
            ),
            (
                lambda model, images: _classes(model, images / 255 / 255),
                "Now they are scaled twice: the network gets almost nothing but black.",
            ),
            (
                lambda model, images: _classes(model, (255 - images) / 255),
                "Dark and light are swapped now. These pictures had light ink from the start.",
            ),
            (
                lambda model, images: model.predict(images.reshape(-1, 784) / 255).argmax(axis=0),
                "axis=0 asks which picture is largest at each output. You want one class each.",
            ),
            (
                lambda model, images: model.predict(images.reshape(-1, 784) / 255).argmax(),
                "Without an axis, argmax gives one place for all pictures together.",
            ),
            (
                lambda model, images: model.predict(images.reshape(-1, 784) / 255),
                "These are the ten outputs of each picture. The class is the place of the largest.",
            ),
            (
                lambda model, images: model.predict(images / 255).argmax(axis=1),
                "The network takes rows of 784 numbers: the reshape must stay.",
            ),
        ],
        why="Divided outputs keep their order, so that line changed nothing. It is the inputs "
        "that have to look as in training.",
        hint="Follow one pixel of value 255 down the lines: what does the network get?",
        more=("There is a division, and it stands behind the network.",),
    ),
    "exercise 5.4": Function(
        inputs=_photo,
        right=lambda photo: np.interp(photo, [0, 255], [1, 0]),
        wrong=[
            (
                lambda photo: photo / 255,
                "The range is right. Look at white paper: 255 has to become 0, not 1.",
            ),
            (
                lambda photo: 255 - photo / 255,
                "After the division the largest value is 1 and no longer 255. Turn round in time.",
            ),
            (
                lambda photo: (255 - photo) / 255 / 255,
                "Black gives about 0.004: it was divided once too often.",
            ),
            (
                lambda photo: 255 - photo,
                "Light and dark are swapped. The range is still 0 to 255.",
            ),
            (
                lambda photo: np.clip(255.0 - photo, 0, 1),
                "Clipping cuts every grey off at 1, and only two values remain. Scale instead.",
            ),
            (
                lambda photo: 1.0 - photo,
                "1 − x turns a range from 0 to 1 round. Which range has the photo?",
            ),
        ],
        why="White 255 becomes 0, black 0 becomes 1, and every grey lies between in its place.",
        hint="Try it by hand with three pixels: 0, 255, and one between.",
        more=("Two steps: swap light and dark in the range 0 to 255, then scale that range.",),
    ),
    "exercise 5.5": Function(
        inputs=_inked,
        right=lambda picture, faint: picture[find_objects((picture > faint).astype(int))[0]],
        wrong=[
            (
                _cut_short,
                "The last row and column of ink are missing: where does a slice end?",
            ),
            (
                _cut_across,
                "Rows and columns are swapped. any(axis=1) goes along each row: one result a row.",
            ),
            (
                lambda picture, faint: picture,
                "Nothing was cut off. Grain above 0 isn't ink: where does `faint` come in?",
            ),
            (_cut_rows, "The height is right. The width still has paper at both sides."),
            (
                _left_out,
                "Empty rows inside the digit are gone too. Take all from the first to the last.",
            ),
            (
                lambda picture, faint: picture[picture > faint],
                "A mask as index gives the pixels in one long row. The box has to stay a picture.",
            ),
            (
                lambda picture, faint: (picture > faint)[
                    find_objects((picture > faint).astype(int))[0]
                ],
                "The box is right. Give the picture's own values in it, not True and False.",
            ),
            (
                lambda picture, faint: tuple(
                    edge for line in _edges(picture, faint) for edge in (line[0], line[-1])
                ),
                "These are the numbers of the edges. Use them to cut, and give the piece back.",
            ),
        ],
        why="The first and last row and column with ink are the edges, and a slice ends one later.",
        hint="Find the rows that hold ink, then the columns, and cut from the first to the last.",
        more=(
            "np.flatnonzero(mask.any(axis=1)) lists the rows in which the mask is True somewhere.",
        ),
    ),
    "exercise 5.6": Reader(
        inputs=_photos,
        right=_read,
        facts=_how_read,
        wrong=[
            (
                lambda pixels: _read(pixels).reshape(28, 28),
                "The network takes a batch of rows: even one picture needs the shape (1, 784).",
            ),
            (
                lambda pixels: _read(pixels) * 255,
                "Your values go far above 1. The network was trained on 0 to 1.",
            ),
            (
                lambda pixels: _read(pixels) / 255,
                "Your largest value is close to 0. Was something divided twice?",
            ),
            (
                _squeezed,
                "Your paper is light, as in the photo. To the network, paper is 0 and ink is 1.",
            ),
            (
                lambda pixels: 1 - _squeezed(pixels),
                "The paper is still grey. Measure it at the photo's edge, and drop faint ink.",
            ),
            (
                _uncropped,
                "The paper is clean. Now the size: the digit's longer side has to be 20 pixels, so "
                "cut before you scale.",
            ),
            (
                _turned_sides,
                "The proportions are off: one factor for both sides. An array's shape gives the "
                "height first, resize takes the width first.",
            ),
            (
                _in_corner,
                "The size is right, the place isn't: bring the centre of mass to the middle.",
            ),
        ],
        why=f"From your rows of {PHOTOS} fresh photos the network reads at least {BAR:.0%} as many "
        "as from those of `pictures.prepare`: near enough to those it trained on.",
        hint="The network doesn't read enough of the photos yet. Draw one of your rows beside a "
        "test digit, with plots.digits, and look for the difference.",
        more=("Go through the four steps of `pictures.prepare`, and look at the result of each.",),
        sample=_nearest_mean,
    ),
    "exercise 5.7": Function(
        inputs=_files,
        right=_accepting(
            lambda name, mine, pickled: mine or (name.endswith(".npz") and not pickled)
        ),
        wrong=[
            (
                _accepting(lambda name, mine, pickled: mine),
                "Safe, but nothing can be exchanged. One kind of file can't hold code.",
            ),
            (
                _accepting(
                    lambda name, mine, pickled: (
                        mine or (name.endswith((".npz", ".keras")) and not pickled)
                    )
                ),
                "A stranger's .keras got through. Are you relying on safe_mode?",
            ),
            (
                _accepting(
                    lambda name, mine, pickled: (
                        mine or (name.endswith((".npz", ".h5")) and not pickled)
                    )
                ),
                "A stranger's .h5 got through. It can hold a whole model too, in the older format.",
            ),
            (
                _accepting(lambda name, mine, pickled: mine or not pickled),
                "Pickle isn't the only way to carry code: whole models of strangers got through.",
            ),
            (
                _accepting(lambda name, mine, pickled: mine or name.endswith(".npz")),
                "A stranger's .npz that needs pickle got through. What can pickle hold?",
            ),
            (
                _accepting(lambda name, mine, pickled: mine or (".npz" in name and not pickled)),
                "A file such as net.npz.keras got through: what counts is how the name ends.",
            ),
            (
                _accepting(
                    lambda name, mine, pickled: (mine or name.endswith(".npz")) and not pickled
                ),
                "You refuse a file that you made yourself. What could it hold against you?",
            ),
            (
                _accepting(lambda name, mine, pickled: name.endswith(".npz") and not pickled),
                "You refuse your own models. The danger is in what others put into a file.",
            ),
        ],
        why="Your own files hold what you put in. Of a stranger's, only plain arrays can hold no "
        "code, and only if nothing is unpickled.",
        hint="Give a list of names, in the order of the files. Go through them one by one.",
        more=(
            "Two questions for each file: did I make it? If not: can it hold more than numbers?",
        ),
    ),
    "exercise 5.8": Function(
        inputs=_network_and_arrays,
        right=_filled,
        facts=_weights,
        rounds=2,  # copying a network takes a while, and one wrong place is enough to tell
        wrong=[
            (
                _filled_as_listed,
                "Keras stopped at a shape: the file lists its arrays in another order. Ask for "
                "each by its name.",
            ),
            (
                _filled_in_file_order,
                "The shapes fit, but the first layer got the last one's weights. Go by the names.",
            ),
            (
                _filled_transposed,
                "The kernels lie on their side: a kernel is (inputs, units), and it was saved so.",
            ),
            (_filled_kernels, "The kernels are in. What else does every unit have?"),
            (
                _filled_bias_first,
                "A layer's set_weights takes the kernel first, and then the bias.",
            ),
            (
                lambda model, arrays: model,
                "The model still has its own weights. get_weights gives copies: set them too.",
            ),
        ],
        why="Each array went to the layer whose name it bears, kernel before bias.",
        hint="Go through model.layers. layer.name tells you which two arrays belong to it.",
        more=('The names are f"{layer.name}/kernel" and f"{layer.name}/bias".',),
    ),
    "exercise 5.9": Choice(
        right="b",
        why="At 0 all pictures are the same one. Of the first layer only the biases are left, and "
        "the later layers work on those.",
        wrong={
            "a": "Run it with 0 and read the confidence. Is it one tenth?",
            "c": "The network never learned that dark means 0. Where do its outputs come from?",
            "d": "The softmax always gives away the whole 1. Run it with 0 and look.",
        },
        hint="Set noise_level to 0, run the cell, and read both lines.",
    ),
    "quiz 5.1": Choice(
        right="c",
        why="The file has no layers: your friend has to build the same network first.",
        wrong={
            "a": "Numbers alone don't say what to do with them. What did you call before load?",
            "b": "The pictures made the weights. Nobody needs them again to predict.",
            "d": "Predicting never uses it. It is for training on, and this file holds it anyway.",
        },
    ),
    "quiz 5.2": Choice(
        right="a",
        why="Equal accuracies can hide different networks. Equal outputs on every picture can't.",
        wrong={
            "b": "You can: it predicts, and you know the labels. Is the result proof enough?",
            "c": "Speed isn't it: an accuracy needs the same outputs first.",
            "d": "If nothing was lost, nothing is lower. Which comparison would show a loss?",
        },
    ),
    "quiz 5.3": Choice(
        right="d",
        why="Whatever the program remembers has to come back, or the next step is another one.",
        wrong={
            "a": "Adam's next step also depends on what it remembers of the last ones.",
            "b": "You did that, and the two networks differed. What did the seed not reach?",
            "c": "A source of random numbers has a state. You put it back, and what came out?",
        },
    ),
    "quiz 5.4": Choice(
        right="b",
        why="A check that was passed by prepared files before says little about the next one.",
        wrong={
            "a": "Files have been found that ran code in spite of safe_mode. What is it worth?",
            "c": "A Lambda layer is not a number. What does a .keras file hold besides weights?",
            "d": "Code can run on loading already, long before any training.",
        },
    ),
    "quiz 5.5": Choice(
        right="c",
        why="The ten outputs add up to 1 whatever comes in, and none of them means something else.",
        wrong={
            "a": "Confidence doesn't measure likeness. Think of what it said to noise.",
            "b": "Training rewards sureness on digits. No epoch ever shows it what isn't a digit.",
            "d": "The noise was divided by 255, and still it was sure.",
        },
    ),
}

PREDICTIONS = {
    "prediction 5.1": Prediction(unit="times the parameters", least=0),
    "prediction 5.2": Prediction(unit="kilobytes", least=0),
    "prediction 5.3": Prediction(least=0, factor=True),
    "prediction 5.4": Prediction(options=("from .keras", "from HDF5", "both", "neither")),
    "prediction 5.5": Prediction(options=("same", "different")),
    "prediction 5.6": Prediction(least=0, most=255),
    "prediction 5.7": FRACTION,
    "prediction 5.8": FRACTION,
    "prediction 5.9": FRACTION,
}
