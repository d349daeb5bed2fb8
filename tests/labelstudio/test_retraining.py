"""Push, correct, pull, train on it, push the new model's suggestions: the loop closes."""

import json
import shutil
import sys
import threading
import time

import pytest

import extractor
from extractor.errors import ModelError
from extractor.labelstudio import retraining
from extractor.labelstudio.backend import Helper
from extractor.labelstudio.codec import encode_gold
from extractor.labelstudio.push import Item, push
from extractor.labelstudio.retraining import load_version, make_trainer
from extractor.labelstudio.suggestions import predict_item
from extractor.pipeline import Extractor
from extractor.pipes.pipeline_files import read_meta

from .conftest import ROOT

TITLE = "Huấn luyện lại"
OPTIONS = ("--config", "training/quick.cfg", "--copies", "0")


@pytest.fixture
def checkout(project, tmp_path, monkeypatch):
    """Three bulletins to train on, two to develop on, and a config of one epoch."""
    root = tmp_path / "checkout"
    shutil.copytree(project, root)
    config = (ROOT / "training" / "quick.cfg").read_text("utf-8")
    assert "max_epochs = " in config
    lines = [
        "max_epochs = 1" if line.startswith("max_epochs") else line for line in config.splitlines()
    ]
    (root / "training").mkdir()
    (root / "training" / "quick.cfg").write_text("\n".join(lines), encoding="utf-8")
    monkeypatch.chdir(root)
    return root


def go_round(server, submit, demo, folder):
    """Push two bulletins, correct one, train on it in the background, push again."""
    text, gold = demo
    items = [Item("demo", text, gold.province, gold.published), Item("open", "Tiếp nhận 5 hồ sơ.")]
    rules = extractor.load("rules")
    push(server, TITLE, items, predict=lambda i: predict_item(rules, i), model=rules.model)
    project = server.find_project(TITLE)
    tasks = {task["data"]["doc_id"]: task for task in server.list_tasks(project)}
    # what a person submits is right, whatever was suggested
    submit(tasks["demo"], encode_gold(gold, text)[1])
    helper = Helper(lambda: rules, train=make_trainer(server, TITLE, folder, options=OPTIONS))
    assert helper.start_training() == "started"
    await_end(helper, 500)
    (log,) = folder.glob("training-*.log")
    assert helper.version != rules.model, log.read_text("utf-8")[-2000:]
    (model,) = folder.glob("model-*")
    trained = load_version(model)
    assert helper.version == trained.model
    second = push(
        server, TITLE, items, predict=lambda i: predict_item(trained, i), model=trained.model
    )
    assert (second.tasks, second.predictions, second.kept) == (0, 2, 2)
    return trained, model, project


def await_end(helper, seconds=5):
    deadline = time.monotonic() + seconds
    while helper.is_training:
        assert time.monotonic() < deadline, "the training did not end in time"
        time.sleep(0.02)


def versions(server, project):
    return [
        {p["model_version"] for p in task["predictions"]} for task in server.list_tasks(project)
    ]


@pytest.mark.slow
def test_a_correction_trains_the_model_that_suggests_next(memory, demo, checkout):
    def submit(task, result):
        memory.create_annotation(task["id"], result=result, completed_by=2)

    trained, model, project = go_round(memory, submit, demo, checkout / "build" / "annotate")

    assert read_meta(model)["tthc"]["train"] == 3 + 1
    assert trained.model.startswith("tthc_core-0.1.0+")
    assert versions(memory, project) == [{"rules", trained.model}] * 2
    assert memory.settings["model_version"] == trained.model


@pytest.mark.slow
@pytest.mark.server
def test_the_loop_closes_on_the_real_server(real_server, annotator, demo, checkout):
    client, _ = real_server

    def submit(task, result):
        annotator.create_annotation(
            task["id"], result=result, parent_prediction=task["predictions"][0]["id"]
        )

    trained, model, project = go_round(client, submit, demo, checkout / "build" / "annotate")

    gold = json.loads((checkout / "build" / "annotate" / "gold" / "demo.json").read_text("utf-8"))
    assert gold["annotator"] == "chi"
    assert read_meta(model)["tthc"]["train"] == 3 + 1
    assert versions(client, project) == [{"rules", trained.model}] * 2
    # the stream of tasks shows people the new suggestions alone
    (shown,) = annotator.next_task(project)["predictions"]
    assert shown["model_version"] == trained.model


@pytest.fixture
def say(monkeypatch):
    """Replace `extractor train` by a few lines of Python that get its words."""

    def as_command(lines):
        program = [sys.executable, "-c", lines]
        real = retraining.subprocess.run

        def run(command, **options):
            words = command[command.index("train") + 1 :]
            return real([*program, *words], **options)

        monkeypatch.setattr(retraining.subprocess, "run", run)

    return as_command


def annotated(memory, demo):
    text, gold = demo
    push(memory, TITLE, [Item("demo", text, gold.province, gold.published)])
    (task,) = memory.tasks
    memory.create_annotation(task, result=encode_gold(gold, text)[1])
    return task


def test_training_gets_the_pulled_gold_and_the_options(memory, demo, tmp_path, say):
    annotated(memory, demo)
    say("import sys; print(sys.argv[1:]); sys.exit(3)")
    train = make_trainer(memory, TITLE, tmp_path, options=("--copies", "0"))
    with pytest.raises(ModelError, match=r"code 3; see .*training-.*\.log"):
        train()
    (log,) = tmp_path.glob("training-*.log")
    assert f"'--copies', '0', '--annotations', '{tmp_path / 'gold'}'" in log.read_text("utf-8")
    assert sorted(p.name for p in (tmp_path / "gold").iterdir()) == ["demo.json", "demo.txt"]


def test_what_pull_refused_stands_in_the_log(memory, demo, tmp_path, say):
    task = annotated(memory, demo)
    result = memory.tasks[task]["annotations"][0]["result"]
    result[:] = [item for item in result if item.get("id") != "i1"]
    say("import sys; sys.exit(1)")
    with pytest.raises(ModelError):
        make_trainer(memory, TITLE, tmp_path)()
    (log,) = tmp_path.glob("training-*.log")
    assert log.read_text("utf-8").startswith("refused: demo http")


def test_a_training_that_never_ends_is_given_up(memory, demo, tmp_path, say, monkeypatch):
    annotated(memory, demo)
    monkeypatch.setattr(retraining, "LONGEST", 0.2)
    say("import time; time.sleep(60)")
    with pytest.raises(ModelError, match=r"over 0\.2 s"):
        make_trainer(memory, TITLE, tmp_path)()


def test_two_trainings_have_two_versions(monkeypatch, tmp_path):
    monkeypatch.setattr(
        retraining, "load", lambda name: Extractor(lambda *_: None, model="tthc_core-0.1.0")
    )
    names = []
    for corpus in ("a", "b", "b"):
        (tmp_path / "config.cfg").touch()
        (tmp_path / "meta.json").write_text(json.dumps({"corpus": corpus}))
        names.append(load_version(tmp_path).model)
    assert len(set(names)) == 2
    assert all(len(name) == len("tthc_core-0.1.0+01234567") for name in names)


def test_the_rules_have_one_version():
    assert load_version("rules").model == "rules"


def test_requests_during_a_training_wait_as_one():
    rules = extractor.load("rules")
    go, rounds = threading.Semaphore(0), []

    def train():
        go.acquire(timeout=5)
        rounds.append(len(rounds))
        return lambda: Extractor(rules._tag, model=f"rules-{len(rounds)}")

    helper = Helper(lambda: rules, train=train)
    answers = [helper.start_training() for _ in range(5)]
    go.release(5)
    await_end(helper)
    assert answers == ["started", *["queued"] * 4]
    assert (rounds, helper.version) == ([0, 1], "rules-2")


def test_a_bug_in_training_does_not_end_all_training(caplog):
    rules = extractor.load("rules")
    outcomes = iter([ZeroDivisionError("bug"), None])

    def train():
        outcome = next(outcomes)
        if outcome:
            raise outcome
        return lambda: Extractor(rules._tag, model="rules-2")

    helper = Helper(lambda: rules, train=train)
    helper.start_training()
    await_end(helper)
    assert helper.version == "rules"
    assert "ZeroDivisionError" in caplog.text
    assert helper.start_training() == "started"
    await_end(helper)
    assert helper.version == "rules-2"
