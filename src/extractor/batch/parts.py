"""Parts of a batch on disk: each is renamed into place when whole, so a killed run can go on.

The folder `.NAME.parts` beside the output NAME holds one file for each part. A part's name carries
a digest of the options, the model and its inputs (path, size, time of change, or the text itself):
a part from other inputs is never taken for this one.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import astuple
from pathlib import Path

from extractor.batch.work import Item, Job, Outcome, from_line
from extractor.documents.sources import Source
from extractor.errors import InputError


def part_path(folder: Path, number: int, items: Iterable[Item], *, job: Job, stamp: str) -> Path:
    """Return where a part belongs; its name changes with everything that its content hangs on."""
    digest = hashlib.blake2b(repr((astuple(job), stamp)).encode(), digest_size=10)
    for item in items:
        digest.update(repr(_identity(item)).encode("utf-8", "surrogatepass"))
    return folder / f"{number:07d}-{digest.hexdigest()}.jsonl"


def write_part(path: Path, lines: Iterable[str]) -> None:
    """Write the lines of a part under another name, then rename it into place."""
    temporary = path.with_suffix(".tmp")
    with temporary.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(f"{line}\n" for line in lines)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)


def read_parts(paths: Iterable[Path]) -> Iterator[Outcome]:
    """Yield the outcomes of finished parts in order."""
    for path in paths:
        with path.open(encoding="utf-8", newline="\n") as file:
            yield from map(from_line, file)


@contextmanager
def parts_folder(output: Path) -> Iterator[Path]:
    """Hold the folder of a batch's parts; remove it when the batch ends well.

    Refuses (InputError) an output that another run is writing at the moment.
    """
    folder = output.with_name(f".{output.name}.parts")
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        if not _try_lock(lock.fileno()):
            raise InputError(f"{output}: another run is writing it; wait for it or name another")
        yield folder
        shutil.rmtree(folder, ignore_errors=True)


def _try_lock(descriptor: int) -> bool:
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
