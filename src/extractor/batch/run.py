"""Run a call over many sources: as a stream, or into one output that appears when it is whole."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Final

from extractor.batch.parts import part_path, parts_folder, read_parts, write_part
from extractor.batch.pool import map_parts
from extractor.batch.work import Item, Job, Outcome, Refused, from_line, process
from extractor.codebook import load_codebook
from extractor.documents.document import Document
from extractor.documents.reading import read_source
from extractor.documents.sources import TABLES, Source
from extractor.errors import InputError
from extractor.pipeline import RULES
from extractor.schema import SCHEMA_VERSION, Report

#: Bulletins in a part: about a second of work, a hundred kilobytes on disk.
PART: Final = 32


def extract_parallel(texts: Iterable[str], *, model: str | None, workers: int) -> Iterator[Report]:
    """Yield the reports of many texts in order, from `workers` processes.

    `model` is what `load` takes. At most a few parts are held at a time. Refuses (InputError), in
    its place, a text that `Extractor.extract` refuses or that kills its worker twice.
    """
    rows = (
        Document(f"bulletin-{number}", text, f"bulletin-{number}")
        for number, text in enumerate(texts, start=1)
    )
    for outcome in extract_stream(rows, Job(model), workers=workers, size=8):
        if isinstance(outcome, Refused):
            raise InputError(outcome.line)
        yield outcome.report


def extract_stream(
    items: Iterable[Item], job: Job, *, workers: int = 1, size: int = 1
) -> Iterator[Outcome]:
    """Yield the outcome of each item in order as it comes, `size` items a part."""
    for lines in map_parts(partial(process, job), _parts(items, size), workers=workers, died=_died):
        yield from map(from_line, lines)


def extract_batch(
    items: Iterable[Item],
    job: Job,
    output: Path,
    write: Callable[[Iterator[Outcome]], None],
    *,
    workers: int = 1,
    size: int = PART,
    advance: Callable[[int], None] = lambda number: None,
) -> None:
    """Extract all items into parts beside `output`, then hand all outcomes in order to `write`.

    A part that an earlier, killed run of the same call finished is not done again. `advance` is
    told how many items each finished part had. Memory does not grow with the number of items.
    """
    with parts_folder(output) as folder:
        paths: list[Path] = []
        todo: list[tuple[Path, int]] = []

        def missing() -> Iterator[list[Item]]:
            stamp = stamp_of(job.model)
            for number, part in enumerate(_parts(items, size)):
                path = part_path(folder, number, part, job=job, stamp=stamp)
                paths.append(path)
                if path.exists():
                    advance(len(part))
                else:
                    todo.append((path, len(part)))
                    yield part

        done = map_parts(partial(process, job), missing(), workers=workers, died=_died)
        for number, lines in enumerate(done):
            path, length = todo[number]
            write_part(path, lines)
            advance(length)
        write(read_parts(paths))


def items_of(sources: Iterable[Source]) -> Iterator[Item]:
    """Yield what workers get: a file as it is, a table as its rows, an unreadable table's error."""
    for source in sources:
        if source.kind not in TABLES and source.path is not None:
            yield source
            continue
        for outcome in read_source(source):
            yield outcome if isinstance(outcome, Document) else Refused(str(outcome))


def stamp_of(model: str | None) -> str:
    """Return a text that changes when the model or the records do, so that old parts are left."""
    from extractor import __version__

    versions = f"{__version__} {SCHEMA_VERSION} {load_codebook().version}"
    if model == RULES:
        return f"{versions} {RULES}"
    from extractor.pipes.pipeline_files import shipped_model

    folder = Path(model) if model is not None else shipped_model()
    digest = hashlib.blake2b(digest_size=10)
    for path in sorted(file for file in folder.rglob("*") if file.is_file()):
        state = path.stat()
        digest.update(f"{path.name} {state.st_size} {state.st_mtime_ns}\n".encode())
    return f"{versions} {digest.hexdigest()}"


def _parts(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    source = iter(items)
    while part := list(islice(source, size)):
        yield part


def _died(item: Item) -> str:
    from extractor.batch.work import to_line

    name = item.line if isinstance(item, Refused) else item.doc_id
    if isinstance(item, Source):
        name = item.name
    line = f"{name}: its worker died twice (killed, or out of memory); split it or give more memory"
    return to_line(Refused(line))
