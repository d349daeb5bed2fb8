"""The same work on many machines, by Dask: workers do parts, this process joins the results.

Dask restarts a worker that dies and gives its parts to others. A part may so be worked on twice; it
is written once, by this process alone, which makes every bulletin count exactly once.
"""

from __future__ import annotations

import logging
import re
import socket
from asyncio import CancelledError
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache, partial
from importlib import import_module
from itertools import islice
from time import monotonic
from typing import TYPE_CHECKING, Final, TypeVar

from extractor.batch.parts import Part
from extractor.batch.pool import do_in_child
from extractor.batch.stamp import stamp_of
from extractor.batch.tables import Chunk, Engine, Work, died_chunk
from extractor.batch.work import Item, Job, Refused
from extractor.documents.reading import read_source
from extractor.documents.sources import Source
from extractor.errors import ExtractorError, MissingExtra, ServerError

if TYPE_CHECKING:
    from distributed import Client, Future

T = TypeVar("T")
R = TypeVar("R")

_LOCAL: Final = re.compile(r"local:([1-9]\d*)")
#: Seconds to wait for a scheduler, and for its first worker.
_PATIENCE: Final = 60
#: Seconds between two looks at the workers.
_LOOK: Final = 5
#: Parts sent for each thread of the cluster: one under way, the others at hand.
_AHEAD: Final = 3
_AGAIN: Final = "the same call again: finished parts are kept"


@contextmanager
def on_cluster(address: str, job: Job) -> Iterator[Engine]:
    """Give an engine for `extract_table` that works on a Dask cluster while the block lasts.

    `address` is that of a scheduler, or "local:N" for N processes of this machine. Files are read
    by the workers, which must see them under the same path; rows of tables are sent to them.
    Refuses (MissingExtra) without dask, (ServerError) a cluster that does not answer, has no
    worker, or one that is another version or does not see the files.
    """
    stamp = stamp_of(job.model)
    with connect(address) as client:

        def run(work: Work, parts: Iterable[Part]) -> Iterator[list[Chunk]]:
            return map_on_cluster(client, partial(_checked, work, job.model, stamp), parts)

        yield run


@contextmanager
def connect(address: str) -> Iterator[Client]:
    """Connect to a scheduler, or start processes of this machine ("local:N") for the block.

    Refuses (MissingExtra) without dask, (ServerError) where no scheduler or no worker answers.
    """
    try:
        from distributed import Client, LocalCluster
    except ImportError as error:
        raise MissingExtra("dask", "cluster") from error
    local = _LOCAL.fullmatch(address)
    if local is not None:
        with (
            LocalCluster(  # type: ignore[no-untyped-call]
                n_workers=int(local[1]),
                threads_per_worker=1,
                dashboard_address="127.0.0.1:0",  # any free port: two calls do not meet
                silence_logs=logging.CRITICAL,
            ) as cluster,
            Client(cluster.scheduler_address) as client,  # type: ignore[no-untyped-call]
        ):
            yield client
        return
    try:
        client = Client(address, timeout=_PATIENCE)  # type: ignore[no-untyped-call]
    except (OSError, TimeoutError, ValueError) as error:
        raise ServerError(
            f"{address}: no scheduler answers; start one with: dask scheduler"
        ) from error
    with client:
        _check_workers(client, address)
        yield client


def _check_workers(client: Client, address: str) -> None:
    """Refuse (ServerError) a cluster without workers, and workers that lack this package.

    Asked here with a function of Python's own: a worker that is sent one that it does not know
    ends without a word.
    """
    try:
        client.wait_for_workers(1, timeout=_PATIENCE)
        client.run(import_module, __name__)
    except TimeoutError as error:
        raise ServerError(
            f"{address}: no worker; start some with: dask worker {address} --nthreads 1"
        ) from error
    except ImportError as error:
        raise ServerError(
            f"{address}: a worker lacks {error.name}; install vn-bulletin-extractor[cluster] there"
        ) from error


def map_on_cluster(
    client: Client,
    work: Callable[[Sequence[T]], list[R]],
    parts: Iterable[Sequence[T]],
) -> Iterator[list[R]]:
    """Yield the results of each part in order, a bounded number of parts under way.

    Refuses (ServerError) a scheduler that is lost, all workers for a minute, or one after another
    while they had the same part.
    """
    from distributed.client import FutureCancelledError
    from distributed.comm.core import CommClosedError
    from distributed.scheduler import KilledWorker

    source = iter(parts)
    under_way: deque[Future[list[R]]] = deque()
    try:
        while True:
            ahead = _AHEAD * max(1, sum(_threads(client).values()))  # workers come and go
            for part in islice(source, max(0, ahead - len(under_way))):
                under_way.append(client.submit(work, part, pure=False))
            if not under_way:
                return
            yield _wait(client, under_way.popleft())
    except (FutureCancelledError, CancelledError, CommClosedError) as error:
        raise ServerError(f"the scheduler is lost; start it and {_AGAIN}") from error
    except KilledWorker as error:
        raise ServerError(
            f"one worker after another was killed; give them more memory and {_AGAIN}"
        ) from error


def _threads(client: Client) -> dict[str, int]:
    return client.nthreads()  # type: ignore[no-any-return, no-untyped-call]


def _wait(client: Client, future: Future[list[R]]) -> list[R]:
    """Return a result; give up (ServerError) when there has been no worker for long."""
    seen = monotonic()
    while True:
        try:
            return future.result(timeout=_LOOK)
        except TimeoutError as error:
            if future.status != "pending":  # it ended meanwhile, well or with an error of its own
                return future.result()
            if _threads(client):
                seen = monotonic()
            elif monotonic() - seen > _PATIENCE:
                raise ServerError(f"no worker is left; start some and {_AGAIN}") from error


def _checked(work: Work, model: str | None, stamp: str, items: Sequence[Item]) -> list[Chunk]:
    """Do a part on a worker; refuse (ServerError) where its results could differ from ours."""
    own = _own_stamp(model)
    if own != stamp:
        raise ServerError(
            f"worker on {socket.gethostname()}: it has {own}, not {stamp}; install the same and "
            "restart it"
        )
    for item in items:
        if isinstance(item, Source) and item.path is not None and not item.path.exists():
            raise ServerError(
                f"{item.path}: a worker on {socket.gethostname()} does not see it; name a folder "
                "that all machines share, or a table of texts"
            )
    # In a process beside the worker: a bulletin that kills it, or that must be stopped, does not
    # take the worker along, whose restart Dask gives up when it dies soon again.
    return do_in_child(work, items, died=died_chunk)


@lru_cache(maxsize=1)
def _own_stamp(model: str | None) -> str:
    return stamp_of(model)


def shared(items: Iterable[Item]) -> Iterator[Item]:
    """Give files the path that other machines know; answer here for a file that is not there."""
    for item in items:
        if not isinstance(item, Source) or item.path is None:
            yield item
        elif item.path.exists():
            yield replace(item, path=item.path.absolute())
        else:
            for outcome in read_source(item):
                if isinstance(outcome, ExtractorError):
                    yield Refused(str(outcome))
