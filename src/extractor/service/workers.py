"""Processes that do the work: one task each at a time, a slow one killed, a dead one replaced.

A process, not a thread: only a process can be stopped in the middle of a file that never ends.
"""

from __future__ import annotations

import multiprocessing
import signal
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from queue import Empty, SimpleQueue
from typing import Final

from extractor.errors import ExtractorError, ModelError
from extractor.service.limits import Limits
from extractor.service.task import Answer, Task, carry_out, refusal

#: Loading a model on a machine that is busy takes a while (seconds).
_LOADING: Final = 300.0
#: Seconds between two tries to replace a worker.
_PAUSE: Final = 1.0
_WARMING: Final = Task("Quý I/2024, toàn tỉnh tiếp nhận 5 hồ sơ.", "warm-up", "warm-up")


@dataclass(frozen=True, slots=True)
class _Worker:
    process: BaseProcess
    line: Connection


class Workers:
    """Hold some workers with a model; `submit` gives each task to the next free one."""

    def __init__(self, model: str | None, *, limits: Limits) -> None:
        self._name = model
        self._limits = limits
        self._idle: SimpleQueue[_Worker] = SimpleQueue()
        self._threads = ThreadPoolExecutor(limits.workers, thread_name_prefix="worker")
        self._stopping = threading.Event()
        self._running: set[_Worker] = set()
        self.model = model or ""

    def start(self) -> None:
        """Start all workers and wait until each has loaded its model.

        Refuses (ModelError) a model that does not load.
        """
        for worker in [_spawn(self._name, self._limits) for _ in range(self._limits.workers)]:
            self._running.add(worker)
            self.model = _greeting(worker)
            self._idle.put(worker)

    def submit(self, task: Task) -> Future[Answer]:
        """Return the future answer to a task; it always comes, whatever the task does."""
        return self._threads.submit(self._do, task)

    def pids(self) -> list[int]:
        """Return the process ids of the workers, for tests and for operators."""
        return [worker.process.pid or 0 for worker in list(self._running)]

    def stop(self) -> None:
        """Finish what was submitted, then end the workers."""
        self._threads.shutdown(wait=True)
        self._stopping.set()
        for worker in list(self._running):
            worker.line.close()  # a worker whose line is closed ends by itself
            worker.process.join(2)
            _end(worker)
        self._running.clear()

    def _do(self, task: Task) -> Answer:
        try:
            worker = self._idle.get(timeout=_LOADING)
        except Empty:
            return refusal(503, "no worker is ready; look at the machine, then send it again")
        try:
            worker.line.send(task)
            if worker.line.poll(self._limits.seconds):
                answer: Answer = worker.line.recv()
                self._idle.put(worker)
                return answer
            answer = refusal(
                422, f"{task.name}: not done in {self._limits.seconds:g} s; split it into bulletins"
            )
        except (EOFError, OSError):  # the worker is gone: killed, or out of memory
            answer = refusal(503, f"{task.name}: its worker died; send it again, or split it")
        threading.Thread(target=self._replace, args=(worker,), daemon=True).start()
        return answer

    def _replace(self, worker: _Worker) -> None:
        """Put a fresh worker in the place of one that hangs or is dead; try until one starts."""
        _end(worker)
        self._running.discard(worker)
        while not self._stopping.is_set():
            fresh = _spawn(self._name, self._limits)
            try:
                _greeting(fresh)
            except ExtractorError:
                _end(fresh)
                self._stopping.wait(_PAUSE)
                continue
            self._running.add(fresh)
            self._idle.put(fresh)
            if self._stopping.is_set():  # `stop` went by while this one was loading
                _end(fresh)
            return


def _spawn(model: str | None, limits: Limits) -> _Worker:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_work, args=(theirs, model, limits.memory), daemon=True)
    process.start()
    theirs.close()
    return _Worker(process, ours)


def _greeting(worker: _Worker) -> str:
    """Wait until a worker is ready and return its model's version; refuse (ModelError) a failed."""
    try:
        if worker.line.poll(_LOADING):
            ready, said = worker.line.recv()
            if ready:
                return str(said)
            raise ModelError(said)
    except (EOFError, OSError):
        pass
    raise ModelError("a worker ended while it loaded the model; look for what killed it (memory?)")


def _end(worker: _Worker) -> None:
    worker.process.kill()
    worker.process.join()
    worker.line.close()


def _work(line: Connection, model: str | None, memory: int) -> None:
    """Live in the worker: load, greet, answer task after task until the line is closed."""
    # The parent ends its workers itself, after their last answer: a signal to the whole group
    # (Ctrl-C, a supervisor) must not tear that answer.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    _bound(memory)
    try:
        line.send((True, _version(model)))
    except ExtractorError as error:
        line.send((False, str(error)))
        return
    while True:
        try:
            task = line.recv()
        except (EOFError, OSError):
            return
        line.send(_answer(task, model))


def _version(model: str | None) -> str:
    """Load the model, let it read one sentence, and return what it calls itself."""
    import json

    reports = json.loads(carry_out(_WARMING, model).body)
    return str(reports[0]["model"])


def _answer(task: Task, model: str | None) -> Answer:
    try:
        return carry_out(task, model)
    except MemoryError:
        return refusal(422, f"{task.name}: takes more memory than a request may; split it")
    except ExtractorError as error:
        return refusal(422, str(error))
    except Exception as error:  # its words could quote the bulletin: only its kind is told
        return refusal(500, f"{task.name}: internal error {type(error).__name__}; please report it")


def _bound(memory: int) -> None:
    """Let allocation beyond `memory` bytes fail here; where the system has no such limit, go on."""
    try:
        import resource
    except ImportError:
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    if hard == resource.RLIM_INFINITY or hard > memory:
        resource.setrlimit(resource.RLIMIT_AS, (memory, hard))
