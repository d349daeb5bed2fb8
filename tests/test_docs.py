"""Every snippet of the README and the guides runs."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGES = ["README.md", "docs/scripts.md", "docs/researchers.md"]
BLOCK = re.compile(r"^```(python|bash)\n(.*?)^```", re.M | re.S)


def _blocks(language: str) -> list[tuple[str, str]]:
    found = []
    for page in PAGES:
        text = (ROOT / page).read_text(encoding="utf-8")
        found += [(page, code) for kind, code in BLOCK.findall(text) if kind == language]
    return found


@pytest.mark.parametrize(("page", "code"), _blocks("python"))
def test_python_snippet_runs(page, code, monkeypatch):
    monkeypatch.chdir(ROOT)
    exec(compile(code, page, "exec"), {})


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
        env={"PYTHONPATH": str(ROOT / "src"), "PATH": "/usr/bin:/bin", "COLUMNS": "160"},
    )
    assert done.returncode == 0, done.stderr
    if "-o" not in words:
        assert done.stdout.strip()


def test_there_are_snippets():
    assert len(_blocks("python")) >= 4
    assert len(_commands()) >= 10


def test_readme_has_exactly_two_set_up_commands():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    part = text.split("## Set up")[1].split("## Use")[0]
    commands = re.findall(r"^```\n(.*?)^```", part, re.M | re.S)
    assert [command.count("\n") for command in commands] == [1, 1]
