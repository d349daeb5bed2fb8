"""Parts of a batch on disk: each is renamed into place when whole, so a killed run can go on.

The folder `.NAME.parts` beside the output NAME holds one file for each part. A part's name carries
a digest of the options, the model and its inputs (path, size, time of change, or the text itself):
a part from other inputs is never taken for this one.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import astuple
from itertools import islice
from pathlib import Path
from typing import Final, TypeVar

from extractor.batch.work import Item, Job, Outcome, from_line
from extractor.documents.sources import Source
from extractor.errors import InputError

#: Bulletins in a part: about a second of work, some hundred kilobytes on disk.
PART: Final = 32
R = TypeVar("R")
Part = list[Item]


def parts_of(items: Iterable[Item], size: int) -> Iterator[Part]:
    """Yield the items in parts of `size`, the last one shorter."""
    source = iter(items)
    while part := list(islice(source, size)):
        yield part


def finish_parts(
    parts: Iterable[Part],
    place: Callable[[int, Part], Path],
    run: Callable[[Iterator[Part]], Iterator[R]],
    write: Callable[[Path, R], None],
    *,
    advance: Callable[[int], None],
    skip: Callable[[int], None],
) -> list[Path]:
    """Write each part that has no file yet; return the files of all parts in order.

    `place` says where a part (number, items) belongs, `run` yields the results of parts in order.
    `advance` is told how many items each finished part had, `skip` those of a part found done.
    """
    paths: list[Path] = []
    todo: deque[tuple[Path, int]] = deque()

    def missing() -> Iterator[Part]:
        for number, part in enumerate(parts):
            path = place(number, part)
            paths.append(path)
            if path.exists():
                skip(len(part))
            else:
                todo.append((path, len(part)))
                yield part

    for result in run(missing()):
        path, length = todo.popleft()
        write(path, result)
        advance(length)
    return paths


def part_path(
    folder: Path,
    number: int,
    items: Iterable[Item],
    *,
    job: Job,
    stamp: str,
    suffix: str = ".jsonl",
) -> Path:
    """Return where a part belongs; its name changes with everything that its content hangs on."""
    digest = hashlib.blake2b(repr((astuple(job), stamp)).encode(), digest_size=10)
    for item in items:
        digest.update(repr(_identity(item)).encode("utf-8", "surrogatepass"))
    return folder / f"{number:07d}-{digest.hexdigest()}{suffix}"


@contextmanager
def whole_part(path: Path) -> Iterator[Path]:
    """Give another name to write under; bring what was written to disk, then rename it to `path`.

    Without the sync a machine that loses power could keep the name and lose what it stands for.
    """
    temporary = path.with_suffix(".tmp")
    yield temporary
    with temporary.open("rb+") as file:
        os.fsync(file.fileno())
    temporary.replace(path)


def write_part(path: Path, lines: Iterable[str]) -> None:
    """Write the lines of a part under another name, then rename it into place."""
    with whole_part(path) as temporary, temporary.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(f"{line}\n" for line in lines)


def read_parts(paths: Iterable[Path]) -> Iterator[Outcome]:
    """Yield the outcomes of finished parts in order."""
    for path in paths:
        with path.open(encoding="utf-8", newline="\n") as file:
            yield from map(from_line, file)


@contextmanager
def parts_folder(output: Path) -> Iterator[Path]:
    """Hold the folder of a batch's parts; remove it when the batch ends well.

    Refuses (InputError) an output that another run is writing at the moment, and a place that
    cannot be written or has no room left; the parts that are finished stay there.
    """
    folder = output.with_name(f".{output.name}.parts")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / "lock").open("w") as lock:
            if not try_lock(lock.fileno()):
                raise InputError(
                    f"{output}: another run is writing it; wait for it or name another"
                )
            yield folder
            shutil.rmtree(folder, ignore_errors=True)
    except OSError as error:
        raise InputError(
            f"{output}: {error.strerror or error}; make room or name another place; the same call "
            "again goes on where this one stopped"
        ) from error


def try_lock(descriptor: int) -> bool:
    """Lock a file until this process ends; where the system has no such locks, go on without."""
    try:
        import fcntl
    except ImportError:
        return True
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _identity(item: Item) -> tuple[object, ...]:
    if not isinstance(item, Source) or item.path is None:
        return (item,)
    try:
        state = item.path.stat()
    except OSError:
        return (item, "missing")
    return (item, state.st_size, state.st_mtime_ns)
