"""Find the files that a call names: files, folders, globs and standard input."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from extractor.errors import InputError

Kind = Literal["text", "html", "pdf", "docx", "jsonl", "csv", "parquet"]
KINDS: Final[dict[str, Kind]] = {
    ".txt": "text", ".text": "text", ".md": "text",
    ".html": "html", ".htm": "html", ".xhtml": "html", ".aspx": "html",
    ".pdf": "pdf", ".docx": "docx",
    ".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "csv", ".tsv": "csv", ".parquet": "parquet",
}  # fmt: skip
#: Kinds that hold many texts, one a row.
TABLES: Final[tuple[Kind, ...]] = ("jsonl", "csv", "parquet")
STDIN: Final = "-"


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read (path None: standard input); kind None is told by its content."""

    path: Path | None
    doc_id: str
    kind: Kind | None

    @property
    def name(self) -> str:
        """Return what messages call the source."""
        return str(self.path) if self.path is not None else "standard input"


def find_sources(
    names: Iterable[str], *, exclude: Path | None = None
) -> tuple[list[Source], list[InputError]]:
    """Return the sources of a call in order, and the names that are none, each with its error.

    A folder stands for the readable files below it, sorted, hidden ones and tables of texts left
    out: a table (JSONL, CSV, parquet) is read where it is named itself, so that an earlier export
    beside the bulletins is never taken for one. `exclude` is the output. No file comes twice.
    Document ids are file names without suffix, made longer where two would be the same.
    """
    found: dict[str, tuple[Path | None, tuple[str, ...]]] = {}
    refused: list[InputError] = []
    skip = exclude.resolve() if exclude is not None else None
    for name in names:
        try:
            for path, labels in _expand(name):
                if path is None or skip is None or path.resolve() != skip:
                    key = os.path.normpath(Path.cwd() / path) if path is not None else STDIN
                    found.setdefault(key, (path, labels))
        except InputError as error:
            refused.append(error)
    return _named(list(found.values())), refused


def _expand(name: str) -> Iterator[tuple[Path | None, tuple[str, ...]]]:
    """Yield the files of one name, each with its possible ids from short to long."""
    if name == STDIN:
        yield None, ("stdin",)
        return
    path = Path(name)
    if path.is_dir():
        files = list(_files_below(path))
        if not files:
            raise InputError(f"{name}: no readable file in this folder; it reads {_suffixes()}")
        for file in files:
            inner = file.relative_to(path)
            yield file, (inner.with_suffix("").as_posix(), inner.as_posix(), file.as_posix())
    elif path.exists() or not any(sign in name for sign in "*?["):
        yield path, (path.stem, path.name, path.as_posix())
    else:
        matches = sorted(file for file in _glob(name) if file.is_file())
        if not matches:
            raise InputError(f"{name}: no file matches; check the pattern")
        for file in matches:
            yield file, (file.stem, file.name, file.as_posix())


def _files_below(folder: Path) -> Iterator[Path]:
    for root, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            kind = KINDS.get(Path(name).suffix.lower())
            if kind is not None and kind not in TABLES and not name.startswith((".", "~$")):
                yield Path(root, name)


def _glob(pattern: str) -> Iterator[Path]:
    anchor = Path(pattern).anchor
    if anchor:
        return Path(anchor).glob(str(Path(pattern).relative_to(anchor)))
    return Path().glob(pattern)


def _named(files: list[tuple[Path | None, tuple[str, ...]]]) -> list[Source]:
    """Give each file the shortest of its ids that no other file has."""
    taken = Counter(label for _, labels in files for label in set(labels))
    return [
        Source(
            path,
            next((label for label in labels if taken[label] == 1), labels[-1]),
            KINDS.get(path.suffix.lower()) if path is not None else None,
        )
        for path, labels in files
    ]


def _suffixes() -> str:
    return " ".join(suffix for suffix, kind in KINDS.items() if kind not in TABLES)
