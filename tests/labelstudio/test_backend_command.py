"""`extractor annotate backend` as people start it: up, quick, silent about tokens, down again."""

import os
import signal
import socket
import subprocess
import sys
import time

import httpx
import pytest

from extractor.corpus.store import load_bulletins

from .conftest import ROOT

pytest.importorskip("uvicorn", reason="the extra annotate (uvicorn) is not installed")
pytestmark = pytest.mark.slow
TOKEN = "0123456789abcdef0123456789abcdef01234567"
#: Seconds for Python, the vocabularies and the first sentence on a machine that is busy.
START = 120


@pytest.fixture(scope="module")
def backend(tmp_path_factory):
    """Start the command; give (process, client, log)."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = tmp_path_factory.mktemp("backend") / "log"
    command = [sys.executable, "-m", "extractor.cli", "annotate", "backend"]
    environment = {**os.environ, "LABEL_STUDIO_API_KEY": TOKEN}
    with log.open("wb") as file, httpx.Client(base_url=f"http://127.0.0.1:{port}") as client:
        process = subprocess.Popen(
            [*command, "--model", "rules", "--port", str(port)],
            stdout=file, stderr=subprocess.STDOUT, env=environment,
        )  # fmt: skip
        try:
            await_health(process, client)
            yield process, client, log
        finally:
            process.kill()
            process.wait()


def await_health(process, client):
    deadline = time.monotonic() + START
    while time.monotonic() < deadline:
        assert process.poll() is None, "the backend ended"
        try:
            return client.get("/health").raise_for_status()
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError(f"no answer within {START} s")


def middle():
    """Return the corpus bulletin of median length."""
    found = sorted(load_bulletins("dev", root=ROOT), key=lambda b: len(b.text))
    return found[len(found) // 2]


def test_health_setup_and_webhook_answer(backend):
    _, client, _ = backend
    assert client.get("/health").json()["status"] == "UP"
    setup = {"project": "1.1", "schema": "<View/>", "access_token": TOKEN}
    assert client.post("/setup", json=setup).json() == {"model_version": "rules"}
    answer = client.post("/webhook", json={"action": "START_TRAINING", "access_token": TOKEN})
    assert answer.json() == {"status": "ignored"}


def test_a_bulletin_is_answered_within_a_second(backend):
    _, client, _ = backend
    bulletin = middle()
    task = {"id": 1, "data": {"doc_id": bulletin.doc_id, "text": bulletin.text}}
    seconds = []
    for _ in range(5):  # the best: others may take the processor from one or the other
        started = time.monotonic()
        (result,) = client.post("/predict", json={"tasks": [task]}).json()["results"]
        seconds.append(time.monotonic() - started)
    assert len(result["result"]) > 20
    assert min(seconds) < 1


def test_it_stops_when_told_and_never_wrote_the_token(backend):
    process, client, log = backend
    client.post("/setup", json=[TOKEN])
    client.get(f"/nowhere/{TOKEN}")
    process.send_signal(signal.SIGINT)
    code = process.wait(timeout=20)
    said = log.read_text("utf-8")
    assert code == 0, said
    assert "suggestions of rules on http://127.0.0.1:" in said
    assert "Traceback" not in said
    assert TOKEN not in said
