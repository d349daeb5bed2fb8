"""Pulling writes checked gold, tells what it refuses, and spares newer local work."""

import os
import time

import pytest

from extractor.corpus.gold import read_gold
from extractor.errors import ServerError
from extractor.labelstudio.codec import encode_gold
from extractor.labelstudio.pull import Wish, pull
from extractor.labelstudio.push import Item, push


@pytest.fixture
def pushed(memory, demo):
    """Give a server with the demo as its one task, and the demo's result."""
    text, gold = demo
    push(memory, "Thử", [Item("demo", text, gold.province, gold.published)])
    return memory, next(iter(memory.tasks)), encode_gold(gold, text)[1]


def without(result, region):
    return [i for i in result if i.get("id") != region]


def test_gold_arrives_as_it_was_annotated(pushed, demo, tmp_path):
    server, task, result = pushed
    server.create_annotation(task, result=result)
    report = pull(server, "Thử", Wish(tmp_path, texts=True))
    assert [p.name for p in report.written] == ["demo.json"]
    assert read_gold(tmp_path / "demo.json") == demo[1]
    assert (tmp_path / "demo.txt").read_bytes().decode() == demo[0]


def test_the_second_pull_changes_nothing(pushed, tmp_path):
    server, task, result = pushed
    server.create_annotation(task, result=result)
    pull(server, "Thử", Wish(tmp_path))
    report = pull(server, "Thử", Wish(tmp_path))
    assert (report.written, report.unchanged, report.refused) == ([], 1, [])


def test_a_faulty_annotation_is_told_with_its_address(pushed, tmp_path):
    server, task, result = pushed
    server.create_annotation(task, result=without(result, "i1"))
    report = pull(server, "Thử", Wish(tmp_path))
    assert not list(tmp_path.iterdir())
    assert len(report.refused) == 1
    assert f"?task={task}: an: an arrow HAS_INDICATOR dangles" in report.refused[0]


def test_skipped_and_open_tasks_count_as_not_annotated(pushed, tmp_path):
    server, task, result = pushed
    server.create_annotation(task, result=result, was_cancelled=True)
    assert pull(server, "Thử", Wish(tmp_path)).unannotated == 1


@pytest.fixture
def pulled(pushed, tmp_path):
    """Give a local gold file that was changed after the annotation was made."""
    server, task, result = pushed
    server.create_annotation(task, result=result)
    pull(server, "Thử", Wish(tmp_path))
    path = tmp_path / "demo.json"
    path.write_text(path.read_text().replace("Kon Tum", "Gia Lai"))
    os.utime(path, (time.time() + 60, time.time() + 60))
    return server, task, path


def test_newer_local_gold_stays(pulled):
    server, _, path = pulled
    report = pull(server, "Thử", Wish(path.parent))
    assert "is newer" in report.refused[0]
    assert read_gold(path).province == "Gia Lai"


def test_newer_local_gold_goes_when_told(pulled):
    server, _, path = pulled
    assert len(pull(server, "Thử", Wish(path.parent, force=True)).written) == 1
    assert read_gold(path).province == "Kon Tum"


def test_older_local_gold_is_replaced(pulled):
    server, _, path = pulled
    os.utime(path, (1, 1))
    assert len(pull(server, "Thử", Wish(path.parent)).written) == 1


def test_annotations_that_differ_wait_for_adjudication(pushed, tmp_path):
    server, task, result = pushed
    server.create_annotation(task, result=result)
    server.create_annotation(task, result=without(result, "n1"), completed_by=2)
    report = pull(server, "Thử", Wish(tmp_path))
    assert "an, binh differ; adjudicate" in report.refused[0]


@pytest.mark.parametrize(("annotator", "numbers"), [("an", 4), ("binh", 3)])
def test_one_person_can_be_asked_for(pushed, tmp_path, annotator, numbers):
    server, task, result = pushed
    server.create_annotation(task, result=result)
    server.create_annotation(task, result=without(result, "n1"), completed_by=2)
    pull(server, "Thử", Wish(tmp_path, annotator=annotator))
    gold = read_gold(tmp_path / "demo.json")
    assert (gold.annotator, len(gold.distractors)) == (annotator, numbers)


def test_the_ground_truth_outranks_the_others(pushed, tmp_path):
    server, task, result = pushed
    server.create_annotation(task, result=result)
    server.create_annotation(task, result=without(result, "n1"), completed_by=2, ground_truth=True)
    pull(server, "Thử", Wish(tmp_path))
    assert read_gold(tmp_path / "demo.json").annotator == "binh"


def test_the_latest_of_one_person_counts(pushed, tmp_path):
    server, task, result = pushed
    server.create_annotation(task, result=without(result, "n1"))
    server.create_annotation(task, result=result)
    pull(server, "Thử", Wish(tmp_path))
    assert len(read_gold(tmp_path / "demo.json").distractors) == 4


def test_equal_annotations_with_other_ids_agree(pushed, tmp_path):
    server, task, result = pushed
    server.create_annotation(task, result=result)
    renamed = [
        {**i, **{k: f"x{i[k]}" for k in ("id", "from_id", "to_id") if k in i}} for i in result
    ]
    server.create_annotation(task, result=renamed, completed_by=2)
    assert len(pull(server, "Thử", Wish(tmp_path)).written) == 1


def test_a_local_text_that_differs_refuses(pushed, tmp_path):
    server, task, result = pushed
    server.create_annotation(task, result=result)
    report = pull(server, "Thử", Wish(tmp_path, local_text=lambda doc_id: "khác"))
    assert "not the local text" in report.refused[0]


def test_a_name_from_the_server_never_leaves_the_folder(pushed, tmp_path):
    server, task, result = pushed
    server.tasks[task]["data"]["doc_id"] = "../../evil"
    server.create_annotation(task, result=result)
    report = pull(server, "Thử", Wish(tmp_path / "gold"))
    assert "cannot name a file" in report.refused[0]
    assert list(tmp_path.rglob("*.json")) == []


def test_a_choice_removed_from_the_screen_is_noted(pushed, tmp_path):
    server, _, _ = pushed
    project = server.find_project("Thử")
    server.update_project(project, label_config=project.screen.replace('"OTHER"', '"X"'))
    assert "lacks indicator/OTHER" in pull(server, "Thử", Wish(tmp_path)).notes[0]


def test_an_unknown_project_is_refused(memory, tmp_path):
    with pytest.raises(ServerError, match="has no project 'Nào'"):
        pull(memory, "Nào", Wish(tmp_path))
