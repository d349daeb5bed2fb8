import io
import sys
import zipfile

import pytest

from extractor.documents import read_documents
from extractor.errors import MissingExtra


def archive():
    buffer = io.BytesIO()
    zipfile.ZipFile(buffer, "w").close()
    return b"PK\x03\x04" + buffer.getvalue()


@pytest.mark.parametrize(
    ("file", "module", "words"),
    [
        (("a.html", b"<html><p>12 x</p></html>"), "lxml", "trafilatura [readers]"),
        (("a.html", b"<html><p>12 x</p></html>"), "trafilatura", "trafilatura [readers]"),
        (("a.pdf", b"%PDF-1.7"), "pdfplumber", "pdfplumber [readers]"),
        (("a.docx", archive()), "docx", "python-docx [readers]"),
        (("a.parquet", b"PAR1"), "pyarrow", "pyarrow [data]"),
    ],
)
def test_a_missing_package_is_named_with_its_extra(tmp_path, monkeypatch, file, module, words):
    name, data = file
    if module == "trafilatura":
        pytest.importorskip("lxml")
    (tmp_path / name).write_bytes(data)
    monkeypatch.setitem(sys.modules, module, None)
    [error] = read_documents([str(tmp_path / name)])
    assert isinstance(error, MissingExtra)
    assert all(word in str(error) for word in words.split())
