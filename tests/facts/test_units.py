"""What a figure counts, and how its dot is read by it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from extractor.codebook import load_codebook
from extractor.facts.units import Counted
from extractor.labels import Role
from extractor.schema import Code, Mention, Tagged

SCORE = "idx766_total_score"


def read(marked: str, *codes: str | Code, wholes: dict[int, int] | None = None):
    """Read the figures between ⟦ and ⟧; each has one of the codes."""
    text, mentions = "", []
    for number, part in enumerate(marked.replace("⟧", "⟦").split("⟦")):
        if number % 2:
            mentions.append(Mention(len(text), len(text) + len(part), "QUANTITY"))
        text += part
    known = dict(enumerate(c if isinstance(c, Code) else Code(c) for c in codes))
    counted = Counted(Tagged(text, tuple(mentions), (), known), wholes or {}, load_codebook())
    return [counted.read(index, code) for index, code in known.items()]


@pytest.mark.parametrize(
    ("marked", "code", "value", "unit"),
    [
        # `điểm` stands once for a whole list, and a dot is a decimal point in a score
        ("TP Đông Hà (⟦80.05⟧); đội sổ là Đakrông", SCORE, "80.05", "point"),
        ("Hiện đại hóa hành chính thì ⟦11.4/16,5⟧.", "other_index_score", "11.4", "point"),
        ("xã Cao Minh ⟦57.4⟧, xã Bằng Vân", "rate_online", "57.4", "percent"),
        # as a count it stays malformed: nobody knows what was meant
        ("gồm ⟦151.10⟧ gửi qua mạng", "dossiers_received_online", None, "dossier"),
        ("tổng cộng ⟦64.933⟧ bộ giấy tờ", "dossiers_received_total", "64933", "dossier"),
        # words that only say that something was counted
        ("trong đó ⟦6 bộ⟧ chưa phân cấp việc nào", "units_meeting_condition", "6", "unit"),
        ("có ⟦176 trường hợp⟧ xã khác", "dossiers_received_cross_boundary", "176", "dossier"),
        # words that only look like a unit of what is counted
        ("Phú Thọ lên hạng ⟦6 Bộ chỉ số⟧ phục vụ", "idx766_rank", "6", "rank"),
        ("Nam Định lọt nhóm ⟦10 tỉnh⟧ phục vụ tốt", "idx766_rank", "10", "rank"),
        ("khối sở trung bình được ⟦93,18 điểm phục vụ⟧", SCORE, "93.18", "point"),
        ("điểm tiếp nhận vệ tinh lên tới ⟦131 điểm⟧", "one_stop_units", "131", "unit"),
        ("nộp tiền đất ⟦1.240 lần⟧", "payments_land_transactions", "1240", "transaction"),
        # a rank is printed, whatever the figure was taken for
        ("Công khai | 15,8/18 điểm | thứ ⟦7⟧\n", "idx766_publicity_score", "7", "rank"),
        # a printed unit that has no name of ours
        ("chờ bình quân ⟦18 phút⟧", "OTHER", "18", "other"),
        ("kéo thêm ⟦318 km⟧ cáp quang", "OTHER", "318", "other"),
        ("ngoài ra còn ⟦35⟧.", "OTHER", "35", None),
    ],
)  # fmt: skip
def test_unit_and_value(marked: str, code: str, value: str | None, unit: str | None) -> None:
    ((quantity, found),) = read(marked, code)
    assert (quantity.value, found) == (None if value is None else Decimal(value), unit)


@pytest.mark.parametrize("role", ["change_rel", "change_abs"])
def test_a_multiple_is_counted_in_times(role: Role) -> None:
    change = Code("dossiers_received_online", role=role)
    ((quantity, unit),) = read("lượng nộp trực tuyến gấp ⟦1,6 lần⟧", change)
    assert (quantity.value, unit) == (Decimal("1.6"), "times")


def test_bodies_printed_beside_a_rate_are_no_percentage() -> None:
    assert read("có ⟦15 xã⟧ dưới mức ấy", "rate_online")[0][1] == "unit"


def test_a_part_counts_what_its_whole_counts() -> None:
    _, (_, part) = read(
        "có ⟦412 dịch vụ⟧, đã lên Cổng quốc gia ⟦396⟧",
        "services_online_total", "services_integrated_npsp", wholes={1: 0},
    )  # fmt: skip
    assert part == "service"
    _, (_, alone) = read(
        "có ⟦412 dịch vụ⟧, đã lên Cổng quốc gia ⟦396⟧",
        "services_online_total", "services_integrated_npsp",
    )  # fmt: skip
    assert alone == load_codebook().first_units()["services_integrated_npsp"] != "service"


def test_online_services_are_services_though_their_whole_is_counted_in_procedures() -> None:
    _, (_, part) = read(
        "vận hành ⟦1.590 TTHC⟧; toàn trình ⟦904⟧",
        "procedures_in_force", "services_online_full", wholes={1: 0},
    )  # fmt: skip
    assert part == "service"


def test_parts_of_each_other_have_the_unit_of_their_indicators() -> None:
    found = read("gồm ⟦12⟧ và ⟦8⟧", "OTHER", "OTHER", wholes={0: 1, 1: 0})
    assert [unit for _, unit in found] == [None, None]
