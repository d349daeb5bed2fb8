"""Find the cues of the codebook in a text: wordings that tell an indicator by the unit."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from extractor.labels import Unit

#: Cues that say only that dossiers came or went; a telling cue beside them wins.
GENERAL: Final = frozenset({"received", "resolved", "pending", "payment", "index766", "announced"})

_COLUMN: Final[dict[Unit | None, tuple[str, ...]]] = {
    "dossier": ("count",),
    None: ("count", "procedure", "service", "rank", "point", "transaction", "unit", "copy"),
    "percent": ("rate",),
    "VND": ("money",),
    "result": ("result", "count"),
    "copy": ("copy", "count"),
    "transaction": ("transaction",),
    "procedure": ("procedure", "service"),
    "service": ("service", "procedure"),
}


@dataclass(frozen=True, slots=True)
class Cue:
    """One wording: its name, and the code that it means for each column of units."""

    name: str
    codes: dict[str, str]

    def code(self, unit: Unit | None) -> str | None:
        """Return the code for a figure of `unit`, or None where the cue says nothing of it."""
        for column in _COLUMN.get(unit, (str(unit),)):
            if column in self.codes:
                return self.codes[column]
        return None


@dataclass(frozen=True, slots=True)
class Hit:
    """A cue found in the text; offsets into it."""

    start: int
    end: int
    cue: Cue


@cache
def _cues() -> tuple[re.Pattern[str], tuple[Cue, ...]]:
    data = files("extractor.codebook") / "data" / "cues.toml"
    rows = tomllib.loads(data.read_text(encoding="utf-8"))["cues"]
    pattern = "|".join(f"(?P<c{i}>{row['pattern']})" for i, row in enumerate(rows))
    cues = tuple(
        Cue(row["name"], {k: v for k, v in row.items() if k not in ("name", "pattern")})
        for row in rows
    )
    return re.compile(rf"(?<!\w)(?:{pattern})(?!\w)"), cues


def all_cues() -> tuple[Cue, ...]:
    """Return every cue of the codebook, in the order of its file."""
    return _cues()[1]


def find_cues(text: str) -> list[Hit]:
    """Return the cues of a (normalised) text in order, never overlapping."""
    pattern, cues = _cues()
    lowered = text.lower()
    if len(lowered) != len(text):  # rare letters grow when lowered; offsets must hold
        lowered = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    return [
        Hit(m.start(), m.end(), cues[int((m.lastgroup or "c0")[1:])])
        for m in pattern.finditer(lowered)
    ]
