import json
from datetime import date
from pathlib import Path

import pytest

from extractor.documents.columns import count_rows, read_rows
from extractor.documents.document import Document
from extractor.documents.sources import KINDS, Source

ROWS = [
    {"id": "x1", "text": "Tiếp nhận 12 hồ sơ", "title": "Tin", "published": "2024-05-03"},
    {"id": "", "text": "Trễ hạn 3 hồ sơ,\nnhư trên", "title": None, "published": "hôm qua"},
    {"id": "x3", "text": " ", "title": None, "published": None},
]


@pytest.fixture(params=["jsonl", "csv", "csv;", "parquet"])
def table(request, tmp_path):
    kind = request.param.rstrip(";")
    path = tmp_path / f"rows.{kind}"
    if kind == "jsonl":
        path.write_text("\n\n".join(map(json.dumps, ROWS)), encoding="utf-8")
    elif kind == "csv":
        sign = ";" if request.param.endswith(";") else ","
        lines = [sign.join(f'"{row[k] or ""}"' for k in ROWS[0]) for row in ROWS]
        path.write_text("\ufeff" + "\n".join([sign.join(ROWS[0]), *lines]), encoding="utf-8")
    else:
        pa = pytest.importorskip("pyarrow")
        pytest.importorskip("pyarrow.parquet").write_table(pa.Table.from_pylist(ROWS), path)
    return path


def read(path: Path):
    source = Source(path, path.stem, KINDS[path.suffix])
    return list(read_rows(source, path))


def test_each_row_is_a_document(table):
    first, second, _ = read(table)
    assert first == Document("x1", "Tiếp nhận 12 hồ sơ", f"{table} row 1", "Tin", date(2024, 5, 3))
    assert second == Document("rows-2", "Trễ hạn 3 hồ sơ,\nnhư trên", f"{table} row 2")


def test_a_row_without_text_is_refused_in_its_place(table):
    assert str(read(table)[2]) == f"{table} row 3: the text is empty; nothing to extract"


@pytest.mark.parametrize(
    ("name", "content", "line"),
    [
        ("a.csv", "name,value\nx,1\n", "no column for the text among name, value"),
        ("a.jsonl", '{"name": 1}\n', "row 1: no column for the text among name"),
        ("a.jsonl", "{broken\n", "row 1: no JSON"),
        ("a.jsonl", "[1]\n", "row 1: no JSON object"),
        ("a.parquet", "no parquet", "no readable parquet"),
        ("a.csv", b"text\n\xff\xfe", "not UTF-8"),
    ],
)
def test_what_is_no_table_of_texts_is_refused(tmp_path, name, content, line):
    if name.endswith("parquet"):
        pytest.importorskip("pyarrow")
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    [error] = read(path)
    assert line in str(error)


def test_a_missing_table_is_refused(tmp_path):
    [error] = read(tmp_path / "no.csv")
    assert "No such file" in str(error)


def test_a_bad_row_does_not_stop_the_rest(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text('{broken\n{"text": "Tiếp nhận 12 hồ sơ"}\n', encoding="utf-8")
    assert [type(outcome).__name__ for outcome in read(path)] == ["InputError", "Document"]


def test_rows_are_counted_where_that_is_cheap(table):
    expected = {".jsonl": 3, ".parquet": 3, ".csv": None}[table.suffix]
    assert count_rows(Source(table, "rows", KINDS[table.suffix])) == expected
