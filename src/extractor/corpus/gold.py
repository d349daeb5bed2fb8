"""The gold format: what a person says of one bulletin, as one JSON file per bulletin.

Gold stores the checked slots of every figure as written by a person, so that scoring never runs
the product's own readers on gold. Text is not stored: `text_sha256` names it, and offsets point
into it.
"""

from __future__ import annotations

import hashlib
import json
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Final

from pydantic import (
    BaseModel,
    ConfigDict,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)

from extractor.corpus.areas import area_vintage
from extractor.errors import AnnotationError
from extractor.labels import (
    DISTRACTOR_KINDS,
    TARGETS,
    Bound,
    Direction,
    Label,
    LevelScope,
    LinkKind,
    PeriodBasis,
    Role,
    Status,
    Unit,
    is_admin_level,
)
from extractor.vietnamese.gazetteer import era_of

GOLD_FORMAT: Final = "1"


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class GoldMention(_Record):
    """A labelled stretch of the raw text; `id` is q1, i1, l1, a1 or p1 by its label."""

    id: str
    label: Label
    start: int
    end: int


class GoldLink(_Record):
    """An arrow from a QUANTITY mention to its target, by mention id."""

    source: str
    kind: LinkKind
    target: str


class GoldFact(_Record):
    """The checked slots of one reported figure, written by a person from the text."""

    mention: str
    indicator: str
    qualifier: str | None = None
    role: Role = "value"
    value: Decimal | None
    unit: Unit
    bound: Bound = "exact"
    direction: Direction | None = None
    base_value: Decimal | None = None
    status: Status = "ok"
    true_value: Decimal | None = None
    admin_level: str | None = None
    level_scope: LevelScope | None = None
    agency: str | None = None
    ref_area: str | None = None
    #: Of which list `ref_area` is; filled in by the bulletin's Gold where nobody wrote it.
    area_vintage: str | None = None
    period_start: date | None = None
    period_end: date | None = None
    period_basis: PeriodBasis | None = None
    compare_start: date | None = None
    compare_end: date | None = None
    note: str | None = None

    @field_validator("admin_level")
    @classmethod
    def _known_level(cls, level: str | None) -> str | None:
        if level is not None and not is_admin_level(level):
            raise ValueError(f"admin_level {level!r} is not a level or an ordered join of levels")
        return level


class Distractor(_Record):
    """A number that is no reported figure, with its kind."""

    start: int
    end: int
    kind: str

    @field_validator("kind")
    @classmethod
    def _known_kind(cls, kind: str) -> str:
        if kind not in DISTRACTOR_KINDS:
            raise ValueError(
                f"distractor kind {kind!r} is not one of {', '.join(DISTRACTOR_KINDS)}"
            )
        return kind


class Gold(_Record):
    """Everything annotated in one bulletin; checked on construction (loaders: AnnotationError)."""

    format: str = GOLD_FORMAT
    doc_id: str
    text_sha256: str
    annotator: str
    guideline: str
    codebook: str
    province: str | None = None
    published: date | None = None
    mentions: tuple[GoldMention, ...]
    links: tuple[GoldLink, ...]
    facts: tuple[GoldFact, ...]
    distractors: tuple[Distractor, ...]
    #: Mention ids of figures whose printed arithmetic was meant to fail.
    breaks: tuple[str, ...] = ()

    @field_validator("facts")
    @classmethod
    def _dated_areas(
        cls, facts: tuple[GoldFact, ...], info: ValidationInfo
    ) -> tuple[GoldFact, ...]:
        """Name the list of each area code: it follows from the code and the day."""
        era = era_of(info.data.get("published"))
        return tuple(
            fact
            if fact.area_vintage or not fact.ref_area
            else fact.model_copy(update={"area_vintage": area_vintage(fact.ref_area, era)})
            for fact in facts
        )

    @model_validator(mode="after")
    def _consistent(self) -> Gold:
        labels = {m.id: m.label for m in self.mentions}
        if len(labels) != len(self.mentions):
            raise ValueError("two mentions share one id")
        spans = sorted([(m.start, m.end, m.id) for m in self.mentions])
        for (_, end, one), (start, _, two) in pairwise(spans):
            if start < end:
                raise ValueError(f"mentions {one} and {two} overlap")
        seen: set[tuple[str, str]] = set()
        for link in self.links:
            _check_link(link, labels)
            if (link.source, link.kind) in seen:
                raise ValueError(f"{link.source} has two links {link.kind}")
            seen.add((link.source, link.kind))
        quantities = [m.id for m in self.mentions if m.label == "QUANTITY"]
        if sorted(f.mention for f in self.facts) != sorted(quantities):
            raise ValueError("facts and QUANTITY mentions are not one to one")
        return self


def _check_link(link: GoldLink, labels: dict[str, Label]) -> None:
    for end in (link.source, link.target):
        if end not in labels:
            raise ValueError(f"link {link.kind} of {link.source} dangles: no mention {end}")
    if labels[link.source] != "QUANTITY":
        raise ValueError(f"link {link.kind} starts at {link.source}, which is no QUANTITY")
    if labels[link.target] != TARGETS[link.kind]:
        raise ValueError(
            f"link {link.kind} of {link.source} ends at {link.target}, "
            f"a {labels[link.target]}; it must end at a {TARGETS[link.kind]}"
        )
    if link.source == link.target:
        raise ValueError(f"link {link.kind} of {link.source} points at itself")


def text_digest(text: str) -> str:
    """Return the SHA-256 of the raw text in UTF-8, as hexadecimal digits."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def read_gold(path: Path) -> Gold:
    """Read one gold file; refuse a malformed one with AnnotationError that names file and fault."""
    try:
        return Gold.model_validate_json(path.read_text(encoding="utf-8"))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise AnnotationError(f"{path}: {where}: {first['msg']}; correct the file") from error


def write_gold(gold: Gold, path: Path) -> None:
    """Write one gold file with stable order and indentation, whole or not at all."""
    data = gold.model_dump(mode="json", exclude_defaults=True)
    data = {"format": gold.format, **data}
    lines = json.dumps(data, ensure_ascii=False, indent=1) + "\n"
    part = path.with_suffix(".part")
    part.write_text(lines, encoding="utf-8")
    part.replace(path)


def check_text(gold: Gold, text: str) -> None:
    """Refuse (AnnotationError) a text that is not the one annotated, or spans that leave it."""
    if text_digest(text) != gold.text_sha256:
        raise AnnotationError(
            f"{gold.doc_id}: the text differs from the annotated one (SHA-256 "
            f"{text_digest(text)[:12]}, annotated {gold.text_sha256[:12]}); restore the text or "
            "annotate it again"
        )
    for mention in gold.mentions:
        surface = text[mention.start : mention.end]
        if not 0 <= mention.start < mention.end <= len(text) or surface != surface.strip():
            raise AnnotationError(
                f"{gold.doc_id}: mention {mention.id} at {mention.start}–{mention.end} is empty, "
                "outside the text or padded with blanks; correct its offsets"
            )
