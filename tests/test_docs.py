"""Every snippet of the README and the guides runs."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGES = ["README.md", "docs/scripts.md", "docs/researchers.md"]
BLOCK = re.compile(r"^```(python|bash|sh)\n(.*?)^```", re.M | re.S)
#: Where the guides' service answers; the one of these tests has a free port.
SERVICE = "127.0.0.1:8000"
ENVIRONMENT = {"PYTHONPATH": str(ROOT / "src"), "PATH": "/usr/bin:/bin", "COLUMNS": "160"}


def _blocks(language: str) -> list[tuple[str, str]]:
    found = []
    for page in PAGES:
        text = (ROOT / page).read_text(encoding="utf-8")
        found += [(page, code) for kind, code in BLOCK.findall(text) if kind == language]
    return found


@pytest.fixture(scope="session")
def service():
    """Give the address of a service with the shipped model, as the guides start it."""
    pytest.importorskip("uvicorn", reason="the extra serve (uvicorn) is not installed")
    pytest.importorskip("python_multipart", reason="the extra serve (multipart) is not installed")
    command = [sys.executable, "-m", "extractor.cli", "serve", "--port", "0", "--seconds", "120"]
    with subprocess.Popen(
        command, cwd=ROOT, env=ENVIRONMENT, stderr=subprocess.PIPE, text=True
    ) as running:
        greeting = running.stderr.readline()
        address = re.search(r"127\.0\.0\.1:\d+", greeting)
        assert address, greeting + running.stderr.read()
        yield address[0]
        running.terminate()
        assert running.wait(60) == 0


@pytest.mark.parametrize(("page", "code"), _blocks("python"))
def test_python_snippet_runs(page, code, monkeypatch, request):
    monkeypatch.chdir(ROOT)
    if SERVICE in code:
        monkeypatch.setenv("no_proxy", "127.0.0.1")
        code = code.replace(SERVICE, request.getfixturevalue("service"))
    exec(compile(code, page, "exec"), {})


def _calls() -> list[str]:
    lines = [line for _, code in _blocks("sh") for line in code.splitlines()]
    return [line for line in lines if line.startswith("curl ")]


@pytest.mark.parametrize("line", _calls())
def test_call_of_the_service_is_answered(line, service):
    if shutil.which("curl") is None:
        pytest.skip("no curl on this machine")
    command = line.replace(SERVICE, service).replace("curl ", "curl --fail --noproxy '*' ", 1)
    done = subprocess.run(
        ["bash", "-c", command], cwd=ROOT, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() not in ("", "[]")


def test_the_service_gives_what_the_command_line_prints(service):
    (said,) = [line for line in _calls() if "format=jsonl" in line]
    (typed,) = [line for line in _commands() if "--published" in line]
    http = subprocess.run(
        ["bash", "-c", said.replace(SERVICE, service)],
        cwd=ROOT, capture_output=True, check=True, timeout=300,
    )  # fmt: skip
    words = [sys.executable, "-m", "extractor.cli", *shlex.split(typed)[1:]]
    line = subprocess.run(
        words, cwd=ROOT, env=ENVIRONMENT, capture_output=True, check=True, timeout=300
    )
    assert http.stdout == line.stdout
    assert http.stdout.count(b"\n") > 20


def _commands() -> list[str]:
    lines = [line for _, code in _blocks("bash") for line in code.splitlines()]
    return [line for line in lines if line and not line.startswith("#")]


@pytest.mark.parametrize("command", _commands())
def test_command_runs(command, tmp_path):
    words = shlex.split(command.replace("out/", f"{tmp_path}/"))
    assert words[0] == "extractor"
    done = subprocess.run(
        [sys.executable, "-m", "extractor.cli", *words[1:]],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
        env=ENVIRONMENT,
    )
    assert done.returncode == 0, done.stderr
    if "-o" not in words:
        assert done.stdout.strip()


def test_there_are_snippets():
    assert len(_blocks("python")) >= 4
    assert len(_commands()) >= 10
    assert len(_calls()) >= 7


def test_readme_has_exactly_two_set_up_commands():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    part = text.split("## Set up")[1].split("## Use")[0]
    commands = re.findall(r"^```\n(.*?)^```", part, re.M | re.S)
    assert [command.count("\n") for command in commands] == [1, 1]
