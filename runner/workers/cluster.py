"""Dask: a scheduler with its workers, tasks handed to them, and what comes back."""

import logging
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice

import dask
from distributed import Client, Event, Future, KilledWorker, LocalCluster, as_completed

from helpers.errors import CourseError
from runner.notebook import first_line
from runner.record import Finished
from runner.workers import worker
from runner.workers.task import Task

WINDOW = 100
"""Runs that the scheduler knows of at a time, so that it needs no more memory for more runs."""

NOWHERE = "127.0.0.1:0"
"""Where Dask puts the pages of a scheduler of ours, which has none."""

SHORT_LOGS = {"distributed.admin.low-level-log-length": 10}
"""Dask's settings: by default its logs keep a thousand messages, each with a whole notebook."""

WAIT = 30
"""Seconds in which the first worker of a scheduler has to be there."""


@contextmanager
def connect(workers: int, scheduler: str | None = None) -> Iterator[Client]:
    """Connect to the scheduler of this address, or to one made here with so many workers.

    Raises:
        CourseError: no scheduler answers, or it has no workers.
    """
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    with dask.config.set(SHORT_LOGS):
        if scheduler:
            with _reach(scheduler) as client:
                yield client
        else:
            with _start(workers) as cluster, Client(cluster) as client:
                yield client


@contextmanager
def _reach(scheduler: str) -> Iterator[Client]:
    """Connect to the scheduler of this address, which has to have a worker soon."""
    try:
        client = Client(scheduler, timeout=5)
    except (OSError, ValueError) as error:
        raise CourseError(
            f"no Dask scheduler answers at {scheduler}: start one with `dask scheduler`"
        ) from error
    with client:
        try:
            client.wait_for_workers(1, timeout=WAIT)
        except TimeoutError as error:
            raise CourseError(
                f"the scheduler at {scheduler} has no workers: start some with"
                f" `dask worker {scheduler} --nthreads 1`"
            ) from error
        yield client


@contextmanager
def _start(workers: int) -> Iterator[LocalCluster]:
    """Make a scheduler and workers in this process: no socket of theirs takes an order.

    Dask opens a port for the pages of each all the same; there are none to be had.
    """
    nothing = {"distributed.scheduler.http.routes": [], "distributed.worker.http.routes": []}
    try:
        with (
            dask.config.set(nothing),
            LocalCluster(
                n_workers=workers,
                threads_per_worker=1,
                processes=False,
                memory_limit=0,  # a worker holds one outcome; the run is in processes of its own
                scheduler_kwargs={"dashboard": False, "dashboard_address": NOWHERE},
                worker_dashboard_address=NOWHERE,
                silence_logs=logging.CRITICAL,
            ) as cluster,
        ):
            yield cluster
    finally:
        worker.close_all()


def work(client: Client, tasks: Iterator[Task]) -> Iterator[tuple[Finished, dict[str, str]]]:
    """Yield each run as it finishes, with its files' texts by name; few are under way at a time.

    The workers are told when this ends early that nobody waits for them any more.

    Raises:
        CourseError: the scheduler is gone.
    """
    batch, planned = uuid.uuid4().hex[:12], {}
    stop = Event(f"stop-{batch}", client=client)

    def submit(number: int) -> list[Future]:
        futures = []
        for task in islice(tasks, number):
            # Dask takes what stands before the hyphen for the name of a group of tasks. Only those
            # of a large group wait at the scheduler, and not at a worker that may be lost.
            key = f"{batch}-{task.planned.key}"
            planned[key] = task.planned
            futures.append(client.submit(worker.work, task, stop.name, key=key, pure=False))
        return futures

    try:
        completed = as_completed(submit(max(WINDOW, 2 * sum(client.nthreads().values()))))
        for future in completed:
            if future.status in ("cancelled", "lost"):
                raise CourseError(
                    "the Dask scheduler is gone: start it, then run the same command again"
                )
            run = planned.pop(future.key)
            if future.status == "finished":
                yield future.result()
            else:
                yield run.finish(**_explain(future.exception())), {}
            future.release()
            completed.update(submit(1))
    except BaseException:
        stop.set()
        raise


def _explain(error: BaseException) -> dict[str, str]:
    """Return the status and the error of a run whose worker could not say it."""
    if isinstance(error, KilledWorker):
        said = "its worker was lost, and so was every other that tried it"
        return {"status": "worker lost", "error": said}
    said = first_line(f"{type(error).__name__}: {error}")
    return {"status": "failed", "error": f"on the worker: {said}"}
