# ruff: noqa: E501 (a line of mark-up is one line)
"""Varied copies keep their arithmetic, their offsets and their annotation."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.corpus.arithmetic import find_shares, find_sums
from extractor.corpus.augmentation import STEPS, Stock, augment, augment_all, take_stock
from extractor.corpus.augmentation.amounts import vary_amounts
from extractor.corpus.augmentation.dates import move_years
from extractor.corpus.augmentation.edits import Edit, apply_edits, fitting
from extractor.corpus.augmentation.months import move_months
from extractor.corpus.augmentation.numerals import read_plain
from extractor.corpus.augmentation.order import vary_order
from extractor.corpus.augmentation.places import move_province
from extractor.corpus.augmentation.wordings import vary_terms, vary_wordings
from extractor.corpus.gold import check_text
from extractor.corpus.store import Bulletin
from extractor.errors import AnnotationError, InputError

from .sources import compile_bulletin

SUMS = """
@@ l=l1; p=p1; lv=PW; per=2024-04-01..2024-06-30
[p1:Quý II/2024], [l1:toàn tỉnh] tiếp nhận hơn [q9:64.000 hồ sơ|dossiers_received_total|i=i1;b=gt].
Cụ thể [i1:tiếp nhận] [q1:64.933 hồ sơ|dossiers_received_total|i=i1], gồm
[q2:60.100 hồ sơ|dossiers_received_new|i=i2;of=q1] [i2:nhận mới] và
[q3:4.833|dossiers_carried_over|i=i3;of=q1] [i3:kỳ trước chuyển sang]. Đã
[i4:giải quyết] [q4:50.200 hồ sơ|dossiers_resolved|i=i4;of=q1] ([q5:77,31%|rate_resolved|i=i4;r=share_of;of=q1;rt=q4]),
thu [q6:3,5 tỷ đồng|payments_online_amount|i=i5] [i5:thanh toán trực tuyến]; [i6:trễ] [q7:bảy hồ sơ|dossiers_resolved_late|i=i6;v=7;of=q4].
"""


@pytest.fixture
def bulletin() -> Bulletin:
    return compile_bulletin(SUMS)


def values(bulletin: Bulletin) -> dict[str, Decimal | None]:
    return {fact.mention: fact.value for fact in bulletin.gold.facts}


def surfaces(bulletin: Bulletin) -> dict[str, str]:
    return {m.id: bulletin.text[m.start : m.end] for m in bulletin.gold.mentions}


@given(seed=st.integers(0, 10_000))
@settings(max_examples=40, deadline=None)
def test_sums_and_shares_that_held_still_hold(seed: int) -> None:
    varied = vary_amounts(compile_bulletin(SUMS), Random(seed))
    assert [s.holds for s in find_sums(varied.gold)] == [True]
    assert [s.holds for s in find_shares(varied.gold, varied.text)] == [True]


def test_amounts_change_and_are_printed_as_the_slots_say(bulletin: Bulletin) -> None:
    varied = vary_amounts(bulletin, Random(3))
    assert values(varied)["q1"] != values(bulletin)["q1"]
    for fact in varied.gold.facts:
        if fact.mention != "q7":
            numerals = read_plain(surfaces(varied)[fact.mention])
            assert [n.value for n in numerals] == [fact.value]


def test_a_hedged_figure_still_rounds_its_exact_one(bulletin: Bulletin) -> None:
    varied = values(vary_amounts(bulletin, Random(8)))
    assert varied["q9"] is not None
    assert varied["q1"] is not None
    assert varied["q9"] < varied["q1"] < varied["q9"] * Decimal("1.1")


def test_a_written_number_stays(bulletin: Bulletin) -> None:
    assert surfaces(vary_amounts(bulletin, Random(3)))["q7"] == "bảy hồ sơ"


def test_broken_arithmetic_is_left_as_printed() -> None:
    broken = compile_bulletin(SUMS, head="breaks=q1")
    assert vary_amounts(broken, Random(1)) is broken


PLACES = """
@@ l=-; p=p1; lv=DU; per=2023-01-01..2023-12-31
Năm [p1:2023], tỉnh Kon Tum: [a1:UBND huyện Đăk Hà] [i1:tiếp nhận] [q1:900 hồ sơ|dossiers_received_total|i=i1;a=a1].
UBND HUYỆN ĐĂK HÀ mời người Kon Tum nộp hồ sơ trước {20/12/2023|date} theo Nghị định {61/2018/NĐ-CP|document_number}.
"""


def test_places_move_together_in_text_and_slots() -> None:
    original = compile_bulletin(PLACES, province="Kon Tum")
    moved = move_province(original, Random(2), ["Lạng Sơn"])
    agency = moved.gold.facts[0].agency
    assert moved.gold.province == "Lạng Sơn"
    assert "Kon Tum" not in moved.text
    assert "đăk hà" not in moved.text.lower()
    assert agency == surfaces(moved)["a1"]
    assert agency is not None
    assert agency.upper() in moved.text


def test_a_province_never_becomes_one_of_another_kind() -> None:
    original = compile_bulletin(PLACES, province="Kon Tum")
    assert move_province(original, Random(2), ["Hà Nội"]).text == original.text


@pytest.mark.parametrize("seed", range(5))
def test_years_move_together_and_decrees_keep_theirs(seed: int) -> None:
    original = compile_bulletin(PLACES, province="Kon Tum", published="2024-01-05")
    moved = move_years(original, Random(seed))
    assert moved.gold.published is not None
    years = moved.gold.published.year - 2024
    fact = moved.gold.facts[0]
    assert fact.period_start == date(2023 + years, 1, 1)
    assert surfaces(moved)["p1"] == str(2023 + years)
    assert f"20/12/{2023 + years}" in moved.text
    assert "61/2018/NĐ-CP" in moved.text


def test_a_bulletin_of_the_new_era_stays_in_it() -> None:
    original = compile_bulletin(
        "[p1:tháng 8] [i1:tiếp nhận] [q1:9 hồ sơ|dossiers_received_total|i=i1;p=p1;lv=PW;per=2025-08-01..2025-08-31]",
        era="after_2025_07",
        published="2025-09-03",
    )
    days = {move_years(original, Random(seed)).gold.published for seed in range(30)}
    assert len(days) > 1
    assert all(day is not None and day >= date(2025, 7, 1) for day in days)


def test_wordings_are_lent_between_figures_of_one_code_and_shape() -> None:
    template = "[l1:toàn tỉnh] đã [i1:{}] [q1:9 hồ sơ|{}|i=i1;l=l1;lv=PW;per=2024-05-01] trong ngày"
    received = [template.format(w, "dossiers_received_total") for w in ("tiếp nhận", "nhận vào")]
    other = template.format("trả lại", "dossiers_returned_withdrawn")
    stock = take_stock(compile_bulletin(source) for source in (*received, other))
    seen = {
        surfaces(vary_wordings(compile_bulletin(received[0]), Random(seed), stock))["i1"]
        for seed in range(40)
    }
    assert seen == {"tiếp nhận", "nhận vào"}


@given(seed=st.integers(0, 10_000))
@settings(max_examples=25, deadline=None)
def test_links_codes_and_levels_never_change(seed: int) -> None:
    original = compile_bulletin(SUMS + PLACES.replace("1:", "8:").replace("=p1", "=p8")
                                .replace("i=i1", "i=i8").replace("a=a1", "a=a8"))  # fmt: skip
    varied = augment(original, seed=seed, stock=take_stock([original]))
    check_text(varied.gold, varied.text)
    assert varied.gold.links == original.gold.links
    kept = ("mention", "indicator", "role", "unit", "bound", "admin_level", "level_scope", "status")
    for one, two in zip(original.gold.facts, varied.gold.facts, strict=True):
        assert [getattr(one, slot) for slot in kept] == [getattr(two, slot) for slot in kept]
    assert len(varied.gold.distractors) == len(original.gold.distractors)


def test_the_same_seed_gives_the_same_copy_and_the_copy_is_marked(bulletin: Bulletin) -> None:
    stock = Stock()
    one, two = (augment(bulletin, seed=5, stock=stock) for _ in range(2))
    assert one == two
    assert (one.doc_id, one.meta["augmented"]) == ("made-01-x5", "true")
    assert len({copy.text for copy in augment_all([bulletin], copies=4, stock=stock)}) > 1


@pytest.mark.parametrize("split", ["dev", "test", "real"])
def test_only_train_is_augmented(split: str) -> None:
    held_out = compile_bulletin(SUMS, split=split)
    with pytest.raises(InputError, match="only train"):
        augment(held_out, seed=1, stock=Stock())


def test_an_unknown_step_is_refused(bulletin: Bulletin) -> None:
    with pytest.raises(InputError, match="'colour' is unknown"):
        augment(bulletin, seed=1, stock=Stock(), steps=["colour"])


@pytest.mark.parametrize("step", sorted(STEPS))
def test_each_step_alone_gives_a_sound_copy(bulletin: Bulletin, step: str) -> None:
    copy = augment(bulletin, seed=11, stock=take_stock([bulletin]), steps=[step])
    check_text(copy.gold, copy.text)
    assert surfaces(copy).keys() == surfaces(bulletin).keys()


def test_an_edit_across_a_border_is_refused(bulletin: Bulletin) -> None:
    start = bulletin.gold.mentions[0].start
    across = Edit(start, bulletin.gold.mentions[0].end + 1, "x")
    assert fitting(bulletin.gold, [across]) == []
    with pytest.raises(AnnotationError, match="cuts through"):
        apply_edits(bulletin, [across])


@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_fitting_edits_keep_every_untouched_mention_as_printed(data: st.DataObject) -> None:
    original = compile_bulletin(SUMS)
    spans = st.tuples(
        st.integers(0, len(original.text)), st.integers(1, 12), st.text("xyz ", max_size=9)
    )
    edits = [Edit(a, min(a + n, len(original.text)), t) for a, n, t in data.draw(st.lists(spans))]
    edits = fitting(original.gold, [e for e in edits if e.start < e.end])
    moved = apply_edits(original, edits)
    touched = {
        m.id for m in original.gold.mentions for e in edits if e.start < m.end and m.start < e.end
    }
    before, after = surfaces(original), surfaces(moved)
    assert {k: v for k, v in before.items() if k not in touched} == {
        k: v for k, v in after.items() if k not in touched
    }


MONTHS = """
@@ p=p1; lv=PW; per=2024-05-01..2024-05-31; l=-
[p1:Tháng 5/2024] [i1:tiếp nhận] [q1:900 hồ sơ|dossiers_received_total|i=i1], [p2:tháng 04] là
[q2:850 hồ sơ|dossiers_received_total|i=i1;p=p2;per=2024-04-01..2024-04-30]. Họp ngày {12/6|date}.
"""


@pytest.mark.parametrize("seed", range(6))
def test_months_move_together(seed: int) -> None:
    moved = move_months(compile_bulletin(MONTHS, published="2024-06-03"), Random(seed))
    may, april = moved.gold.facts
    assert may.period_start is not None
    assert april.period_end is not None
    month = may.period_start.month
    assert month != 5
    assert surfaces(moved)["p1"] == f"Tháng {month}/2024"
    assert surfaces(moved)["p2"] == f"tháng {month - 1:02}"
    assert may.period_end == date(2024, month + 1, 1) - timedelta(days=1)
    assert april.period_end == date(2024, month, 1) - timedelta(days=1)
    assert f"12/{month + 1}." in moved.text


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Họp", "Từ đầu năm, họp"),
        ("{12/6|date}", "{31/5|date}"),
        ("per=2024-05-01..2024-05-31", "per=2024-01-01..2024-12-31"),
    ],
)
def test_periods_that_would_change_their_meaning_stay(old: str, new: str) -> None:
    bulletin = compile_bulletin(MONTHS.replace(old, new), published="2024-06-03")
    assert {move_months(bulletin, Random(seed)).text for seed in range(8)} == {bulletin.text}


ROWS = """Tiêu đề
Dòng hai
@@ l=-; lv=DU; per=2024-05-01..2024-05-31
Đơn vị [i1:Tiếp nhận]
[a1:UBND huyện A] [q1:10|dossiers_received_total|i=i1;a=a1;u=dossier]
[a2:UBND huyện B] [q2:20|dossiers_received_total|i=i1;a=a2;u=dossier]
[a3:UBND huyện C] [q3:30|dossiers_received_total|i=i1;a=a3;u=dossier]"""


def test_rows_change_places_with_all_that_is_theirs() -> None:
    bulletin = compile_bulletin(ROWS)
    texts = set()
    for seed in range(12):
        moved = vary_order(bulletin, Random(seed))
        check_text(moved.gold, moved.text)
        assert surfaces(moved) == surfaces(bulletin)
        assert moved.text.split("\n")[:3] == bulletin.text.split("\n")[:3]
        assert sorted(moved.text.split("\n")) == sorted(bulletin.text.split("\n"))
        texts.add(moved.text)
    assert len(texts) > 2


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("[q2:20|dossiers_received_total|i=i1;a=a2", "[q2:20|dossiers_received_total|i=i1;a=a1"),
        ("[a1:UBND huyện A]", "{1.|list_number} [a1:UBND huyện A]"),
    ],
)
def test_a_line_that_gives_or_is_numbered_stays(old: str, new: str) -> None:
    bulletin = compile_bulletin(ROWS.replace(old, new))
    for seed in range(12):
        moved = vary_order(bulletin, Random(seed))
        assert moved.text.split("\n")[3] == bulletin.text.split("\n")[3]


def test_terms_inside_mentions_give_new_wordings_of_the_same_case() -> None:
    source = "[i1:Tiếp nhận trực tuyến] [q1:9 hồ sơ|dossiers_received_online|i=i1;lv=PW;per=-]"
    bulletin = compile_bulletin(source)
    seen = {surfaces(vary_terms(bulletin, Random(seed)))["i1"] for seed in range(60)}
    assert {"Tiếp nhận trực tuyến", "Nhận trực tuyến", "Tiếp nhận qua mạng"} <= seen
    assert all(wording[0].isupper() for wording in seen)


def test_a_level_is_exchanged_whole_or_not_at_all() -> None:
    source = "[l1:cấp xã {}]: [q1:9 hồ sơ|dossiers_received_total|l=l1;lv=CT;per=-]"
    kept = compile_bulletin(source.format("của ba huyện"))
    assert {vary_terms(kept, Random(seed)).text for seed in range(30)} == {kept.text}
    whole = compile_bulletin(source.replace(" {}", ""))
    assert "UBND cấp xã" in {surfaces(vary_terms(whole, Random(seed)))["l1"] for seed in range(60)}
