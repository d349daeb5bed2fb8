"""project.yml: weasel reads it, its commands exist, and the quick path runs on a tiny corpus."""

import json
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner
from weasel.util import load_project_config

from extractor.cli import app
from extractor.corpus.building import build_corpus

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def config():
    return load_project_config(ROOT)


@pytest.fixture(scope="module")
def scripts(config):
    return [line for command in config["commands"] for line in command["script"]]


def test_the_workflows_name_commands_that_are_there(config):
    commands = {command["name"] for command in config["commands"]}
    steps = [step for steps in config["workflows"].values() for step in steps]

    assert config["workflows"]["all"] == ["check", "train", "evaluate"]
    assert len(steps) >= 8
    assert set(steps) <= commands


def test_every_script_runs_python(scripts):
    # weasel then takes its own interpreter, whatever else is on the path
    assert len(scripts) >= 8
    assert {line.split()[0] for line in scripts} == {"python"}


def test_every_extractor_command_and_option_exists(scripts):
    lines = [words[3:] for line in scripts if (words := shlex.split(line))[1] == "-m"]

    assert len(lines) >= 6
    for words in lines:
        first_option = next((n for n, word in enumerate(words) if word[0] == "-"), len(words))
        done = CliRunner().invoke(app, [*words[:first_option], "--help"], terminal_width=200)
        assert done.exit_code == 0
        assert all(word in done.output for word in words if word.startswith("--"))


def test_every_script_file_is_there(scripts):
    files = [words[1] for line in scripts if (words := shlex.split(line))[1] != "-m"]

    assert len(files) >= 2
    assert all((ROOT / name).is_file() for name in files)


def weasel(folder, *words):
    return subprocess.run(
        [sys.executable, "-m", "weasel", *words],
        cwd=folder,
        env={"PYTHONPATH": str(ROOT / "src"), "PATH": "/usr/bin:/bin", "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def checkout(project, tmp_path):
    """A checkout with two bulletins to train on and one, unlike them, to develop on."""
    first = tmp_path / "annotations" / "first"
    first.mkdir(parents=True)
    for number, split in ((1, "train"), (2, "train"), (3, "dev")):
        source = (project / "annotations" / "first" / f"made-{number}.src").read_text("utf-8")
        text = source.replace("split=train", f"split={split}")
        (first / f"made-{number}.src").write_text(text, encoding="utf-8")
    build_corpus(tmp_path)
    (tmp_path / "training").mkdir()
    shutil.copy(ROOT / "project.yml", tmp_path)
    shutil.copy(ROOT / "training" / "quick.cfg", tmp_path / "training")
    return tmp_path


def test_the_quick_path_trains_and_evaluates_a_tiny_corpus(checkout):

    done = weasel(checkout, "run", "quick", ".", "--vars.every", "1")

    assert done.returncode == 0, done.stdout + done.stderr
    scores = json.loads((checkout / "build/quick-report/results.json").read_text("utf-8"))
    assert scores["groups"]["dev"]["bulletins"] == 1
    assert (checkout / "build/quick/meta.json").exists()
    again = weasel(checkout, "run", "quick", ".", "--vars.every", "1")
    assert again.stdout.count("nothing changed") == 2  # only the check always runs
