import pytest

from extractor.documents.pdf import read_pdf
from extractor.errors import InputError

pytest.importorskip("pdfplumber")

#: Letters are 5 points wide: a line of 100 letters fills the width.
FULL = (
    "Toàn tỉnh đã tiếp nhận 12.345 hồ sơ, trong đó có 9.876 hồ sơ trực tuyến và 2.469 hồ sơ qua bưu"
)


def read(data):
    return list(read_pdf(data, doc_id="a", name="a.pdf"))


def table(x, y, rows, width=100, height=20):
    """Return the items and rules of a table with lines around its cells."""
    items = [
        (x + c * width + 3, y + r * height + 14, text)
        for r, row in enumerate(rows)
        for c, text in enumerate(row)
    ]
    right, bottom = x + width * len(rows[0]), y + height * len(rows)
    rules = [(x, y + r * height, right, y + r * height) for r in range(len(rows) + 1)]
    rules += [(x + c * width, y, x + c * width, bottom) for c in range(len(rows[0]) + 1)]
    return {"items": items, "rules": rules}


def test_lines_broken_by_the_width_are_joined(make_pdf):
    page = {"items": [(50, 100, "BÁO CÁO"), (50, 130, FULL), (50, 144, "chính công ích.")]}
    [document] = read(make_pdf(page))
    assert document.text == f"BÁO CÁO\n{FULL} chính công ích."


def test_a_new_item_begins_a_line(make_pdf):
    page = {"items": [(50, 100, FULL), (50, 114, "- Trễ hạn: 3 hồ sơ")]}
    [document] = read(make_pdf(page))
    assert document.text.split("\n") == [FULL, "- Trễ hạn: 3 hồ sơ"]


def test_a_paragraph_goes_on_over_the_page(make_pdf):
    first = {"items": [(50, 700, FULL), (290, 800, "1")]}
    second = {"items": [(50, 60, "chính công ích."), (290, 800, "Trang 2/2")]}
    [document] = read(make_pdf(first, second))
    assert document.text == f"{FULL} chính công ích."


def test_tables_become_lines_in_their_place(make_pdf):
    page = table(50, 120, [["Cấp", "Tiếp nhận", "Trễ hạn"], ["Cấp xã", "12", "3"]])
    page["items"] += [(50, 100, "Đơn vị tính: hồ sơ"), (50, 200, "Hết.")]
    [document] = read(make_pdf(page))
    assert document.text.split("\n") == [
        "Đơn vị tính: hồ sơ",
        "Cấp xã: Tiếp nhận 12 hồ sơ; Trễ hạn 3 hồ sơ",
        "Hết.",
    ]


def test_a_table_goes_on_over_the_page_with_its_heads(make_pdf):
    heads = ["Cấp", "Tiếp nhận", "Trễ hạn"]
    first = table(50, 700, [heads, ["Cấp tỉnh", "12", "3"]])
    second = table(50, 60, [heads, ["Cấp xã", "45", "6"]])
    third = table(50, 60, [["Cấp huyện", "78", "9"]])
    [document] = read(make_pdf(first, second, third))
    assert document.text.split("\n") == [
        "Cấp tỉnh: Tiếp nhận 12; Trễ hạn 3",
        "Cấp xã: Tiếp nhận 45; Trễ hạn 6",
        "Cấp huyện: Tiếp nhận 78; Trễ hạn 9",
    ]


def test_scanned_pages_are_refused_beside_the_text_of_others(make_pdf):
    scan = {"scan": True, "items": [(300, 800, "Ký bởi: Văn phòng")]}
    document, error = read(make_pdf({"items": [(50, 100, "Tiếp nhận 12 hồ sơ")]}, scan, scan))
    assert document.text == "Tiếp nhận 12 hồ sơ"
    assert str(error) == "a.pdf: scanned without text on page 2-3; run OCR on it first"


def test_a_scan_gives_only_the_error(make_pdf):
    [error] = read(make_pdf({"scan": True}))
    assert isinstance(error, InputError)
    assert "page 1" in str(error)


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (lambda data: data[:200], "no readable PDF"),
        (lambda data: b"%PDF-1.7\ngarbage", "no readable PDF"),
        (lambda data: b"", "empty"),
    ],
)
def test_a_broken_pdf_is_refused(make_pdf, change, line):
    with pytest.raises(InputError, match=line):
        read(change(make_pdf({"items": [(50, 100, "Tiếp nhận 12 hồ sơ")]})))


def test_an_empty_pdf_is_refused(make_pdf):
    with pytest.raises(InputError, match="no text in it"):
        read(make_pdf({"items": []}))


def test_a_font_that_names_no_letters_is_refused(make_pdf):
    data = make_pdf({"items": [(50, 100, "Tiếp nhận 12 hồ sơ")]})
    with pytest.raises(InputError, match="fonts name no letters"):
        read(data.replace(b"/ToUnicode 5 0 R", b"/ToUnused 5 0 R "))
