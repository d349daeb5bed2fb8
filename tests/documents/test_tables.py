import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.documents.tables import render_table, unit_above


@pytest.mark.parametrize(
    ("rows", "lines"),
    [
        pytest.param(
            [["STT", "Đơn vị", "Tiếp nhận", "Đúng hạn (%)"], ["1", "Sở Y tế", "1.204", "98,5"]],
            ["Sở Y tế: Tiếp nhận 1.204; Đúng hạn 98,5%"],
            id="serial numbers go, a unit of the head follows its figure",
        ),
        pytest.param(
            [["Cấp", "Hồ sơ", "Hồ sơ"], ["Cấp", "Trực tuyến", "Trực tiếp"], ["Cấp xã", "12", "3"]],
            ["Cấp xã: Hồ sơ Trực tuyến 12; Hồ sơ Trực tiếp 3"],
            id="heads over heads",
        ),
        pytest.param(
            [["Đơn vị", "Tổng", "Trễ"], ["(1)", "(2)=(3)+(4)", "(3)"], ["Sở Y tế", "12", "3"]],
            ["Sở Y tế: Tổng 12; Trễ 3"],
            id="a row that numbers the columns goes",
        ),
        pytest.param(
            [["STT", "Đơn vị", "Tổng"], ["I", "Cấp tỉnh", "Cấp tỉnh"], ["1", "Sở Y tế", "12"]],
            ["Cấp tỉnh", "Sở Y tế: Tổng 12"],
            id="a row over the whole width heads the next ones",
        ),
        pytest.param(
            [["TT", "Chỉ tiêu", "ĐVT", "Kết quả"], ["1", "Tỷ lệ đúng hạn", "%", "98,5"]],
            ["Tỷ lệ đúng hạn: Kết quả 98,5%"],
            id="a column of units",
        ),
        pytest.param(
            [["Tiếp nhận", "1.204 hồ sơ"], ["Trễ hạn", "3 hồ sơ"]],
            ["Tiếp nhận: 1.204 hồ sơ", "Trễ hạn: 3 hồ sơ"],
            id="no heads",
        ),
        pytest.param(
            [["Cấp", "2023", "2024"], ["Cấp xã", "12", "15"]],
            ["Cấp xã: 2023: 12; 2024: 15"],
            id="years are heads",
        ),
        pytest.param(
            [["Cấp", "Tiếp nhận", "Trễ hạn"], ["Cấp xã", "12", "-"], ["Cấp tỉnh", "", "0"]],
            ["Cấp xã: Tiếp nhận 12", "Cấp tỉnh: Trễ hạn 0"],
            id="empty cells and dashes are no figures, a zero is one",
        ),
        pytest.param(
            [["BẢNG 2", "BẢNG 2"], ["Cấp", "Trễ hạn"], ["Cấp xã", "12"]],
            ["Cấp xã: Trễ hạn 12"],
            id="a caption inside the table",
        ),
        pytest.param(
            [["UBND TỈNH", "Hà Nam, ngày 3 tháng 5 năm 2024"], ["Số: 12/BC-UBND", None]],
            ["UBND TỈNH", "Hà Nam, ngày 3 tháng 5 năm 2024", "Số: 12/BC-UBND"],
            id="a letter's head only lays out",
        ),
        pytest.param([[None, ""], []], [], id="empty"),
    ],
)
def test_rows_become_lines(rows, lines):
    assert render_table(rows) == lines


@pytest.mark.parametrize(
    ("line", "unit"),
    [
        ("Đơn vị tính: hồ sơ", "hồ sơ"),
        ("ĐVT: triệu đồng", "triệu đồng"),
        ("(Đơn vị tính: %)", "%"),
        ("Kết quả tháng 4", None),
    ],
)
def test_the_unit_above_is_found(line, unit):
    assert unit_above(line) == unit


def test_the_unit_above_is_for_figures_without_one():
    rows = [["Cấp", "Số tiền", "Tỷ lệ (%)"], ["Cấp xã", "12,5", "3"]]
    lines = render_table(rows, unit="triệu đồng")
    assert lines == ["Cấp xã: Số tiền 12,5 triệu đồng; Tỷ lệ 3%"]


cells = st.one_of(st.none(), st.text("aB12.,% -", max_size=6))


@given(st.lists(st.lists(cells, max_size=4), max_size=5))
def test_any_table_gives_lines(rows):
    lines = render_table(rows)
    assert all(line.strip() and "\n" not in line for line in lines)


@given(st.lists(st.integers(10, 99999), min_size=2, max_size=6))
def test_no_figure_is_lost(figures):
    rows = [["Đơn vị", "Tiếp nhận"]] + [
        [f"Sở {chr(65 + n)}", str(f)] for n, f in enumerate(figures)
    ]
    assert [line.rpartition(" ")[2] for line in render_table(rows)] == list(map(str, figures))
