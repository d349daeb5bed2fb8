"""The records that travel between the stages and out of the package.

Offsets are Unicode code points, half-open, into the raw text. Values are `Decimal` in base units
(đồng, not triệu). Unknown is None, never a guess. Mentions and links, hundreds a bulletin, are
NamedTuples: frozen dataclasses took three times as long to make.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar, Final, NamedTuple, Self

from pydantic import BaseModel, ConfigDict, Field

from extractor.labels import (
    Bound,
    Direction,
    Label,
    LevelScope,
    LinkKind,
    PeriodBasis,
    Role,
    Status,
    Unit,
)

SCHEMA_VERSION: Final = "1"


class Mention(NamedTuple):
    """A stretch of text with one of the five labels."""

    start: int
    end: int
    label: Label
    score: float = 1.0


class Link(NamedTuple):
    """An arrow from a QUANTITY to its target; both are indices into `Tagged.mentions`."""

    source: int
    kind: LinkKind
    target: int
    score: float = 1.0


@dataclass(frozen=True, slots=True)
class Code:
    """What a QUANTITY measures: a code of the codebook (or OTHER), its role and its scope.

    `scope` is (admin level, level scope) where the tagger tells it itself; None leaves it to the
    LEVEL and AGENCY links.
    """

    indicator: str
    role: Role = "value"
    _: KW_ONLY
    scope: tuple[str | None, str | None] | None = None
    score: float = 1.0


@dataclass(frozen=True, slots=True)
class Tagged:
    """A text with its mentions (sorted, never overlapping), links and codes by mention index.

    Both the rules and the learned model end here; everything after is shared.
    """

    text: str
    mentions: tuple[Mention, ...]
    links: tuple[Link, ...]
    codes: dict[int, Code] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Context:
    """What is known of a bulletin beside its text: each may be None.

    `era` (before_2025_07 or after_2025_07) was guessed where no day is known, which says more.
    `told`: province and day of publication were given, not found in the text.
    """

    doc_id: str = "bulletin"
    province: str | None = None
    published: date | None = None
    era: str | None = None
    told: bool = False


class _Record(BaseModel):
    """A frozen record.

    Records with all fields given share one set of their names: a set each, of 2 kB, was half of
    what the facts of a text of 1 MB took.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    _names: ClassVar[frozenset[str]]
    _shared: ClassVar[set[str]]

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: object) -> None:
        cls._names = frozenset(cls.model_fields)
        cls._shared = set(cls._names)

    def model_post_init(self, context: object, /) -> None:
        """Share the names of the fields where all were given."""
        if self.__pydantic_fields_set__ == self._names:
            object.__setattr__(self, "__pydantic_fields_set__", self._shared)

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """Return a copy with other values; its names are its own until they are known."""
        copied = super().model_copy(update=update, deep=deep)
        copied.model_post_init(None)
        return copied


class Observation(_Record):
    """One reported figure: the public record; the order of the fields is the order of columns."""

    obs_id: str
    doc_id: str
    indicator: str | None
    qualifier: str | None = None
    role: Role = "value"
    value: Decimal | None
    unit: Unit | None
    bound: Bound = "exact"
    direction: Direction | None = None
    base_value: Decimal | None = None
    status: Status = "ok"
    status_note: str | None = None
    readings: tuple[Decimal, ...] = ()
    admin_level: str | None = None
    level_scope: LevelScope | None = None
    agency: str | None = None
    ref_area: str | None = None
    area_vintage: str | None = None
    period_start: date | None = None
    period_end: date | None = None
    period_basis: PeriodBasis | None = None
    part_of: str | None = None
    rate_of: str | None = None
    compare_start: date | None = None
    compare_end: date | None = None
    surface: str
    char_start: int
    char_end: int
    evidence: dict[str, tuple[int, int]] = Field(default_factory=dict)
    confidence: float | None = None


class Term(_Record):
    """One figure of a check: which observation, its value as used, and where it is printed."""

    obs_id: str
    value: Decimal | None
    char_start: int
    char_end: int
    name: str


class Finding(_Record):
    """The verdict of one arithmetic check of the text against itself.

    `kind` is what was tested, `verdict` is holds, contradicts or cannot_tell, `equation` says it
    in words and figures, `gap` is left side minus right side in the unit of the terms, `proposals`
    are the readings (obs_id, value) that would make it hold.
    """

    doc_id: str
    kind: str
    rule: str
    verdict: str
    equation: str
    gap: Decimal | None = None
    terms: tuple[Term, ...] = ()
    proposals: tuple[tuple[str, Decimal], ...] = ()
    note: str | None = None


class Report(_Record):
    """Everything that the extractor says of one bulletin."""

    doc_id: str
    observations: tuple[Observation, ...]
    findings: tuple[Finding, ...] = ()
    schema_version: str = SCHEMA_VERSION
    codebook_version: str
    model: str
