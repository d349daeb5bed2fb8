"""The words that narrow an indicator, read from its clause."""

import re

import pytest

from extractor.facts.qualifier import read_qualifier

_MARK = re.compile(r"\[([IQ]) ([^\]]*)\]")


def read(marked, code, *, whole=True):
    """Read the qualifier of the figure marked [Q …], named by the words marked [I …]."""
    text, spans, at = "", {}, 0
    for match in _MARK.finditer(marked):
        text += marked[at : match.start()]
        spans[match.group(1)] = (len(text), len(text) + len(match.group(2)))
        text += match.group(2)
        at = match.end()
    text += marked[at:]
    return read_qualifier(code, text, spans.get("I"), spans["Q"], whole=whole)


@pytest.mark.parametrize(
    ("marked", "qualifier"),
    [
        ("[I Chỉ số PAPI] của tỉnh xếp thứ [Q 17/63]", "PAPI"),
        ("[I chỉ số hài lòng] đạt [Q 86,9%]", "SIPAS"),
        ("[I Chỉ số cải cách hành chính] đạt [Q 88,1%]", "PAR_INDEX"),
        ("[I mức độ chuyển đổi số] xếp [Q 9/34]", "DTI"),
        ("Về PCI, tỉnh tăng 4 bậc; [I tổng điểm] là [Q 67,2 điểm]", "PCI"),
        ("[I tiếp cận dịch vụ] [Q 81%]", "tiếp cận dịch vụ"),
        ("[I điểm hiện đại hóa hành chính] [Q 81%]", "hiện đại hóa hành chính"),
        ("tỉnh được [I tổng điểm] [Q 67,2 điểm]", None),
        ("tỉnh được [Q 67,2 điểm]", None),
    ],
)
def test_an_index_is_named_by_its_fixed_form_or_its_words(marked, qualifier):
    assert read(marked, "other_index_score") == qualifier


@pytest.mark.parametrize("name", ["Chỉ số CCHC", "Chỉ số cải cách hành chính khối sở"])
def test_the_reform_index_of_departments_is_not_the_national_one(name):
    assert read(f"[I {name}] của Sở Nội vụ [Q 91,2%]", "other_index_score", whole=False) == name


@pytest.mark.parametrize(
    ("words", "change"),
    [
        ("mới ban hành", "new"),
        ("sửa đổi, bổ sung", "amended"),
        ("thay thế", "replaced"),
        ("bãi bỏ", "abolished"),
        ("bị bỏ", "abolished"),
        ("công bố", None),
        ("công bố mới, sửa đổi", None),
    ],
)
def test_what_happens_to_procedures_has_a_fixed_form(words, change):
    assert read(f"[I {words}] [Q 14 thủ tục]", "procedures_announced") == change


@pytest.mark.parametrize(
    ("marked", "condition"),
    [
        ("[Q 14 sở] [I xếp loại tốt]", "xếp loại tốt"),
        ("có [Q 5 sở] [I số hóa hồ sơ] dưới 50%", "số hóa hồ sơ dưới 50%"),
        ("[Q 9/14 sở] [I được chấm] từ 85 điểm trở lên", "được chấm từ 85 điểm trở lên"),
        ("[I đạt chỉ tiêu] [Q 14 sở], 9 xã", "đạt chỉ tiêu"),
        ("[I đạt] [Q 14 sở]", None),
    ],
)
def test_a_condition_is_told_with_its_limit(marked, condition):
    assert read(marked, "units_meeting_condition") == condition


@pytest.mark.parametrize(
    ("marked", "field"),
    [
        ("[I trễ hạn] [Q 12 hồ sơ] đất đai", "đất đai"),
        ("lĩnh vực hộ tịch [I nhận] [Q 340 hồ sơ]", "hộ tịch"),
        ("đất đai nhiều việc. Toàn tỉnh [I nhận] [Q 340 hồ sơ]", None),
        ("[I nhận] [Q 340 hồ sơ], đất đai 120", None),
    ],
)
def test_a_field_is_told_in_the_clause_of_the_figure(marked, field):
    assert read(marked, "dossiers_received_total") == field


def test_results_are_sent_by_post():
    marked = "[I trả qua bưu chính công ích] [Q 90 kết quả]"

    assert read(marked, "results_delivered") == "qua bưu chính công ích"


def test_a_plain_rate_has_none():
    assert read("[I tỷ lệ hồ sơ trực tuyến] đất đai đạt [Q 81%]", "rate_online") is None
