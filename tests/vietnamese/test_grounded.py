"""Floors on bulletins that people have marked up; skipped where their folder is absent."""

import csv
from decimal import Decimal
from pathlib import Path

import pytest

from extractor.vietnamese.numbers import find_quantities

FOLDER = Path(__file__).parents[3] / "shared" / "grounded"
pytestmark = pytest.mark.skipif(
    not (FOLDER / "gold.tsv").exists(), reason="the grounded bulletins are not beside the project"
)


def rows(name):
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.fixture(scope="module")
def found():
    docs = {row["doc"] for row in rows("gold.tsv")}
    texts = {doc: (FOLDER / f"{doc}.txt").read_bytes().decode("utf-8") for doc in docs}
    return {doc: find_quantities(text) for doc, text in texts.items()}


def test_nearly_every_figure_is_found_and_read(found):
    gold = rows("gold.tsv")
    by_start = {(doc, q.num_start): q for doc, qs in found.items() for q in qs if q.kind is None}
    hits = [by_start.get((row["doc"], int(row["start"]))) for row in gold]
    right = [
        (q.malformed and (not row["value"] or Decimal(row["value"]) in q.readings))
        if row["status"] != "ok"
        else q.value == Decimal(row["value"])
        for row, q in zip(gold, hits, strict=True)
        if q is not None
    ]

    assert len(gold) > 900
    assert len(right) / len(gold) >= 0.995
    assert sum(right) / len(right) >= 0.99


def test_most_other_numbers_are_known_to_report_nothing(found):
    others = [
        row
        for row in rows("negatives.tsv")
        if row["start"].isdigit() and row["doc"] in found and row["kind"] != "threshold"
    ]
    caught = [
        not any(
            q.kind is None and q.num_start < int(row["end"]) and int(row["start"]) < q.num_end
            for q in found[row["doc"]]
        )
        for row in others
    ]

    assert len(others) > 500
    assert sum(caught) / len(caught) >= 0.88
