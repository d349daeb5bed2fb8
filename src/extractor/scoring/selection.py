"""Which bulletins a run scores: a split, a folder, or the test split with the real ones."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from extractor.corpus.gold import check_text, read_gold
from extractor.corpus.store import REAL, Bulletin, load_bulletins, project_root
from extractor.errors import InputError

#: The split that is scored when none is named; the real bulletins are then scored beside it.
TEST: Final = "test"

#: Bulletins and what is to be said of those left out.
Selection = tuple[list[Bulletin], list[str]]


def choose_bulletins(*, split: str | None, folder: Path | None) -> Selection:
    """Return the bulletins of a split, a folder or both; of test and real where none is named.

    Refuses (InputError) an unknown split, and a choice without any annotated bulletin.
    """
    names = [split] if split else [] if folder else [TEST, REAL]
    chosen: list[Bulletin] = []
    notes: list[str] = []
    for name in names:
        found = load_bulletins(name)
        if not found:
            notes.append(f"{name}: skipped, no annotated bulletins here")
        chosen += found
    if folder is not None:
        found, left_out = read_folder(folder)
        chosen += found
        notes += left_out
    if not chosen:
        where = " and ".join([*names, *([str(folder)] if folder else [])])
        raise InputError(f"{where}: no annotated bulletins; name a split or folder that has some")
    return chosen, notes


def read_folder(folder: Path, *, annotations: Path | None = None) -> Selection:
    """Read the texts of a folder with their gold, as group "real"; note texts without gold.

    The gold of X.txt is X.json beside it, else in `annotations` (by default annotations/gold of the
    checkout). Refuses (InputError) a missing folder and (AnnotationError) gold of another text.
    """
    if not folder.is_dir():
        raise InputError(f"{folder}: no such folder; name one with texts (X.txt)")
    found: list[Bulletin] = []
    notes: list[str] = []
    for path in sorted(folder.glob("*.txt")):
        gold_path = path.with_suffix(".json")
        if not gold_path.exists():
            gold_path = (annotations or _annotations()) / f"{path.stem}.json"
        if not gold_path.exists():
            notes.append(f"{path.name}: left out, no gold for it")
            continue
        text, gold = path.read_bytes().decode("utf-8"), read_gold(gold_path)
        check_text(gold, text)
        found.append(Bulletin(gold.doc_id, text, gold, REAL))
    return found, notes


def _annotations() -> Path:
    try:
        return project_root() / "annotations" / "gold"
    except InputError:
        # outside a checkout only gold beside the texts counts
        return Path("annotations") / "gold"
