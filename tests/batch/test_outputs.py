"""What can go wrong with the place of an output, and the memory that a batch takes."""

import errno
import json
import os
import tracemalloc

import pytest
import typer
from typer.testing import CliRunner

from extractor.batch import Job, extract_batch
from extractor.batch.tables import Choice, extract_table, on_this_machine
from extractor.commands.extract import extract_command
from extractor.commands.progress import Pace, progress
from extractor.documents.document import Document
from extractor.documents.sources import Source
from extractor.errors import InputError
from extractor.export.entry import Entry
from extractor.pipeline import load

TEXT = "Tháng 5/2024, toàn tỉnh tiếp nhận 1.234 hồ sơ, phấn đấu đạt 95%."
ROWS = [Document(f"d{n}", TEXT, f"d{n}") for n in range(6)]
JOB = Job("rules")
REPORT = load("rules").extract(TEXT)


@pytest.fixture
def call():
    app = typer.Typer()
    app.command()(extract_command)
    return lambda *words: CliRunner().invoke(app, [*map(str, words), "--model", "rules"])


@pytest.fixture
def bulletin(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


@pytest.mark.parametrize("name", ["out.parquet", "out.jsonl", "out.html"])
def test_a_folder_as_output_is_refused_before_the_work(call, bulletin, tmp_path, name):
    (tmp_path / name).mkdir()
    result = call(bulletin, "-o", tmp_path / name)
    assert isinstance(result.exception, InputError)
    assert f"{name}: a folder; name a file for" in str(result.exception)
    assert {path.name for path in tmp_path.iterdir()} == {"a.txt", name}


def test_a_folder_of_pages_may_be_there(call, bulletin, tmp_path):
    (tmp_path / "pages").mkdir()
    assert call(bulletin, "--format", "html", "-o", tmp_path / "pages").exit_code == 0


@pytest.mark.parametrize("name", ["out.parquet", "out.csv"])
def test_a_place_that_cannot_be_made_is_refused(call, bulletin, name):
    result = call(bulletin, "-o", bulletin / name)
    assert isinstance(result.exception, InputError)
    assert "Not a directory; make room or name another place" in str(result.exception)


def test_a_full_disk_is_said_and_what_was_finished_is_kept(tmp_path, monkeypatch):
    output = tmp_path / "out.txt"
    synced = os.fsync

    def full(descriptor):
        if len(list((tmp_path / ".out.txt.parts").glob("*.jsonl"))) == 2:
            raise OSError(errno.ENOSPC, "No space left on device")
        synced(descriptor)

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(InputError, match="No space left on device; make room"):
        extract_batch(ROWS, JOB, output, list, size=2)
    monkeypatch.undo()
    skipped = []
    extract_batch(ROWS, JOB, output, list, size=2, skip=skipped.append)
    assert skipped == [2, 2]


def test_the_command_refuses_a_bulletin_that_takes_too_long(call, bulletin, monkeypatch):
    def forever(*words, **known):
        while True:
            pass

    monkeypatch.setattr("extractor.batch.work.read_context", forever)
    result = call(bulletin, "--timeout", "0.2")
    assert result.exit_code == 1
    assert "a.txt: not done after 0.2 s; split it or give it more (--timeout)" in result.stderr


# Tables ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("targets", "facts"), [(True, 12), (False, 6)])
def test_a_table_has_the_chosen_facts_and_all_notes(tmp_path, targets, facts):
    pq = pytest.importorskip("pyarrow.parquet")
    items = [*ROWS[:3], Document("e", " ", "empty.txt"), *ROWS[3:]]
    notes, output = [], tmp_path / "out.parquet"
    extract_table(
        items, JOB, Choice(targets=targets), output, run=on_this_machine(1), tell=notes.append
    )
    assert pq.read_metadata(output).num_rows == facts
    assert [(note.found, note.kept) for note in notes if note.refused is None] == [
        (2, facts // 6)
    ] * 6
    assert notes[3].refused == "empty.txt: the text is empty; nothing to extract"
    assert [path.name for path in tmp_path.iterdir()] == ["out.parquet"]


def test_bulletins_without_facts_give_an_empty_table(tmp_path):
    pq = pytest.importorskip("pyarrow.parquet")
    output = tmp_path / "out.parquet"
    items = [Document("a", "Không có số liệu.", "a.txt")]
    extract_table(items, JOB, Choice(), output, run=on_this_machine(1), tell=lambda note: None)
    assert pq.read_metadata(output).num_rows == 0
    assert "indicator" in pq.read_schema(output).names


def test_another_choice_does_not_take_up_the_parts(tmp_path):
    pq = pytest.importorskip("pyarrow.parquet")
    output = tmp_path / "out.parquet"

    def stop(number):
        raise KeyboardInterrupt

    options = {"run": on_this_machine(1), "tell": lambda note: None, "size": 2}
    with pytest.raises(KeyboardInterrupt):
        extract_table(ROWS, JOB, Choice(), output, advance=stop, **options)
    skipped = []
    extract_table(ROWS, JOB, Choice(targets=False), output, skip=skipped.append, **options)
    assert skipped == []
    assert pq.read_metadata(output).num_rows == 6


# Memory ---------------------------------------------------------------------------------------


def quickly(extractor, job, document):
    """Answer with the facts of one bulletin for any: what is measured here is the way there."""
    return Entry(report=REPORT.model_copy(update={"doc_id": document.doc_id}), source="s")


@pytest.mark.parametrize("suffix", ["jsonl", "csv", "parquet"])
def test_memory_does_not_grow_with_the_number_of_bulletins(call, tmp_path, monkeypatch, suffix):
    if suffix == "parquet":
        pytest.importorskip("pyarrow")
    monkeypatch.setattr("extractor.batch.work._outcome", quickly)
    long = TEXT + 20_000 * " "

    def peak(number):
        path = tmp_path / f"in-{number}.jsonl"
        with path.open("w", encoding="utf-8") as file:
            file.writelines(json.dumps({"id": n, "text": long}) + "\n" for n in range(number))
        tracemalloc.start()
        try:
            result = call(path, "-o", tmp_path / f"out-{number}.{suffix}")
            assert f"{number:,} bulletins, " in result.stderr
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak(40)  # imports once what it needs
    few, many = peak(200), peak(1000)
    assert few < 200 * len(long)  # not all of them at once
    assert many < few + 2_000_000  # of 16 million more


# Progress -------------------------------------------------------------------------------------


def test_rows_of_tables_are_counted(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("extractor.commands.progress._PAUSE", 0.0)
    path = tmp_path / "in.jsonl"
    path.write_text((json.dumps({"text": TEXT}) + "\n") * 40, encoding="utf-8")
    with progress([Source(path, "in", "jsonl"), Source(path, "a", "text")]) as (advance, skip):
        skip(10)
        advance(1)
    assert "extractor: 11 of 41, " in capsys.readouterr().err


def test_what_was_done_before_does_not_count_as_speed(monkeypatch):
    monkeypatch.setattr("extractor.commands.progress.monotonic", lambda: 10.0)
    pace = Pace(1000, done=600, skipped=500, start=0.0)
    assert str(pace) == "600 of 1,000, 40 s left, 10.0/s"


@pytest.mark.parametrize(
    ("pace", "line"),
    [
        (Pace(None, done=20, start=0.0), "20, 2.0/s"),
        (Pace(20_000, done=20, start=0.0), "20 of 20,000, 2:46:30 left, 2.0/s"),
        (Pace(20, start=0.0), "0 of 20, 0.0/s"),
    ],
)
def test_the_line_of_progress(monkeypatch, pace, line):
    monkeypatch.setattr("extractor.commands.progress.monotonic", lambda: 10.0)
    assert str(pace) == line
