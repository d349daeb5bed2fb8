import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest

from extractor.batch import Job, Refused, extract_batch, extract_parallel, extract_stream, items_of
from extractor.batch.parts import part_path, parts_folder, read_parts, write_part
from extractor.batch.pool import map_parts
from extractor.batch.work import from_line, process, to_line
from extractor.documents.document import Document
from extractor.documents.sources import Source
from extractor.errors import InputError, ModelError
from extractor.pipeline import load

TEXTS = [f"Tháng {n}/2024, toàn tỉnh tiếp nhận 1.{n:03} hồ sơ." for n in range(1, 13)]
JOB = Job("rules")


def rows(texts=TEXTS):
    return [Document(f"d{n}", text, f"d{n}") for n, text in enumerate(texts, start=1)]


def values(outcomes):
    return [str(o.report.observations[0].value) for o in outcomes]


# The pool -------------------------------------------------------------------------------------


def double(part):
    return [2 * number for number in part]


def die_of_seven(part):
    if 7 in part:
        os.kill(os.getpid(), signal.SIGKILL)
    return double(part)


def die_once(flag, part):
    if 7 in part and not flag.exists():
        flag.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return double(part)


def fail(part):
    raise ModelError("no pipeline here")


PARTS = [[n, n + 1, n + 2] for n in range(0, 30, 3)]
DOUBLED = [double(part) for part in PARTS]


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_results_come_in_order(workers):
    assert list(map_parts(double, PARTS, workers=workers, died=str)) == DOUBLED


def test_a_worker_that_is_killed_once_loses_nothing(tmp_path):
    work = partial(die_once, tmp_path / "flag")
    assert list(map_parts(work, PARTS, workers=2, died=str)) == DOUBLED


def test_an_item_that_kills_its_worker_is_answered_and_the_rest_is_done():
    results = list(map_parts(die_of_seven, PARTS, workers=2, died=lambda item: -item))
    assert results == [[12, -7, 16] if part == [6, 7, 8] else double(part) for part in PARTS]


def test_an_error_of_the_work_reaches_the_caller():
    with pytest.raises(ModelError, match="no pipeline here"):
        list(map_parts(fail, PARTS, workers=2, died=str))


def test_parts_are_taken_as_they_are_needed():
    taken = []
    parts = ([n] for n in range(1000) if not taken.append(n))
    results = map_parts(double, parts, workers=2, died=str)
    next(results)
    results.close()
    assert len(taken) <= 6


# What a worker does ---------------------------------------------------------------------------


def test_a_line_comes_back_as_the_outcome():
    [line] = process(Job("rules", keep_text=True), rows()[:1])
    entry = from_line(line)
    assert entry.report == load("rules").extract(TEXTS[0], doc_id="d1")
    assert entry.text == TEXTS[0]
    assert from_line(to_line(Refused("a: Hỏng"))) == Refused("a: Hỏng")


def test_the_text_is_kept_only_where_it_is_shown():
    assert from_line(process(JOB, rows()[:1])[0]).text == ""


def test_what_the_call_says_beats_the_document():
    document = Document("d", TEXTS[0], "d", province="Huế")
    [line] = process(Job("rules", province="Kon Tum"), [document])
    assert from_line(line).province == "Kon Tum"
    [line] = process(JOB, [document])
    assert from_line(line).province == "Huế"


def test_an_error_of_ours_is_a_line_with_its_place(monkeypatch):
    monkeypatch.setattr("extractor.batch.work.read_context", lambda *a, **k: 1 / 0)
    [line] = process(JOB, rows()[:1])
    assert from_line(line).line.startswith("d1: internal error ZeroDivisionError")
    assert "please report it" in line


def test_an_empty_text_is_refused_by_its_source():
    [line] = process(JOB, [Document("d1", " ", "rows.csv row 1")])
    assert from_line(line).line == "rows.csv row 1: the text is empty; nothing to extract"


# Streams --------------------------------------------------------------------------------------


def test_extract_parallel_gives_what_one_process_gives():
    reports = list(extract_parallel(TEXTS, model="rules", workers=2))
    assert reports == list(load("rules").extract_many(TEXTS))


def test_extract_parallel_refuses_in_its_place():
    reports = extract_parallel([TEXTS[0], ""], model="rules", workers=2)
    assert next(reports).doc_id == "bulletin-1"
    with pytest.raises(InputError, match="bulletin-2: the text is empty"):
        next(reports)


@pytest.mark.parametrize("workers", [1, 2])
def test_a_stream_goes_on_after_a_bad_item(workers):
    outcomes = list(extract_stream(rows([TEXTS[0], "", TEXTS[1]]), JOB, workers=workers))
    assert isinstance(outcomes[1], Refused)
    assert values([outcomes[0], outcomes[2]]) == ["1001", "1002"]


def test_tables_are_read_row_by_row(tmp_path):
    path = tmp_path / "rows.jsonl"
    path.write_text('{"text": "Nhận 12 hồ sơ"}\n{"text": ""}\n', encoding="utf-8")
    sources = [Source(path, "rows", "jsonl"), Source(tmp_path / "b.txt", "b", "text")]
    found = list(items_of(sources, say=pytest.fail))
    assert [type(item).__name__ for item in found] == ["Document", "Refused", "Source"]


# Batches --------------------------------------------------------------------------------------


def run(items, output, *, size=5, job=JOB, **options):
    """Run a batch whose output is one value a line; return how many items were worked on."""
    told = []

    def write(outcomes):
        output.write_text("\n".join(values(outcomes)), encoding="utf-8")

    extract_batch(items, job, output, write, size=size, advance=told.append, **options)
    return told


@pytest.fixture
def output(tmp_path):
    return tmp_path / "out.txt"


EXPECTED = "\n".join(f"1{n:03}" for n in range(1, 13))


@pytest.mark.parametrize("workers", [1, 2])
def test_a_batch_writes_all_in_order_and_cleans_up(output, workers):
    assert run(rows(), output, workers=workers) == [5, 5, 2]
    assert output.read_text() == EXPECTED
    assert [path.name for path in output.parent.iterdir()] == ["out.txt"]


def interrupted(items, after):
    for number, item in enumerate(items):
        if number == after:
            raise KeyboardInterrupt
        yield item


def test_a_stopped_batch_goes_on_where_it_was(output, monkeypatch):
    with pytest.raises(KeyboardInterrupt):
        run(interrupted(rows(), 10), output)
    assert not output.exists()
    done = []
    monkeypatch.setattr(
        "extractor.batch.run.process", lambda job, part: done.extend(part) or process(job, part)
    )
    run(rows(), output)
    assert output.read_text() == EXPECTED
    assert [item.doc_id for item in done] == ["d11", "d12"]


@pytest.mark.parametrize(
    ("job", "texts"),
    [(Job("rules", province="Huế"), TEXTS), (JOB, [text + " " for text in TEXTS])],
)
def test_parts_of_another_call_are_not_taken(output, monkeypatch, job, texts):
    with pytest.raises(KeyboardInterrupt):
        run(interrupted(rows(), 10), output)
    done = []
    monkeypatch.setattr(
        "extractor.batch.run.process", lambda job, part: done.extend(part) or process(job, part)
    )
    run(rows(texts), output, job=job)
    assert len(done) == 12


def test_a_changed_file_is_read_again(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("Nhận 12 hồ sơ", encoding="utf-8")
    source = Source(path, "a", "text")
    before = part_path(tmp_path, 0, [source], job=JOB, stamp="")
    path.write_text("Nhận 123 hồ sơ", encoding="utf-8")
    assert part_path(tmp_path, 0, [source], job=JOB, stamp="") != before
    assert part_path(tmp_path, 0, [source], job=JOB, stamp="2") != before


def test_a_part_appears_when_it_is_whole(tmp_path):
    path = tmp_path / "p.jsonl"

    def lines():
        yield to_line(Refused("a"))
        assert not path.exists()
        yield to_line(Refused("b"))

    write_part(path, lines())
    assert list(read_parts([path])) == [Refused("a"), Refused("b")]


def test_one_output_has_one_run_at_a_time(output):
    with (
        parts_folder(output),
        pytest.raises(InputError, match="another run is writing it"),
        parts_folder(output),
    ):
        pass


def _wait_for(condition, seconds=60):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.05)


@pytest.mark.slow
def test_a_killed_run_leaves_no_process_and_is_taken_up(tmp_path):
    texts = tmp_path / "in"
    texts.mkdir()
    for n in range(300):
        (texts / f"{n:03}.txt").write_text(f"{TEXTS[n % 12]}\n" * 40, encoding="utf-8")
    output = tmp_path / "out.jsonl"
    call = [
        sys.executable, "-c",
        "import sys, typer; from extractor.commands.extract import extract_command as c;"
        "app = typer.Typer(); app.command()(c); app()",
        str(texts), "--model", "rules", "-w", "2", "-o", str(output),
    ]  # fmt: skip
    source = Path(__file__).parents[1] / "src"
    environment = {**os.environ, "PYTHONPATH": str(source)}
    first = subprocess.Popen(call, env=environment, stderr=subprocess.DEVNULL)
    parts = tmp_path / ".out.jsonl.parts"
    _wait_for(lambda: len(list(parts.glob("*.jsonl"))) >= 2)
    children = Path(f"/proc/{first.pid}/task/{first.pid}/children")
    workers = children.read_text().split() if children.exists() else []
    first.kill()
    first.wait()
    _wait_for(lambda: not any(Path(f"/proc/{worker}").exists() for worker in workers))
    assert not output.exists()
    kept = {path.name: path.stat().st_mtime_ns for path in parts.glob("*.jsonl")}
    subprocess.run(call, env=environment, stderr=subprocess.DEVNULL, check=True)
    lines = output.read_text(encoding="utf-8").splitlines()
    assert kept
    assert len(lines) == len(set(lines)) == 300 * 40
