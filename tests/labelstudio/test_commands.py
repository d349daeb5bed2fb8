"""`extractor annotate …` parses, calls and prints; refusals give exit code 1."""

import copy
import json

import pytest
from typer.testing import CliRunner

from extractor.commands import annotate
from extractor.corpus.gold import read_gold
from extractor.labelstudio.codec import encode_gold
from extractor.labelstudio.screen import build_screen

RUN = CliRunner()


@pytest.fixture
def run(memory, monkeypatch):
    """Run a command against the server in memory."""
    monkeypatch.setattr(annotate, "_client", lambda url: memory)

    def call(*words):
        return RUN.invoke(annotate.annotate_app, list(map(str, words)))

    return call


def test_config_prints_the_screen(run, tmp_path):
    assert run("config").stdout == build_screen()
    assert run("config", "-o", tmp_path / "screen.xml").exit_code == 0
    assert (tmp_path / "screen.xml").read_text() == build_screen()


@pytest.fixture
def text_file(demo, tmp_path):
    path = tmp_path / "demo.txt"
    path.write_text(demo[0], encoding="utf-8", newline="")
    return path


def test_push_pull_status_next(run, memory, text_file, demo, tmp_path):
    pushed = run("push", text_file, "-p", "Thử", "--model", "rules")
    assert pushed.exit_code == 0
    assert pushed.stdout.startswith(memory.url)
    (task,) = memory.tasks.values()
    assert len(task["predictions"][0]["result"]) > 10
    assert run("next", "-p", "Thử", "--model", "rules").stdout.startswith("demo\ttask")
    memory.create_annotation(task["id"], result=encode_gold(demo[1], demo[0])[1])
    assert "1 annotated once" in run("status", "-p", "Thử").stdout
    assert json.loads(run("status", "-p", "Thử", "--json").stdout)["once"] == 1
    assert run("pull", "-p", "Thử", "-o", tmp_path / "gold").exit_code == 0
    assert len(read_gold(tmp_path / "gold" / "demo.json").facts) == 5


def test_blind_push_sends_no_suggestions(run, memory, text_file):
    run("push", text_file, "-p", "Thử", "--blind")
    assert [t["predictions"] for t in memory.tasks.values()] == [[]]


def test_a_refused_bulletin_gives_exit_code_1_and_the_rest_is_sent(run, memory, text_file):
    empty = text_file.with_name("empty.txt")
    empty.write_text(" \n")
    result = run("push", text_file, empty, "-p", "Thử", "--blind")
    assert result.exit_code == 1
    assert len(memory.tasks) == 1
    assert "empty" in result.stderr


def test_agree_and_adjudicate(run, memory, text_file, demo):
    run("push", text_file, "-p", "Thử", "--blind")
    (task,) = memory.tasks
    result = encode_gold(demo[1], demo[0])[1]
    memory.create_annotation(task, result=copy.deepcopy(result))
    role = next(i for i in result if i.get("id") == "q1" and i["from_name"] == "role")
    role["value"] = {**role["value"], "choices": ["target"]}
    memory.create_annotation(task, result=result, completed_by=2)
    said = run("agree", "-p", "Thử").stdout
    assert "whole facts F1" in said
    address = f"{memory.url}/projects/{memory.projects['Thử'].id}/data?task={task}"
    assert f"- <{address}> '64.933 hồ sơ'" in said
    assert json.loads(run("agree", "-p", "Thử", "--json").stdout)[0]["second"] == "binh"
    assert run("adjudicate", "-p", "Thử").exit_code == 0
    assert len(memory.tasks) == 2
