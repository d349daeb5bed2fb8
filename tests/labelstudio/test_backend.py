"""The live helper: the protocol, the bounded queue, training in the background, silent tokens."""

import logging
import threading
import time

import pytest

import extractor
from extractor.errors import ModelError
from extractor.labelstudio.backend import TASKS, Helper, create_app
from extractor.labelstudio.checks import check_prediction
from extractor.pipeline import Extractor

pytest.importorskip("fastapi", reason="the extra annotate (fastapi) is not installed")

TEXT = "Quý III/2023, toàn tỉnh tiếp nhận 64.933 hồ sơ, đúng hạn đạt 98,7%."
TOKEN = "0123456789abcdef0123456789abcdef01234567"


@pytest.fixture(scope="module")
def rules():
    return extractor.load("rules")


class Wire:
    """Speak to an ASGI application without a network."""

    def __init__(self, app):
        import httpx

        self.open = lambda: httpx.AsyncClient(
            transport=httpx.ASGITransport(app=app), base_url="http://127.0.0.1"
        )

    def ask(self, method, path, **options):
        import asyncio

        async def call():
            async with self.open() as client:
                return await client.request(method, path, **options)

        return asyncio.run(call())

    def get(self, path):
        return self.ask("GET", path)

    def post(self, path, json):
        return self.ask("POST", path, json=json)


@pytest.fixture
def wire(rules):
    return Wire(create_app(Helper(lambda: rules)))


def test_health_and_versions_tell_the_model(wire):
    assert wire.get("/health").json() == {
        "status": "UP", "model_version": "rules", "training": False,
    }  # fmt: skip
    assert wire.get("/versions").json() == {"versions": ["rules"]}


def test_setup_answers_with_the_version(wire):
    answer = wire.post("/setup", {"project": "1.2", "schema": "<View/>", "access_token": TOKEN})
    assert answer.json() == {"model_version": "rules"}


def test_predict_answers_each_task_in_order(wire):
    tasks = [{"id": 1, "data": {"text": TEXT}}, {"id": 2, "data": {}}, {"id": 3, "data": None}]
    results = wire.post("/predict", {"tasks": tasks}).json()["results"]
    assert [bool(r["result"]) for r in results] == [True, False, False]
    assert check_prediction(results[0], TEXT) == []
    assert {r["model_version"] for r in results} == {"rules"}


def test_a_bulletin_takes_less_than_a_second_of_cpu(wire):
    text = TEXT + "\n" + "\n".join(f"Huyện {n}: tiếp nhận {n}.{n} hồ sơ." for n in range(100, 160))
    start = time.process_time()
    wire.post("/predict", {"tasks": [{"id": 1, "data": {"text": text}}]})
    assert time.process_time() - start < 1


@pytest.mark.parametrize("tasks", [None, "x", [1], [{}] * (TASKS + 1)])
def test_what_is_no_list_of_tasks_is_refused(wire, tasks):
    assert wire.post("/predict", {"tasks": tasks}).status_code == 400


def test_a_full_queue_asks_to_come_back(rules):
    helper = Helper(lambda: rules, waiting=1)
    wire = Wire(create_app(helper))
    with helper.slot():
        answer = wire.post("/predict", {"tasks": [{"data": {"text": TEXT}}]})
    assert answer.status_code == 503
    assert wire.post("/predict", {"tasks": []}).status_code == 200


def test_training_runs_in_the_background_and_changes_the_model(rules):
    go, begun = threading.Event(), threading.Event()

    def train():
        begun.set()
        go.wait(5)
        return lambda: Extractor(rules._tag, model="rules-2")

    helper = Helper(lambda: rules, train=train)
    wire = Wire(create_app(helper))
    assert wire.post("/webhook", {"action": "START_TRAINING"}).json() == {"status": "started"}
    assert begun.wait(5)
    assert wire.post("/webhook", {"action": "START_TRAINING"}).json() == {"status": "queued"}
    assert wire.get("/health").json()["training"] is True
    assert wire.get("/versions").json() == {"versions": ["rules"]}
    go.set()
    wait_for_end(helper)
    assert wire.get("/versions").json() == {"versions": ["rules-2"]}


def wait_for_end(helper):
    deadline = time.monotonic() + 5
    while helper.is_training and time.monotonic() < deadline:
        time.sleep(0.01)


@pytest.mark.parametrize("action", ["ANNOTATION_CREATED", "TASKS_CREATED", None])
def test_other_events_are_ignored(wire, action):
    assert wire.post("/webhook", {"action": action}).json() == {"status": "ignored"}


def test_failed_training_keeps_the_old_model(rules, caplog):
    def train():
        raise ModelError("no annotations")

    helper = Helper(lambda: rules, train=train)
    assert helper.start_training() == "started"
    wait_for_end(helper)
    assert (helper.version, helper.is_training) == ("rules", False)
    assert "the old model stays: no annotations" in caplog.text


def test_no_token_reaches_a_log_or_an_answer(rules, caplog, capsys):
    caplog.set_level(logging.DEBUG)
    wire = Wire(create_app(Helper(lambda: rules)))
    setup = {"access_token": TOKEN, "extra_params": TOKEN}
    answers = [
        wire.post("/setup", setup),
        wire.post("/setup", [setup]),
        wire.post("/predict", {"tasks": [{"id": TOKEN, "data": {"text": "\n"}}], **setup}),
        wire.post("/webhook", {"action": "X", **setup}),
    ]
    assert [a.status_code for a in answers] == [200, 422, 200, 200]
    seen = caplog.text + "".join(capsys.readouterr()) + "".join(a.text for a in answers)
    assert TOKEN not in seen
