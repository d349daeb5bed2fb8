"""Stages of a training run: each leaves a stamp with the digest of what it read.

A stage whose inputs did not change is not run again, so that a broken run goes on where it
stopped. Stages may run beside each other in processes of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import active_children
from pathlib import Path
from typing import Final

from threadpoolctl import threadpool_limits

from extractor.batch.parts import try_lock
from extractor.batch.pool import open_pool
from extractor.errors import InputError, ModelError

#: Stages that read what another one leaves.
READERS: Final[dict[str, tuple[str, ...]]] = {
    "docs": ("fold0", "fold1"),
    "codes": ("coder",),
    "fold0": ("pages", "coder", "finish"),
    "fold1": ("pages", "coder", "finish"),
    "pages": ("recogniser", "linker", "coder"),
    "recogniser": ("finish",),
    "linker": ("finish",),
    "coder": ("finish",),
}


@dataclass(frozen=True, slots=True)
class Stages:
    """The stages of one run, with their stamps in the folder `work`."""

    work: Path
    say: Callable[[str], None]

    def run(self, name: str, digest: str, action: Callable[[], None]) -> None:
        """Run a stage in this process, unless it ended before with the same digest."""
        if not self._is_kept(name, digest):
            self._forget_readers(name)
            _run(self.work, name, digest, action)

    def begin(
        self, others: ProcessPoolExecutor, name: str, digest: str, action: Callable[[], None]
    ) -> Future[None] | None:
        """Begin a stage in another process; None where it is kept. `action` must be picklable."""
        if self._is_kept(name, digest):
            return None
        self._forget_readers(name)  # here: the other process would do so after they were asked for
        try:
            return others.submit(_run, self.work, name, digest, action)
        except BrokenProcessPool as error:
            raise _killed() from error

    def end(self, beside: Future[None] | None) -> None:
        """Wait for a stage that was begun; refuse (ModelError) to go on where its process died."""
        try:
            if beside is not None:
                beside.result()
        except BrokenProcessPool as error:
            raise _killed() from error

    def forget(self, name: str) -> None:
        """Let a stage run again."""
        (self.work / f"{name}.stamp").unlink(missing_ok=True)

    def _forget_readers(self, name: str) -> None:
        """Let a stage and what reads its files run again, whether or not it ends."""
        for stale in (name, *READERS.get(name, ())):
            self.forget(stale)

    def _is_kept(self, name: str, digest: str) -> bool:
        stamp = self.work / f"{name}.stamp"
        kept = stamp.exists() and stamp.read_text() == digest
        self.say(f"{name}: unchanged, kept" if kept else f"{name}: running")
        return kept


def _killed() -> ModelError:
    return ModelError(
        "a training process was killed, most likely for want of memory; start again: what is done "
        "is kept"
    )


def _run(work: Path, name: str, digest: str, action: Callable[[], None]) -> None:
    """Run a stage and stamp it.

    Its products are computed by one thread: two stages with two threads each on two cores mostly
    waited for one another.
    """
    with threadpool_limits(limits=1, user_api="blas"):
        action()
    (work / f"{name}.stamp").write_text(digest)


@contextmanager
def alone_in(work: Path) -> Iterator[None]:
    """Let no other run work in a folder; refuse (InputError) where one does."""
    work.mkdir(parents=True, exist_ok=True)
    with (work / "lock").open("w") as lock:
        if not try_lock(lock.fileno()):
            raise InputError(f"{work}: another training runs here; wait for it")
        yield


@contextmanager
def processes(count: int) -> Iterator[ProcessPoolExecutor]:
    """Open processes for stages that run beside others; a failure here ends them too."""
    with open_pool(count) as pool:
        try:
            yield pool
        except BaseException:
            for process in active_children():
                process.terminate()
            raise
