"""The command in a process of its own: greeting, signals, logs, addresses."""

import signal
import socket
import threading
import time
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner

import extractor.service.server
from extractor.cli import app as commands
from extractor.errors import InputError, MissingExtra
from extractor.service.limits import Limits
from extractor.service.server import serve as serve_here

from .conftest import SAMPLE, TEXT

PROC = Path("/proc")
LONG = SAMPLE.read_text(encoding="utf-8") * 15


def test_a_bulletin_goes_over_a_real_wire_and_no_word_of_it_to_the_log(serve):
    server = serve()
    assert server.greeting.startswith("extractor: rules answers on http://127.0.0.1:")
    answer = httpx.post(f"{server.url}/extract", json={"text": TEXT}, timeout=60)
    code, out, err = server.stop()
    assert answer.json()[0]["observations"][0]["value"] == "12345"
    assert (code, out) == (0, "")
    assert [line.split(" 200 ")[0] for line in err.splitlines()] == ["extractor: POST /extract"]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_stop_finishes_what_was_taken_and_takes_no_more(serve, number):
    server = serve()
    answers = []

    def ask():
        answers.append(httpx.post(f"{server.url}/extract", json={"text": LONG}, timeout=120))

    asking = [threading.Thread(target=ask) for _ in range(2)]
    for thread in asking:
        thread.start()
    while httpx.get(f"{server.url}/health").json()["inside"] < 2:
        time.sleep(0.01)
    code, _, _ = server.stop(number)
    for thread in asking:
        thread.join()
    assert (code, [answer.status_code for answer in answers]) == (0, [200, 200])
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{server.url}/health")


@pytest.mark.skipif(not PROC.is_dir(), reason="this system shows no processes under /proc")
def test_workers_end_with_a_killed_server(serve):
    server = serve()
    (worker,) = workers_of(server.process.pid)
    server.stop(signal.SIGKILL)
    deadline = time.monotonic() + 30
    while worker.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not worker.exists()


def workers_of(pid):
    """Return the folders of a process's workers, without multiprocessing's own tracker."""
    children = (PROC / str(pid) / "task" / str(pid) / "children").read_text().split()
    folders = [PROC / child for child in children]
    return [folder for folder in folders if "spawn_main" in (folder / "cmdline").read_text()]


def test_a_port_in_use_is_refused_in_one_line():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(InputError, match=f"127.0.0.1:{port}: Address already in use; name"):
            serve_here("rules", host="127.0.0.1", port=port, limits=Limits(), say=print)


def test_an_unknown_host_is_refused_in_one_line():
    with pytest.raises(InputError, match="name another with --host"):
        serve_here("rules", host="999.0.0.1", port=0, limits=Limits(), say=print)


def test_without_the_extra_its_name_is_told(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "python_multipart", None)
    with pytest.raises(MissingExtra, match=r"vn-bulletin-extractor\[serve\]"):
        serve_here("rules", host="127.0.0.1", port=0, limits=Limits(), say=print)


def test_an_address_that_others_reach_is_said_to_be_open(monkeypatch):
    said = []
    monkeypatch.setattr(extractor.service.server, "_run", lambda server, listener: None)
    serve_here("rules", host="0.0.0.0", port=0, limits=Limits(), say=said.append)
    assert len(said) == 2
    assert "nobody is asked for a password" in said[1]


def test_the_options_become_the_limits(monkeypatch):
    calls = []
    monkeypatch.setattr(extractor.service.server, "serve", lambda *a, **k: calls.append((a, k)))
    words = ["serve", "--model", "rules", "--megabytes", "2", "--seconds", "5", "-w", "3",
             "--waiting", "4", "--port", "9"]  # fmt: skip
    assert CliRunner().invoke(commands, words).exit_code == 0
    (((model,), options),) = calls
    assert (model, options["host"], options["port"]) == ("rules", "127.0.0.1", 9)
    assert options["limits"] == Limits(size=2_000_000, seconds=5, workers=3, waiting=4)
