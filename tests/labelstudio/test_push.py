"""Pushing adds what is missing and nothing else, however often it is broken off."""

import pytest

from extractor.errors import InputError, ServerError
from extractor.labelstudio.push import Item, open_project, push
from extractor.labelstudio.screen import build_screen, missing_from

EMPTY = {"result": [], "score": 0.5}


def items(number):
    return [Item(f"b{n}", f"Tiếp nhận {n} hồ sơ.", "Kon Tum") for n in range(number)]


def state(server):
    """Return (doc_id, number of predictions) of every task, in order of names."""
    return sorted((t["data"]["doc_id"], len(t["predictions"])) for t in server.tasks.values())


def send(server, number=25):
    return push(server, "Thử", items(number), predict=lambda item: EMPTY, model="m1")


WHOLE = sorted((f"b{n}", 1) for n in range(25))


def test_a_second_push_adds_nothing(memory):
    first, second = send(memory), send(memory)
    assert (first.tasks, first.predictions, first.kept) == (25, 25, 0)
    assert (second.tasks, second.predictions, second.kept) == (0, 0, 25)
    assert state(memory) == WHOLE


@pytest.mark.parametrize("rows", [0, 1, 9, 10, 11, 24, 25, 26, 35, 49, 50])
def test_a_push_broken_off_anywhere_is_finished_by_the_next(memory, rows):
    memory.rows_left = rows
    with pytest.raises(ServerError):
        send(memory)
    assert sum(1 + n for _, n in state(memory)) == rows
    memory.rows_left = None
    send(memory)
    assert state(memory) == WHOLE


def test_blind_push_sends_no_suggestions(memory):
    push(memory, "Thử", items(2))
    assert state(memory) == [("b0", 0), ("b1", 0)]


def test_a_new_model_adds_its_suggestions_beside_the_old(memory):
    send(memory, 2)
    push(memory, "Thử", items(2), predict=lambda item: EMPTY, model="m2")
    assert state(memory) == [("b0", 2), ("b1", 2)]


def test_people_are_shown_the_suggestions_of_the_last_model_pushed(memory):
    for version in ("m1", "m2", "m1"):
        push(memory, "Thử", items(2), predict=lambda item: EMPTY, model=version)
        assert memory.settings == {"model_version": version}


def test_a_model_without_any_suggestion_is_not_shown(memory):
    def refuse(item):
        raise InputError(f"{item.doc_id}: unreadable")

    report = push(memory, "Thử", items(2), predict=refuse, model="m1")
    assert len(report.refused) == 2
    assert memory.settings == {}


def test_another_text_under_the_same_name_is_refused_alone(memory):
    send(memory, 2)
    report = push(memory, "Thử", [Item("b1", "Khác."), Item("b7", "Mới.")])
    assert report.tasks == 1
    assert "b1: its text differs" in report.refused[0]


def test_a_name_twice_in_one_call_is_refused_the_second_time(memory):
    report = push(memory, "Thử", [Item("a", "Một."), Item("a", "Hai."), Item("a", "Một.")])
    assert (report.tasks, len(report.refused)) == (1, 1)


@pytest.mark.parametrize(
    ("item", "message"),
    [(Item("a", " \n"), "no text"), (Item("../a", "x"), "cannot name a file")],
)
def test_faulty_bulletins_are_refused_and_the_rest_sent(memory, item, message):
    report = push(memory, "Thử", [item, Item("b", "y")])
    assert report.tasks == 1
    assert message in report.refused[0]


def test_faulty_suggestions_are_never_sent(memory):
    wrong = {"result": [{"type": "relation", "from_id": "a", "to_id": "b", "labels": []}]}
    report = push(memory, "Thử", items(1), predict=lambda item: wrong, model="m1")
    assert state(memory) == [("b0", 0)]
    assert "faulty suggestion" in report.refused[0]


def test_a_suggestion_that_fails_is_told_and_the_task_stays(memory):
    def fail(item):
        raise InputError("too long")

    report = push(memory, "Thử", items(1), predict=fail, model="m1")
    assert state(memory) == [("b0", 0)]
    assert report.refused == ["b0: no suggestion: too long"]


def test_doubles_are_removed_but_never_work(memory, demo):
    send(memory, 1)
    project = memory.find_project("Thử")
    for _ in range(2):
        data = next(iter(memory.tasks.values()))["data"]
        memory.import_tasks(project, [{"data": data}])
    worked_on = max(memory.tasks)
    memory.create_annotation(worked_on, result=[])
    report = send(memory, 1)
    assert report.doubles == 2
    assert list(memory.tasks) == [worked_on]


def test_an_outdated_screen_is_refreshed(memory):
    old = build_screen().replace('alias="OTHER"', 'alias="OLD"')
    memory.create_project("Thử", old)
    open_project(memory, "Thử")
    assert missing_from(memory.find_project("Thử").screen) == []
