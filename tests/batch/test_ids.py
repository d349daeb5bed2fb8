"""Two bulletins of one id in one call: both stay, apart, and one line says so."""

import csv
import json
import warnings

import pytest
import typer
from typer.testing import CliRunner

from extractor.batch import Job, Refused, extract_batch, items_of
from extractor.batch.ids import with_own_ids
from extractor.batch.tables import Choice, extract_table, on_this_machine
from extractor.commands.audit import audit_command
from extractor.commands.extract import extract_command
from extractor.documents.document import Document
from extractor.documents.sources import Source

NAMES = ["a", "b", "a"]
TEXTS = [f"Tháng 5/2024, toàn tỉnh tiếp nhận 1.{n}34 hồ sơ." for n in range(3)]
VALUES = {"a": "1034", "b": "1134", "a~2": "1234"}
JOB = Job("rules")


@pytest.fixture
def call():
    app = typer.Typer()
    app.command("extract")(extract_command)
    app.command("audit")(audit_command)
    return lambda *words: CliRunner().invoke(app, [*map(str, words), "--model", "rules"])


def make_jsonl(path):
    lines = [json.dumps({"id": n, "text": t}) for n, t in zip(NAMES, TEXTS, strict=True)]
    path.write_text("\n".join(lines), encoding="utf-8")


def make_csv(path):
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("id", "text"), *zip(NAMES, TEXTS, strict=True)])


def make_parquet(path):
    pa = pytest.importorskip("pyarrow")
    import pyarrow.parquet as pq

    pq.write_table(pa.table({"id": NAMES, "text": TEXTS}), path)


MAKERS = {"jsonl": make_jsonl, "csv": make_csv, "parquet": make_parquet}


@pytest.fixture(params=MAKERS)
def table(request, tmp_path):
    """A table of three bulletins, the first and the last of one id."""
    path = tmp_path / f"in.{request.param}"
    MAKERS[request.param](path)
    return path


def values(path):
    """Read an output of any kind; return the printed value by obs_id's bulletin."""
    if path.suffix == ".parquet":
        import pyarrow.parquet as pq

        rows = pq.read_table(path).to_pylist()
    elif path.suffix == ".csv":
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
    else:
        rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    assert all(row["obs_id"] == f"{row['doc_id']}#{row['char_start']}" for row in rows)
    assert len({row["obs_id"] for row in rows}) == len(rows)
    return {row["doc_id"]: row["value"] for row in rows}


def rows_of(names):
    return [Document(name, "9 hồ sơ", f"row {n}") for n, name in enumerate(names, start=1)]


@pytest.mark.parametrize(
    ("given", "own", "told"),
    [
        (["a", "b", "c"], ["a", "b", "c"], 0),
        (["a", "a", "b", "a"], ["a", "a~2", "b", "a~3"], 2),
        (["a", "a~2", "a"], ["a", "a~2", "a~3"], 1),
        (["a", "a", "a~2"], ["a", "a~2", "a~2~2"], 2),
        (["A", "a"], ["A", "a"], 0),
    ],
)
def test_a_later_bulletin_gets_the_next_free_id(given, own, told):
    lines = []
    assert [item.doc_id for item in with_own_ids(rows_of(given), say=lines.append)] == own
    assert len(lines) == told


def test_the_line_says_where_and_what():
    lines = []
    list(with_own_ids([Refused("x"), *rows_of("aa")], say=lines.append))
    assert lines == ["row 2: an earlier bulletin has the id 'a'; taken as a~2"]


@pytest.mark.parametrize("suffix", ["jsonl", "csv", "parquet"])
def test_rows_of_one_id_stay_apart_in_every_output(call, table, suffix):
    if suffix == "parquet":
        pytest.importorskip("pyarrow")
    output = table.with_name(f"out.{suffix}")
    result = call("extract", table, "-o", output)
    assert result.exit_code == 0
    assert values(output) == VALUES
    assert result.stderr.splitlines() == [
        f"extractor: {table} row 3: an earlier bulletin has the id 'a'; taken as a~2",
        f"3 bulletins, 3 facts → {output}",
    ]


def test_rows_of_one_id_stay_apart_on_stdout(call, table):
    result = call("extract", table)
    found = [json.loads(line) for line in result.stdout.splitlines()]
    assert {row["doc_id"]: row["value"] for row in found} == VALUES
    assert "row 3: an earlier bulletin has the id 'a'" in result.stderr


def test_the_key_of_the_csv_holds_before_a_validator(call, table):
    csvw = pytest.importorskip("csvw", reason="the validator csvw is not installed")
    output = table.with_name("out.csv")
    call("extract", table, "-o", output)
    with warnings.catch_warnings():
        warnings.simplefilter("always")  # the validator gathers warnings
        found = csvw.CSVW(f"{output}-metadata.json", validate=True)
        assert found.is_valid
    assert found.to_json()["tables"][0]["row"][2]["describes"][0]["doc_id"] == "a~2"


def test_a_file_named_like_a_row_stays_apart(call, tmp_path):
    (tmp_path / "rows.jsonl").write_text(json.dumps({"text": TEXTS[0]}), encoding="utf-8")
    (tmp_path / "rows-1.txt").write_text(TEXTS[1], encoding="utf-8")
    output = tmp_path / "out.jsonl"
    result = call("extract", tmp_path / "rows.jsonl", tmp_path / "rows-1.txt", "-o", output)
    assert values(output) == {"rows-1": "1034", "rows-1~2": "1134"}
    assert f"{tmp_path / 'rows-1.txt'}: an earlier bulletin has the id 'rows-1'" in result.stderr


def test_files_of_one_name_in_a_folder_have_longer_ids_and_no_line(call, tmp_path):
    for place, text in zip(("x", "y", "y/z"), TEXTS, strict=True):
        (tmp_path / "in" / place).mkdir(parents=True)
        (tmp_path / "in" / place / "a.txt").write_text(text, encoding="utf-8")
    output = tmp_path / "out.jsonl"
    result = call("extract", tmp_path / "in", "-o", output)
    assert values(output) == {"x/a": "1034", "y/a": "1134", "y/z/a": "1234"}
    assert result.stderr == f"3 bulletins, 3 facts → {output}\n"


def test_the_audit_keeps_them_apart_too(call, tmp_path):
    text = "Toàn tỉnh tiếp nhận 1.200 hồ sơ, trong đó 300 hồ sơ trực tuyến (25%)."
    lines = [json.dumps({"id": "a", "text": text})] * 2
    (tmp_path / "in.jsonl").write_text("\n".join(lines), encoding="utf-8")
    result = call("audit", tmp_path / "in.jsonl", "--json")
    assert {finding["doc_id"] for finding in json.loads(result.stdout)} == {"a", "a~2"}
    assert "row 2: an earlier bulletin has the id 'a'; taken as a~2" in result.stderr


# Taken up after a stop ------------------------------------------------------------------------


def stop(number):
    raise KeyboardInterrupt


def items(table):
    kind = table.suffix.removeprefix(".")
    return items_of([Source(table, "in", kind)], say=lambda line: None)


def test_a_stopped_batch_gives_them_the_same_ids(table):
    output, skipped, ids = table.with_name("out.jsonl"), [], []
    with pytest.raises(KeyboardInterrupt):
        extract_batch(items(table), JOB, output, list, size=1, advance=stop)

    def write(outcomes):
        ids.extend(outcome.report.doc_id for outcome in outcomes)

    extract_batch(items(table), JOB, output, write, size=1, skip=skipped.append)
    assert skipped == [1]
    assert ids == ["a", "b", "a~2"]


def test_a_stopped_table_gives_them_the_same_ids(table):
    pytest.importorskip("pyarrow")
    output, skipped = table.with_name("out.parquet"), []
    options = {"run": on_this_machine(1), "tell": lambda note: None, "size": 1}
    with pytest.raises(KeyboardInterrupt):
        extract_table(items(table), JOB, Choice(), output, advance=stop, **options)
    extract_table(items(table), JOB, Choice(), output, skip=skipped.append, **options)
    assert skipped == [1]
    assert values(output) == VALUES
