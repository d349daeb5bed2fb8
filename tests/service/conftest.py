"""A service over one worker that works by rules: its wire in this process, its worker outside."""

import asyncio
import os
import re
import signal
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest

pytest.importorskip("fastapi", reason="the extra serve (fastapi) is not installed")
pytest.importorskip("python_multipart", reason="the extra serve (multipart) is not installed")

import httpx

from extractor.service.app import create_app
from extractor.service.limits import Limits
from extractor.service.workers import Workers

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "corpus" / "texts" / "dv-04.txt"
TEXT = "Quý I/2024, toàn tỉnh Kon Tum tiếp nhận 12.345 hồ sơ, phấn đấu đạt 95% trong năm."
LIMITS = Limits(size=200_000)


class Wire:
    """Speak to the application without a network."""

    def __init__(self, app):
        self.app = app

    async def send(self, method, path, **options):
        wire = httpx.ASGITransport(app=self.app)
        async with httpx.AsyncClient(transport=wire, base_url="http://localhost") as client:
            return await client.request(method, path, timeout=120, **options)

    def ask(self, method, path, **options):
        return asyncio.run(self.send(method, path, **options))

    def get(self, path, **options):
        return self.ask("GET", path, **options)

    def post(self, path, **options):
        return self.ask("POST", path, **options)

    def post_file(self, path, name, content, **options):
        return self.post(path, files={"file": (name, content)}, **options)


@contextmanager
def running(limits):
    """Give workers by rules, and end them."""
    workers = Workers("rules", limits=limits)
    workers.start()
    try:
        yield workers
    finally:
        workers.stop()


@pytest.fixture(scope="session")
def workers():
    with running(LIMITS) as workers:
        yield workers


@pytest.fixture(scope="session")
def app(workers):
    return create_app(workers, limits=LIMITS, hosts=frozenset({"localhost"}))


@pytest.fixture
def wire(app):
    return Wire(app)


class Server:
    """`extractor serve` in a process of its own, on a free port of the loopback."""

    def __init__(self, *options):
        self.process = subprocess.Popen(
            [sys.executable, "-m", "extractor.cli", "serve", "--port", "0", "--model", "rules",
             "--verbose", *options],
            env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
            stderr=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )  # fmt: skip
        self.greeting = self.process.stderr.readline()
        found = re.search(r"http://\S+", self.greeting)
        assert found, self.greeting + self.process.stderr.read()
        self.url = found[0].rstrip("/")

    def stop(self, number=signal.SIGTERM):
        """Send a signal; return the exit code, stdout and what stderr said after the greeting."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        out, err = self.process.communicate(timeout=120)
        return self.process.returncode, out, err


@pytest.fixture
def serve():
    servers = []

    def start(*options):
        servers.append(Server(*options))
        return servers[-1]

    yield start
    for server in servers:
        if server.process.poll() is None:
            server.stop()
