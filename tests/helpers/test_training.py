"""The published networks are what their reports say, and training them is sound."""

import dataclasses
import errno
import json
import math
import os
import signal

import keras
import numpy as np
import pytest

from helpers import evaluation, models, training
from helpers.data import Dataset, Part
from helpers.distortions import Distortion, Fresh
from helpers.errors import CourseError
from helpers.internal import trained
from helpers.internal.places import Damaged

pytestmark = pytest.mark.slow


def some_digits(seed: int = 0) -> Dataset:
    """Return a small made-up data set whose classes a network can tell apart."""
    rng = np.random.default_rng(seed)
    labels = np.arange(300) % 10
    images = rng.integers(0, 60, (300, 28, 28))
    images[np.arange(300), :, labels * 2] += 180
    part = Part(images.astype("uint8"), labels)
    return Dataset("made.npz", part, part, part, tuple("0123456789"), f"made{seed}")


@pytest.fixture
def cache(tmp_path, monkeypatch):
    """Give each test a model cache of its own."""
    monkeypatch.setenv("COURSE_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache" / "models"


@pytest.mark.parametrize(
    ("name", "layers", "parameters", "loss", "epochs"),
    [
        ("sigmoid", "784-10", 7_850, "binary_crossentropy", 10),
        ("relu", "784-256-128-10", 235_146, "categorical_crossentropy", 10),
        ("compact", "784-128-32-10", 104_938, "categorical_crossentropy", 12),
        ("dropout", "784-128-64-10", 109_386, "categorical_crossentropy", 10),
        ("dropout_report", "784-128-64-10", 109_386, "categorical_crossentropy", 10),
        ("wide", "784-300-100-10", 266_610, "sparse_categorical_crossentropy", 50),
    ],
)
def test_each_published_network_is_built_as_its_row_says(name, layers, parameters, loss, epochs):
    recipe = models.recipe(name)
    model = models.build(recipe)
    assert recipe.layers == layers and recipe.epochs == epochs
    assert model.count_params() == parameters and model.loss == loss
    assert isinstance(model.optimizer, keras.optimizers.Adam)
    dropouts = [layer.rate for layer in model.layers if isinstance(layer, keras.layers.Dropout)]
    assert dropouts == [recipe.dropout] * (len(recipe.hidden) if recipe.dropout else 0)


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ({"dropout": 1.5}, "dropout = 1.5"),
        ({"hidden": (128, 0)}, "units = 0"),
        ({"activation": "rleu"}, "did you mean 'relu'"),
        ({"learning_rate": -1}, "learning_rate = -1"),
    ],
)
def test_a_recipe_that_makes_no_sense_gets_one_line(change, line):
    with pytest.raises(CourseError, match=line):
        models.build(dataclasses.replace(models.recipe("dropout"), **change))


def test_an_unknown_recipe_names_the_nearest():
    with pytest.raises(CourseError, match="did you mean 'wide'"):
        models.recipe("wied")


def test_zero_epochs_are_refused_before_anything_is_trained(cache):
    with pytest.raises(CourseError, match="epochs = 0"):
        training.train_once("sigmoid", some_digits(), epochs=0)
    assert not cache.exists()


def test_a_network_is_trained_once_and_then_read_bit_for_bit(cache):
    digits = some_digits()
    first = training.train_once("dropout", digits, epochs=2)
    files = sorted(cache.iterdir())
    second = training.train_once("dropout", digits, epochs=2)
    assert sorted(cache.iterdir()) == files and len(files) == 2
    assert second.seconds == first.seconds and second.history == first.history
    assert len(first.history["val_accuracy"]) == 2
    for one, other in zip(first.model.get_weights(), second.model.get_weights(), strict=True):
        assert np.array_equal(one, other)


def test_trained_again_from_nothing_it_is_the_same_to_the_last_bit(cache):
    digits = some_digits()
    first = training.train(models.recipe("dropout"), digits, seed=3)
    second = training.train(models.recipe("dropout"), digits, seed=3)
    for one, other in zip(first.model.get_weights(), second.model.get_weights(), strict=True):
        assert np.array_equal(one, other)


def test_another_seed_epochs_or_data_is_another_network(cache):
    for digits, seed, epochs in ((0, 0, 1), (0, 1, 1), (0, 0, 2), (1, 0, 1)):
        training.train_once("sigmoid", some_digits(digits), seed, epochs)
    assert len(list(cache.glob("*.keras"))) == 4


def test_a_damaged_cached_network_is_set_aside_named_and_trained_again(cache, capsys):
    digits = some_digits()
    training.train_once("sigmoid", digits, epochs=1)
    [file] = cache.glob("*.keras")
    file.write_bytes(file.read_bytes()[:500])
    again = training.train_once("sigmoid", digits, epochs=1)
    assert again.model.count_params() == 7_850
    said = capsys.readouterr().out
    aside = file.with_name(f"{file.stem}.damaged.keras")
    assert f"{file.name} is damaged" in said and f"set aside as {aside.name}" in said
    assert said.count("\n") == 1
    assert "is damaged (it is not a whole Keras file): set aside" in said
    assert aside.stat().st_size == 500
    assert file.stat().st_size > 500


def other_units(recipe):
    return dataclasses.replace(recipe, hidden=(20,))


def other_activation(recipe):
    return dataclasses.replace(recipe, activation="tanh")


@pytest.mark.parametrize("change", [other_units, other_activation])
def test_a_cached_network_that_is_not_the_recipe_s_is_set_aside(cache, capsys, change):
    digits = some_digits()
    training.train_once("dropout", digits, epochs=1)
    [file] = cache.glob("*.keras")
    models.build(change(models.recipe("dropout"))).save(file)
    again = training.train_once("dropout", digits, epochs=1)
    assert (
        again.model.layers[0].units == 128 and again.model.layers[0].activation.__name__ == "relu"
    )
    assert "is damaged (it is another network): set aside" in capsys.readouterr().out


@pytest.mark.skipif(os.name == "nt", reason="Windows has no pipes with names")
def test_a_pipe_in_place_of_a_cached_network_is_set_aside(cache, capsys):
    digits = some_digits()
    training.train_once("sigmoid", digits, epochs=1)
    [file] = cache.glob("*.keras")
    file.unlink()
    os.mkfifo(file)
    assert training.train_once("sigmoid", digits, epochs=1).model.count_params() == 7_850
    assert "is damaged (it is not a file): set aside" in capsys.readouterr().out


def test_a_damaged_network_in_a_cache_that_is_not_ours_costs_two_lines(cache, monkeypatch, capsys):
    digits = some_digits()
    training.train_once("sigmoid", digits, epochs=1)
    [file] = cache.glob("*.keras")
    file.write_bytes(b"damaged")

    def refuse(*args, **more):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    for name in ("rename", "replace"):
        monkeypatch.setattr(type(cache), name, refuse)
    assert training.train_once("sigmoid", digits, epochs=1).model.count_params() == 7_850
    first, second = capsys.readouterr().out.splitlines()
    assert "it can't be renamed (Permission denied)" in first
    assert "can't be kept (Permission denied)" in second
    assert file.read_bytes() == b"damaged"


def test_an_unwritable_cache_costs_one_line_and_no_training(cache, capsys):
    cache.parent.write_text("a file where the folder should be")
    found = training.train_once("sigmoid", some_digits(), epochs=1)
    assert len(found.history["loss"]) == 1
    assert "it will be trained again next time" in capsys.readouterr().out


def test_a_killed_write_leaves_no_half_network(cache, monkeypatch):
    def dies(self, target):
        raise KeyboardInterrupt

    monkeypatch.setattr(type(cache), "replace", dies)
    with pytest.raises(KeyboardInterrupt):
        training.train_once("sigmoid", some_digits(), epochs=1)
    assert list(cache.iterdir()) == []


LOSS = {"loss": [0.5], "accuracy": [0.5]}


@pytest.mark.parametrize(
    "notes",
    [
        "",
        "[]",
        {"history": LOSS},
        {"history": LOSS, "seconds": "x"},
        {"history": LOSS, "seconds": math.inf},
        {"history": [], "seconds": 1.0},
        {"history": {}, "seconds": 1.0},
        {"history": {**LOSS, "loss": []}, "seconds": 1.0},
        {"history": {**LOSS, "loss": [0.5, 0.4]}, "seconds": 1.0},
        {"history": {**LOSS, "loss": ["0.5"]}, "seconds": 1.0},
        {"history": {**LOSS, "loss": 0.5}, "seconds": 1.0},
        {"history": {**LOSS, "loss": [10**400]}, "seconds": 1.0},
    ],
)
def test_notes_that_are_not_those_of_the_training_are_refused_in_one_line(tmp_path, notes):
    text = notes if isinstance(notes, str) else json.dumps(notes)
    (tmp_path / "notes.json").write_text(text, encoding="utf-8")
    with pytest.raises(Damaged, match=r"its notes (can't be read|aren't those)"):
        trained.read_notes(tmp_path / "notes.json", 1)


def test_a_training_that_ended_in_nan_is_read_as_it_was(tmp_path):
    history = {**LOSS, "loss": [math.nan]}
    text = json.dumps({"history": history, "seconds": 1.0})
    (tmp_path / "notes.json").write_text(text, encoding="utf-8")
    found, _ = trained.read_notes(tmp_path / "notes.json", 1)
    assert math.isnan(found["loss"][0])


def test_a_network_with_damaged_notes_is_set_aside_and_trained_again(cache, capsys):
    digits = some_digits()
    training.train_once("sigmoid", digits, epochs=1)
    [notes] = cache.glob("*.json")
    notes.write_text('{"history": {"loss": []}, "seconds": 1.0}', encoding="utf-8")
    assert len(training.train_once("sigmoid", digits, epochs=1).history["loss"]) == 1
    assert "damaged (its notes aren't those of such a training): set" in capsys.readouterr().out


def test_sparse_losses_get_integers_and_the_others_one_hot():
    part = some_digits().train
    assert training.targets(models.recipe("wide"), part).shape == (300,)
    assert training.targets(models.recipe("compact"), part).shape == (300, 10)


def test_steps_per_execution_changes_nothing_but_the_speed():
    digits, weights = some_digits(), []
    for steps in (1, 100):
        keras.utils.set_random_seed(0)
        model = models.build(models.recipe("dropout"), steps)
        model.fit(digits.train.x, digits.train.one_hot, epochs=2, batch_size=32, verbose=0)
        weights.append(model.get_weights())
    for one, other in zip(*weights, strict=True):
        assert np.array_equal(one, other)


@pytest.mark.parametrize("name", ["dropout", "wide", "everything"])
def test_tensorflow_compiles_a_training_once_instead_of_twice_to_the_same_bits(name, monkeypatch):
    recipe = climbing(distortion=None) if name == "everything" else models.recipe(name)
    recipe, digits, compiled = dataclasses.replace(recipe, epochs=2), some_digits(), []
    step = keras.Sequential.train_step
    monkeypatch.setattr(
        keras.Sequential, "train_step", lambda self, data: compiled.append(1) or step(self, data)
    )
    ours = training.train(recipe, digits, seed=0).model
    assert len(compiled) == 1
    keras.utils.set_random_seed(0)
    plain = models.build(recipe, training.STEPS_PER_EXECUTION)
    rate = training.cosine(recipe.learning_rate, 2) if recipe.cosine else lambda e, rate: rate
    plain.fit(
        digits.train.x,
        training.targets(recipe, digits.train),
        batch_size=recipe.batch_size,
        epochs=2,
        callbacks=[keras.callbacks.LearningRateScheduler(rate)],
        verbose=0,
    )
    assert len(compiled) == 1 + 2
    for one, other in zip(ours.get_weights(), plain.get_weights(), strict=True):
        assert np.array_equal(one, other)


def test_predictions_are_those_of_keras_to_the_last_bit():
    model = models.build(models.recipe("dropout"))
    x = np.random.default_rng(0).random((2500, 784), dtype="float32")
    assert np.array_equal(evaluation.predict(model, x), model.predict(x, verbose=0))


def test_predictions_of_no_pictures_are_none():
    model = models.build(models.recipe("dropout"))
    outputs = evaluation.predict(model, np.zeros((0, 784), "float32"))
    assert outputs.shape == (0, 10) and outputs.dtype == "float32"


def test_the_notes_beside_a_cached_network_are_plain_json(cache):
    training.train_once("sigmoid", some_digits(), epochs=1)
    [notes] = cache.glob("*.json")
    assert set(json.loads(notes.read_text(encoding="utf-8"))) == {"history", "seconds"}


def climbing(**changes) -> models.Recipe:
    """Return a small recipe with everything that notebook 6 adds."""
    extras = {"normalisation": True, "decay": 0.05, "cosine": True, "averaging": 0.9}
    shape = {"hidden": (16,), "loss": "sparse_categorical_crossentropy", "batch_size": 50}
    how = Distortion(shift=1, rotation=5, elastic=0.5)
    given = {**shape, **extras, "epochs": 3, "learning_rate": 0.01, "distortion": how, **changes}
    return models.Recipe("climbing", **given)


def test_a_recipe_with_all_of_notebook_6_trains_to_the_same_bits_again():
    first, second = (training.train(climbing(), some_digits(), seed=4) for _ in range(2))
    assert first.history["val_accuracy"][-1] > 0.3
    x = some_digits().test.x
    assert np.array_equal(first.model(x), second.model(x))


def test_normalisation_stands_between_the_sums_and_the_activation():
    kinds = [type(layer).__name__ for layer in models.build(climbing()).layers]
    assert kinds == ["Dense", "BatchNormalization", "Activation", "Dense"]


def test_the_cosine_schedule_begins_at_the_first_rate_and_falls_to_almost_nothing():
    rates = [training.cosine(0.01, 20)(epoch) for epoch in range(20)]
    assert rates[0] == 0.01 and rates == sorted(rates, reverse=True)
    assert rates[10] == pytest.approx(0.005) and 0 < rates[-1] < 1e-4
    history = training.train(climbing(), some_digits(), seed=0).history
    assert history["learning_rate"] == pytest.approx([0.01, 0.0075, 0.0025])


def test_smoothed_labels_are_what_keras_makes_of_them():
    recipe = climbing(loss="categorical_crossentropy", label_smoothing=0.2)
    model, part = models.build(recipe), some_digits().train
    smooth = 0.8 * part.one_hot + 0.02
    by_hand = -(smooth * np.log(model(part.x))).sum(axis=1).mean()
    loss = model.evaluate(part.x, part.one_hot, verbose=0)[0]
    assert loss == pytest.approx(by_hand, rel=1e-4)
    with pytest.raises(CourseError, match="label smoothing needs the loss"):
        models.build(dataclasses.replace(recipe, loss="sparse_categorical_crossentropy"))


def test_the_strength_of_distortions_falls_by_the_easing(monkeypatch):
    given = []

    class Watched(Fresh):
        def __init__(self, *args):
            given.append(args[-1])
            super().__init__(*args)

    monkeypatch.setattr(training, "Fresh", Watched)
    training.train(climbing(epochs=4, easing=0.5), some_digits(), seed=0)
    [strength] = given
    assert [strength(epoch) for epoch in range(4)] == [1, 0.875, 0.75, 0.625]


def test_without_validation_images_all_are_trained_on_and_none_is_watched():
    digits = some_digits()
    joined = digits.join_validation()
    assert len(joined.train) == 600 and len(joined.validation) == 0
    assert joined.fingerprint != digits.fingerprint
    assert np.array_equal(joined.train.labels[300:], digits.validation.labels)
    assert np.array_equal(joined.train.images[300:], digits.validation.images)
    history = training.train(climbing(), joined, seed=0).history
    assert "accuracy" in history and "val_accuracy" not in history


def test_averaged_weights_are_not_the_last_ones():
    x = some_digits().test.x
    last = training.train(climbing(averaging=0.0), some_digits(), seed=0).model(x)
    assert np.abs(last - training.train(climbing(), some_digits(), seed=0).model(x)).max() > 1e-4


def test_the_network_that_goes_furthest_is_a_recipe_like_the_others():
    model = models.build(models.recipe("far"))
    assert models.recipe("far").layers == "784-1024-1024-512-10"
    assert model.count_params() == 2_391_050
    assert {type(layer).__name__ for layer in model.layers} <= {
        "Dense",
        "BatchNormalization",
        "Activation",
        "Dropout",
    }


def test_a_network_trained_on_distorted_digits_comes_back_from_the_cache(cache, monkeypatch):
    monkeypatch.setitem(models.RECIPES, "climbing", climbing())
    first = training.train_once("climbing", some_digits())
    again = training.train_once("climbing", some_digits())
    x = some_digits().test.x
    assert again.history == first.history and np.array_equal(first.model(x), again.model(x))


def test_a_training_that_is_stopped_says_so_in_a_line_and_gives_the_signal_back():
    class Impatient(keras.callbacks.Callback):
        def on_epoch_begin(self, epoch, logs=None):
            if epoch == 3:
                signal.raise_signal(signal.SIGINT)

    part, recipe = some_digits().train, models.recipe("sigmoid")
    model, before = models.build(recipe), signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt) as caught:
        model.fit(
            part.x,
            part.one_hot,
            epochs=400,
            callbacks=[training.Progress(), Impatient()],
            verbose=0,
        )
    line = "Stopped after 3 epochs. Run the cell again."
    assert caught.value._render_traceback_() == [line] == [str(caught.value)]
    assert signal.getsignal(signal.SIGINT) is before


def test_after_an_error_in_training_the_stop_button_is_as_before():
    class Broken(keras.callbacks.Callback):
        def on_epoch_end(self, epoch, logs=None):
            raise ValueError("broken")

    part, model = some_digits().train, models.build(models.recipe("sigmoid"))
    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(ValueError, match="broken"):
        model.fit(
            part.x,
            part.one_hot,
            callbacks=[training.Progress(), Broken()],
            verbose=0,
        )
    with pytest.raises(KeyboardInterrupt) as caught:
        signal.raise_signal(signal.SIGINT)
    assert type(caught.value) is KeyboardInterrupt
    assert signal.getsignal(signal.SIGINT) is before
