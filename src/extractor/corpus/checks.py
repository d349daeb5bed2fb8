"""Check the whole corpus: one line per fault, each with the place and the remedy."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from extractor.codebook import load_codebook
from extractor.codebook.loader import OTHER
from extractor.corpus.arithmetic import find_claims, find_shares
from extractor.corpus.building import build_corpus
from extractor.corpus.gold import Gold, check_text, read_gold
from extractor.corpus.leakage import LIMIT_ACROSS, LIMIT_WITHIN, find_alike, find_copied
from extractor.corpus.store import (
    SPLITS,
    Bulletin,
    load_bulletins,
    read_manifest,
    real_folder,
)
from extractor.errors import AnnotationError, InputError
from extractor.vietnamese.gazetteer import BEFORE, province_code

Severity = Literal["refused", "note"]
_TEST: Final = "test"
_NEEDED: Final = {"doc_id", "split"}


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: where, what, and what to do. A note is worth a look but refuses nothing."""

    where: str
    what: str
    severity: Severity = "refused"

    def __str__(self) -> str:
        return f"{self.severity}: {self.where}: {self.what}"


def check_corpus(root: Path) -> list[Fault]:
    """Run every check under `root`; an empty list means a sound corpus.

    A bulletin that cannot be read is reported and left out of the checks that compare bulletins.
    """
    root = root.resolve()
    try:
        rows = read_manifest(root)
    except AnnotationError as error:
        return [Fault("corpus/manifest.jsonl", str(error))]
    faults = list(_check_manifest(root, rows))
    bulletins = []
    for row in (row for row in rows if row.keys() >= _NEEDED):
        try:
            bulletins.append(_load(root, row))
        except (AnnotationError, OSError, UnicodeDecodeError) as error:
            faults.append(Fault(row["doc_id"], str(error)))
    for bulletin in bulletins:
        faults += check_annotation(bulletin)
        faults += check_arithmetic(bulletin)
    faults += check_splits(bulletins)
    faults += _check_real(root, bulletins)
    faults += check_sources(root)
    return faults


def _load(root: Path, row: dict[str, str]) -> Bulletin:
    doc_id = row["doc_id"]
    text = (root / "corpus" / "texts" / f"{doc_id}.txt").read_bytes().decode("utf-8")
    gold = read_gold(root / "annotations" / "gold" / f"{doc_id}.json")
    check_text(gold, text)
    return Bulletin(doc_id, text, gold, row["split"], row)


def _check_manifest(root: Path, rows: list[dict[str, str]]) -> Iterator[Fault]:
    where = "corpus/manifest.jsonl"
    names = [row.get("doc_id", "") for row in rows]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield Fault(where, f"{name} stands twice; remove one row")
    for number, row in enumerate(rows, start=1):
        missing = sorted(_NEEDED - row.keys())
        if missing:
            yield Fault(where, f"row {number} lacks {', '.join(missing)}; build the corpus anew")
        elif row["split"] not in SPLITS:
            yield Fault(where, f"{row['doc_id']}: split {row['split']!r} is none of {SPLITS}")
    for path in sorted((root / "corpus" / "texts").glob("*.txt")):
        if path.stem not in names:
            yield Fault(
                f"corpus/texts/{path.name}", "no row of the manifest names it; add or remove"
            )


def check_annotation(bulletin: Bulletin) -> Iterator[Fault]:
    """Yield what the gold format alone cannot see: unknown codes, numbers in the wrong place.

    Offsets, overlaps and links are refused by the gold reader itself.
    """
    gold, known = bulletin.gold, load_codebook().indicators
    if gold.doc_id != bulletin.doc_id:
        yield Fault(bulletin.doc_id, f"its gold is of {gold.doc_id}; rename one")
    for fact in gold.facts:
        if fact.indicator not in known and fact.indicator != OTHER:
            yield Fault(
                bulletin.doc_id, f"{fact.mention} has code {fact.indicator}, not in the codebook"
            )
    figures = [(m.start, m.end, m.id) for m in gold.mentions if m.label == "QUANTITY"]
    for number in gold.distractors:
        place = f"the {number.kind} at {number.start}–{number.end}"
        if not 0 <= number.start < number.end <= len(bulletin.text):
            yield Fault(bulletin.doc_id, f"{place} is empty or outside the text; correct it")
        for start, end, name in figures:
            if number.start < end and start < number.end:
                yield Fault(
                    bulletin.doc_id, f"{place} lies on the figure {name}; it is one or none"
                )


def check_arithmetic(bulletin: Bulletin) -> Iterator[Fault]:
    """Yield sums and shares that fail although the bulletin does not mean to break them.

    Refused are shares and sums of firm identities, and a `breaks` that names no figure; other sums,
    and lists that exceed their whole, are notes, as is a `breaks` that breaks nothing.
    """
    gold, text = bulletin.gold, bulletin.text
    spans = {m.id: text[m.start : m.end] for m in gold.mentions}
    broken: set[str] = set()
    for one in find_claims(gold, text):
        members = {one.whole, *one.parts}
        if one.holds:
            continue
        broken |= members
        if not members & set(gold.breaks):
            parts = " + ".join(spans[part] for part in one.parts)
            yield Fault(
                bulletin.doc_id,
                f"{one.whole} {spans[one.whole]} is not {parts} ({one.rule}, gap {one.gap}); "
                "correct a figure or name one in breaks=",
                "refused" if one.firm else "note",
            )
    for share in find_shares(gold, text):
        members = {share.rate, share.part, share.whole}
        if not share.holds:
            broken |= members
        if not share.holds and not members & set(gold.breaks):
            yield Fault(
                bulletin.doc_id,
                f"{share.rate} {spans[share.rate]} is not {spans[share.part]} of "
                f"{spans[share.whole]} ({share.exact:.3f}%); correct one or name it in breaks=",
            )
    yield from _check_breaks(gold, set(spans), broken)


def _check_breaks(gold: Gold, known: set[str], broken: set[str]) -> Iterator[Fault]:
    strange = [name for name in gold.breaks if name not in known]
    for name in strange:
        yield Fault(gold.doc_id, f"breaks= names {name}, which is no mention; correct the id")
    # No link says from which two figures a change comes, so a wrong one cannot be found out.
    misprinted = {
        fact.mention
        for fact in gold.facts
        if fact.true_value is not None or fact.status != "ok" or fact.role.startswith("change")
    }
    if gold.breaks and not strange and not set(gold.breaks) & (broken | misprinted):
        names = ", ".join(gold.breaks)
        yield Fault(gold.doc_id, f"breaks={names} breaks no sum or share that is linked", "note")


def check_splits(
    bulletins: list[Bulletin], *, across: float = LIMIT_ACROSS, within: float = LIMIT_WITHIN
) -> Iterator[Fault]:
    """Yield pairs that are too alike, and provinces of test that train has too.

    `across` and `within` limit the share of masked shingles for pairs of two splits and of one.
    """
    splits = {bulletin.doc_id: bulletin.split for bulletin in bulletins}
    texts = {bulletin.doc_id: bulletin.text for bulletin in bulletins}
    for pair in find_alike(texts, limit=min(across, within)):
        apart = splits[pair.one] != splits[pair.two]
        if pair.share > (across if apart else within):
            yield Fault(
                pair.one,
                f"shares {pair.share:.0%} of its masked word shingles with {pair.two} "
                f"({splits[pair.one]}/{splits[pair.two]}), such as “{pair.example}”; rewrite one",
            )
    trained = {_province(b) for b in bulletins if b.split != _TEST}
    for bulletin in bulletins:
        province = _province(bulletin)
        if bulletin.split == _TEST and province is not None and province in trained:
            yield Fault(
                bulletin.doc_id,
                f"province {bulletin.gold.province} of test occurs in train or dev; move one",
            )


def _province(bulletin: Bulletin) -> str | None:
    """Give one key for a province under its names of either era."""
    name = bulletin.gold.province
    return None if name is None else province_code(name, era=BEFORE) or name


def _check_real(root: Path, bulletins: list[Bulletin]) -> Iterator[Fault]:
    folder = real_folder(root)
    real = [path.read_bytes().decode("utf-8") for path in sorted(folder.glob("*.txt"))]
    if not real:
        yield Fault(
            "../shared/bulletins", "absent: texts were not compared with real bulletins", "note"
        )
        return
    try:
        load_bulletins("real", root=root)
    except (AnnotationError, InputError) as error:
        yield Fault("real bulletins", str(error))
    for bulletin in bulletins:
        for run in find_copied(bulletin.text, real):
            yield Fault(bulletin.doc_id, f"“{run}” stands in a real bulletin; word it anew")


def check_sources(root: Path) -> Iterator[Fault]:
    """Yield sources that are refused or that compile to other files than those committed."""
    with tempfile.TemporaryDirectory() as folder:
        built = Path(folder)
        (built / "annotations").mkdir()
        for name in ("first", "adjudicated"):
            if (root / "annotations" / name).is_dir():
                (built / "annotations" / name).symlink_to((root / "annotations" / name).resolve())
        _, refused = build_corpus(built)
        for line in refused:
            yield Fault("annotations", line.replace("\n", "; "))
        for relative in ("corpus/texts", "annotations/gold"):
            yield from _compare(root / relative, built / relative, relative)
        if _rows(root) != _rows(built):
            yield Fault(
                "corpus/manifest.jsonl", "differs from its sources; run extractor corpus build"
            )


def _rows(root: Path) -> list[str]:
    return sorted((root / "corpus" / "manifest.jsonl").read_text(encoding="utf-8").splitlines())


def _compare(committed: Path, built: Path, relative: str) -> Iterator[Fault]:
    for path in sorted(built.iterdir()):
        other = committed / path.name
        if not other.exists():
            yield Fault(f"{relative}/{path.name}", "is missing; run extractor corpus build")
        elif other.read_bytes() != path.read_bytes():
            yield Fault(
                f"{relative}/{path.name}", "differs from its source; run extractor corpus build"
            )
