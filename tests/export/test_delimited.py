import csv
import io
import json

import pytest

from extractor.export import COLUMNS
from extractor.export.csvw import metadata, write_metadata
from extractor.export.delimited import to_csv


def rows(entry, **options):
    return list(csv.DictReader(io.StringIO("".join(to_csv([entry], **options)), newline="")))


def test_columns_are_the_record(entry):
    assert tuple(rows(entry)[0]) == COLUMNS


def test_null_is_empty_and_numbers_are_plain(entry):
    found = rows(entry)
    assert [row["value"] for row in found] == ["64933", "3148000000", "", "80"]
    assert found[0]["agency"] == ""
    assert found[2]["confidence"] == ""


def test_evidence_is_json(entry):
    assert json.loads(rows(entry)[0]["evidence"])["admin_level"] == [14, 23]


def test_the_mark_for_excel_is_on_request(entry):
    assert "".join(to_csv([entry], bom=True)) == "\ufeff" + "".join(to_csv([entry]))


def test_many_rows_come_in_pieces(entry):
    pieces = list(to_csv([entry] * 300))
    assert len(pieces) > 2
    assert len("".join(pieces).split("\r\n")) == 1 + 4 * 300 + 1


def test_the_metadata_name_the_table_and_its_columns(tmp_path):
    table = tmp_path / "facts.csv"
    write_metadata(table)
    found = json.loads((tmp_path / "facts.csv-metadata.json").read_text(encoding="utf-8"))
    assert found["url"] == "facts.csv"
    assert found["@context"][0] == "http://www.w3.org/ns/csvw"
    assert tuple(column["name"] for column in found["tableSchema"]["columns"]) == COLUMNS


@pytest.mark.parametrize(
    ("column", "datatype"),
    [
        ("value", "decimal"),
        ("period_end", "date"),
        ("char_start", "nonNegativeInteger"),
        ("direction", {"base": "string", "format": "up|down"}),
        ("evidence", "json"),
        ("surface", "string"),
    ],
)
def test_columns_have_types(column, datatype):
    columns = {item["name"]: item for item in metadata("a.csv")["tableSchema"]["columns"]}
    assert columns[column]["datatype"] == datatype


def test_the_key_and_the_list_are_declared():
    schema = metadata("a.csv")["tableSchema"]
    assert schema["primaryKey"] == "obs_id"
    assert [c["separator"] for c in schema["columns"] if "separator" in c] == [" "]
