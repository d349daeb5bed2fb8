"""Progress, agreement and adjudication over two people's annotations."""

import pytest

from extractor.corpus.gold import read_gold
from extractor.errors import AnnotationError
from extractor.labelstudio.agreement import as_json, print_pairs
from extractor.labelstudio.codec import encode_gold
from extractor.labelstudio.pull import Wish, pull
from extractor.labelstudio.push import Item, push
from extractor.labelstudio.review import ADJUDICATION, adjudicate, read_agreement, read_status


@pytest.fixture
def twice(memory, demo):
    """Give a server where two people differ in one code and one missed figure."""
    text, gold = demo
    push(memory, "Thử", [Item("demo", text, gold.province, gold.published)])
    task = next(iter(memory.tasks))
    memory.create_annotation(task, result=encode_gold(gold, text)[1])
    facts = [
        f.model_copy(update={"indicator": "OTHER"}) if f.mention == "q1" else f for f in gold.facts
    ]
    other = gold.model_copy(
        update={
            "facts": tuple(f for f in facts if f.mention != "q5"),
            "mentions": tuple(m for m in gold.mentions if m.id != "q5"),
            "links": tuple(k for k in gold.links if k.source != "q5"),
        }
    )
    memory.create_annotation(task, result=encode_gold(other, text)[1], completed_by=2)
    return memory, task


def test_status_counts_by_person(twice):
    server, task = twice
    server.create_annotation(task, result=[], completed_by=2, was_cancelled=True)
    server.create_annotation(task, result=[{"type": "labels"}], completed_by=3)
    status = read_status(server, "Thử")
    assert (status.tasks, status.untouched, status.once, status.several) == (1, 0, 0, 1)
    assert [(p.annotator, p.submitted, p.skipped, p.refused, p.minutes) for p in status.people] == [
        ("an", 1, 0, 0, 1.5), ("binh", 1, 1, 0, 3.0), ("user-3", 1, 0, 1, 1.5),
    ]  # fmt: skip


def test_agreement_uses_the_scorers_of_evaluation(twice):
    server, _ = twice
    (pair,) = read_agreement(server, "Thử")
    assert (pair.first, pair.second) == ("an", "binh")
    assert pair.agreement.figures == (5, 4)
    assert pair.agreement.f1("spans/exact/QUANTITY") == pytest.approx(8 / 9)
    assert pair.agreement.f1("facts/whole") == pytest.approx(6 / 9)


def test_disagreements_come_with_the_address_of_the_task(twice):
    server, task = twice
    report = print_pairs(read_agreement(server, "Thử"))
    lines = [line for line in report.splitlines() if line.startswith("- <")]
    assert len(lines) == 2
    assert all(f"?task={task}>" in line for line in lines)
    assert "indicator: dossiers_received_total | OTHER" in lines[0]
    assert "only an marked it" in lines[1]
    assert len(as_json(read_agreement(server, "Thử"))[0]["disagreements"]) == 2


def test_agreement_without_a_second_annotation_is_refused(memory, demo):
    push(memory, "Thử", [Item("demo", demo[0])])
    with pytest.raises(AnnotationError, match="two readable annotations"):
        read_agreement(memory, "Thử")


def test_adjudication_shows_both_and_the_differences(twice):
    server, _ = twice
    report = adjudicate(server, "Thử")
    assert (report.tasks, report.predictions) == (1, 2)
    project = server.find_project("Thử" + ADJUDICATION)
    (task,) = server.list_tasks(project)
    assert [p["model_version"] for p in task["predictions"]] == ["an", "binh"]
    assert len(task["data"]["differences"].splitlines()) == 2
    assert "$differences" in project.screen


def test_adjudication_runs_again_without_doubling(twice):
    server, _ = twice
    adjudicate(server, "Thử")
    again = adjudicate(server, "Thử")
    assert (again.tasks, again.predictions, again.kept) == (0, 0, 1)


def test_equal_annotations_need_no_adjudication(memory, demo):
    text, gold = demo
    push(memory, "Thử", [Item("demo", text)])
    task = next(iter(memory.tasks))
    for person in (1, 2):
        memory.create_annotation(task, result=encode_gold(gold, text)[1], completed_by=person)
    assert adjudicate(memory, "Thử").tasks == 0


def test_the_adjudicated_gold_is_pulled_from_its_project(twice, demo, tmp_path):
    server, _ = twice
    adjudicate(server, "Thử")
    (task,) = server.list_tasks(server.find_project("Thử" + ADJUDICATION))
    server.create_annotation(task["id"], result=task["predictions"][0]["result"])
    pull(server, "Thử" + ADJUDICATION, Wish(tmp_path))
    assert read_gold(tmp_path / "demo.json") == demo[1]
