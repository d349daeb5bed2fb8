"""The commands of the guide run as printed: a scheduler, two workers and the call."""

import os
import re
import shlex
import socket
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("distributed", reason="the extra `cluster` is not installed")
pq = pytest.importorskip("pyarrow.parquet")
ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs" / "many-machines.md").read_text(encoding="utf-8")
BLOCKS = [block.splitlines() for block in re.findall(r"^```bash\n(.*?)^```", GUIDE, re.M | re.S)]
PROGRAMS = {"dask": "dask", "extractor": "extractor.cli"}


def start(line, folder, address):
    """Start a command of the guide with a free port of this machine and outputs in `folder`."""
    host, _, port = address.rpartition(":")
    line = line.replace("HEAD:8786", address).replace("--host HEAD", f"--host {host}")
    line = line.replace("8786", port).replace("out/", f"{folder}/")
    program, *words = shlex.split(line)
    words += ["--model", "rules"] if program == "extractor" else []
    return subprocess.Popen(
        [sys.executable, "-m", PROGRAMS[program], *words],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "TMPDIR": str(folder)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE if program == "extractor" else subprocess.DEVNULL,
        text=True,
    )


@pytest.fixture
def address():
    try:
        with socket.create_server(("127.0.0.1", 0)) as server:
            name = server.getsockname()
            socket.create_connection(name, timeout=5).close()
    except OSError as error:
        pytest.skip(f"no loopback network here: {error}")
    return f"127.0.0.1:{name[1]}"


def test_the_guide_has_its_commands():
    programs = [[line.split()[0] for line in block] for block in BLOCKS]
    assert programs == [["extractor"], ["dask", "dask", "extractor"]]


@pytest.mark.slow
def test_the_commands_of_the_guide_run(tmp_path, address):
    *servers, call = BLOCKS[1]
    running = [start(line, tmp_path, address) for line in servers]
    try:
        done = start(call, tmp_path, address)
        _, errors = done.communicate(timeout=300)
        assert done.returncode == 0, errors
    finally:
        for process in reversed(running):
            process.terminate()
        for process in running:
            process.wait(timeout=60)
    bulletins = len(list((ROOT / "corpus" / "texts").glob("*.txt")))
    facts = pq.read_metadata(tmp_path / "facts.parquet").num_rows
    assert facts > 10 * bulletins
    assert f"{bulletins:,} bulletins, {facts:,} facts → " in errors


@pytest.mark.slow
def test_the_first_command_of_the_guide_runs(tmp_path, address):
    [[call]] = BLOCKS[:1]
    done = start(call, tmp_path, address)
    _, errors = done.communicate(timeout=300)
    assert done.returncode == 0, errors
    assert (tmp_path / "facts.parquet").stat().st_size > 10_000
