"""The same results from a cluster of two workers of this machine, one of which is killed."""

import json
import logging
import os
import signal
import socket
import sys
from functools import partial
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from extractor.batch import Job, Refused
from extractor.batch.cluster import connect, map_on_cluster, on_cluster, shared
from extractor.batch.pool import do_in_child
from extractor.batch.tables import Choice, extract_table, on_this_machine
from extractor.batch.work import from_line, process
from extractor.commands.extract import extract_command
from extractor.documents.document import Document
from extractor.documents.sources import Source
from extractor.errors import MissingExtra, ServerError

distributed = pytest.importorskip("distributed", reason="the extra `cluster` is not installed")
dask = pytest.importorskip("dask")
pq = pytest.importorskip("pyarrow.parquet")

JOB = Job("rules")
#: A busy machine may need long to start a process.
PATIENT = {"distributed.comm.timeouts.connect": "300s"}
TEXTS = [
    f"Tháng {n % 12 + 1}/2024, toàn tỉnh tiếp nhận 1.{n:03} hồ sơ, trễ hạn {n} hồ sơ.\n" * 3
    for n in range(60)
]


@pytest.fixture(scope="module")
def cluster():
    """Two workers, each a process of one thread."""
    try:
        with socket.create_server(("127.0.0.1", 0)) as server:
            socket.create_connection(server.getsockname(), timeout=5).close()
    except OSError as error:
        pytest.skip(f"no loopback network here: {error}")
    with (
        dask.config.set(PATIENT),
        distributed.LocalCluster(
            n_workers=2,
            threads_per_worker=1,
            dashboard_address="127.0.0.1:0",
            silence_logs=logging.CRITICAL,
        ) as cluster,
    ):
        yield cluster


@pytest.fixture
def client(cluster):
    with distributed.Client(cluster.scheduler_address) as client:
        client.wait_for_workers(2, timeout=300)
        yield client


def rows(texts=TEXTS):
    return [Document(f"d{n}", text, f"d{n}") for n, text in enumerate(texts, start=1)]


def extract(items, output, run, **options):
    """Extract into `output`; return the table and the notes."""
    notes = []
    extract_table(items, JOB, Choice(), output, run=run, tell=notes.append, size=2, **options)
    return pq.read_table(output), notes


@pytest.fixture
def single(tmp_path):
    return extract(rows(), tmp_path / "single.parquet", on_this_machine(1))


# Results --------------------------------------------------------------------------------------


def test_a_cluster_gives_what_one_process_gives(cluster, client, single, tmp_path):
    with on_cluster(cluster.scheduler_address, JOB) as run:
        table, notes = extract(rows(), tmp_path / "out.parquet", run)
    assert table.num_rows == 2 * 3 * len(TEXTS)
    assert table.equals(single[0], check_metadata=True)
    assert notes == single[1]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.parquet", "single.parquet"]


def test_a_killed_worker_loses_nothing_and_repeats_nothing(cluster, client, single, tmp_path):
    before = client.run(os.getpid)
    killed = []

    def kill_one(number):
        if not killed:
            killed.append(next(iter(before.values())))
            os.kill(killed[0], signal.SIGKILL)

    with on_cluster(cluster.scheduler_address, JOB) as run:
        table, notes = extract(rows(), tmp_path / "out.parquet", run, advance=kill_one)
    client.wait_for_workers(2, timeout=300)
    assert killed[0] not in client.run(os.getpid).values()
    names = table.column("obs_id").to_pylist()
    assert len(names) == len(set(names)) == 2 * 3 * len(TEXTS)
    assert table.equals(single[0], check_metadata=True)
    assert notes == single[1]


def test_a_stopped_call_goes_on_where_it_was(cluster, client, single, tmp_path):
    output = tmp_path / "out.parquet"
    told = {"advance": [], "skip": []}

    def stop(number):
        told["advance"].append(number)
        if len(told["advance"]) == 10:
            raise KeyboardInterrupt

    with (
        on_cluster(cluster.scheduler_address, JOB) as run,
        pytest.raises(KeyboardInterrupt),
    ):
        extract(rows(), output, run, advance=stop)
    assert not output.exists()
    with on_cluster(cluster.scheduler_address, JOB) as run:
        table, _ = extract(rows(), output, run, skip=told["skip"].append)
    assert told["skip"] == [2] * 10
    assert table.equals(single[0])


def test_a_bulletin_that_kills_its_process_is_answered_and_the_worker_lives(client, tmp_path):
    code = """
import os, signal
def die_of_seven(part):
    if 7 in part:
        os.kill(os.getpid(), signal.SIGKILL)
    return [2 * number for number in part]
def answer(item):
    return -item
"""
    (tmp_path / "deadly.py").write_text(code, encoding="utf-8")
    folder = str(tmp_path)
    client.run(lambda: sys.path.insert(0, folder))
    sys.path.insert(0, folder)
    try:
        import deadly

        parts = [[n, n + 1] for n in range(0, 12, 2)]
        before = client.run(os.getpid)
        work = partial(do_in_child, deadly.die_of_seven, died=deadly.answer)
        results = list(map_on_cluster(client, work, parts))
        assert results == [[12, -7] if p == [6, 7] else [2 * n for n in p] for p in parts]
        assert client.run(os.getpid) == before
    finally:
        sys.path.remove(folder)
        client.run(lambda: sys.path.remove(folder))


def test_a_bulletin_that_takes_too_long_is_refused(cluster, client, tmp_path):
    job, notes = Job("rules", limit=1e-6), []
    with on_cluster(cluster.scheduler_address, job) as run:
        extract_table(
            rows(TEXTS[:2]), job, Choice(), tmp_path / "o.parquet", run=run, tell=notes.append
        )
    lines = [f"d{n}: not done after 1e-06 s; split it or give it more (--timeout)" for n in (1, 2)]
    assert [note.refused for note in notes] == lines


# Refusals -------------------------------------------------------------------------------------


def test_a_worker_with_other_versions_stops_the_call(cluster, client, tmp_path, monkeypatch):
    monkeypatch.setattr("extractor.batch.cluster.stamp_of", lambda model: "extractor 9.9")
    with (
        on_cluster(cluster.scheduler_address, JOB) as run,
        pytest.raises(ServerError, match=r"not extractor 9\.9; install the same and restart it"),
    ):
        extract(rows(), tmp_path / "out.parquet", run)


def test_a_folder_that_a_worker_does_not_see_stops_the_call(cluster, client, tmp_path):
    hidden = Source(tmp_path / "a.txt", "a", "text")
    with (
        on_cluster(cluster.scheduler_address, JOB) as run,
        pytest.raises(ServerError, match=r"a\.txt: a worker on .* does not see it; name a folder"),
    ):
        extract([hidden], tmp_path / "out.parquet", run)


def test_a_file_that_is_nowhere_is_refused_as_on_one_machine(tmp_path):
    gone = Source(tmp_path / "a.txt", "a", "text")
    [refused] = shared([gone])
    assert refused == from_line(process(JOB, [gone])[0])
    assert isinstance(refused, Refused)


def test_files_are_sent_with_their_whole_path(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("a.txt").write_text("a", encoding="utf-8")
    [source] = shared([Source(Path("a.txt"), "a", "text")])
    assert source.path == tmp_path / "a.txt"


def test_a_scheduler_that_does_not_answer_is_named(monkeypatch):
    monkeypatch.setattr("extractor.batch.cluster._PATIENCE", 0.2)
    with pytest.raises(ServerError, match="dask scheduler"), connect("tcp://127.0.0.1:9"):
        pass


def test_a_cluster_without_workers_is_named(monkeypatch, cluster):
    monkeypatch.setattr("extractor.batch.cluster._PATIENCE", 0.2)
    with (
        distributed.LocalCluster(n_workers=0, dashboard_address="127.0.0.1:0") as empty,
        pytest.raises(ServerError, match="no worker; start some with: dask worker"),
        connect(empty.scheduler_address),
    ):
        pass


def test_a_worker_without_the_package_is_named(monkeypatch, cluster):
    monkeypatch.setattr("extractor.batch.cluster.__name__", "no_such_package")
    with (
        pytest.raises(ServerError, match="a worker lacks no_such_package; install"),
        connect(cluster.scheduler_address),
    ):
        pass


def test_workers_that_are_gone_are_named(monkeypatch):
    monkeypatch.setattr("extractor.batch.cluster._PATIENCE", 0.2)
    monkeypatch.setattr("extractor.batch.cluster._LOOK", 0.2)
    with (
        distributed.LocalCluster(n_workers=0, dashboard_address="127.0.0.1:0") as empty,
        distributed.Client(empty.scheduler_address) as client,
        pytest.raises(ServerError, match="no worker is left"),
    ):
        list(map_on_cluster(client, list, [[1]]))


def test_without_dask_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(MissingExtra, match=r"\[cluster\]"), connect("local:2"):
        pass


# The command ----------------------------------------------------------------------------------


@pytest.fixture
def call():
    app = typer.Typer()
    app.command()(extract_command)

    def invoke(*words):
        return CliRunner().invoke(app, [*map(str, words), "--model", "rules"])

    return invoke


def bulletins(folder):
    folder.mkdir()
    for n, text in enumerate(TEXTS[:10]):
        (folder / f"{n}.txt").write_text(text, encoding="utf-8")
    (folder / "empty.txt").write_bytes(b"")
    return folder


def jsonl(path):
    lines = [json.dumps({"text": text, "id": f"r{n}"}) for n, text in enumerate(TEXTS[:10])]
    path.write_text("\n".join([*lines, '{"text": ""}']), encoding="utf-8")
    return path


def parquet(path):
    import pyarrow as pa

    pq.write_table(pa.table({"text": [*TEXTS[:10], ""]}), path)
    return path


@pytest.mark.parametrize("make", [bulletins, jsonl, parquet], ids=["folder", "jsonl", "parquet"])
def test_the_command_writes_what_it_writes_alone(call, cluster, tmp_path, make):
    source = make(tmp_path / {bulletins: "in", jsonl: "in.jsonl", parquet: "in.parquet"}[make])
    outputs = [tmp_path / "one" / "out.parquet", tmp_path / "many" / "out.parquet"]
    alone = call(source, "-o", outputs[0])
    many = call(source, "-o", outputs[1], "--cluster", cluster.scheduler_address)
    assert (alone.exit_code, many.exit_code) == (1, 1)  # one bulletin is empty
    assert "10 bulletins, 60 facts, 1 refused" in alone.stderr
    assert many.stderr.replace("many", "one") == alone.stderr
    assert pq.read_table(outputs[1]).equals(pq.read_table(outputs[0]), check_metadata=True)


def test_processes_of_this_machine_are_started_by_the_command(call, tmp_path):
    source = jsonl(tmp_path / "in.jsonl")
    assert "60 facts" in call(source, "-o", tmp_path / "o.parquet", "--cluster", "local:2").stderr


@pytest.mark.parametrize("words", [["-o", "out.csv"], [], ["--format", "jsonl"]])
def test_a_cluster_writes_parquet_only(call, tmp_path, words):
    result = call(jsonl(tmp_path / "in.jsonl"), "--cluster", "local:2", *words)
    assert result.exit_code == 2
    assert "--cluster writes parquet" in result.stderr
