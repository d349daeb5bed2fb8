"""The tables of a report: plain cells, the same for Markdown and HTML."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from extractor.corpus.patterns import PATTERNS
from extractor.labels import DISTRACTOR_KINDS, LABELS, TARGETS
from extractor.scoring.bootstrap import FEWEST_FOR_P
from extractor.scoring.cells import UNDEFINED, TableView, show, show_signed
from extractor.scoring.codes import RARE
from extractor.scoring.comparison import Comparison
from extractor.scoring.confidence import abstention_table, reliability_table
from extractor.scoring.counts import Counts, Measure
from extractor.scoring.evaluation import Evaluation
from extractor.scoring.links import PLACES
from extractor.scoring.slots import CORE, LADDER, SLOTS, WHOLE
from extractor.scoring.summary import HEADLINES, Average, Score, Summary

NAMES: Final = {
    "spans/exact/all": "mentions, exact",
    "links/exact/all": "links, end to end",
    "gold_links/exact/all": "links, gold mentions",
    "facts/detection": "figures found",
    "facts/value_and_unit": "value and unit",
    "facts/core": ", ".join(CORE),
    "facts/whole": "whole fact",
    "codes/micro": "indicator codes, micro",
    **{f"facts/slots/{slot}": slot for slot in SLOTS},
}
_PRF: Final[tuple[Measure, ...]] = ("precision", "recall", "f1")
_SYSTEM_SCORES: Final[tuple[tuple[str, Measure], ...]] = (
    ("facts/detection", "f1"), ("facts/slots/value", "recall"), ("facts/value_and_unit", "recall"),
)  # fmt: skip
_SLOTS_NOTE: Final = (
    "Recall is accuracy over all gold figures, a missed one wrong in each slot, null equal to "
    "null; “filled” asks only where gold or the system has something to say."
)
_LADDER_NOTE: Final = "Each row asks for its slot and all above it."
_PARTS_NOTE: Final = "A part is right where it points at the observation of the gold whole."
_EXACT_NOTE: Final = "Same start, end and label."
_OVERLAP_NOTE: Final = "Same label and at least one character shared, paired one to one."
_LINKS_NOTE: Final = "Every gold link counts, also where a mention was missed; both ends exact."
_PLACES_NOTE: Final = "All kinds; ends matched by overlap; seen from the figure."
_BROKEN_NOTE: Final = (
    "flagged: called broken (precision: and it was); repaired: given the proven reading "
    "(precision: what was “repaired” was right); not_invented: no unproven value given."
)


def summary_tables(summary: Summary) -> Iterator[TableView]:
    """Yield every table of one group that has a row."""
    for table in (
        _headlines(summary),
        _named(summary, "Slots, one by one", "facts/slots", SLOTS, _SLOTS_NOTE, beside="filled"),
        _named(summary, "Slots, added one by one", "facts/ladder", LADDER, _LADDER_NOTE),
        _faults(summary),
        _by_level(summary),
        _by_pattern(summary),
        _named(summary, "Parts and rates", "facts/parts", ("PART_OF", "RATE_OF"), _PARTS_NOTE),
        _named(summary, "Mentions, exact", "spans/exact", (*LABELS, "all"), _EXACT_NOTE),
        _named(summary, "Mentions, overlapping", "spans/overlap", (*LABELS, "all"), _OVERLAP_NOTE),
        _named(summary, "Links, end to end", "links/exact", (*TARGETS, "all"), _LINKS_NOTE),
        _named(summary, "Links between gold mentions", "gold_links/exact", (*TARGETS, "all"), ""),
        _named(summary, "Links by place of the target", "links/places", PLACES, _PLACES_NOTE),
        _averages(summary),
        _codes(summary),
        _confusion(summary),
        _named(
            summary, "Broken numerals", "malformed", ("flagged", "repaired", "not_invented"),
            _BROKEN_NOTE,
        ),
        _distractors(summary),
        *_breakdowns(summary),
        reliability_table(summary),
        abstention_table(summary),
    ):  # fmt: skip
        if table.rows:
            yield table


def comparison_table(comparisons: Sequence[Comparison], *, one: str, two: str) -> TableView:
    """Tabulate a comparison of two systems."""
    rows = [
        (
            f"{c.group}: {NAMES.get(c.name, c.name)}, {c.measure}",
            show(c.difference.one),
            show(c.difference.two),
            show_signed(c.difference.delta, c.difference.interval),
            UNDEFINED if c.difference.p is None else f"{c.difference.p:.3f}",
        )
        for c in comparisons
    ]
    note = (
        "Paired by bulletin; p is two-sided, not corrected for the number of rows, and left out "
        f"below {FEWEST_FOR_P} bulletins."
    )
    return TableView(
        f"{one} against {two}", note, ("score", one, two, "difference", "p"), tuple(rows)
    )


def system_tables(evaluations: Sequence[Evaluation]) -> Iterator[TableView]:
    """Yield one table per group with several systems side by side, value and unit only."""
    for group in dict.fromkeys(g for one in evaluations for g in one.summaries):
        rows = [
            (one.model, *(_shown(one.summaries[group], name) for name in _SYSTEM_SCORES))
            for one in evaluations
            if group in one.summaries
        ]
        header = ("system", "figures found, F1", "value right, of gold", "value and unit, of gold")
        yield TableView(f"Systems side by side: {group}", "", header, tuple(rows))


def _headlines(summary: Summary) -> TableView:
    rows = [
        (NAMES[name], *_cells(summary.scores[name])) for name in HEADLINES if name in summary.scores
    ]
    note = f"Whole fact: {', '.join(WHOLE)} all right, null included. 95 % intervals by bulletin."
    return TableView("Scores", note, ("score", "precision", "recall", "F1", "gold"), tuple(rows))


def _named(
    summary: Summary,
    title: str,
    prefix: str,
    keys: Iterable[str],
    note: str,
    *,
    beside: str | None = None,
) -> TableView:
    header = ["", "precision", "recall", "F1", "gold"] + (["filled F1"] if beside else [])
    rows = []
    for key in keys:
        score = summary.scores.get(f"{prefix}/{key}")
        if score is None:
            continue
        extra = [_shown(summary, (f"facts/{beside}/{key}", "f1"))] if beside else []
        rows.append((key, *_cells(score), *extra))
    return TableView(title, note, tuple(header), tuple(rows))


def _faults(summary: Summary) -> TableView:
    found = summary.faults
    times = {
        name: (sum(n for slots, n in found.items() if name in slots), found[name,])
        for name in ("missed", "extra", *WHOLE)
    }
    rows = [
        (name, str(every), str(alone))
        for name, (every, alone) in sorted(times.items(), key=lambda item: -item[1][0])
        if every
    ]
    note = "Wrong whole facts by what is wrong; alone: mend it and the whole fact is right."
    return TableView("What makes facts wrong", note, ("", "wrong facts", "alone"), tuple(rows))


def _by_level(summary: Summary) -> TableView:
    rows = _shares(_by_support(_under(summary, "facts/levels/")))
    note = "Share of gold figures of each level whose whole fact is right."
    return TableView("Whole facts by level", note, ("level", "right", "gold"), rows)


def _by_pattern(summary: Summary) -> TableView:
    found = dict(_under(summary, "facts/patterns/"))
    rows = _shares((name, found[name]) for name in PATTERNS if name in found)
    note = "Share of gold figures whose whole fact is right, by where their INDICATOR stands."
    return TableView("Whole facts by link pattern", note, ("pattern", "right", "gold"), rows)


def _shares(items: Iterable[tuple[str, Score]]) -> tuple[tuple[str, ...], ...]:
    return tuple(
        (name, _measure(score, "recall"), str(_support(score.counts))) for name, score in items
    )


def _averages(summary: Summary) -> TableView:
    def row(name: str, average: Average) -> tuple[str, ...]:
        return name, show(average.value, average.interval), str(average.codes)

    rows = [
        row("macro F1, all codes in gold", summary.macro),
        row(f"macro F1, codes with fewer than {RARE} figures", summary.macro_rare),
    ]
    note = "Every code counts the same, however rare; compare the micro F1 above."
    return TableView("Indicator codes, averaged by code", note, ("", "F1", "codes"), tuple(rows))


def _codes(summary: Summary) -> TableView:
    rows = [
        (code, *_cells(score, intervals=False))
        for code, score in _by_support(_under(summary, "codes/by_code/"))
    ]
    header = ("code", "precision", "recall", "F1", "gold")
    return TableView("Indicator codes, one by one", "", header, tuple(rows))


def _confusion(summary: Summary) -> TableView:
    mistakes = [(n, gold, seen) for (gold, seen), n in summary.confusion.items() if gold != seen]
    rows = [
        (gold, seen, str(n)) for n, gold, seen in sorted(mistakes, key=lambda m: (-m[0], m[1:]))
    ]
    note = "“(missed)”: figure not found; “(no figure)”: gold has none there."
    return TableView("Confusion of codes", note, ("gold", "given", "times"), tuple(rows))


def _distractors(summary: Summary) -> TableView:
    rows = []
    for kind in (*DISTRACTOR_KINDS, "all"):
        score = summary.scores.get(f"distractors/left_alone/{kind}")
        if score is not None and _support(score.counts):
            counts = score.counts
            left = _measure(score, "recall")
            rows.append((kind, left, str(counts.fn), str(_support(counts))))
    header = ("kind", "left alone", "taken as a figure", "in gold")
    return TableView("Numbers that are no figures", "", header, tuple(rows))


def _breakdowns(summary: Summary) -> Iterator[TableView]:
    for trait, values in summary.breakdowns.items():
        names = [name for name in HEADLINES if any(name in s for _, s in values.values())]
        rows = [
            (
                value,
                str(bulletins),
                *(_measure(scores[n], "f1") if n in scores else UNDEFINED for n in names),
            )
            for value, (bulletins, scores) in values.items()
        ]
        header = (trait, "bulletins", *(f"{NAMES[name]}, F1" for name in names))
        yield TableView(f"By {trait}", "", header, tuple(rows))


def _under(summary: Summary, prefix: str) -> list[tuple[str, Score]]:
    return [
        (name.removeprefix(prefix), score)
        for name, score in summary.scores.items()
        if name.startswith(prefix)
    ]


def _by_support(items: Iterable[tuple[str, Score]]) -> list[tuple[str, Score]]:
    return sorted(items, key=lambda item: (-_support(item[1].counts), item[0]))


def _cells(score: Score, *, intervals: bool = True) -> tuple[str, ...]:
    shown = (_measure(score, measure, intervals=intervals) for measure in _PRF)
    return (*shown, str(_support(score.counts)))


def _measure(score: Score, measure: Measure, *, intervals: bool = True) -> str:
    return show(score.values[measure], score.intervals[measure] if intervals else None)


def _shown(summary: Summary, name: tuple[str, Measure]) -> str:
    score = summary.scores.get(name[0])
    return UNDEFINED if score is None else _measure(score, name[1])


def _support(counts: Counts) -> int:
    return counts.tp + counts.fn
