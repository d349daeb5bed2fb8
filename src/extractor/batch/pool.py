"""Work on parts in other processes: in order, a bounded number at a time, dead workers survived.

ProcessPoolExecutor notices a killed worker at once, where multiprocessing.Pool waits for ever.
"""

from __future__ import annotations

import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import lru_cache
from itertools import islice
from multiprocessing import connection, current_process, get_context, parent_process
from typing import Final, TypeVar

T = TypeVar("T")
R = TypeVar("R")
Part = Sequence[T]
#: How to start a process from one with threads, whose copy may hold a lock that nobody will open.
_AFRESH: Final = "spawn"
_ONE_AT_A_TIME: Final = threading.Lock()


def map_parts(
    work: Callable[[Part[T]], list[R]],
    parts: Iterable[Part[T]],
    *,
    workers: int,
    died: Callable[[T], R],
) -> Iterator[list[R]]:
    """Yield the results of each part in order; `work` returns one list for a part.

    When a worker dies, the parts under way are done again one by one, and an item that kills its
    worker again is answered by `died`. With one worker everything runs in this process.
    """
    if workers == 1:
        yield from map(work, parts)
        return
    source = iter(parts)
    under_way: deque[tuple[Part[T], Future[list[R]]]] = deque()
    pool = open_pool(workers)
    try:
        while True:
            for part in islice(source, 2 * workers - len(under_way)):
                under_way.append((part, _submit(pool, work, part)))
            if not under_way:
                return
            if not _is_lost(under_way[0][1]):
                yield under_way.popleft()[1].result()
                continue
            pool.shutdown()
            while under_way:
                part, future = under_way.popleft()
                yield _alone(work, part, died) if _is_lost(future) else future.result()
            pool = open_pool(workers)
    finally:
        pool.shutdown(cancel_futures=True)


def do_in_child(
    work: Callable[[Part[T]], list[R]], part: Part[T], *, died: Callable[[T], R]
) -> list[R]:
    """Do one part in a lasting process beside this one, from any thread, one part at a time.

    An item that kills the process is answered by `died`; this process goes on.
    """
    with _ONE_AT_A_TIME:
        child = _child()
        try:
            return child.submit(work, part).result()
        except BrokenProcessPool:
            _child.cache_clear()
            child.shutdown()
            return _alone(work, part, died, _AFRESH)


@lru_cache(maxsize=1)
def _child() -> ProcessPoolExecutor:
    # The workers of a cluster are daemons, which may have no children of their own: made to end
    # with them. These end by themselves (_begin).
    current_process().daemon = False
    return open_pool(1, _AFRESH)


def _submit(
    pool: ProcessPoolExecutor, work: Callable[[Part[T]], list[R]], part: Part[T]
) -> Future[list[R]]:
    try:
        return pool.submit(work, part)
    except BrokenProcessPool as error:  # a worker died since the last result
        future: Future[list[R]] = Future()
        future.set_exception(error)
        return future


def _is_lost(future: Future[list[R]]) -> bool:
    """Wait for a future and tell whether its worker died."""
    return isinstance(future.exception(), BrokenProcessPool)


def _alone(
    work: Callable[[Part[T]], list[R]],
    part: Part[T],
    died: Callable[[T], R],
    start: str | None = None,
) -> list[R]:
    """Do one part in a process of its own; when that dies, each of its items."""
    with open_pool(1, start) as pool:
        try:
            return pool.submit(work, part).result()
        except BrokenProcessPool:
            if len(part) == 1:
                return [died(part[0])]
    return [result for item in part for result in _alone(work, [item], died, start)]


def open_pool(workers: int, start: str | None = None) -> ProcessPoolExecutor:
    """Start processes that leave Ctrl-C to this one and end with it, even when it is killed."""
    return ProcessPoolExecutor(workers, mp_context=get_context(start), initializer=_begin)


def _begin() -> None:
    """Leave Ctrl-C to the parent, and end with it even when it is killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = parent_process()
    if parent is not None:
        watch = threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True)
        watch.start()


def _end_with(sentinel: int) -> None:
    connection.wait([sentinel])
    os._exit(1)
