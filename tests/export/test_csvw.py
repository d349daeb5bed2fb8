"""The CSV and its metadata before a validator of CSV on the Web that others wrote."""

import json
import re
import warnings
from pathlib import Path

import pytest

from extractor.export import Entry
from extractor.export.csvw import write_metadata
from extractor.export.delimited import to_csv
from extractor.export.files import write_text
from extractor.pipeline import load

csvw = pytest.importorskip("csvw", reason="the validator csvw is not installed")
TEXTS = Path(__file__).parents[2] / "corpus" / "texts"


def export(entries, folder, **options):
    """Write facts and metadata as the command does; return the path of the metadata."""
    table = folder / "facts.csv"
    write_text(to_csv(entries, **options), table)
    write_metadata(table)
    return folder / "facts.csv-metadata.json"


def complaints(metadata):
    """Return what the validator says of a table; nothing where all is well."""
    with warnings.catch_warnings():
        warnings.simplefilter("always")  # the validator gathers warnings
        try:
            found = csvw.CSVW(str(metadata), validate=True)
            valid = found.is_valid
        except (OSError, ValueError, TypeError, KeyError) as error:
            return [repr(error)]
    assert valid == (not found.warnings)
    return [str(warning.message) for warning in found.warnings]


@pytest.fixture
def metadata(entry, tmp_path):
    return export([entry], tmp_path)


def test_an_export_is_valid(metadata):
    assert complaints(metadata) == []


def test_an_export_for_excel_is_valid(entry, tmp_path):
    assert complaints(export([entry], tmp_path, bom=True)) == []


def test_an_export_without_facts_is_valid(tmp_path):
    assert complaints(export([], tmp_path)) == []


def test_facts_of_whole_bulletins_are_valid(tmp_path):
    extractor = load("rules")
    entries = [
        Entry(report=extractor.extract(path.read_text("utf-8"), doc_id=path.stem), source=path.name)
        for path in sorted(TEXTS.glob("*.txt"))[:12]
    ]
    assert sum(len(entry.report.observations) for entry in entries) > 150
    assert complaints(export(entries, tmp_path)) == []


def test_the_validator_reads_the_facts(metadata):
    rows = list(csvw.Table.from_file(metadata).iterdicts())
    assert [str(row["value"]) for row in rows] == ["64933", "3148000000", "None", "80"]
    assert [str(reading) for reading in rows[2]["readings"]] == ["151.1", "15.110"]
    assert rows[0]["period_end"].date().isoformat() == "2023-09-30"
    assert rows[0]["evidence"]["admin_level"] == [14, 23]
    assert rows[0]["agency"] is None


def columns(found):
    return {column["name"]: column for column in found["tableSchema"]["columns"]}


def point_elsewhere(found):
    found["url"] = "other.csv"


def drop_column(found):
    found["tableSchema"]["columns"].pop(4)


def require_what_is_empty(found):
    columns(found)["agency"]["required"] = True


def mistype(found):
    columns(found)["surface"]["datatype"] = "date"


def narrow_choice(found):
    columns(found)["role"]["datatype"]["format"] = "value"


def misname_type(found):
    columns(found)["value"]["datatype"] = "no-such-type"


def repeat_key(found):
    found["tableSchema"]["primaryKey"] = "doc_id"


def lose_context(found):
    del found["@context"]


@pytest.mark.parametrize(
    "spoil",
    [
        point_elsewhere, drop_column, require_what_is_empty, mistype, narrow_choice, misname_type,
        repeat_key, lose_context,
    ],
)  # fmt: skip
def test_broken_metadata_are_found(metadata, spoil):
    found = json.loads(metadata.read_text("utf-8"))
    spoil(found)
    metadata.write_text(json.dumps(found), encoding="utf-8")
    assert complaints(metadata) != []


@pytest.mark.parametrize(
    ("pattern", "spoiled"),
    [("64933", "64.933,5"), ("2023-07-01", "1/7/2023"), ("malformed", "broken"), (r"a#\d+", "")],
)
def test_broken_facts_are_found(metadata, pattern, spoiled):
    table = metadata.with_name("facts.csv")
    text = table.read_text("utf-8")
    changed = re.sub(pattern, spoiled, text, count=1)
    assert changed != text
    table.write_text(changed, encoding="utf-8", newline="")
    assert complaints(metadata) != []
