"""Cues: wordings that tell an indicator by the unit of the figure."""

import re
import tomllib
from importlib.resources import files
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.codebook import load_codebook
from extractor.labels import UNITS
from extractor.rules.cues import GENERAL, find_cues

ROWS = tomllib.loads(
    (files("extractor.codebook") / "data" / "cues.toml").read_text(encoding="utf-8")
)["cues"]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["name"])
def test_every_cue_names_codes_of_the_codebook(row):
    codes = {value for key, value in row.items() if key not in ("name", "pattern")}

    assert codes
    assert codes <= set(load_codebook().indicators)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["name"])
def test_no_cue_matches_nothing_at_all(row):
    assert re.search(row["pattern"], "") is None


def test_general_cues_are_cues():
    assert {row["name"] for row in ROWS} >= GENERAL


@pytest.mark.parametrize(
    ("text", "unit", "code"),
    [
        ("tiếp nhận", "dossier", "dossiers_received_total"),
        ("đúng hạn", "dossier", "dossiers_resolved_within_deadline"),
        ("đúng hạn", "percent", "rate_within_deadline"),
        ("ĐÚNG HẠN", "percent", "rate_within_deadline"),
        ("đúng hạn", "point", None),
    ],
)
def test_the_unit_chooses_the_code_of_a_cue(text, unit, code):
    (hit,) = find_cues(text)

    assert hit.cue.code(unit) == code


def test_cues_are_whole_words():
    assert [hit.cue.name for hit in find_cues("đúng hạn")] == ["within_deadline"]
    assert find_cues("đúng hạnh") == []


@given(st.lists(st.sampled_from(["tiếp nhận", "Trễ Hạn", "İ", "trực tuyến", "số", ", ", "\n"])))
def test_hits_are_in_order_and_never_overlap(pieces):
    text = " ".join(pieces)
    hits = find_cues(text)

    assert len(hits) >= sum(piece == "trực tuyến" for piece in pieces)
    assert all(a.end <= b.start for a, b in pairwise(hits))
    assert all(0 <= hit.start < hit.end <= len(text) for hit in hits)


@pytest.mark.parametrize("unit", [*UNITS, None])
def test_a_cue_may_be_asked_for_every_unit(unit):
    known = set(load_codebook().indicators) | {None}

    assert {hit.cue.code(unit) for hit in find_cues("tiếp nhận trực tuyến đúng hạn")} <= known
