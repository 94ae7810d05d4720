"""Whatever a learner's function does, the checker goes on."""

import os
import signal
import sys
import threading
import time

import pytest
from IPython.core.interactiveshell import InteractiveShell

from exercises.calls import MOST_PRINTED, Raised, TimeUp, call, limit


def for_ever(*arguments):
    while True:
        pass


def stubborn(*arguments):
    while True:
        try:
            time.sleep(0.001)
        except BaseException:
            continue


def recursive(x):
    return recursive(x)


class Mute(Exception):
    def __str__(self):
        raise ValueError("I don't say")


def mute(x):
    raise Mute


def test_what_keras_says_is_told_without_its_first_line_and_in_plain_letters():
    def called(x):
        raise ValueError(
            f"Exception encountered when calling A.call().\n\n\x1b[1m{x} is odd\x1b[0m\nso"
        )

    assert call(called, (3,)).output == Raised("ValueError", "3 is odd")


@pytest.mark.parametrize("function", [for_ever, stubborn])
def test_what_never_comes_back_is_stopped(function):
    assert call(function, (1,), 0.3).output.kind == "TimeUp"


def test_what_sleeps_is_woken():
    began = time.monotonic()
    assert call(time.sleep, (60,), 0.2).output.kind == "TimeUp"
    assert time.monotonic() - began < 30


def test_in_another_thread_it_is_stopped_too_and_the_thread_goes_on():
    found = []

    def work():
        found.append(call(for_ever, (1,), 0.3).output.kind)
        found.append(call(abs, (-2,), 5).output)
        time.sleep(0.3)  # nothing arrives late
        found.append("alive")

    thread = threading.Thread(target=work)
    thread.start()
    thread.join(60)
    assert found == ["TimeUp", 2, "alive"]


def test_after_a_call_no_alarm_is_left():
    before = signal.getsignal(signal.SIGINT)
    call(for_ever, (), 0.1)
    call(abs, (1,), 0.2)
    time.sleep(0.4)
    assert signal.getsignal(signal.SIGINT) is before
    if hasattr(signal, "getitimer"):
        assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


def test_a_limit_that_is_not_reached_changes_nothing():
    with limit(5):
        found = 1 + 1
    assert found == 2
    with pytest.raises(TimeUp), limit(0.1):
        for_ever()


@pytest.mark.parametrize(
    ("function", "kind"),
    [
        (lambda x: sys.exit(3), "SystemExit"),
        (lambda x: (_ for _ in ()).throw(KeyboardInterrupt), "KeyboardInterrupt"),
        (lambda x: 1 / 0, "ZeroDivisionError"),
        (recursive, "RecursionError"),
        (mute, "Mute"),
        (lambda x: [0] * 10**17, "MemoryError"),
    ],
)
def test_every_error_is_a_result(function, kind):
    output = call(function, (1,)).output
    assert isinstance(output, Raised) and output.kind == kind


def test_exit_in_a_notebook_does_not_end_the_kernel():
    shell = InteractiveShell.instance()
    shell.keepkernel_on_exit = None  # as a kernel's shell has it
    seen = []
    call(lambda x: seen.append(shell.keepkernel_on_exit), (1,))
    assert seen == [True] and shell.keepkernel_on_exit is None
    InteractiveShell.clear_instance()


def test_reading_a_closed_file_is_an_error_like_others(tmp_path):
    (tmp_path / "file").write_text("text")
    with (tmp_path / "file").open() as file:
        pass
    output = call(lambda x: file.read(), (1,)).output
    assert output == Raised("ValueError", "I/O operation on closed file.")


@pytest.mark.skipif(os.name == "nt", reason="Windows sends no signal to one thread")
def test_the_stop_button_is_not_taken_for_an_answer():
    def pressed(x):
        signal.raise_signal(signal.SIGINT)

    with pytest.raises(KeyboardInterrupt):
        call(pressed, (1,))


def test_arguments_are_copies():
    given = [1, 2]
    call(lambda x: x.clear(), (given,))
    assert given == [1, 2]


def test_the_start_of_what_is_printed_is_kept(capsys):
    assert call(lambda x: print("seen"), (1,)).printed == "seen\n"
    flood = call(lambda x: [print("x" * 100) for _ in range(10_000)], (1,))
    assert len(flood.printed) <= MOST_PRINTED
    assert capsys.readouterr().out == ""
