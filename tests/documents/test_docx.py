import io
import zipfile

import pytest

from extractor.documents.docx import read_docx
from extractor.errors import InputError

docx = pytest.importorskip("docx")
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


@pytest.fixture
def word():
    return docx.Document()


def read(word):
    buffer = io.BytesIO()
    word.save(buffer)
    return read_docx(buffer.getvalue(), doc_id="a", name="a.docx").text.split("\n")


def add_table(word, rows):
    table = word.add_table(len(rows), len(rows[0]))
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            table.cell(r, c).text = text
    return table


def append(paragraph, xml):
    paragraph._p.append(docx.oxml.parse_xml(xml))


def test_paragraphs_and_tables_come_in_order(word):
    word.add_paragraph("Báo cáo tháng 4")
    add_table(word, [["Cấp", "Tiếp nhận"], ["Cấp xã", "12"]])
    word.add_paragraph("Hết.")
    assert read(word) == ["Báo cáo tháng 4", "Cấp xã: Tiếp nhận 12", "Hết."]


def test_merged_heads_are_read(word):
    word.add_paragraph("Đơn vị tính: hồ sơ")
    rows = [["Cấp", "Tiếp nhận", ""], ["", "Trực tuyến", "Trực tiếp"], ["Cấp xã", "12", "3"]]
    table = add_table(word, rows)
    table.cell(0, 1).merge(table.cell(0, 2))
    table.cell(0, 0).merge(table.cell(1, 0))
    assert read(word)[1] == "Cấp xã: Tiếp nhận Trực tuyến 12 hồ sơ; Tiếp nhận Trực tiếp 3 hồ sơ"


def test_tracked_insertions_are_read_and_deletions_are_not(word):
    paragraph = word.add_paragraph("Tiếp nhận 12 hồ sơ")
    append(paragraph, f'<w:ins {W} w:id="1" w:author="x"><w:r><w:t>, trễ 3</w:t></w:r></w:ins>')
    append(
        paragraph, f'<w:del {W} w:id="2" w:author="x"><w:r><w:delText>9</w:delText></w:r></w:del>'
    )
    assert read(word) == ["Tiếp nhận 12 hồ sơ, trễ 3"]


def test_tabs_and_line_breaks_stay(word):
    paragraph = word.add_paragraph("Số: 12\tngày 3")
    paragraph.paragraph_format.tab_stops.add_tab_stop(914400)
    paragraph.add_run("\nHai")
    assert read(word) == ["Số: 12\tngày 3", "Hai"]


def test_a_legacy_font_is_named(word):
    word.add_paragraph("TØnh ®· tiÕp nhËn 12 hå s¬, gi¶i quyÕt 9 hå s¬ vµ tr¶ 3 hå s¬")
    with pytest.raises(InputError, match="TCVN3"):
        read(word)


def test_an_empty_file_is_refused(word):
    with pytest.raises(InputError, match="no text in it"):
        read(word)


def archive(**files):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        for name, text in files.items():
            file.writestr(name, text)
    return buffer.getvalue()


@pytest.mark.parametrize("data", [b"PK\x03\x04 cut off", archive(workbook="no Word file")])
def test_what_is_no_word_file_is_refused(data):
    with pytest.raises(InputError, match=r"a\.docx: no .*Word file"):
        read_docx(data, doc_id="a", name="a.docx")
