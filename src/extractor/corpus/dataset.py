"""The corpus as rows, one a bulletin, and as `datasets.DatasetDict` with typed features."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from extractor.corpus.gold import GoldFact
from extractor.corpus.store import SPLITS, Bulletin, load_bulletins
from extractor.errors import MissingExtra
from extractor.labels import (
    BOUNDS,
    DIRECTIONS,
    DISTRACTOR_KINDS,
    LABELS,
    PERIOD_BASES,
    ROLES,
    SCOPES,
    STATUSES,
    TARGETS,
    UNITS,
)

if TYPE_CHECKING:
    from datasets import DatasetDict, Features

META: Final = ("doc_id", "split", "province", "published", "era", "type", "author", "made")
_CHOICES: Final[dict[str, Sequence[str]]] = {
    "unit": UNITS, "bound": BOUNDS, "role": ROLES, "direction": DIRECTIONS, "status": STATUSES,
    "level_scope": SCOPES, "period_basis": PERIOD_BASES,
}  # fmt: skip


def to_row(bulletin: Bulletin) -> dict[str, Any]:
    """Return one bulletin as plain data: text, meta data and the whole annotation.

    Values are decimal strings, dates ISO strings, unknown is None; offsets are code points.
    """
    gold = bulletin.gold.model_dump(mode="json")
    row: dict[str, Any] = {key: bulletin.meta.get(key) for key in META}
    row |= {"doc_id": bulletin.doc_id, "split": bulletin.split, "text": bulletin.text}
    kept = ("text_sha256", "annotator", "guideline", "codebook", "mentions", "links", "facts")
    row |= {key: gold[key] for key in (*kept, "distractors", "breaks")}
    return row


def to_dataset(*, root: Path | None = None) -> DatasetDict:
    """Return the corpus as `datasets.DatasetDict` with splits train, dev and test.

    Needs the extra `data` (MissingExtra). Real bulletins are not in it: their texts are not ours.
    """
    try:
        from datasets import Dataset, DatasetDict
    except ImportError as error:
        raise MissingExtra("datasets", "data") from error
    features = make_features()
    return DatasetDict(
        {
            split: Dataset.from_list(
                [to_row(bulletin) for bulletin in load_bulletins(split, root=root)],
                features=features,
            )
            for split in SPLITS
        }
    )


def make_features() -> Features:
    """Return the typed features of a row; closed vocabularies are ClassLabels."""
    try:
        from datasets import ClassLabel, Features, Value
    except ImportError as error:
        raise MissingExtra("datasets", "data") from error
    string, offset = Value("string"), Value("int64")
    span = {"start": offset, "end": offset}
    fact = {
        slot: ClassLabel(names=list(_CHOICES[slot])) if slot in _CHOICES else string
        for slot in GoldFact.model_fields
    }
    return Features(
        {
            **dict.fromkeys((*META, "text", "text_sha256", "annotator", "guideline"), string),
            "codebook": string,
            "mentions": [{"id": string, "label": ClassLabel(names=list(LABELS)), **span}],
            "links": [
                {"source": string, "kind": ClassLabel(names=list(TARGETS)), "target": string}
            ],
            "facts": [fact],
            "distractors": [{**span, "kind": ClassLabel(names=list(DISTRACTOR_KINDS))}],
            "breaks": [string],
        }
    )
