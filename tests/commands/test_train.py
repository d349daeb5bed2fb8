"""`extractor train --extra`: gold from a folder or from an export of Label Studio."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from extractor.cli import app
from extractor.commands.extra import read_extra
from extractor.errors import InputError
from extractor.labelstudio.codec import encode_gold
from extractor.training import _add, load_folder

QUICK = Path(__file__).parents[2] / "training" / "quick.cfg"


@pytest.fixture
def tasks(tiny):
    """Make the tasks of an export, as Label Studio writes them: one for each bulletin."""
    made = []
    for number, bulletin in enumerate(tiny, start=1):
        data, result = encode_gold(bulletin.gold, bulletin.text)
        annotation = {
            "id": 10 + number, "result": result, "completed_by": {"id": 4, "email": "lan@a.vn"},
            "created_at": "2024-07-03T08:00:00Z", "updated_at": "2024-07-03T09:00:00Z",
            "was_cancelled": False, "ground_truth": False, "lead_time": 60.0,
        }  # fmt: skip
        made.append({"id": number, "data": data, "annotations": [annotation], "predictions": []})
    return made


@pytest.fixture
def read(tmp_path):
    """Read an export; give the bulletins and the lines that were said."""

    def run(rows):
        path, said = tmp_path / "export.json", []
        path.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
        return load_folder(read_extra(path, tmp_path / "work", say=said.append)), said

    return run


def test_an_export_gives_the_gold_that_was_annotated(tasks, tiny, read):
    found, said = read(tasks)

    assert [b.text for b in found] == [b.text for b in tiny]
    assert [b.gold.facts for b in found] == [b.gold.facts for b in tiny]
    assert {b.gold.annotator for b in found} == {"lan"}
    assert said[-1].endswith("3 bulletins, 0 refused, 0 not annotated")


def test_a_bad_task_is_told_and_the_others_stay(tasks, read):
    tasks[0]["data"]["text"] += " thêm"
    tasks[1]["annotations"] = []
    found, said = read(tasks)

    assert [b.doc_id for b in found] == ["made-3"]
    assert said[0].startswith("made-1 ")
    assert "the text was changed" in said[0]
    assert said[-1].endswith("1 bulletins, 1 refused, 1 not annotated")


def test_people_may_be_named_by_number_only(tasks, read):
    tasks[0]["annotations"][0]["completed_by"] = 7
    found, _ = read(tasks[:1])

    assert found[0].gold.annotator == "user-7"


def test_an_earlier_export_leaves_nothing_behind(tasks, read):
    read(tasks)
    found, _ = read(tasks[2:])

    assert [b.doc_id for b in found] == ["made-3"]


@pytest.mark.parametrize(
    "rows",
    [[], {}, [{"text": "a", "label": []}], [{"data": {}}], [{"data": {}, "annotations": [1]}]],
)
def test_a_file_that_is_no_export_is_refused_in_one_line(rows, read):
    with pytest.raises(InputError, match="JSON") as caught:
        read(rows)
    assert "\n" not in str(caught.value)


def test_an_export_without_any_gold_is_refused(tasks, read):
    for task in tasks:
        task["annotations"] = []
    with pytest.raises(InputError, match="no task with gold"):
        read(tasks)


@pytest.mark.parametrize(
    ("content", "fault"), [(None, "No such file"), ("{", "no JSON")], ids=["missing", "cut"]
)
def test_an_unreadable_file_is_refused(tmp_path, content, fault):
    path = tmp_path / "export.json"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=fault):
        read_extra(path, tmp_path / "work", say=print)


def test_a_folder_is_taken_as_it_is_but_not_an_empty_one(tmp_path):
    with pytest.raises(InputError, match="no gold here"):
        read_extra(tmp_path, tmp_path / "work", say=print)
    (tmp_path / "a.json").write_text("{}", encoding="utf-8")
    assert read_extra(tmp_path, tmp_path / "work", say=print) == tmp_path


def test_a_text_that_train_has_is_taken_from_the_extra_only(tiny):
    first, second, third = tiny
    theirs = replace(first, doc_id="theirs")
    new = replace(second, doc_id="new", text=f"{second.text}\n")

    assert _add([theirs, new], [first, second, third]) == [second, third, theirs, new]


@pytest.fixture
def quick_config(tmp_path):
    """The quick config, cut down to two steps."""
    text = QUICK.read_text("utf-8").replace("max_steps = 0", "max_steps = 2")
    path = tmp_path / "quick.cfg"
    path.write_text(text, encoding="utf-8")
    return path


def test_training_adds_what_an_export_has_and_keeps_its_table_off_stdout(
    tasks, project, tmp_path, monkeypatch, quick_config
):
    export = tmp_path / "export.json"
    tasks[0]["data"]["doc_id"] = "theirs"
    export.write_text(json.dumps(tasks[:1], ensure_ascii=False), encoding="utf-8")
    monkeypatch.chdir(project)
    words = ["--config", str(quick_config), "--copies", "0", "-o", str(tmp_path / "model")]

    done = CliRunner().invoke(app, ["train", *words, "--extra", str(export)])

    assert done.exit_code == 0, done.output
    meta = json.loads((tmp_path / "model" / "meta.json").read_text("utf-8"))
    assert meta["tthc"]["train"] == 3  # theirs is the text of one of the three, and replaces it
    assert done.stdout == f"{tmp_path / 'model'}\n"
    assert "LOSS NER" in done.stderr
