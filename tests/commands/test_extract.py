import csv
import io
import json

import pytest
import typer
from typer.testing import CliRunner

from extractor.commands.extract import extract_command
from extractor.errors import MissingExtra, ModelError

TEXT = "Quý I/2024, toàn tỉnh Kon Tum tiếp nhận 12.345 hồ sơ, phấn đấu đạt 95% trong năm."


@pytest.fixture
def call():
    app = typer.Typer()
    app.command()(extract_command)

    def invoke(*words, **options):
        return CliRunner().invoke(app, [*map(str, words), "--model", "rules"], **options)

    return invoke


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "good.txt").write_text(TEXT, encoding="utf-8")
    (folder / "more.txt").write_text(TEXT.replace("12.345", "6.789"), encoding="utf-8")
    return folder


@pytest.fixture
def bad(folder):
    (folder / "binary.txt").write_bytes(b"\x00\x01\x02" * 99)
    (folder / "empty.txt").write_bytes(b"")
    (folder / "old.txt").write_bytes("hå s¬, thñ tôc, tØnh".encode("cp1252") * 3)
    return folder


def values(result):
    return [json.loads(line)["value"] for line in result.stdout.splitlines()]


def test_stdout_is_json_lines_where_it_is_no_terminal(call, folder):
    result = call(folder / "good.txt")
    assert (result.exit_code, result.stderr) == (0, "")
    assert values(result) == ["12345", "95"]


def test_a_table_is_printed_on_request(call, folder):
    result = call(folder / "good.txt", "--format", "table")
    assert "12345" in result.stdout
    assert "2024-Q1" in result.stdout
    assert "percent" not in result.stdout  # the target of 95%


def test_standard_input_is_read(call):
    assert values(call("-", input=TEXT)) == ["12345", "95"]


def test_bad_files_have_a_line_each_and_the_others_are_done(call, bad):
    result = call(bad)
    assert result.exit_code == 1
    assert values(result) == ["12345", "95", "6789", "95"]
    lines = result.stderr.splitlines()
    assert [line.split(": ")[1].rpartition("/")[2] for line in lines] == [
        "binary.txt", "empty.txt", "old.txt",
    ]  # fmt: skip
    assert ["binary" in lines[0], "empty" in lines[1], "TCVN3" in lines[2]] == [True] * 3


def test_a_text_without_figures_has_a_line_and_is_no_error(call, tmp_path):
    (tmp_path / "a.txt").write_text("Không có số liệu.", encoding="utf-8")
    result = call(tmp_path / "a.txt")
    assert result.exit_code == 0
    assert result.stdout == ""
    assert result.stderr == f"extractor: {tmp_path / 'a.txt'}: no figures found\n"


@pytest.mark.parametrize("suffix", ["jsonl", "json", "csv", "parquet", "xlsx", "html", "txt"])
def test_the_suffix_tells_the_format(call, folder, suffix):
    for package in {"parquet": ["pyarrow"], "xlsx": ["xlsxwriter"]}.get(suffix, []):
        pytest.importorskip(package)
    output = folder.parent / f"out.{suffix}"
    result = call(folder, "-o", output)
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr.endswith(f"facts → {output}\n")
    assert output.stat().st_size > 500
    left = {path.name for path in folder.parent.iterdir()} - {"in", output.name}
    assert left == ({"out.csv-metadata.json"} if suffix == "csv" else set())


def test_workers_write_the_same(call, folder):
    outputs = [folder.parent / f"{n}.jsonl" for n in (1, 2)]
    for number, output in enumerate(outputs, start=1):
        assert call(folder, "-w", number, "-o", output).exit_code == 0
    assert outputs[0].read_bytes() == outputs[1].read_bytes() != b""


def test_workers_print_the_same(call, folder):
    assert values(call(folder, "-w", 2)) == ["12345", "95", "6789", "95"]


def test_a_folder_of_pages_is_written(call, folder):
    call(folder, "--format", "html", "-o", folder.parent / "pages")
    names = sorted(path.name for path in (folder.parent / "pages").iterdir())
    assert names == ["good.html", "index.html", "more.html"]


def test_good_files_are_written_beside_bad_ones(call, bad):
    output = bad.parent / "out.jsonl"
    result = call(bad, "-o", output)
    assert result.exit_code == 1
    assert len(output.read_text(encoding="utf-8").splitlines()) == 4
    assert f"2 bulletins, 4 facts, 3 refused → {output}" in result.stderr


def test_no_good_file_writes_no_output(call, tmp_path):
    (tmp_path / "a.txt").write_bytes(b"")
    result = call(tmp_path / "a.txt", "-o", tmp_path / "out.csv")
    assert result.exit_code == 1
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


@pytest.mark.parametrize(
    ("words", "roles"),
    [
        (["--format", "jsonl"], ["value", "target"]),
        (["--format", "jsonl", "--no-targets"], ["value"]),
        (["--format", "csv"], ["value"]),
        (["--format", "csv", "--targets"], ["value", "target"]),
    ],
)
def test_targets_stay_only_where_they_belong(call, folder, words, roles):
    out = call(folder / "good.txt", *words).stdout
    rows = csv.DictReader(io.StringIO(out)) if "csv" in words else map(json.loads, out.splitlines())
    assert [row["role"] for row in rows] == roles


def test_province_and_day_are_given(call, tmp_path):
    (tmp_path / "a.txt").write_text("Hiện toàn tỉnh có 12 thủ tục.", encoding="utf-8")
    result = call(tmp_path / "a.txt", "--province", "tỉnh Kon Tum", "--published", "2024-05-03")
    [row] = [json.loads(line) for line in result.stdout.splitlines()]
    assert (row["ref_area"], row["period_end"]) == ("VN-P62", "2024-05-03")


def test_whole_reports_are_printed_as_json(call, folder):
    reports = json.loads(call(folder, "--json").stdout)
    assert [report["doc_id"] for report in reports] == ["good", "more"]
    assert reports[0]["model"] == "rules"


def test_an_unsure_fact_is_left_out(call, folder):
    sure = call(folder, "--min-confidence", "1").stdout.splitlines()
    assert all(json.loads(line)["confidence"] == 1 for line in sure)


@pytest.mark.parametrize(
    "words",
    [
        ["--format", "pdf"],
        ["-o", "out.pdf"],
        ["--format", "parquet"],
        ["--json", "--format", "csv"],
        ["--province", "Atlantis"],
        ["--published", "3/5/2024"],
        ["--min-confidence", "2"],
        ["--workers", "0"],
    ],
)
def test_wrong_usage_is_exit_code_2(call, folder, words):
    result = call(folder, *words)
    assert result.exit_code == 2
    assert result.stdout == ""


def test_a_missing_model_stops_the_call(folder, tmp_path):
    app = typer.Typer()
    app.command()(extract_command)
    result = CliRunner().invoke(app, [str(folder), "--model", str(tmp_path / "none")])
    assert isinstance(result.exception, ModelError)


def test_a_missing_package_is_said_before_the_work(folder, monkeypatch):
    monkeypatch.setattr("extractor.commands.delivery.find_spec", lambda name: None)
    app = typer.Typer()
    app.command()(extract_command)
    result = CliRunner().invoke(app, [str(folder), "-o", str(folder.parent / "out.xlsx")])
    assert isinstance(result.exception, MissingExtra)
    assert "xlsxwriter" in str(result.exception)


def test_without_a_shipped_model_the_rules_are_taken_and_named(folder, monkeypatch):
    def none():
        raise ModelError("no released pipeline")

    monkeypatch.setattr("extractor.pipes.pipeline_files.shipped_model", none)
    app = typer.Typer()
    app.command()(extract_command)
    result = CliRunner().invoke(app, [str(folder / "good.txt")])
    assert result.exit_code == 0
    assert "no trained model in this installation; working by rules" in result.stderr
    assert json.loads(result.stdout.splitlines()[0])["value"] == "12345"


def test_progress_is_said_at_times_where_stderr_is_no_terminal(call, folder, monkeypatch):
    monkeypatch.setattr("extractor.commands.progress._PAUSE", 0.0)
    result = call(folder, "-o", folder.parent / "out.jsonl")
    assert "extractor: 2 of 2, 0 s left" in result.stderr
