"""The floors that evaluation/baseline.json records, and what they were measured on."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict, ValidationError

from extractor.errors import InputError
from extractor.scoring.results import write_text

BASELINE_FORMAT: Final = "1"


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class GroupFloors(_Record):
    """The floors of one group by name of score, and the digests of what they were measured on."""

    bulletins: int
    figures: int
    corpus_sha256: str
    annotations_sha256: str
    floors: dict[str, float]


class Lowering(_Record):
    """A floor that was lowered (`to` null: given up), by which model, and why."""

    group: str
    score: str
    floor: float
    to: float | None
    model: str
    reason: str


class Baseline(_Record):
    """All floors, the model that was last measured for them, and every lowering so far."""

    format: str = BASELINE_FORMAT
    model: str = ""
    groups: dict[str, GroupFloors] = {}
    lowered: tuple[Lowering, ...] = ()


def read_baseline(path: Path) -> Baseline:
    """Read the floors; refuse (InputError) a file that is missing, broken or of another format."""
    try:
        found = Baseline.model_validate_json(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}; make it with --update") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the file"
        raise InputError(f"{path}: {where}: {first['msg']}; restore the file") from error
    if found.format != BASELINE_FORMAT:
        raise InputError(f"{path}: format {found.format!r}, this gate reads {BASELINE_FORMAT!r}")
    return found


def write_baseline(baseline: Baseline, path: Path) -> None:
    """Write the floors whole or not at all."""
    write_text(baseline.model_dump_json(indent=1) + "\n", path)
