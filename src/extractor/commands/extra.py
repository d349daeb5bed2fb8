"""More gold for training: a folder of annotations, or a JSON export of Label Studio."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

from extractor.errors import InputError

if TYPE_CHECKING:
    from extractor.labelstudio.client import Project, Server

_TITLE: Final = "export"


def read_extra(path: Path, work: Path, *, say: Callable[[str], None]) -> Path:
    """Return a folder of gold (<id>.json) with texts (<id>.txt) that training can read.

    A folder is returned as it is; the tasks of an export file are checked and written into `work`,
    which is emptied first. Refused tasks are told to `say` and left out. Refuses (InputError) a
    path that is missing, a file that is no export, and one that gives no gold at all.
    """
    if path.is_dir():
        if not any(path.glob("*.json")):
            raise InputError(f"{path}: no gold here (<id>.json with <id>.txt); name another folder")
        return path
    rows = _read_rows(path)
    shutil.rmtree(work, ignore_errors=True)
    from extractor.labelstudio.pull import Wish, pull

    try:
        # pulling only reads: these three methods are all that it calls
        pulled = pull(cast("Server", ExportFile(path, rows)), _TITLE, Wish(work, texts=True))
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise InputError(
            f"{path}: broken export ({error!r}); export as JSON from Label Studio again"
        ) from error
    for line in (*pulled.refused, *pulled.notes):
        say(line)
    if not pulled.written:
        raise InputError(f"{path}: no task with gold that can be used; see the lines above")
    say(f"{path}: {len(pulled.written)} bulletins, {len(pulled.refused)} refused, "
        f"{pulled.unannotated} not annotated")  # fmt: skip
    return work


def _read_rows(path: Path) -> list[dict[str, Any]]:
    try:
        rows: Any = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}; name a folder or an export") from error
    except ValueError as error:
        raise InputError(f"{path}: no JSON ({error}); export as JSON from Label Studio") from error
    whole = isinstance(rows, list) and all(
        isinstance(row, dict) and isinstance(row.get("data"), dict) and "annotations" in row
        for row in rows
    )
    if not whole or not rows:
        raise InputError(
            f"{path}: no list of tasks with data and annotations; export as JSON, not JSON-MIN"
        )
    return cast("list[dict[str, Any]]", rows)


@dataclass(frozen=True, slots=True)
class ExportFile:
    """An export in the place of the server that it came from, for reading alone."""

    path: Path
    rows: list[dict[str, Any]]

    @property
    def url(self) -> str:
        """Name the file where a server's address would stand in a message."""
        return str(self.path)

    def find_project(self, title: str) -> Project:
        """Return the one project of the file, with the screen as it is today."""
        from extractor.labelstudio.client import Project
        from extractor.labelstudio.screen import build_screen

        return Project(0, title, build_screen())

    def export(self, project: Project) -> list[dict[str, Any]]:
        """Return every task with its annotations."""
        return self.rows

    def list_users(self) -> dict[int, str]:
        """Map people to their addresses, where the export names them."""
        people = [a.get("completed_by") for row in self.rows for a in row["annotations"]]
        return {one["id"]: str(one["email"]) for one in people if isinstance(one, dict)}
