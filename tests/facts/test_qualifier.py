"""The words that narrow an indicator, read from its clause."""

import re

import pytest

from extractor.facts.qualifier import read_qualifier

_MARK = re.compile(r"\[([IQ]) ([^\]]*)\]")


def read(marked, code):
    """Read the qualifier of the figure marked [Q …], named by the words marked [I …]."""
    text, spans, at = "", {}, 0
    for match in _MARK.finditer(marked):
        text += marked[at : match.start()]
        spans[match.group(1)] = (len(text), len(text) + len(match.group(2)))
        text += match.group(2)
        at = match.end()
    text += marked[at:]
    return read_qualifier(code, text, spans.get("I"), spans["Q"])


@pytest.mark.parametrize(
    ("marked", "qualifier"),
    [
        ("[I Chỉ số PAPI] của tỉnh xếp thứ [Q 17/63]", "PAPI"),
        ("[I chỉ số hài lòng] đạt [Q 86,9%]", "SIPAS"),
        ("[I Chỉ số cải cách hành chính] đạt [Q 88,1%]", "PAR_INDEX"),
        ("[I mức độ chuyển đổi số] xếp [Q 9/34]", "DTI"),
        ("Về PCI, tỉnh tăng 4 bậc; [I tổng điểm] là [Q 67,2 điểm]", "PCI"),
        ("Chỉ số cải cách hành chính: [I điểm trung bình] [Q 87,2%]", "PAR_INDEX"),
        ("[I tiếp cận dịch vụ] [Q 81%]", "tiếp cận dịch vụ"),
        ("[I điểm hiện đại hóa hành chính] [Q 81%]", "hiện đại hóa hành chính"),
        ("[I Chỉ số CCHC cấp sở] [Q 91,2%]", "Chỉ số CCHC cấp sở"),
        ("tỉnh được [I tổng điểm] [Q 67,2 điểm]", None),
        ("tỉnh được [Q 67,2 điểm]", None),
    ],
)
def test_an_index_is_named_by_its_fixed_form_or_its_words(marked, qualifier):
    assert read(marked, "other_index_score") == qualifier


@pytest.mark.parametrize(
    "told",
    [
        "Chương trình chuyển đổi số được đẩy mạnh. Theo chỉ số hiệu quả (ICT Index)",
        "Về PAPI đã nói ở trên. Ở bộ chỉ số DDCI",
        "Người dân hài lòng hơn. Theo bảng của sở",
    ],
)
def test_a_topic_or_another_index_is_not_the_index_told_before(told):
    assert read(f"{told}, tỉnh được [I tổng điểm] [Q 67,2 điểm]", "other_index_score") is None


@pytest.mark.parametrize(
    ("words", "change"),
    [
        ("mới ban hành", "new"),
        ("sửa đổi, bổ sung", "amended"),
        ("sửa lại", "amended"),
        ("thay thế", "replaced"),
        ("thay mới", "replaced"),
        ("bãi bỏ", "abolished"),
        ("huỷ", "abolished"),
        ("hủy bỏ", "abolished"),
        ("công bố", None),
        ("đổi mới", None),
        ("công bố mới, sửa đổi", None),
    ],
)
def test_what_happens_to_procedures_has_a_fixed_form(words, change):
    assert read(f"[I {words}] [Q 14 thủ tục]", "procedures_announced") == change


@pytest.mark.parametrize(
    ("marked", "condition"),
    [
        ("[Q 14 sở] [I xếp loại tốt]", "xếp loại tốt"),
        ("[Q 12 xã] [I xếp loại trung bình]", "xếp loại trung bình"),
        ("có [Q 5 sở] [I số hóa hồ sơ] dưới 50%", "số hóa hồ sơ dưới 50%"),
        ("[Q 9/14 sở] [I được chấm] từ 85 điểm trở lên", "được chấm từ 85 điểm trở lên"),
        ("[Q 9 sở] [I trực tuyến] từ 80% đến dưới 90%", "trực tuyến từ 80% đến dưới 90%"),
        ("[I Số hóa hồ sơ] trên 80% có [Q 5 sở]", "Số hóa hồ sơ trên 80%"),
        ("[I Số hóa hồ sơ] trên 80% có 5 sở, dưới 50% có [Q 3 sở]", "Số hóa hồ sơ"),
        ("[Q 5 sở] [I quá hạn] 45 hồ sơ", "quá hạn"),
        ("[Q 5 sở] [I quá hạn]\n\n12 hồ sơ đất đai", "quá hạn"),
        ("[I đạt chỉ tiêu] [Q 14 sở], 9 xã", "đạt chỉ tiêu"),
        ("[I đạt] [Q 14 sở]", None),
        ("[I có] [Q 14 sở]", None),
    ],
)
def test_a_condition_is_told_with_its_own_limit(marked, condition):
    assert read(marked, "units_meeting_condition") == condition


@pytest.mark.parametrize(
    ("words", "way"),
    [
        ("trả qua bưu chính công ích", "qua bưu chính công ích"),
        ("trả tại nhà qua Bưu điện", "qua Bưu điện"),
        ("trao tại nhà", "tại nhà"),
        ("trả", None),
    ],
)
def test_results_are_handed_out_in_a_way(words, way):
    assert read(f"[I {words}] [Q 90 kết quả]", "results_delivered") == way


def test_a_plain_rate_has_none():
    assert read("[I tỷ lệ hồ sơ trực tuyến] đất đai đạt [Q 81%]", "rate_online") is None
