"""Who runs the points of a sweep: processes of this computer, or Ray's workers.

Both take tasks and tell of each as it ends, in any order. A worker that is killed takes
nothing with it: what it ran is run again, and a task that ends its process twice is an
error of its own.
"""

from __future__ import annotations

import concurrent.futures
import itertools
import multiprocessing
import os
import re
import socket
from collections.abc import Callable
from concurrent.futures.process import BrokenProcessPool
from typing import Any, Protocol

from .errors import Error
from .points import Point
from .session import default_session
from .sweep_store import Task

# A point that ends its process twice does so for a reason of its own.
MOST_TRIES = 2

Done = Callable[[Task, Point], None]


class Workers(Protocol):
    def run(self, tasks: list[Task], done: Done) -> None:
        """Runs all tasks; each ends in one call of `done`, in this process."""

    def close(self) -> None: ...


_loaded: dict[Any, Any] = {}


def _once(key: Any, load: Callable[[], Any]) -> Any:
    """A worker meets the same models and machines again and again."""
    if key not in _loaded:
        _loaded[key] = load()
    return _loaded[key]


def work(task: Task) -> Point:
    """What a worker does."""
    session = default_session()
    try:
        model = _once(
            (task.model, task.model_text),
            lambda: session.model(text=task.model_text, name=task.model),
        )
        machine = _once(task.machine_text, lambda: session.machine(text=task.machine_text))
        return task.point(session.run(model, machine, **task.options).json, None)
    except Error as refused:
        return task.point(None, str(refused))


def _killed(task: Task) -> Point:
    return task.point(None, "the process that ran it was killed")


class Processes:
    """Processes of this computer, which stay for the next tasks."""

    def __init__(self, count: int):
        self._count = count
        self._pool: concurrent.futures.ProcessPoolExecutor | None = None

    def run(self, tasks: list[Task], done: Done) -> None:
        tries: dict[str, int] = {}
        tasks = list(tasks)
        while tasks:
            lost, tasks = self._attempt(tasks, done, self._count)
            for task in lost:
                tries[task.key] = tries.get(task.key, 0) + 1
                if tries[task.key] < MOST_TRIES:
                    tasks.append(task)
                    continue
                # Alone, it cannot be blamed for another one's end.
                for last in self._attempt([task], done, 1)[0]:
                    done(last, _killed(last))

    def _attempt(self, tasks: list[Task], done: Done, count: int):
        """Runs tasks until a worker dies: (those that may have been its, the rest)."""
        if self._pool is None:
            context = multiprocessing.get_context("spawn")
            self._pool = concurrent.futures.ProcessPoolExecutor(self._count, mp_context=context)
        pool = self._pool
        waiting: dict[concurrent.futures.Future[Point], Task] = {}
        lost: list[Task] = []
        queue = iter(tasks)

        def submit() -> None:
            for task in itertools.islice(queue, 2 * count - len(waiting)):
                try:
                    waiting[pool.submit(work, task)] = task
                except BrokenProcessPool:
                    lost.append(task)
                    return

        submit()
        while waiting and not lost:
            ended, _ = concurrent.futures.wait(
                waiting, return_when=concurrent.futures.FIRST_COMPLETED)
            for future in ended:
                task = waiting.pop(future)
                try:
                    point = future.result()
                except BrokenProcessPool:
                    lost.append(task)
                else:
                    done(task, point)
            if not lost:
                submit()
        lost += waiting.values()
        if lost:
            self.close()
        return lost, list(queue)

    def close(self) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._pool = None


# Seconds in which a cluster answers; Ray itself waits for minutes.
ANSWER_SECONDS = 10


def _reach(address: str) -> None:
    """An OSError unless something listens at HOST:PORT; other addresses are Ray's to
    understand."""
    found = re.fullmatch(r"(?:ray://)?([^/\s]+):(\d+)", address)
    if found:
        socket.create_connection((found[1], int(found[2])), ANSWER_SECONDS).close()


class RayWorkers:
    """Workers of Ray, https://docs.ray.io: of a cluster, or of one that is started here
    and ended with the sweep. Each worker imports this package: nodes have it installed."""

    def __init__(self, address: str, count: int | None):
        try:
            import ray
        except ImportError as error:
            raise Error(["a sweep on Ray needs the Python package ray, which cannot be"
                         " imported (%s): pip install ray" % error]) from error
        self._ray = ray
        self._mine = address == "local"
        # Another's connection is used, and left as it is.
        self._started = not ray.is_initialized()
        if self._started:
            options: dict[str, Any] = dict(log_to_driver=False, configure_logging=False)
            if self._mine:
                options.update(num_cpus=count or os.cpu_count(), include_dashboard=False)
            try:
                _reach(address)
                ray.init(address=address, **options)
            except Exception as error:  # Ray has many kinds of them.
                raise Error(["cannot reach Ray at %s: %s" % (address, error)]) from error
        total = int(ray.cluster_resources().get("CPU", 1))
        self._count = min(count, total) if count else total
        # Trying again is ours: Ray's own counts a death of the worker as nobody's.
        self._work = ray.remote(num_cpus=1, max_retries=0)(_ray_work)
        self._texts: dict[str, Any] = {}

    def _submit(self, task: Task) -> Any:
        # A model goes to each node once, and not with every task.
        if task.model_text not in self._texts:
            self._texts[task.model_text] = self._ray.put(task.model_text)
        bare = (task.key, task.model, task.machine, task.machine_text, task.options,
                task.changes)
        return self._work.remote(self._texts[task.model_text], bare)

    def run(self, tasks: list[Task], done: Done) -> None:
        ray = self._ray
        queue, tries = list(reversed(tasks)), {}
        waiting: dict[Any, Task] = {}
        while queue or waiting:
            while queue and len(waiting) < 2 * self._count:
                task = queue.pop()
                waiting[self._submit(task)] = task
            ended, _ = ray.wait(list(waiting), num_returns=1)
            task = waiting.pop(ended[0])
            try:
                point = ray.get(ended[0])
            except (ray.exceptions.WorkerCrashedError, ray.exceptions.NodeDiedError,
                    ray.exceptions.OutOfMemoryError, ray.exceptions.LocalRayletDiedError):
                tries[task.key] = tries.get(task.key, 0) + 1
                if tries[task.key] < MOST_TRIES:
                    queue.append(task)
                    continue
                point = _killed(task)
            done(task, point)

    def close(self) -> None:
        if self._started:
            self._ray.shutdown()


def _ray_work(text: str, bare: tuple) -> Point:
    key, model, machine, machine_text, options, changes = bare
    return work(Task(key, model, text, machine, machine_text, options, changes))


def workers_of(count: int | None, ray: str | None) -> Workers:
    """Processes, or with an address (or "local") Ray's workers."""
    if count is not None and count < 1:
        raise ValueError("workers is %d, expected at least 1" % count)
    return RayWorkers(ray, count) if ray else Processes(count or os.cpu_count() or 1)
