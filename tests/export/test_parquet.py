from datetime import date

import pytest

from extractor.export import COLUMNS
from extractor.export.parquet import write_parquet

pq = pytest.importorskip("pyarrow.parquet")


@pytest.fixture
def table(entry, tmp_path):
    write_parquet([entry, entry], tmp_path / "facts.parquet")
    return pq.read_table(tmp_path / "facts.parquet")


def test_a_row_is_a_fact(table):
    assert tuple(table.column_names) == COLUMNS
    assert table.num_rows == 8


def test_values_keep_their_types(table):
    rows = table.to_pylist()
    assert [row["value"] for row in rows[:4]] == ["64933", "3148000000", None, "80"]
    assert rows[0]["period_start"] == date(2023, 7, 1)
    assert rows[2]["readings"] == ["151.1", "15.110"]
    assert rows[1]["readings"] == []
    assert rows[2]["confidence"] is None


def test_groups_are_written_one_after_the_other(entry, tmp_path, monkeypatch):
    monkeypatch.setattr("extractor.export.parquet._GROUP", 3)
    write_parquet([entry, entry], tmp_path / "facts.parquet")
    with pq.ParquetFile(tmp_path / "facts.parquet") as file:
        assert (file.num_row_groups, file.metadata.num_rows) == (3, 8)


def test_a_failure_leaves_the_old_file(entry, tmp_path):
    path = tmp_path / "facts.parquet"
    path.write_bytes(b"old")

    def broken():
        yield entry
        raise RuntimeError

    with pytest.raises(RuntimeError):
        write_parquet(broken(), path)
    assert [file.name for file in tmp_path.iterdir()] == ["facts.parquet"]
    assert path.read_bytes() == b"old"
