"""One bulletin as a page of HTML that stands alone: text with marks, facts, findings.

Hovering, focusing or touching a fact marks the words that it was read from; hovering a word marks
its facts. Light and dark, wide and narrow; the page fetches nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Final

from extractor.codebook import load_codebook
from extractor.export.entry import AIMS, Entry
from extractor.export.files import write_text
from extractor.export.terminal import VERDICT_SIGNS, figure, level, period
from extractor.schema import Finding, Observation

if TYPE_CHECKING:
    from jinja2 import Template

_LEGEND: Final = (
    ("quantity", "figure"), ("indicator", "indicator"), ("level", "level"), ("agency", "agency"),
    ("period", "period"),
)  # fmt: skip
#: Colour of the words behind each slot, the strongest first where slots overlap; the other slots
#: (part_of, rate_of) point at figures, which are coloured for themselves.
_COLOURS: Final = {
    "value": "quantity", "indicator": "indicator", "admin_level": "level", "agency": "agency",
    "period": "period", "compare": "period",
}  # fmt: skip
_UNSAFE: Final = re.compile(r"[^\w.-]+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the text: its colour and the numbers of the facts that were read from it."""

    text: str
    label: str
    facts: str


def to_page(entry: Entry) -> str:
    """Return the page of one bulletin; `entry.text` must be the raw text of its offsets."""
    report = entry.report
    numbers = {fact.obs_id: number for number, fact in enumerate(report.observations)}
    return _template().render(
        title=entry.title or report.doc_id,
        about=_about(entry),
        legend=_LEGEND,
        pieces=cut(entry.text, report.observations),
        rows=[_row(fact) for fact in report.observations],
        findings=[_finding(finding, numbers) for finding in _sorted(report.findings)],
    )


def write_pages(entries: Iterable[Entry], folder: Path) -> None:
    """Write one page for each bulletin into a folder, and index.html that lists them.

    Each page appears when it is whole, the index last; pages of other names are left alone.
    """
    taken: set[str] = set()
    lines = []
    for entry in entries:
        name = _file_name(entry.report.doc_id, taken)
        write_text([to_page(entry)], folder / name)
        lines.append((name, entry.title or entry.report.doc_id, len(entry.report.observations)))
    write_text([_template("index.html.j2").render(lines=lines)], folder / "index.html")


def cut(text: str, facts: Iterable[Observation]) -> list[Piece]:
    """Cut a text at the borders of all evidence; the pieces joined are the text again."""
    spans = [
        (start, end, slot, number)
        for number, fact in enumerate(facts)
        for slot, (start, end) in _evidence(fact).items()
    ]
    cuts = sorted({0, len(text), *(at for start, end, *_ in spans for at in (start, end))})
    at_cut: dict[int, list[tuple[str, int]]] = {}
    places = {at: n for n, at in enumerate(cuts)}
    for start, end, slot, number in spans:
        for n in range(places[start], places[end]):
            at_cut.setdefault(n, []).append((slot, number))
    pieces = []
    for n, (start, end) in enumerate(pairwise(cuts)):
        held = at_cut.get(n, [])
        slots = {slot for slot, _ in held}
        label = next((_COLOURS[slot] for slot in _COLOURS if slot in slots), "")
        numbers = " ".join(map(str, sorted({number for _, number in held})))
        pieces.append(Piece(text[start:end], label, numbers))
    return pieces


def _evidence(fact: Observation) -> dict[str, tuple[int, int]]:
    return {**fact.evidence, "value": (fact.char_start, fact.char_end)}


@cache
def _template(name: str = "page.html.j2") -> Template:
    from jinja2 import Environment

    source = (files("extractor.export") / name).read_text(encoding="utf-8")
    return Environment(autoescape=True).from_string(source)


def _about(entry: Entry) -> str:
    report = entry.report
    published = entry.published.isoformat() if entry.published else None
    parts = (entry.source, entry.province, published, f"model {report.model}")
    return " · ".join(part for part in parts if part)


def _row(fact: Observation) -> dict[str, object]:
    indicator = load_codebook().indicators.get(fact.indicator or "")
    name = indicator.vi if indicator else ""
    if fact.qualifier:
        name = f"{name} [{fact.qualifier}]"
    return {
        "figure": figure(fact),
        "unit": fact.unit or "",
        "name": name,
        "code": fact.indicator or "",
        "level": level(fact),
        "agency": fact.agency or "",
        "period": period(fact).split(" … ") if period(fact) else [],
        "status": fact.status,
        "note": fact.status_note or "",
        "confidence": "" if fact.confidence is None else f"{fact.confidence:.0%}",
        "aim": fact.role in AIMS,
    }


def _sorted(findings: Iterable[Finding]) -> list[Finding]:
    """Put what contradicts first, what holds last."""
    ranks = ("contradicts", "cannot_tell", "holds")
    return sorted(
        findings, key=lambda f: ranks.index(f.verdict) if f.verdict in ranks else len(ranks)
    )


def _finding(finding: Finding, numbers: dict[str, int]) -> dict[str, str]:
    rows = [numbers[term.obs_id] for term in finding.terms if term.obs_id in numbers]
    return {
        "facts": " ".join(map(str, rows)),
        "verdict": finding.verdict,
        "sign": VERDICT_SIGNS.get(finding.verdict, ""),
        "words": finding.verdict.replace("_", " "),
        "equation": finding.equation,
        "note": finding.note or "",
    }


def _file_name(doc_id: str, taken: set[str]) -> str:
    """Return a file name for a document that no other has in this call."""
    stem = _UNSAFE.sub("-", doc_id).strip(".-") or "bulletin"
    name, number = f"{stem}.html", 2
    while name.lower() in taken or name.lower() == "index.html":
        name, number = f"{stem}-{number}.html", number + 1
    taken.add(name.lower())
    return name
