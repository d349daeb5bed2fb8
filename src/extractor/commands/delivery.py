"""Bring outcomes to their readers: facts to a file or stdout, refusals and progress to stderr."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from importlib.util import find_spec
from itertools import chain
from pathlib import Path
from typing import Final

import typer

from extractor.batch.tables import Choice, Note, note_of
from extractor.batch.work import Outcome
from extractor.errors import InputError, MissingExtra
from extractor.export.entry import Entry

FORMATS: Final = ("table", "jsonl", "json", "csv", "parquet", "xlsx", "html")
#: Formats for people and spreadsheets: aims (targets, thresholds) are left out unless asked for.
_WITHOUT_AIMS: Final = ("table", "csv", "parquet", "xlsx")
#: Formats that are no text and so need a file.
BINARY: Final = ("parquet", "xlsx")
_PACKAGES: Final = {"parquet": "pyarrow", "xlsx": "xlsxwriter"}
_WIDTH: Final = 160


def say(line: str) -> None:
    """Write one line to stderr, whatever line ends a file's name or an error has."""
    typer.echo(f"extractor: {' '.join(line.split())}", err=True)


@dataclass(slots=True)
class Delivery:
    """How the entries of one call go out, and what was counted on the way."""

    format: str
    min_confidence: float | None = None
    targets: bool | None = None
    bom: bool = False
    bulletins: int = field(default=0, init=False)
    facts: int = field(default=0, init=False)
    refused: int = field(default=0, init=False)

    def refuse(self, line: str) -> None:
        """Say one line about a source that gave nothing."""
        say(line)
        self.refused += 1

    @property
    def choice(self) -> Choice:
        """Return which facts go out."""
        targets = self.targets
        if targets is None:
            targets = self.format not in _WITHOUT_AIMS
        return Choice(targets, self.min_confidence)

    def entries(self, outcomes: Iterable[Outcome]) -> Iterator[Entry]:
        """Yield the chosen facts of each bulletin; say a line for each refused or empty one."""
        choice = self.choice
        for outcome in outcomes:
            entry = choice.of(outcome) if isinstance(outcome, Entry) else None
            self.tell(note_of(outcome, entry))
            if entry is not None:
                yield entry

    def tell(self, note: Note) -> None:
        """Count an outcome; say a line where it was refused or has no figures."""
        if note.refused is not None:
            self.refuse(note.refused)
            return
        if not note.found:
            say(f"{note.source}: no figures found")
        self.bulletins += 1
        self.facts += note.kept

    def summary(self, output: Path) -> str:
        """Return the closing line of a call that wrote a file."""
        refused = f", {self.refused:,} refused" if self.refused else ""
        written = f" → {output}" if self.bulletins else "; nothing written"
        return f"{self.bulletins:,} bulletins, {self.facts:,} facts{refused}{written}"


def check_format(name: str, output: Path | None = None) -> None:
    """Refuse before hours of work what could not be written after them.

    Refuses (MissingExtra) a format whose package is missing, (InputError) a folder as a file.
    """
    package = _PACKAGES.get(name)
    if package is not None and find_spec(package) is None:
        raise MissingExtra(package, "data")
    if output is not None and output.is_dir() and not _is_folder(name, output):
        raise InputError(f"{output}: a folder; name a file for {name}")


def _is_folder(name: str, output: Path) -> bool:
    """Tell whether an output is a folder of pages."""
    return name == "html" and output.suffix.lower() not in (".html", ".htm")


def print_entries(entries: Iterable[Entry], delivery: Delivery) -> None:
    """Write the entries to stdout as they come."""
    if delivery.format == "table":
        _print_tables(entries)
        return
    out = typer.get_binary_stream("stdout")
    for piece in _pieces(entries, delivery):
        out.write(piece.encode("utf-8"))
        out.flush()


def write_entries(entries: Iterator[Entry], delivery: Delivery, output: Path) -> None:
    """Write the entries to a file that appears when it is whole; none at all write no file."""
    first = next(entries, None)
    if first is None:
        return
    entries = chain([first], entries)
    if delivery.format == "xlsx":
        from extractor.export.workbook import write_workbook

        write_workbook(entries, output)
    elif _is_folder(delivery.format, output):
        from extractor.export.page import write_pages

        write_pages(entries, output)
    else:
        from extractor.export.files import write_text

        write_text(_pieces(entries, delivery), output)
        if delivery.format == "csv":
            from extractor.export.csvw import write_metadata

            write_metadata(output)


def _pieces(entries: Iterable[Entry], delivery: Delivery) -> Iterator[str]:
    """Return the entries in a text format."""
    if delivery.format == "csv":
        from extractor.export.delimited import to_csv

        return to_csv(entries, bom=delivery.bom)
    if delivery.format == "html":
        from extractor.export.page import to_page

        return map(to_page, entries)
    if delivery.format == "table":
        return _tables_as_text(entries)
    from extractor.export.jsonl import to_json, to_jsonl

    return to_json(entries) if delivery.format == "json" else to_jsonl(entries)


def _print_tables(entries: Iterable[Entry]) -> None:
    from rich.console import Console

    from extractor.export.terminal import to_table

    console = Console(width=None if sys.stdout.isatty() else _WIDTH)
    for entry in entries:
        console.print(*to_table(entry, width=console.width), sep="\n")


def _tables_as_text(entries: Iterable[Entry]) -> Iterator[str]:
    import io

    from rich.console import Console

    from extractor.export.terminal import to_table

    for entry in entries:
        console = Console(file=io.StringIO(), width=_WIDTH, record=True)
        console.print(*to_table(entry, width=_WIDTH), sep="\n")
        yield console.export_text()
