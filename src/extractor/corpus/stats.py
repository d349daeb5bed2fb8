"""Describe the corpus in figures: what there is, split by split, beside what really occurs."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from extractor.corpus.leakage import find_alike
from extractor.corpus.patterns import PATTERNS, link_pattern, measure_shares
from extractor.corpus.store import SPLITS, Bulletin
from extractor.errors import InputError
from extractor.labels import LEVELS, TARGETS
from extractor.vietnamese.text import fold

#: Codes with fewer figures in train than this are rare.
RARE: Final = 15
#: Between these lines of the data card stand the tables.
CARD_MARKS: Final = ("<!-- stats -->", "<!-- /stats -->")
_NONE: Final = "none"
#: Rows that have an order of their own; all others go by frequency.
_ORDERS: Final[dict[str, tuple[str, ...]]] = {
    "level": LEVELS, "link": tuple(TARGETS), "pattern": PATTERNS,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Statistics:
    """Counts by split, breakdowns by split, and shares beside those of real bulletins.

    `totals`: name → split → count. `tables`: table → row → split → count. `shares`: name →
    (count, of) over all bulletins, `train_shares` over those of train. `rare`: codes with fewer
    than RARE figures in train. `alike`: the share of masked shingles that the most alike pair has
    in common, (across splits, within one).
    """

    totals: dict[str, dict[str, int]]
    tables: dict[str, dict[str, dict[str, int]]]
    shares: dict[str, tuple[int, int]]
    train_shares: dict[str, tuple[int, int]]
    rare: tuple[str, ...]
    new_wordings: tuple[int, int]
    alike: tuple[float, float]

    def as_json(self) -> dict[str, Any]:
        """Return everything as plain JSON data."""
        return {
            "totals": self.totals,
            "tables": self.tables,
            "shares": {name: list(pair) for name, pair in self.shares.items()},
            "train_shares": {name: list(pair) for name, pair in self.train_shares.items()},
            "phrasebook": {name: list(pair) for name, pair in phrasebook().items()},
            "rare_codes": list(self.rare),
            "test_wordings_not_in_train": list(self.new_wordings),
            "most_alike_across_and_within_splits": list(self.alike),
        }


@cache
def phrasebook() -> dict[str, tuple[int, int]]:
    """Return how often each measured thing occurs on real pages: (count, of)."""
    path = files("extractor.corpus") / "data" / "phrasebook.toml"
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    return {name: (pair[0], pair[1]) for name, pair in table["shares"].items()}


def describe(bulletins: Sequence[Bulletin]) -> Statistics:
    """Count everything that the data card shows; splits without bulletins count 0."""
    counters: dict[str, dict[str, Counter[str]]] = {}
    totals: dict[str, dict[str, int]] = {}
    for bulletin in bulletins:
        for name, number in _sizes(bulletin).items():
            row = totals.setdefault(name, dict.fromkeys(SPLITS, 0))
            row[bulletin.split] += number
        for table, names in _features(bulletin).items():
            split = counters.setdefault(table, {}).setdefault(bulletin.split, Counter())
            split.update(names)
    return Statistics(
        totals,
        {table: _table(counts, _ORDERS.get(table, ())) for table, counts in counters.items()},
        measure_shares(bulletins),
        measure_shares(bulletin for bulletin in bulletins if bulletin.split == "train"),
        _rare_codes(counters.get("code", {})),
        _new_wordings(bulletins),
        _most_alike(bulletins),
    )


def _sizes(bulletin: Bulletin) -> dict[str, int]:
    gold = bulletin.gold
    return {
        "bulletins": 1,
        "words": len(bulletin.text.split()),
        "figures": len(gold.facts),
        "mentions": len(gold.mentions),
        "links": len(gold.links),
        "distractors": len(gold.distractors),
        "hedged figures": sum(fact.bound != "exact" for fact in gold.facts),
        "malformed or repaired": sum(fact.status != "ok" for fact in gold.facts),
        "figures without a code": sum(fact.indicator == "OTHER" for fact in gold.facts),
        "figures with an area code": sum(fact.ref_area is not None for fact in gold.facts),
        "bulletins with arithmetic meant to fail": int(bool(gold.breaks)),
    }


def _features(bulletin: Bulletin) -> dict[str, list[str]]:
    gold = bulletin.gold
    return {
        "type": [bulletin.meta.get("type", _NONE)],
        "era": [bulletin.meta.get("era", _NONE)],
        "author": [bulletin.meta.get("author", _NONE)],
        "level": [fact.admin_level or _NONE for fact in gold.facts],
        "scope": [fact.level_scope or _NONE for fact in gold.facts],
        "role": [fact.role for fact in gold.facts],
        "unit": [fact.unit or _NONE for fact in gold.facts],
        "label": [mention.label for mention in gold.mentions],
        "link": [link.kind for link in gold.links],
        "pattern": [link_pattern(bulletin, fact) for fact in gold.facts],
        "distractor": [number.kind for number in gold.distractors],
        "code": [fact.indicator for fact in gold.facts],
    }


def _table(counts: dict[str, Counter[str]], order: Sequence[str]) -> dict[str, dict[str, int]]:
    total = sum(counts.values(), Counter())
    place = {name: number for number, name in enumerate(order)}
    names = sorted(total, key=lambda name: (place.get(name, len(order)), -total[name], name))
    return {name: {split: counts.get(split, Counter())[name] for split in SPLITS} for name in names}


def _rare_codes(counts: dict[str, Counter[str]]) -> tuple[str, ...]:
    from extractor.codebook import load_codebook

    train = counts.get("train", Counter())
    return tuple(sorted(code for code in load_codebook().indicators if train[code] < RARE))


def _new_wordings(bulletins: Iterable[Bulletin]) -> tuple[int, int]:
    """Count the distinct INDICATOR wordings of test and those that train lacks."""
    seen: dict[str, set[str]] = {split: set() for split in SPLITS}
    for bulletin in bulletins:
        for mention in bulletin.gold.mentions:
            if mention.label == "INDICATOR":
                seen[bulletin.split].add(fold(bulletin.text[mention.start : mention.end]))
    return len(seen["test"] - seen["train"]), len(seen["test"])


def _most_alike(bulletins: Sequence[Bulletin]) -> tuple[float, float]:
    splits = {bulletin.doc_id: bulletin.split for bulletin in bulletins}
    texts = {bulletin.doc_id: bulletin.text for bulletin in bulletins}
    shares: dict[bool, list[float]] = {True: [0.0], False: [0.0]}
    for pair in find_alike(texts, limit=0):
        shares[splits[pair.one] != splits[pair.two]].append(pair.share)
    return max(shares[True]), max(shares[False])


def print_statistics(statistics: Statistics) -> str:
    """Return the statistics as Markdown tables, as the data card shows them."""
    lines = ["| | " + " | ".join((*SPLITS, "all")) + " |", "|---|" + "---:|" * 4]
    lines += [_row(name, row) for name, row in statistics.totals.items()]
    new, of = statistics.new_wordings
    lines += ["", f"Distinct INDICATOR wordings of test that train lacks: {_share(new, of)}.", ""]
    lines += [f"Codes with fewer than {RARE} figures in train: {len(statistics.rare)}"]
    lines[-1] += f" ({', '.join(statistics.rare)})." if statistics.rare else "."
    across, within = statistics.alike
    lines += ["", "Masked 8-word shingles that the most alike pair has in common: "]
    lines[-1] += f"{across:.1%} across splits, {within:.1%} within one."
    for table, rows in statistics.tables.items():
        lines += ["", f"| {table} | " + " | ".join((*SPLITS, "all")) + " |", "|---|" + "---:|" * 4]
        lines += [_row(name, row) for name, row in rows.items()]
    return "\n".join([*lines, "", *_share_rows(statistics)])


def _share_rows(statistics: Statistics) -> list[str]:
    rows = ["| share | train | this corpus | real pages |", "|---|---:|---:|---:|"]
    real, none = phrasebook(), (0, 0)
    for name, pair in statistics.shares.items():
        columns = (statistics.train_shares.get(name, none), pair, real.get(name, none))
        rows.append(f"| {name} | " + " | ".join(_share(*column) for column in columns) + " |")
    return rows


def update_card(path: Path, statistics: Statistics) -> None:
    """Replace the tables between the marks of a data card; refuse (InputError) one without them."""
    before, start, rest = path.read_text(encoding="utf-8").partition(CARD_MARKS[0])
    _, end, after = rest.partition(CARD_MARKS[1])
    if not start or not end:
        raise InputError(f"{path}: lacks {CARD_MARKS[0]} … {CARD_MARKS[1]}; restore the marks")
    part = path.with_suffix(".part")
    text = f"{before}{start}\n{print_statistics(statistics)}\n{end}{after}"
    part.write_text(text, encoding="utf-8")
    part.replace(path)


def _row(name: str, row: dict[str, int]) -> str:
    cells = [*(row[split] for split in SPLITS), sum(row.values())]
    return f"| {name} | " + " | ".join(f"{cell:,}" for cell in cells) + " |"


def _share(count: int, of: int) -> str:
    return f"{count / of:.1%} ({count} of {of})" if of else "–"
