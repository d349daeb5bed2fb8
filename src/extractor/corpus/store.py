"""The corpus on disk: texts, gold and the manifest that names splits and origins."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from extractor.corpus.gold import Gold, check_text, read_gold
from extractor.errors import AnnotationError, InputError

SPLITS: Final = ("train", "dev", "test")
#: Real bulletins are annotated by offsets only; their texts are read where they are present.
REAL: Final = "real"


@dataclass(frozen=True, slots=True)
class Bulletin:
    """One annotated bulletin: raw text, gold, and what the manifest says of its making."""

    doc_id: str
    text: str
    gold: Gold
    split: str
    meta: dict[str, str] = field(default_factory=dict)


def project_root(start: Path | None = None) -> Path:
    """Return the nearest folder at or above `start` (the current one) that holds corpus/.

    Refuses with InputError outside a checkout: the corpus does not travel in the wheel.
    """
    start = (start or Path.cwd()).resolve()
    for folder in (start, *start.parents):
        if (folder / "corpus" / "manifest.jsonl").exists():
            return folder
    raise InputError(f"no corpus/manifest.jsonl at or above {start}; run inside a checkout")


def read_manifest(root: Path) -> list[dict[str, str]]:
    """Return the manifest rows in order; refuse a broken line with AnnotationError."""
    rows = []
    path = root / "corpus" / "manifest.jsonl"
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            rows.append(json.loads(line))
        except json.JSONDecodeError as error:
            raise AnnotationError(f"{path.name} line {number}: {error}; mend the line") from error
    return rows


def load_bulletins(split: str, *, root: Path | None = None) -> list[Bulletin]:
    """Return the bulletins of train, dev, test or real, text and gold checked against each other.

    Real ones need the folder ../shared/bulletins beside the checkout and are left out without it.
    """
    root = (root or project_root()).resolve()
    if split == REAL:
        return list(_real_bulletins(root))
    if split not in SPLITS:
        raise InputError(f"split {split!r} is unknown; name one of {', '.join((*SPLITS, REAL))}")
    return [
        _bulletin(root / "corpus" / "texts", root / "annotations" / "gold", row, split)
        for row in read_manifest(root)
        if row["split"] == split
    ]


def _bulletin(texts: Path, golds: Path, row: dict[str, str], split: str) -> Bulletin:
    doc_id = row["doc_id"]
    text = (texts / f"{doc_id}.txt").read_bytes().decode("utf-8")
    gold = read_gold(golds / f"{doc_id}.json")
    check_text(gold, text)
    return Bulletin(doc_id, text, gold, split, row)


def real_folder(root: Path) -> Path:
    """Return where the real bulletins lie beside the checkout; it may be absent."""
    return root.parent / "shared" / "bulletins"


def _real_bulletins(root: Path) -> Iterator[Bulletin]:
    folder = real_folder(root)
    for path in sorted(folder.glob("*.txt")):
        gold_path = root / "annotations" / "gold" / f"{path.stem}.json"
        if gold_path.exists():
            row = {"doc_id": path.stem, "split": REAL, "type": "real"}
            yield _bulletin(folder, gold_path.parent, row, REAL)
