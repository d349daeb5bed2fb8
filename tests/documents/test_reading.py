import io
import sys

import pytest

from extractor.documents import Document, read_documents
from extractor.errors import InputError

TEXT = "Quý I/2024, tỉnh Hà Nam tiếp nhận 12 hồ sơ"


def read(*names):
    return list(read_documents(map(str, names)))


def test_a_text_file_is_a_document_with_its_first_line_as_title(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(f"Thứ 4, ngày 3/5/2024\r\n{TEXT}\r\n".encode())
    assert read(path) == [
        Document("a", f"Thứ 4, ngày 3/5/2024\r\n{TEXT}\r\n", str(path), title=TEXT)
    ]


def test_a_long_first_line_is_no_title(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text(f"{TEXT}, " * 9, encoding="utf-8")
    assert read(path)[0].title is None


def test_a_bad_file_does_not_stop_the_rest(tmp_path):
    (tmp_path / "a.txt").write_text("", encoding="utf-8")
    (tmp_path / "b.txt").write_text(TEXT, encoding="utf-8")
    error, document = read(tmp_path)
    assert isinstance(error, InputError)
    assert document.text == TEXT


def test_a_missing_file_is_refused(tmp_path):
    [error] = read(tmp_path / "no.txt")
    assert str(error).endswith("no.txt: No such file or directory; name a readable file")


def test_a_folder_that_names_a_file_is_refused(tmp_path):
    (tmp_path / "a.txt").mkdir()
    [error] = read(tmp_path / "a.txt")
    assert "no readable file in this folder" in str(error)


def test_content_beats_the_name(tmp_path, make_pdf):
    pytest.importorskip("pdfplumber")
    path = tmp_path / "a.txt"
    path.write_bytes(make_pdf({"items": [(50, 100, TEXT)]}))
    assert read(path)[0].text == TEXT


def test_an_old_word_file_is_named(tmp_path):
    path = tmp_path / "a.doc"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100))
    [error] = read(path)
    assert "save it as .docx" in str(error)


@pytest.mark.parametrize(
    "data", [TEXT.encode(), f"<!DOCTYPE html><html><body><p>{TEXT}</p></body></html>".encode()]
)
def test_standard_input_is_told_by_its_content(monkeypatch, data):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    [document] = read("-")
    assert (document.doc_id, document.text) == ("stdin", TEXT)
