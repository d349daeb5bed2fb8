"""Parts of a batch as parquet, made where the work is done, so that one machine only joins them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from extractor.batch.parts import (
    PART,
    Part,
    finish_parts,
    part_path,
    parts_folder,
    parts_of,
    whole_part,
)
from extractor.batch.pool import map_parts
from extractor.batch.stamp import stamp_of
from extractor.batch.work import Item, Job, Outcome, Refused, died, loaded, outcomes_of
from extractor.export.entry import Entry, choose
from extractor.export.files import whole
from extractor.export.parquet import write_parquet

if TYPE_CHECKING:
    import pyarrow as pa

_NOTES: Final = b"notes"
#: Facts in a row group of the whole table.
_GROUP: Final = 20_000


Work = Callable[[Sequence[Item]], "list[Chunk]"]
#: Yields the chunks of each part in order.
Engine = Callable[[Work, Iterable[Part]], Iterator["list[Chunk]"]]


@dataclass(frozen=True, slots=True)
class Choice:
    """Which facts go out: aims too (`targets`), and how sure a fact must be."""

    targets: bool = True
    min_confidence: float | None = None

    def of(self, entry: Entry) -> Entry:
        """Return the entry with the chosen facts only."""
        return choose(entry, targets=self.targets, min_confidence=self.min_confidence)


@dataclass(frozen=True, slots=True)
class Note:
    """What is said of one outcome: facts found and kept of a source, or why it was refused."""

    source: str = ""
    found: int = 0
    kept: int = 0
    refused: str | None = None


@dataclass(frozen=True, slots=True)
class Chunk:
    """The notes and the facts (no table: none) of some items."""

    notes: tuple[Note, ...]
    table: pa.Table | None = None


def extract_table(
    items: Iterable[Item],
    job: Job,
    choice: Choice,
    output: Path,
    *,
    run: Engine,
    tell: Callable[[Note], None],
    size: int = PART,
    advance: Callable[[int], None] = lambda number: None,
    skip: Callable[[int], None] = lambda number: None,
) -> None:
    """Extract all items into one parquet file, which appears when it is whole.

    `run` does the parts: `on_this_machine`, or `cluster.on_cluster`; `tell` hears of every outcome
    in order at the end. Parts are kept and taken up as by `extract_batch`.
    """
    with parts_folder(output) as folder:
        stamp = f"{stamp_of(job.model)} {choice}"

        def place(number: int, part: Part) -> Path:
            return part_path(folder, number, part, job=job, stamp=stamp, suffix=".parquet")

        parts = parts_of(items, size)
        work = partial(process_table, job, choice)
        paths = finish_parts(
            parts, place, partial(run, work), write_chunks, advance=advance, skip=skip
        )
        join_parts(paths, output, tell)


def on_this_machine(workers: int) -> Engine:
    """Return an engine of `workers` processes."""
    return partial(map_parts, workers=workers, died=died_chunk)


def note_of(outcome: Outcome, kept: Entry | None) -> Note:
    """Return the note of an outcome and what was kept of it."""
    if isinstance(outcome, Refused):
        return Note(refused=outcome.line)
    number = len(kept.report.observations) if kept is not None else 0
    return Note(outcome.source, len(outcome.report.observations), number)


def process_table(job: Job, choice: Choice, items: Sequence[Item]) -> list[Chunk]:
    """Read and extract some items into one chunk; what goes wrong with one becomes its note."""
    import pyarrow.parquet as pq

    extractor = loaded(job.model)
    notes: list[Note] = []
    entries: list[Entry] = []
    for item in items:
        for outcome in outcomes_of(extractor, job, item):
            kept = choice.of(outcome) if isinstance(outcome, Entry) else None
            notes.append(note_of(outcome, kept))
            entries += [kept] if kept is not None else []
    with TemporaryDirectory() as folder:
        path = Path(folder, "part.parquet")
        write_parquet(entries, path)
        return [Chunk(tuple(notes), pq.read_table(path))]


def died_chunk(item: Item) -> Chunk:
    """Return the chunk of an item whose worker died over it again."""
    return Chunk((Note(refused=died(item).line),))


def write_chunks(path: Path, chunks: Sequence[Chunk]) -> None:
    """Write the chunks of one part as a parquet file, the notes in its metadata."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    notes = json.dumps([asdict(note) for chunk in chunks for note in chunk.notes])
    tables = [chunk.table for chunk in chunks if chunk.table is not None]
    table = pa.concat_tables(tables) if tables else pa.table({})
    metadata = {**(table.schema.metadata or {}), _NOTES: notes}
    with whole_part(path) as temporary:
        pq.write_table(table.replace_schema_metadata(metadata), temporary, compression="zstd")


def join_parts(paths: Iterable[Path], output: Path, tell: Callable[[Note], None]) -> None:
    """Write the facts of finished parts in order as one parquet file; tell all notes in order.

    The file appears when it is whole; no file is written where every source was refused. A few
    thousand facts are held at a time.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    with ExitStack() as stack:
        file = None
        for group in _groups(_tables(paths, tell)):
            table = pa.concat_tables(group)
            if file is None:
                temporary = stack.enter_context(whole(output))
                file = pq.ParquetWriter(temporary, table.schema, compression="zstd")
                stack.enter_context(file)
            file.write_table(table)


def _tables(paths: Iterable[Path], tell: Callable[[Note], None]) -> Iterator[pa.Table]:
    """Yield the facts of each part that has a bulletin."""
    import pyarrow.parquet as pq

    for path in paths:
        table = pq.read_table(path)
        metadata = dict(table.schema.metadata)
        notes = [Note(**note) for note in json.loads(metadata.pop(_NOTES))]
        for note in notes:
            tell(note)
        if any(note.refused is None for note in notes):
            yield table.replace_schema_metadata(metadata)


def _groups(tables: Iterable[pa.Table]) -> Iterator[list[pa.Table]]:
    """Yield the tables in groups of _GROUP rows or little more."""
    group: list[pa.Table] = []
    for table in tables:
        group.append(table)
        if sum(map(len, group)) >= _GROUP:
            yield group
            group = []
    if group:
        yield group
