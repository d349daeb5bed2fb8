"""Which indicator the rules give the figures of a sentence."""

import pytest

from extractor.pipeline import load
from extractor.rules.tagger import tag_by_rules
from extractor.schema import Context

RULES = load("rules")
RESOLVED = "dossiers_resolved"
CASES = {
    "chain of resolved dossiers": (
        "Đã giải quyết 90 hồ sơ; trong đó 60 hồ sơ giải quyết trước hạn, 20 hồ sơ giải quyết "
        "đúng hạn và 10 hồ sơ giải quyết trễ hạn.",
        [RESOLVED, f"{RESOLVED}_early", f"{RESOLVED}_on_time", f"{RESOLVED}_late"],
    ),
    "on time includes early where early has no figure": (
        "Đã giải quyết 90 hồ sơ, trong đó 80 hồ sơ đúng hạn.",
        [RESOLVED, f"{RESOLVED}_within_deadline"],
    ),
    "overdue among the pending": (
        "Đang giải quyết 90 hồ sơ, trong đó 9 hồ sơ quá hạn.",
        ["dossiers_pending", "dossiers_pending_overdue"],
    ),
    "left overdue": ("Hiện còn 9 hồ sơ quá hạn.", ["dossiers_pending_overdue"]),
    "workload": ("Số hồ sơ đã và đang giải quyết là 90 hồ sơ.", ["dossiers_received_total"]),
    "post-modifier after a bracket": (
        "Có 9 hồ sơ (chiếm 2,5%) cơ quan trả lại.",
        ["dossiers_returned_withdrawn", "dossiers_returned_withdrawn"],
    ),
    "fee in the sentence": (
        "Thu phí, lệ phí qua 90 giao dịch với số tiền thanh toán 7 triệu đồng.",
        ["payments_fee_transactions", "payments_fee_amount"],
    ),
    "land for the list of its paragraph": (
        "Nộp thuế đất: 90 giao dịch. Dẫn đầu: Sở Y tế (60 giao dịch với 7 triệu đồng).",
        ["payments_land_transactions", "payments_land_transactions", "payments_land_amount"],
    ),
    "means of payment": ("Thanh toán trực tuyến đạt 45%.", ["rate_online_payment"]),
    "growth of a count": (
        "Lượng hồ sơ trực tuyến tăng 27%.",
        ["dossiers_received_online"],
    ),
    "growth of a rate": ("Tỷ lệ hồ sơ trực tuyến tăng 3,4%.", ["rate_online"]),
    "both online levels": (
        "Tiếp nhận trực tuyến mức độ 3, mức độ 4 là 90 hồ sơ.",
        ["dossiers_received_online"],
    ),
    "each online level": (
        "Đã gửi 40 hồ sơ mức độ 3 và 62 hồ sơ mức độ 4.",
        ["dossiers_received_online_partial", "dossiers_received_online_full"],
    ),
    "share without a code of its own": (
        "Tích hợp 90 thủ tục lên Cổng (đạt 80%).",
        ["services_integrated_npsp", "services_integrated_npsp"],
    ),
    "answered feedback": (
        "Nhận 90 kiến nghị, đã xử lý 81, đạt 90%.",
        ["feedback_received", "feedback_resolved", "rate_feedback_resolved"],
    ),
    "rank of a named index": (
        "Chỉ số PAR INDEX được công bố hôm qua. Tỉnh xếp thứ 9/63.",
        ["other_index_rank"],
    ),
    "rank of the service index": (
        "Theo Bộ chỉ số 766 vừa công bố, tỉnh xếp thứ 9/63.",
        ["idx766_rank"],
    ),
    "rank of a component": ("Về số hóa hồ sơ tỉnh xếp thứ 9/63.", ["component_rank"]),
    "certified copies in two halves of a phrase": (
        "Các xã đã hoàn thành việc cấp 90 bản sao chứng thực điện tử.",
        ["certified_e_copies"],
    ),
    "column heads": (
        "Đơn vị | Tiếp nhận | Trễ hạn | Tỷ lệ trực tuyến (%)\nCấp xã | 90 | 2 | 81,5",
        ["dossiers_received_total", f"{RESOLVED}_late", "rate_online"],
    ),
    "the verb in a name says nothing": (
        "Trên hệ thống thông tin giải quyết TTHC, 90 hồ sơ là trực tuyến.",
        ["dossiers_received_online"],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_the_indicators_of_a_sentence(name):
    text, expected = CASES[name]
    found = RULES.extract(f"Quý II/2024, toàn tỉnh vui mừng.\n{text}").observations

    assert [one.indicator for one in found] == expected


def test_a_cue_that_opens_a_name_is_not_linked_to_the_name():
    tagged = tag_by_rules("Bộ phận Một cửa huyện Đăk Hà: 9 đơn vị.", Context("made", "Kon Tum"))
    labels = [
        tagged.mentions[link.target].label for link in tagged.links if link.kind == "HAS_INDICATOR"
    ]

    assert [mention.label for mention in tagged.mentions] == ["AGENCY", "QUANTITY"]
    assert labels == []
