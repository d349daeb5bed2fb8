"""Features of single mentions, numerals, codes and scopes."""

import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.codebook import load_codebook
from extractor.features.chain import _SIZES, CHAIN_IDS, chain_ids
from extractor.features.coding import coding_features
from extractor.features.judging import candidate_page, judging_features
from extractor.features.lexical import figure_features, target_features
from extractor.features.page import Page
from extractor.features.pairs import KINDS
from extractor.features.readings import reading_keys
from extractor.features.scoping import fixed_scoping, read_label, scope_label
from extractor.features.surroundings import find_standings
from extractor.features.terms import all_nearest_codes, nearest_codes
from extractor.labels import LEVELS, SCOPES
from extractor.schema import Mention
from extractor.vietnamese.numbers import find_quantities

IN_PERIOD, AT_LEVEL = KINDS.index("IN_PERIOD"), KINDS.index("AT_LEVEL")
SOURCE = (
    "@@ l=l1; p=p1; lv=PW; per=2024-04-01..2024-06-30\n"
    "[p1:Quý II/2024], [l1:toàn tỉnh] [i1:tiếp nhận] [q1:900 hồ sơ|dossiers_received_total|i=i1], "
    "[i2:đúng hạn] [q2:98,5%|rate_within_deadline|i=i2]."
)
SRC = Path(__file__).parents[2] / "src"


@pytest.fixture(scope="module")
def page(compile_marked):
    text, gold = compile_marked(SOURCE)
    return Page(text, tuple(Mention(m.start, m.end, m.label) for m in gold.mentions))


def test_a_page_reads_its_figures(page):
    assert [(str(f.quantity.value), f.quantity.unit) for f in page.figures] == [
        ("900", "dossier"),
        ("98.5", "percent"),
    ]
    assert [page.mentions[f.index].label for f in page.figures] == ["QUANTITY", "QUANTITY"]


def test_words_mask_digits_unless_told_otherwise(page):
    start = page.figures[0].start

    assert page.words(start, start + 9) == ["0", "hồ", "sơ"]
    assert page.words(start, start + 9, masked=False) == ["900", "hồ", "sơ"]


def test_words_before_come_nearest_first(page):
    start = page.figures[0].start

    assert page.words_before(start, 3) == ["nhận", "tiếp", "tỉnh"]


def test_words_after_stop_at_their_count(page):
    assert page.words_after(page.figures[0].end, 3) == [",", "đúng", "hạn"]


@pytest.mark.parametrize("text", ["İSTANBUL 9", "toàn tỉnh", ""])
def test_lowering_moves_no_offset(text):
    assert len(Page(text, ()).lowered) == len(text)


def test_cues_in_a_span_are_those_that_touch_it(page):
    at = page.text.index("đúng hạn")

    assert [hit.cue.name for hit in page.cues_in(at, at + 1)] == ["within_deadline"]
    assert page.cues_in(at + 8, at + 9) == []


def test_figure_features_name_unit_shape_and_neighbours(page):
    features = figure_features(page, page.figures[0], 0)

    assert {"unit=dossier", "shape=3.0|dossier", "b0=nhận", "next=percent|dossier"} <= set(features)


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("LEVEL", "level=province|whole_province"),
        ("PERIOD", "basis=nominal|False"),
        ("INDICATOR", "cue=received"),
        ("QUANTITY", "label=QUANTITY"),
    ],
)
def test_target_features_say_what_the_reader_makes_of_it(page, label, expected):
    assert expected in target_features(page, page.of(label)[0])


def test_a_body_is_read_as_a_target():
    page = Page("Sở Tư pháp nhận 9 hồ sơ", (Mention(0, 10, "AGENCY"),))

    assert "agency=province|unit" in target_features(page, 0)


def test_judging_features_know_zone_and_kind():
    text = "Kết quả quý I\nTheo Quyết định số 766/QĐ-TTg, nhận 9 hồ sơ."
    found = find_quantities(text)
    page = candidate_page(text, found)
    features = [set(judging_features(page, n)) for n in range(len(found))]
    document, figure = features[-2:]

    assert "kind=document_number" in document
    assert {"kind=figure", "unit=dossier", "zone=body|dossier"} <= figure


def test_coding_features_hold_the_linked_words_and_the_code_before(page):
    first, second = page.figures
    targets = {(second.index, "HAS_INDICATOR"): page.of("INDICATOR")[1]}
    features = set(coding_features(page, 1, targets, {first.index: "dossiers_received_total"}))

    assert "i=đúng hạn|percent" in features
    assert "prevcode=dossiers_received_total|percent" in features
    assert "sim0own=rate_within_deadline|percent" in features


def test_scoping_features_hold_what_the_rules_read(page):
    figure = page.figures[0]
    features = fixed_scoping(
        page,
        0,
        {(figure.index, "AT_LEVEL"): page.of("LEVEL")[0]},
        indicator="dossiers_received_total",
        province="Kon Tum",
        era="before_2025_07",
    )

    assert "ruled=province|whole_province" in features
    assert "level=toàn tỉnh" in features


@given(st.sampled_from([None, *LEVELS, "district+commune"]), st.sampled_from([None, *SCOPES]))
def test_scope_classes_read_back(level, scope):
    assert read_label(scope_label(level, scope)) == (level, scope)


def test_a_step_tells_what_stands_between_two_figures():
    text = "Toàn tỉnh nhận 9 hồ sơ, trả 8 hồ sơ; riêng cấp xã 7 hồ sơ"
    level = text.index("cấp xã")
    mentions = [Mention(m.start(), m.end(), "QUANTITY") for m in re.finditer(r"\d hồ sơ", text)]
    mentions.insert(2, Mention(level, level + 6, "LEVEL"))
    page = Page(text, tuple(mentions))
    first, second = chain_ids(page) % CHAIN_IDS

    assert first[IN_PERIOD][:3].tolist() == [0, 12, 16 + 3]
    assert second[IN_PERIOD][:3].tolist() == [0, 12, 16 + 9]
    assert first[AT_LEVEL][:3].tolist() == [0, 12, 16 + 3]
    assert second[AT_LEVEL][:3].tolist() == [1, 12, 16 + 10]


def steps_of(text):
    """Return the features of the steps of IN_PERIOD, by name, for figures and known periods."""
    found = re.finditer(r"\d (?:hồ sơ)|\d%|quý I/2024|năm 2023|toàn tỉnh", text)
    labels = {"q": "PERIOD", "n": "PERIOD", "t": "LEVEL"}
    mentions = [Mention(m.start(), m.end(), labels.get(m.group()[0], "QUANTITY")) for m in found]
    ids = chain_ids(Page(text, tuple(mentions)))
    assert np.all((ids >= 0) & (ids < CHAIN_IDS * len(KINDS)))
    return [dict(zip(COLUMNS, step[IN_PERIOD].tolist(), strict=True)) for step in ids]


COLUMNS = (
    "near", "unit", "sign", "heading", "notion", "units", "units_parted", "last", "first", "ahead",
    "passed_indicator", "passed_level", "passed_agency", "passed_period", "told", "told_stands",
)  # fmt: skip


@pytest.mark.parametrize(
    ("between", "other", "differing"),
    [
        (" hồ sơ, ", "%, ", {"units", "units_parted"}),
        (" hồ sơ, ", " hồ sơ\n", {"units_parted"}),
        (" hồ sơ, quý I/2024 ", " hồ sơ, năm 2023 ", {"last", "first"}),
        (" hồ sơ, quý I/2024 ", " hồ sơ, so với quý I/2024 ", {"last", "first"}),
        (" hồ sơ, quý I/2024, năm 2023 ", " hồ sơ, năm 2023, quý I/2024 ", {"last", "first"}),
        (" hồ sơ, quý I/2024 ", " hồ sơ, quý I/2024 và năm 2023 ", {"last", "passed_period"}),
        (" hồ sơ, ", " hồ sơ, toàn tỉnh ", {"passed_level"}),
    ],
)
def test_steps_differ_where_what_stands_between_does(between, other, differing):
    ((one,), (two,)) = (steps_of(f"nhận 9{words}8 hồ sơ") for words in (between, other))

    assert differing <= {name for name in COLUMNS if one[name] != two[name]}


def test_a_step_sees_whether_a_target_follows():
    (before,) = steps_of("nhận 9 hồ sơ, 8 hồ sơ")
    (followed,) = steps_of("nhận 9 hồ sơ, 8 hồ sơ quý I/2024")
    (next_line,) = steps_of("nhận 9 hồ sơ, 8 hồ sơ\nquý I/2024")

    assert {name for name in COLUMNS if before[name] != followed[name]} == {"ahead"}
    assert next_line == before


@pytest.mark.parametrize(
    ("text", "other", "differing"),
    [
        ("quý I/2024 nhận 9 hồ sơ. Xong", "năm 2023 nhận 9 hồ sơ. Xong", {"told"}),
        ("quý I/2024 nhận 9 hồ sơ. Xong", "hơn quý I/2024 là 9 hồ sơ. Xong", {"told_stands"}),
        ("quý I/2024 nhận 9 hồ sơ. Xong", "quý I/2024 nhận 9 hồ sơ, xong", {"told", "told_stands"}),
        ("quý I/2024.\nNhận 9 hồ sơ,", "nhận quý I/2024 9 hồ sơ,", {"told", "told_stands"}),
    ],
)
def test_a_step_carries_what_was_told_before_it(text, other, differing):
    ((one,), (two,)) = (steps_of(f"{words} 8 hồ sơ") for words in (text, other))

    assert differing <= {name for name in COLUMNS if one[name] != two[name]}


@pytest.mark.parametrize(
    ("text", "stands"),
    [
        ("⟦Quý I/2024⟧ nhận 9 hồ sơ, xong 8 hồ sơ.", 2),  # opens its sentence
        ("Về đích sau khi nhận trong ⟦quý I/2024⟧ 9 hồ sơ.", 4),  # amid, before the first figure
        ("Nhận 9 hồ sơ; ⟦năm 2023⟧ là 8 hồ sơ. Xong 7 hồ sơ.", 7),  # in passing, with its figure
        ("Nhận 9 hồ sơ trong ⟦quý I/2024⟧. Xong 8 hồ sơ.", 6),
        ("Nhận 9 hồ sơ.\n⟦Quý I/2024⟧\nXong 8 hồ sơ.", 0),
    ],
)
def test_standing_tells_what_opens_a_sentence_from_what_is_said_in_passing(text, stands):
    start, end = text.index("⟦"), text.index("⟧") - 1
    text = text.replace("⟦", "").replace("⟧", "")
    found = [(m.start(), m.end(), "QUANTITY") for m in re.finditer(r"\d hồ sơ", text)]
    spans = sorted([*found, (start, end, "PERIOD")])
    page = Page(text, tuple(Mention(*span) for span in spans))

    assert find_standings(page)[spans.index((start, end, "PERIOD"))] == stands


@settings(max_examples=60)
@given(
    st.lists(
        st.sampled_from(["9 hồ sơ", "8%", "quý I/2024", "năm 2023", "toàn tỉnh", "\n", ". ", "; "]),
        max_size=30,
    )
)
def test_each_feature_of_a_step_stays_in_its_range(parts):
    sizes = np.array(_SIZES)
    offsets = np.cumsum(sizes) - sizes
    for step in steps_of(" ".join(parts)):
        ids = np.array(list(step.values())) - IN_PERIOD * CHAIN_IDS - offsets
        assert np.all((ids >= 0) & (ids < sizes))


def test_one_figure_takes_no_step():
    assert chain_ids(Page("9 hồ sơ", (Mention(0, 7, "QUANTITY"),))).shape[0] == 0


def keys_of(source):
    """Number the readings of mentions marked [label:surface]."""
    text, mentions = "", []
    for piece in re.split(r"(\[[A-Z]+:[^\]]*\])", source):
        label, _, surface = piece.strip("[]").rpartition(":")
        start = len(text)
        text += surface if piece.startswith("[") else piece
        if piece.startswith("["):
            mentions.append(Mention(start, len(text), label))
    return reading_keys(Page(text, tuple(mentions))).tolist()


@pytest.mark.parametrize(
    ("source", "same"),
    [
        ("[PERIOD:quý II/2024], [PERIOD:quý 2 năm 2024]", True),
        ("[PERIOD:quý II/2024], [PERIOD:quý I/2024]", False),
        ("[LEVEL:toàn tỉnh], [LEVEL:trên địa bàn tỉnh]", True),
        ("[LEVEL:cấp tỉnh], [LEVEL:cấp xã]", False),
        ("[INDICATOR:Tiếp nhận], [INDICATOR:tiếp nhận]", True),
        ("[QUANTITY:9], [QUANTITY:9]", False),
        ("[INDICATOR:tiếp nhận], [AGENCY:tiếp nhận]", False),
    ],
)
def test_mentions_that_say_the_same_share_a_reading(source, same):
    one, two = keys_of(source)

    assert (one == two) is same


@pytest.mark.parametrize(
    ("words", "unit", "code"),
    [
        ("từ kỳ trước chuyển sang", "dossier", "dossiers_carried_over"),
        ("tiếp nhận trực tuyến", "dossier", "dossiers_received_online"),
    ],
)
def test_the_nearest_code_of_a_wording(words, unit, code):
    assert nearest_codes(words.split(), unit, count=1)[0][0] == code


WORDS = ["trễ", "hạn", "trực", "tuyến", "giải", "quyết", "chuyển", "sang", "bưu", "chính"]


@given(st.lists(st.sampled_from(WORDS)))
def test_only_codes_that_take_the_unit_compete(words):
    indicators = load_codebook().indicators
    found = nearest_codes(words, "percent", count=5)

    assert all("percent" in indicators[code].units for code, _ in found)
    assert [cosine for _, cosine in found] == sorted((c for _, c in found), reverse=True)


@given(st.lists(st.tuples(st.lists(st.sampled_from(WORDS)), st.sampled_from(["percent", None]))))
def test_samples_compared_at_once_are_compared_as_one_by_one(samples):
    assert all_nearest_codes(samples) == [nearest_codes(*sample) for sample in samples]


def test_words_that_name_nothing_are_near_nothing():
    assert nearest_codes(["hồ", "sơ", "của", "…"], None) == []


SCRIPT = """
from extractor.features.terms import nearest_codes
words = "tỷ lệ giải quyết hồ sơ đúng hạn trước hạn trực tuyến bưu chính quá hạn chuyển sang".split()
print([nearest_codes(words[i:j], u, count=9) for i in range(9) for j in range(i, 18)
       for u in ("dossier", "percent", None)])
"""


def test_cosines_do_not_hang_on_the_hash_seed_of_the_process():
    found = {
        subprocess.run(
            [sys.executable, "-c", SCRIPT],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(SRC)},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }

    assert len(found) == 1
