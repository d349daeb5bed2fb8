import time
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.labels import BOUNDS, DISTRACTOR_KINDS, UNITS
from extractor.vietnamese.lexicon import lexicon
from extractor.vietnamese.numbers import find_quantities, read_quantity


def figures(text):
    return [q for q in find_quantities(text) if q.kind is None]


def only(text):
    (quantity,) = figures(text)
    return quantity


@pytest.mark.parametrize(
    ("text", "mention", "value", "unit"),
    [
        ("đã tiếp nhận 64.933 hồ sơ qua mạng", "64.933 hồ sơ", "64933", "dossier"),
        ("đạt tỷ lệ 98,7%.", "98,7%", "98.7", "percent"),
        ("còn 81,42%quá hạn", "81,42%", "81.42", "percent"),
        ("gần 3,148 tỷ đồng", "3,148 tỷ đồng", "3148000000", "VND"),
        ("là 304,443 triệu đồng", "304,443 triệu đồng", "304443000", "VND"),
        ("chừng 1 tỷ 240 triệu đồng", "1 tỷ 240 triệu đồng", "1240000000", "VND"),
        ("hơn 2,78 nghìn tỷ đồng", "2,78 nghìn tỷ đồng", "2780000000000", "VND"),
        ("thu 2 triệu rưỡi đồng", "2 triệu rưỡi đồng", "2500000", "VND"),
        ("có 61,3 ngàn hồ sơ", "61,3 ngàn hồ sơ", "61300", "dossier"),
        ("chỉ phát sinh 09 hồ sơ", "09 hồ sơ", "9", "dossier"),
        ("nhận 12 345 hồ sơ", "12 345 hồ sơ", "12345", "dossier"),
        ("nhận5.409 hồ sơ", "5.409 hồ sơ", "5409", "dossier"),
        ("xử lý 5.409hồ sơ", "5.409hồ sơ", "5409", "dossier"),
        ("tăng 0,4 điểm phần trăm", "0,4 điểm phần trăm", "0.4", "percent"),
        ("tăng 2 bậc", "2 bậc", "2", "rank"),
        ("gấp 2,3 lần", "2,3 lần", "2.3", "times"),
        ("có 38.500 lượt giao dịch", "38.500 lượt giao dịch", "38500", "transaction"),
        ("đón 1.129 lượt người dân", "1.129 lượt người dân", "1129", "person"),
        ("có 84 phản ánh, kiến nghị", "84 phản ánh, kiến nghị", "84", "feedback"),
        ("nộp 15 Sở, ban, ngành", "15 Sở, ban, ngành", "15", "unit"),
        ("còn 166 điểm đại lý", "166 điểm đại lý", "166", "unit"),
        ("giảm 5 ngày làm việc", "5 ngày làm việc", "5", "day"),
        ("bình quân 12,5 hồ sơ/ngày", "12,5 hồ sơ", "12.5", "dossier"),
        ("còn hai mươi lăm hồ sơ", "hai mươi lăm hồ sơ", "25", "dossier"),
        ("thêm ba thủ tục mới", "ba thủ tục", "3", "procedure"),
        ("nhận gần mười nghìn hồ sơ", "mười nghìn hồ sơ", "10000", "dossier"),
    ],
)
def test_a_mention_is_numeral_scale_and_unit(text, mention, value, unit):
    quantity = only(text)

    assert text[quantity.start : quantity.end] == mention
    assert (quantity.value, quantity.unit) == (Decimal(value), unit)


@pytest.mark.parametrize(
    ("text", "mention", "value", "base", "unit"),
    [
        ("tích hợp 1.377/1.711 TTHC", "1.377/1.711 TTHC", "1377", "1711", "procedure"),
        ("đạt 7,7/18 điểm", "7,7/18 điểm", "7.7", "18", "point"),
        ("được 13.2/18 điểm", "13.2/18 điểm", "13.2", "18", "point"),
        ("được 9 điểm/12 điểm", "9 điểm/12 điểm", "9", "12", "point"),
        ("được 7,5 trên 12 điểm", "7,5 trên 12 điểm", "7.5", "12", "point"),
        ("xếp hạng thứ 17/63 tỉnh, thành phố", "17/63", "17", "63", "rank"),
        ("ở hạng 4 trong 63 tỉnh", "4 trong 63", "4", "63", "rank"),
        ("nay 5/7 cơ quan đạt", "5/7 cơ quan", "5", "7", "unit"),
        ("phần lớn (790/853) ở Sở", "790/853", "790", "853", None),
        ("thanh toán (5,1/10)", "5,1/10", "5.1", "10", "point"),
    ],
)
def test_x_of_y_is_one_mention(text, mention, value, base, unit):
    quantity = only(text)

    assert text[quantity.start : quantity.end] == mention
    assert (quantity.value, quantity.base_value) == (Decimal(value), Decimal(base))
    assert quantity.unit == unit


@pytest.mark.parametrize(
    ("text", "bound", "hedge"),
    [
        ("tăng hơn 30%", "gt", "hơn"),
        ("gần\n 51.440 hồ sơ", "approx_below", "gần"),
        ("xấp xỉ 136 hồ sơ", "approx", "xấp xỉ"),
        ("trên 51.800 hồ sơ", "gt", "trên"),
        ("đạt 98,6% trên 41.207 hồ sơ", "exact", None),
        ("dưới 50 hồ sơ", "lt", "dưới"),
        ("chưa tới 70 điểm", "lt", "chưa tới"),
        ("ít nhất 50%", "ge", "ít nhất"),
        ("ít nhất: 1.904 hồ sơ", "exact", None),
        ("không dưới 90%", "ge", "không dưới"),
        ("không quá 2%", "le", "không quá"),
        ("từ 98% trở lên", "ge", "trở lên"),
        ("cao hơn 2,3%", "exact", None),
        ("thuộc tốp 10", "le", "tốp"),
        ("vượt 9 bậc", "exact", None),
        ("đạt 98%", "exact", None),
        ("198.345 hồ sơ trên 204.610 hồ sơ", "exact", None),
        ("không để nơi nào dưới 95%", "ge", "dưới"),
    ],
)
def test_hedges_give_the_bound_and_stay_outside(text, bound, hedge):
    quantity = figures(text)[-1]

    assert quantity.bound == bound
    assert (text[slice(*quantity.hedge)] if quantity.hedge else None) == hedge


@pytest.mark.parametrize(
    ("text", "values", "bounds"),
    [
        ("mức giảm từ 5% đến 83%", ["5", "83"], ["range", "range"]),
        ("đón 180 đến 220 lượt người", ["180", "220"], ["range", "range"]),
        ("còn 5-7 hồ sơ", ["5", "7"], ["range", "range"]),
        ("từ 3 đến 5 triệu đồng", ["3000000", "5000000"], ["range", "range"]),
        ("kết quả từ 80% đến dưới 90%", ["80", "90"], ["ge", "lt"]),
        ("tăng từ 18,9% lên 21,5%", ["18.9", "21.5"], ["exact", "exact"]),
        ("đạt 99,2%; 97,5%", ["99.2", "97.5"], ["exact", "exact"]),
    ],
)
def test_neighbours_make_a_range_or_not(text, values, bounds):
    found = figures(text)

    assert [q.value for q in found] == [Decimal(value) for value in values]
    assert [q.bound for q in found] == bounds
    assert len({q.unit for q in found}) == 1


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("ngày 21/9/2021", ["date"]),
        ("từ ngày 1 đến 15/7", ["date", "date"]),
        ("từ 11.5 đến 17.5.2018", ["date", "date"]),
        ("ngày 06 tháng 01 năm 2022", ["date", "period", "year"]),
        ("quý III/2023", ["period"]),
        ("tháng 10/2021", ["period"]),
        ("Sáu tháng đầu năm", ["period"]),
        ("giai đoạn 2021-2025", ["period"]),
        ("năm 2023 tỉnh đạt", ["year"]),
        ("lúc 8g, 14:01 và 9h30", ["clock", "clock", "clock"]),
        ("Quyết định số 766/QĐ-TTg", ["document_number"]),
        ("Nghị định 61/2018/NĐ-CP", ["document_number"]),
        ("Đề án 06 tỉnh", ["named_number"]),
        ("sóng 5G", ["named_number"]),
        ("mức độ 3, 4", ["service_level", "service_level"]),
        ("mức độ 3 và mức độ 4", ["service_level", "service_level"]),
        ("chính quyền 2 cấp", ["level_count"]),
        ("cả ba cấp", ["level_count"]),
        ("đến 11 giờ 30", ["duration", "clock"]),
        ("ở tầng 3, phòng số 12", ["address", "other"]),
        ("thang 100 điểm", ["other"]),
        ("Phường 2 và Q.1", ["place_number", "place_number"]),
        ("xã Sơn Kim 2 chỉ", ["place_number"]),
        ("sau 15 ngày vận hành", ["duration"]),
        ("chờ quá 8 giờ làm việc", ["duration"]),
        ("trong tám giờ", ["duration"]),
        ("Thứ 7, nghỉ", ["weekday"]),
        ("thứ Năm, 18/07/2024", ["weekday", "date"]),
        ("\n1. Kết quả", ["list_number"]),
        ("\n2) Tồn tại", ["list_number"]),
        ("Ảnh 1: lãnh đạo", ["caption"]),
        ("Lượt xem: 1.206", ["counter"]),
        ("Thống kê: 487.514", ["counter"]),
        ("Điện thoại: 0263.3822.472", ["phone"]),
        ("tổng đài 1022", ["phone"]),
        ("địa chỉ 45-47 Lê Duẩn", ["address"]),
        ("tại 64 xã, phường", ["context_count"]),
        ("“0 đồng”", ["named_number"]),
        ("lần thứ hai", ["rank_word"]),
    ],
)
def test_numbers_that_report_nothing_say_why(text, kinds):
    assert [q.kind for q in find_quantities(text)] == kinds


@pytest.mark.parametrize(
    ("text", "value"),
    [("đứng thứ 2 là Ninh Bình", "2"), ("xếp thứ tư cả nước", "4"), ("vị trí 18/34", "18")],
)
def test_ordinals_after_rank_words_are_ranks(text, value):
    assert (only(text).value, only(text).unit) == (Decimal(value), "rank")


@pytest.mark.parametrize(
    ("text", "mention"),
    [("chỉ một hồ sơ trễ hạn", "một hồ sơ"), ("tỉnh tăng một bậc", "một bậc")],
)
def test_one_counts_only_where_it_is_stressed(text, mention):
    quantity = only(text)

    assert (text[quantity.start : quantity.end], quantity.value) == (mention, 1)


@pytest.mark.parametrize(
    "text", ["một cửa", "một số sở", "trong năm hồ sơ tăng", "một hồ sơ", "ĐA06"]
)
def test_words_and_identifiers_are_no_numbers(text):
    assert find_quantities(text) == []


@pytest.mark.parametrize(
    "text",
    ["151.10 hồ sơ", "5.9123 hồ sơ", "với 350.600.00)", "là 257.7575 văn bản", "1,234 hồ sơ"],
)
def test_malformed_numerals_are_never_guessed(text):
    quantity = only(text)

    assert quantity.malformed
    assert quantity.value is None
    assert len(quantity.readings) >= 1


def test_the_whole_of_a_malformed_part_is_still_read():
    quantity = only("đạt 3227.885/482.852 văn bản")

    assert quantity.base_value == 482852
    assert Decimal(327885) in quantity.readings


def test_a_list_lends_its_unit_to_the_reading_of_dots():
    found = figures("Mê Linh (51.06 điểm), Hoàng Mai (52.7), Sở Xây dựng (54.33)")

    assert [q.value for q in found] == [Decimal("51.06"), Decimal("52.7"), Decimal("54.33")]


def test_a_unit_on_the_next_line_needs_a_small_letter():
    assert only("được 64.933\nhồ sơ").unit == "dossier"
    assert only("được 89,5\nHồ sơ khác").unit is None


def test_rounding_is_known_from_decimals_and_scale():
    quantity = only("3,148 tỷ đồng")

    assert (quantity.decimals, quantity.scale) == (3, 10**9)


@pytest.mark.parametrize(
    ("surface", "before", "after", "value", "bound"),
    [
        ("3,148 tỷ đồng", "trực tuyến gần ", "; về", "3148000000", "approx_below"),
        ("7/12", "thanh toán (", ")", "7", "exact"),
        ("5%", "giảm từ ", " đến 83%.", "5", "range"),
        ("83%", "giảm từ 5% đến ", ".", "83", "range"),
        ("tư", "xếp thứ ", " cả nước", "4", "exact"),
        ("2023", "", " hồ sơ", "2023", "exact"),
        ("98%", "từ ", " trở lên", "98", "ge"),
    ],
)
def test_a_mention_is_read_with_its_context(surface, before, after, value, bound):
    quantity = read_quantity(surface, before=before, after=after)

    assert (quantity.value, quantity.bound, quantity.kind) == (Decimal(value), bound, None)
    assert surface[quantity.num_start : quantity.num_end] in surface


def test_a_known_unit_decides_what_a_dot_means():
    assert read_quantity("87.92", unit="point").value == Decimal("87.92")
    assert read_quantity("87.92", unit="dossier").malformed


def test_a_surface_without_number_has_no_value():
    quantity = read_quantity("hồ sơ")

    assert (quantity.value, quantity.readings, quantity.malformed) == (None, (), False)


@given(st.text(max_size=200), st.text(max_size=40))
def test_reading_never_fails(text, surface):
    assert all(q.start <= q.num_start <= q.num_end <= q.end for q in find_quantities(text))
    assert read_quantity(surface, before=text, after=text) is not None


WORDS = [
    "64.933", "98,7%", "3,148", "tỷ", "hồ", "sơ", "đồng", "ngày", "21/9/2021", "từ", "đến",
    "5-7", "gần",
    "/", "-", "(", ")", ",", ".", "thứ", "mức", "độ", "hai",
]  # fmt: skip


@given(st.lists(st.sampled_from(WORDS), max_size=40))
def test_numbers_come_in_order_and_never_overlap(words):
    text = " ".join(words)
    found = find_quantities(text)

    assert all(a.end <= b.start for a, b in pairwise(found))
    for quantity in found:
        assert 0 <= quantity.start < quantity.end <= len(text)
        assert quantity.kind is None or quantity.kind in DISTRACTOR_KINDS
        assert quantity.unit is None or quantity.unit in UNITS
        assert quantity.bound in BOUNDS


@settings(max_examples=20, deadline=None)
@given(st.sampled_from(["1.", "1", "123 ", "1/", "1-", "12:", "hai ", "( 1", "9.1,", "1 đến "]))
def test_long_runs_are_read_in_linear_time(unit):
    started = time.process_time()
    find_quantities(unit * (20_000 // len(unit)))

    assert time.process_time() - started < 3


def test_vocabulary_names_only_known_units_and_bounds():
    tables = lexicon()

    assert set(tables["units"]) <= set(UNITS)
    assert set(tables["hedges"]) - {"none"} <= set(BOUNDS)
    assert set(tables["before"]) | set(tables["after"]) <= set(DISTRACTOR_KINDS)
