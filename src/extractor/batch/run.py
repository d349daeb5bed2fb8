"""Run a call over many sources: as a stream, or into one output that appears when it is whole."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path

from extractor.batch.ids import with_own_ids
from extractor.batch.parts import (
    PART,
    Part,
    finish_parts,
    part_path,
    parts_folder,
    parts_of,
    read_parts,
    write_part,
)
from extractor.batch.pool import map_parts
from extractor.batch.stamp import stamp_of
from extractor.batch.work import Item, Job, Outcome, Refused, died, from_line, process, to_line
from extractor.documents.document import Document
from extractor.documents.reading import read_source
from extractor.documents.sources import TABLES, Source
from extractor.errors import InputError
from extractor.schema import Report


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
    parts = parts_of(items, size)
    for lines in map_parts(partial(process, job), parts, workers=workers, died=_died):
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
    skip: Callable[[int], None] = lambda number: None,
) -> None:
    """Extract all items into parts beside `output`, then hand all outcomes in order to `write`.

    A part that an earlier, killed run of the same call finished is not done again. `advance` is
    told how many items each finished part had, `skip` those that were done before. Memory does not
    grow with the number of items.
    """
    with parts_folder(output) as folder:
        stamp = stamp_of(job.model)

        def place(number: int, part: Part) -> Path:
            return part_path(folder, number, part, job=job, stamp=stamp)

        def run(parts: Iterator[Part]) -> Iterator[list[str]]:
            return map_parts(partial(process, job), parts, workers=workers, died=_died)

        parts = parts_of(items, size)
        write(read_parts(finish_parts(parts, place, run, write_part, advance=advance, skip=skip)))


def items_of(sources: Iterable[Source], *, say: Callable[[str], None]) -> Iterator[Item]:
    """Yield what workers get: a file as it is, a table as its rows, an unreadable table's error.

    `say` hears a line for each bulletin that got another id because its own was taken.
    """
    return with_own_ids(_items(sources), say=say)


def _items(sources: Iterable[Source]) -> Iterator[Item]:
    for source in sources:
        if source.kind not in TABLES and source.path is not None:
            yield source
            continue
        for outcome in read_source(source):
            yield outcome if isinstance(outcome, Document) else Refused(str(outcome))


def _died(item: Item) -> str:
    return to_line(died(item))
