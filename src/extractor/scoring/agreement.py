"""Agreement of two annotators of the same bulletins, by the scorers that also judge models.

The second pass takes the place of a system's output and the first that of gold; F1 does not depend
on which is which. Kappa is computed over the figures that both found.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from extractor.corpus.gold import GoldFact
from extractor.corpus.store import Bulletin
from extractor.errors import AnnotationError
from extractor.labels import LABELS, TARGETS
from extractor.schema import Link, Mention, Observation, Tagged
from extractor.scoring.alignment import align
from extractor.scoring.counts import Counts, add_tables
from extractor.scoring.facts import align_facts
from extractor.scoring.slots import SLOTS, WHOLE
from extractor.scoring.tally import BulletinResult, Wrong, score_bulletin

_NONE: Final = "none"
_SHOWN: Final = 40


@dataclass(frozen=True, slots=True)
class SecondPass:
    """A second annotation in the form of a system's output."""

    observations: tuple[Observation, ...]
    tagged: Tagged


@dataclass(frozen=True, slots=True)
class Agreement:
    """What two passes over the same bulletins have in common.

    `table` holds pooled counts by name (spans/exact/LEVEL, links/exact/PART_OF, facts/whole …);
    `kappas` are None where fewer than two values occur; `differences` counts (slot, first, second),
    `extents` (label, first surface, second surface) of overlapping mentions.
    """

    bulletins: tuple[str, ...]
    figures: tuple[int, int]
    table: dict[str, Counts]
    kappas: dict[str, tuple[float | None, int]]
    differences: Counter[tuple[str, str, str]]
    extents: Counter[tuple[str, str, str]]
    wrongs: tuple[Wrong, ...] = ()
    refused: tuple[str, ...] = field(default=())

    def f1(self, name: str) -> float | None:
        """Give the pooled F1 of one name; None where neither pass has anything."""
        return self.table[name].f1 if name in self.table else None


def compare_passes(
    first: Sequence[Bulletin], second: Sequence[Bulletin], *, refused: Iterable[str] = ()
) -> Agreement:
    """Compare two annotations of every bulletin that both lists hold, by doc_id.

    Refuses (AnnotationError) passes over different texts, and lists without a common bulletin.
    """
    others = {bulletin.doc_id: bulletin for bulletin in second}
    results: list[BulletinResult] = []
    pairs: list[tuple[GoldFact, Observation]] = []
    extents: Counter[tuple[str, str, str]] = Counter()
    for bulletin in first:
        other = others.get(bulletin.doc_id)
        if other is None:
            continue
        if other.gold.text_sha256 != bulletin.gold.text_sha256:
            raise AnnotationError(
                f"{bulletin.doc_id}: the two passes annotate different texts; copy the first text"
            )
        output = as_output(other)
        results.append(score_bulletin(bulletin, output))
        extents.update(_extents(bulletin, other))
        found = align_facts(bulletin.gold, output.observations).pairs
        pairs += [(p.fact, p.observation) for p in found if p.observation is not None]
    if not results:
        raise AnnotationError("no bulletin has two passes; annotate some in annotations/second")
    return Agreement(
        tuple(result.doc_id for result in results),
        (sum(r.figures for r in results), sum(r.observed for r in results)),
        add_tables(result.table for result in results),
        _kappas(pairs),
        Counter(_differences(results)),
        extents,
        tuple(wrong for result in results for wrong in result.wrongs),
        tuple(refused),
    )


def as_output(bulletin: Bulletin) -> SecondPass:
    """Give an annotation the form of a system's output, so that the same scorers read it."""
    gold = bulletin.gold
    starts = {mention.id: mention.start for mention in gold.mentions}
    spans = {mention.id: (mention.start, mention.end) for mention in gold.mentions}
    places = {mention.id: place for place, mention in enumerate(gold.mentions)}
    targets = {(link.source, link.kind): link.target for link in gold.links}

    def name(mention: str | None) -> str | None:
        return None if mention is None else f"{gold.doc_id}#{starts[mention]}"

    observations = []
    for fact in gold.facts:
        start, end = spans[fact.mention]
        data = fact.model_dump(exclude={"mention", "true_value", "note"})
        data |= {
            "obs_id": name(fact.mention),
            "doc_id": gold.doc_id,
            "part_of": name(targets.get((fact.mention, "PART_OF"))),
            "rate_of": name(targets.get((fact.mention, "RATE_OF"))),
            "surface": bulletin.text[start:end],
            "char_start": start,
            "char_end": end,
        }
        observations.append(Observation.model_validate(data))
    mentions = tuple(Mention(m.start, m.end, m.label) for m in gold.mentions)
    links = tuple(Link(places[k.source], k.kind, places[k.target]) for k in gold.links)
    return SecondPass(tuple(observations), Tagged(bulletin.text, mentions, links))


def _kappas(
    pairs: Sequence[tuple[GoldFact, Observation]],
) -> dict[str, tuple[float | None, int]]:
    slots = ("indicator", "admin_level", "level_scope", "role")
    return {
        slot: (
            _kappa([(_slot(one, slot), _slot(two, slot)) for one, two in pairs]),
            len(pairs),
        )
        for slot in slots
    }


def _slot(record: GoldFact | Observation, slot: str) -> str:
    return getattr(record, slot) or _NONE


def _kappa(pairs: Sequence[tuple[str, str]]) -> float | None:
    """Give Cohen's kappa; None where it is undefined (fewer than two values in all)."""
    if len({value for pair in pairs for value in pair}) < 2:
        return None
    from sklearn.metrics import cohen_kappa_score

    first, second = zip(*pairs, strict=True)
    return float(cohen_kappa_score(first, second))


def _differences(results: Iterable[BulletinResult]) -> Iterable[tuple[str, str, str]]:
    for result in results:
        for wrong in result.wrongs:
            if wrong.kind != "wrong":
                yield ("figure", *(("marked", "–") if wrong.kind == "missed" else ("–", "marked")))
            for slot in wrong.slots:
                yield slot, wrong.gold.get(slot, "–"), wrong.observed.get(slot, "–")


def _extents(first: Bulletin, second: Bulletin) -> Iterable[tuple[str, str, str]]:
    """Give the overlapping mentions of one label that begin or end elsewhere."""
    for label in LABELS:
        ours, theirs = (
            [(m.start, m.end) for m in bulletin.gold.mentions if m.label == label]
            for bulletin in (first, second)
        )
        for one, two in align(ours, theirs).items():
            if ours[one] != theirs[two]:
                yield label, first.text[slice(*ours[one])], first.text[slice(*theirs[two])]


def as_json(agreement: Agreement) -> dict[str, Any]:
    """Return the agreement as plain JSON data."""
    return {
        "bulletins": list(agreement.bulletins),
        "figures": {"first": agreement.figures[0], "second": agreement.figures[1]},
        "f1": {
            name: {"f1": counts.f1, "both": counts.tp, "second_only": counts.fp,
                   "first_only": counts.fn}
            for name, counts in sorted(agreement.table.items())
            if name.split("/")[0] in ("spans", "links", "facts")
        },
        "kappa": {n: {"kappa": k, "figures": of} for n, (k, of) in agreement.kappas.items()},
        "differences": [
            {"slot": slot, "first": one, "second": two, "count": count}
            for (slot, one, two), count in agreement.differences.most_common()
        ],
        "extents": [
            {"label": label, "first": one, "second": two, "count": count}
            for (label, one, two), count in agreement.extents.most_common()
        ],
        "refused": list(agreement.refused),
    }  # fmt: skip


def print_agreement(agreement: Agreement) -> str:
    """Return the report in Markdown."""
    first, second = agreement.figures
    lines = [
        "# Agreement of the two annotation passes",
        "",
        f"{len(agreement.bulletins)} bulletins annotated twice, independently: "
        f"{first} figures in the first pass, {second} in the second.",
        "F1 is over exact spans and over links whose two ends are exact (overlapping: spans of one",
        "label that share a letter); kappa (Cohen) over the figures that both passes marked.",
        "Written by `extractor corpus agree`.",
    ]
    lines += _section("Mentions", "label", "spans/exact/", (*LABELS, "all"), agreement)
    lines += _section("Links", "kind", "links/exact/", (*TARGETS, "all"), agreement)
    lines += _section("Slots of figures", "slot", "facts/slots/", SLOTS, agreement)
    whole = agreement.table["facts/whole"]
    lines += ["", f"Whole facts ({', '.join(WHOLE)}): F1 {_number(whole.f1)}.", ""]
    lines += ["## Kappa", "", "| slot | kappa | figures |", "|---|---:|---:|"]
    lines += [f"| {n} | {_number(k)} | {of} |" for n, (k, of) in agreement.kappas.items()]
    lines += ["", "## Commonest disagreements", "", "| slot | first | second | times |",
              "|---|---|---|---:|"]  # fmt: skip
    lines += [
        f"| {slot} | {_cell(one)} | {_cell(two)} | {count} |"
        for (slot, one, two), count in agreement.differences.most_common(_SHOWN)
        if slot not in ("agency", "qualifier")
    ]
    lines += ["", "## Commonest extents", "", "| label | first | second | times |",
              "|---|---|---|---:|"]  # fmt: skip
    lines += [
        f"| {label} | {_cell(one)} | {_cell(two)} | {count} |"
        for (label, one, two), count in agreement.extents.most_common(_SHOWN)
    ]
    lines += ["", "## Bulletins", "", ", ".join(agreement.bulletins) + "."]
    lines += [f"- left out: {line}" for line in agreement.refused]
    return "\n".join(lines) + "\n"


def _section(
    title: str, column: str, prefix: str, names: Sequence[str], agreement: Agreement
) -> list[str]:
    loose = "exact" in prefix
    heads = [column, "F1", *(["F1, overlapping"] if loose else []), "both", "first only"]
    lines = ["", f"## {title}", "", f"| {' | '.join([*heads, 'second only'])} |"]
    lines.append("|---|" + "---:|" * len(heads))
    for name in names:
        counts = agreement.table.get(prefix + name, Counts())
        cells = [name, _number(counts.f1)]
        if loose:
            other = agreement.table.get(prefix.replace("exact", "overlap") + name, Counts())
            cells.append(_number(other.f1))
        cells += [str(counts.tp), str(counts.fn), str(counts.fp)]
        lines.append(f"| {' | '.join(cells)} |")
    return lines


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _cell(text: str) -> str:
    return text.replace("|", "/").replace("\n", " ")


def write_agreement(
    agreement: Agreement, folder: Path, *, name: str = "report"
) -> tuple[Path, Path]:
    """Write `name`.md and `name`.json into `folder`, each whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    data = json.dumps(as_json(agreement), ensure_ascii=False, indent=1) + "\n"
    written = []
    for file, content in ((f"{name}.md", print_agreement(agreement)), (f"{name}.json", data)):
        path = folder / file
        part = path.with_suffix(path.suffix + ".part")
        part.write_text(content, encoding="utf-8")
        part.replace(path)
        written.append(path)
    return written[0], written[1]
