"""Print the agreement of annotators, with the address of every figure on which they differ."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from extractor.labels import LABELS, TARGETS
from extractor.labelstudio.review import PairAgreement, print_difference
from extractor.scoring import agreement as pairwise
from extractor.scoring.slots import SLOTS

_TABLES: Final = (
    ("Mentions", "spans/exact/", (*LABELS, "all")),
    ("Links", "links/exact/", (*TARGETS, "all")),
    ("Slots", "facts/slots/", SLOTS),
)


def print_pairs(pairs: Sequence[PairAgreement]) -> str:
    """Return the report in Markdown: F1 and kappa of each two people, then where they differ."""
    return "\n".join(_section(pair) for pair in pairs)


def _section(pair: PairAgreement) -> str:
    found = pair.agreement
    lines = [
        f"# {pair.first} and {pair.second}", "",
        f"{len(found.bulletins)} bulletins, {found.figures[0]} and {found.figures[1]} figures; "
        f"whole facts F1 {_number(found.f1('facts/whole'))}.", "",
        "| what | name | F1 |", "|---|---|---:|",
    ]  # fmt: skip
    for title, prefix, names in _TABLES:
        for name in names:
            value = found.f1(prefix + name)
            if value is not None:
                lines.append(f"| {title} | {name} | {_number(value)} |")
    lines += ["", "| slot | kappa | figures |", "|---|---:|---:|"]
    lines += [f"| {name} | {_number(kappa)} | {n} |" for name, (kappa, n) in found.kappas.items()]
    lines += ["", "## Disagreements", ""]
    for url, wrong in pair.disagreements():
        lines.append(f"- <{url}> {print_difference(wrong, pair.first, pair.second)}")
    if not pair.disagreements():
        lines.append("None on a whole fact.")
    lines += [f"- left out (refused): {name}" for name in found.refused]
    return "\n".join(lines) + "\n"


def as_json(pairs: Sequence[PairAgreement]) -> list[dict[str, Any]]:
    """Return the same as plain JSON data."""
    return [
        {
            "first": pair.first,
            "second": pair.second,
            **pairwise.as_json(pair.agreement),
            "disagreements": [
                {
                    "url": url, "doc_id": wrong.doc_id, "start": wrong.start, "end": wrong.end,
                    "surface": wrong.surface, "kind": wrong.kind, "slots": list(wrong.slots),
                    "first": wrong.gold, "second": wrong.observed,
                }
                for url, wrong in pair.disagreements()
            ],
        }
        for pair in pairs
    ]  # fmt: skip


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"
