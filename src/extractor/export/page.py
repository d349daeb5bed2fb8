"""One bulletin as a page of HTML that stands alone: text with marks, misprints, facts, checks.

Hovering or focusing a fact marks the words that it was read from and draws its links; a figure in
the text shows its fact. Vietnamese and English, light and dark, wide and narrow; the page fetches
nothing. The page of the service is the same template with a form above the result.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from extractor.export.entry import AIMS, Entry
from extractor.export.files import write_text
from extractor.export.terminal import VERDICT_SIGNS, figure
from extractor.export.words import (
    ROLES,
    STATUSES,
    UNITS,
    VERDICTS,
    Words,
    indicator_words,
    level_words,
    period_words,
    remark_words,
)
from extractor.schema import Finding, Observation, Report

if TYPE_CHECKING:
    from jinja2 import Template
    from markupsafe import Markup

_LEGEND: Final = (
    ("quantity", Words("số liệu", "figure")),
    ("indicator", Words("chỉ tiêu", "indicator")),
    ("level", Words("cấp", "level")),
    ("agency", Words("đơn vị, địa bàn", "agency")),
    ("period", Words("kỳ", "period")),
)
#: Colour of the words behind each slot, the strongest first where slots overlap; the other slots
#: (part_of, rate_of) point at figures, which are coloured for themselves.
_COLOURS: Final = {
    "value": "quantity", "indicator": "indicator", "admin_level": "level", "agency": "agency",
    "period": "period", "compare": "period",
}  # fmt: skip
_SERVICE_TITLE: Final = "Trích số liệu TTHC"
_SUSPECT: Final = Words(
    "một trong các cách đọc này sẽ khớp", "one of these would make a check hold"
)
_NUMBER: Final = re.compile(r"\d+(?:\.\d+)?")
_UNSAFE: Final = re.compile(r"[^\w.-]+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the text: its colour, the numbers of the facts that were read from it.

    `figure` holds the numbers of the facts whose figure begins here.
    """

    text: str
    label: str
    facts: str
    figure: str = ""


def to_page(entry: Entry) -> str:
    """Return the page of one bulletin; `entry.text` must be the raw text of its offsets."""
    return _render(title=entry.title or entry.report.doc_id, result=_result(entry))


def start_page() -> str:
    """Return the page of the service: a form, and room for the result of `to_page`."""
    return _render(title=_SERVICE_TITLE, service=True, form_script=_code("form.js"))


def _render(**values: object) -> str:
    # Scripts and styles are the project's own files, whole: their digests are in the service's
    # policy, so nothing is written into them.
    return _template().render(style=_code("page.css"), script=_code("page.js"), **values)


def _result(entry: Entry) -> dict[str, object]:
    report = entry.report
    numbers = {fact.obs_id: number for number, fact in enumerate(report.observations)}
    surfaces = {fact.obs_id: fact.surface for fact in report.observations}
    return {
        "about": _about(entry),
        "legend": _LEGEND,
        "pieces": cut(entry.text, report.observations),
        "misprints": _misprints(report, numbers),
        "rows": [_row(fact, numbers, surfaces) for fact in report.observations],
        "findings": [_finding(finding, numbers) for finding in _sorted(report.findings)],
        "sure": any(fact.confidence is not None for fact in report.observations),
    }


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
    begins: dict[int, set[int]] = {}
    places = {at: n for n, at in enumerate(cuts)}
    for start, end, slot, number in spans:
        if slot == "value" and start < end:
            begins.setdefault(start, set()).add(number)
        for n in range(places[start], places[end]):
            at_cut.setdefault(n, []).append((slot, number))
    pieces = []
    for n, (start, end) in enumerate(pairwise(cuts)):
        held = at_cut.get(n, [])
        slots = {slot for slot, _ in held}
        label = next((_COLOURS[slot] for slot in _COLOURS if slot in slots), "")
        numbers = sorted({number for _, number in held})
        begun = sorted(begins.get(start, ()))
        pieces.append(
            Piece(text[start:end], label, " ".join(map(str, numbers)), " ".join(map(str, begun)))
        )
    return pieces


def _evidence(fact: Observation) -> dict[str, tuple[int, int]]:
    return {**fact.evidence, "value": (fact.char_start, fact.char_end)}


@cache
def _template(name: str = "page.html.j2") -> Template:
    from jinja2 import Environment, FunctionLoader

    return Environment(autoescape=True, loader=FunctionLoader(_file)).get_template(name)


def _code(name: str) -> Markup:
    from markupsafe import Markup

    return Markup(_file(name))


def _file(name: str) -> str:
    return (files("extractor.export") / name).read_text(encoding="utf-8")


def _about(entry: Entry) -> str:
    report = entry.report
    published = entry.published.isoformat() if entry.published else None
    parts = (entry.source, entry.province, published, f"model {report.model}")
    return " · ".join(part for part in parts if part)


def _row(fact: Observation, numbers: dict[str, int], surfaces: dict[str, str]) -> dict[str, object]:
    kin = [numbers[name] for name in (fact.part_of, fact.rate_of) if name in numbers]
    return {
        "figure": _grouped(figure(fact)),
        "unit": UNITS[fact.unit] if fact.unit else Words("", ""),
        "name": indicator_words(fact.indicator),
        "qualifier": fact.qualifier or "",
        "role": ROLES[fact.role],
        "code": fact.indicator or "",
        "level": level_words(fact),
        "agency": fact.agency or "",
        "period": period_words(fact),
        "status": fact.status,
        "words": STATUSES[fact.status],
        "note": remark_words(fact.status_note),
        "confidence": "" if fact.confidence is None else f"{fact.confidence:.0%}",
        "aim": fact.role in AIMS,
        "kin": " ".join(map(str, dict.fromkeys(kin))),
        "whole": surfaces.get(fact.part_of or "", ""),
        "rated": surfaces.get(fact.rate_of or "", ""),
    }


def _grouped(text: str) -> str:
    """Write the numbers in a text as Vietnamese prints them, as the equations do.

    >>> _grouped("↑18734502.5/63")
    '↑18.734.502,5/63'
    """

    def written(match: re.Match[str]) -> str:
        return f"{Decimal(match[0]):,f}".translate(str.maketrans(",.", ".,"))

    return _NUMBER.sub(written, text)


def _misprints(report: Report, numbers: dict[str, int]) -> list[dict[str, object]]:
    """List the numerals that are not as they should be, each with its readings and their proof.

    A sound numeral is among them where a reading of it alone would make a failing check hold.
    """
    proofs: dict[str, list[Finding]] = {}
    values: dict[str, list[Decimal]] = {}
    for finding in _sorted(report.findings):
        for name, value in finding.proposals:
            proofs.setdefault(name, []).append(finding)
            values.setdefault(name, []).append(value)
    slips: list[dict[str, object]] = []
    for fact in report.observations:
        if fact.status == "ok" and fact.obs_id not in proofs:
            continue
        proven = [fact.value] if fact.status == "repaired" and fact.value is not None else []
        read = proven or values.get(fact.obs_id) or list(fact.readings)
        slips.append(
            {
                "fact": numbers[fact.obs_id],
                "printed": fact.surface,
                "readings": [_grouped(format(value, "f")) for value in dict.fromkeys(read)],
                "status": "cannot_tell" if fact.status == "ok" else fact.status,
                "words": _SUSPECT if fact.status == "ok" else STATUSES[fact.status],
                "proofs": [_proof(finding) for finding in proofs.get(fact.obs_id, ())],
                "note": remark_words(fact.status_note),
            }
        )
    return slips


def _proof(finding: Finding) -> dict[str, object]:
    return {
        "verdict": finding.verdict,
        "sign": VERDICT_SIGNS.get(finding.verdict, ""),
        "words": remark_words(finding.equation),
    }


def _sorted(findings: Iterable[Finding]) -> list[Finding]:
    """Put what contradicts first, what holds last."""
    ranks = ("contradicts", "cannot_tell", "holds")
    return sorted(
        findings, key=lambda f: ranks.index(f.verdict) if f.verdict in ranks else len(ranks)
    )


def _finding(finding: Finding, numbers: dict[str, int]) -> dict[str, Any]:
    rows = [numbers[term.obs_id] for term in finding.terms if term.obs_id in numbers]
    return {
        "facts": " ".join(map(str, rows)),
        "verdict": finding.verdict,
        "sign": VERDICT_SIGNS.get(finding.verdict, ""),
        "said": VERDICTS[finding.verdict],
        "equation": remark_words(finding.equation),
        "note": remark_words(finding.note),
    }


def _file_name(doc_id: str, taken: set[str]) -> str:
    """Return a file name for a document that no other has in this call."""
    stem = _UNSAFE.sub("-", doc_id).strip(".-") or "bulletin"
    name, number = f"{stem}.html", 2
    while name.lower() in taken or name.lower() == "index.html":
        name, number = f"{stem}-{number}.html", number + 1
    taken.add(name.lower())
    return name
