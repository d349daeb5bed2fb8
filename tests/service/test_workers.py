"""A request that hangs, kills or starves its worker costs nobody else anything."""

import asyncio
import io
import os
import signal
import time
import zipfile

import pytest

from extractor.errors import ModelError
from extractor.service.app import create_app
from extractor.service.limits import Limits
from extractor.service.task import Task
from extractor.service.workers import Workers

from .conftest import SAMPLE, TEXT, Wire, running

#: Far more than a second of work by rules.
LONG = SAMPLE.read_text(encoding="utf-8") * 400


def task(text=TEXT, name="a"):
    return Task(text, name, name)


def wait_until(holds, seconds=120):
    deadline = time.monotonic() + seconds
    while not holds() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert holds()


def test_a_bulletin_that_takes_too_long_is_stopped_and_its_worker_replaced():
    with running(Limits(seconds=0.5)) as workers:
        before = workers.pids()
        answer = workers.submit(task(LONG)).result(120)
        assert answer.status == 422
        assert b"a: not done in 0.5 s; split it" in answer.body
        assert workers.submit(task()).result(120).status == 200
        assert set(workers.pids()).isdisjoint(before)


def test_a_worker_that_dies_is_answered_for_and_replaced():
    with running(Limits()) as workers:
        future = workers.submit(task(LONG))
        time.sleep(0.3)
        os.kill(workers.pids()[0], signal.SIGKILL)
        assert future.result(120).status == 503
        assert workers.submit(task()).result(120).status == 200


def test_beside_a_bad_request_another_is_answered():
    with running(Limits(workers=2, seconds=2)) as workers:
        bad = workers.submit(task(LONG))
        answers = [workers.submit(task()).result(60).status for _ in range(3)]
        assert (answers, bad.done()) == ([200, 200, 200], False)
        assert bad.result(60).status == 422


def bomb():
    """A small DOCX whose paragraphs fill memory when they are unpacked."""
    docx, data = pytest.importorskip("docx", reason="python-docx is not installed"), io.BytesIO()
    document = docx.Document()
    document.add_paragraph("HERE")
    document.save(data)
    with zipfile.ZipFile(data) as old, zipfile.ZipFile(packed := io.BytesIO(), "w", 8) as new:
        for item in old.infolist():
            content = old.read(item)
            if item.filename == "word/document.xml":
                content = content.replace(
                    b"HERE", b"x</w:t></w:r></w:p><w:p><w:r><w:t>" * 1_000_000
                )
            new.writestr(item.filename, content)
    return packed.getvalue()


def test_memory_beyond_the_limit_fails_alone():
    data = bomb()
    assert len(data) < 1_000_000
    with running(Limits(memory=400_000_000)) as workers:
        pids = workers.pids()
        answer = workers.submit(Task(data, "bomb.docx", "bomb")).result(120)
        assert (answer.status, b"bomb.docx: " in answer.body) == (422, True), answer.body[:200]
        assert workers.submit(task()).result(60).status == 200
        assert workers.pids() == pids


def test_workers_leave_signals_to_their_parent():
    with running(Limits()) as workers:
        for number in (signal.SIGTERM, signal.SIGINT):
            os.kill(workers.pids()[0], number)
        assert workers.submit(task()).result(60).status == 200


def test_stopping_finishes_what_was_taken():
    workers = Workers("rules", limits=Limits())
    workers.start()
    futures = [workers.submit(task(SAMPLE.read_text(encoding="utf-8") * 10)) for _ in range(3)]
    workers.stop()
    assert [future.result(0).status for future in futures] == [200, 200, 200]
    assert workers.pids() == []


def test_a_model_that_does_not_load_is_refused(tmp_path):
    workers = Workers(str(tmp_path / "absent"), limits=Limits())
    with pytest.raises(ModelError, match="no pipeline here"):
        workers.start()
    workers.stop()


def test_a_full_queue_asks_to_come_back():
    with running(Limits(waiting=1, seconds=20)) as workers:
        wire = Wire(create_app(workers, limits=Limits(waiting=1)))
        text = SAMPLE.read_text(encoding="utf-8") * 10

        async def four():
            return await asyncio.gather(
                *(wire.send("POST", "/extract", json={"text": text}) for _ in range(4))
            )

        answers = asyncio.run(four())
    assert sorted(answer.status_code for answer in answers) == [200, 200, 429, 429]
    assert {a.headers.get("Retry-After") for a in answers if a.status_code == 429} == {"1"}


def test_health_answers_while_work_goes_on(app):
    wire = Wire(app)

    async def both():
        long = SAMPLE.read_text(encoding="utf-8") * 20
        work = asyncio.create_task(wire.send("POST", "/extract", json={"text": long}))
        inside = 0
        while not inside and not work.done():
            await asyncio.sleep(0.01)
            inside = (await wire.send("GET", "/health")).json()["inside"]
        return inside, await work

    inside, answer = asyncio.run(both())
    assert (inside, answer.status_code) == (1, 200)
