import json

import pytest

from extractor.errors import InputError
from extractor.scoring.charts import learning_curves
from extractor.scoring.studies import Studies, active_rows, read_rows, read_studies, study_tables


def row(run, bulletins=10, *, corpus="c1", whole=0.5, **more):
    return {
        "run": run, "bulletins": bulletins, "corpus": corpus, "config": "quick.cfg",
        "settings": run, "seconds": 90, "scores": {"whole": whole}, **more,
    }  # fmt: skip


@pytest.fixture
def write(tmp_path):
    def write_lines(*rows, name="learning_curve.jsonl"):
        lines = [one if isinstance(one, str) else json.dumps(one) for one in rows]
        (tmp_path / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
        return tmp_path / name

    return write_lines


def test_a_folder_without_studies_has_none(tmp_path):
    assert read_studies(tmp_path) == Studies()
    assert study_tables(Studies()) == []


def test_only_runs_of_the_last_corpus_are_shown_and_a_repeated_run_once(write, tmp_path):
    write(row("a", corpus="c0"), row("b", whole=0.1), row("b", whole=0.2), row("c"))
    found = read_studies(tmp_path).curve
    assert [(one["run"], one["scores"]["whole"]) for one in found] == [("b", 0.2), ("c", 0.5)]


def test_the_curve_grows_with_the_bulletins_and_skips_what_is_undefined():
    rows = [row("half", 20, whole=0.4), row("none", 5, whole=None), row("all", 40, whole=0.6)]
    (curve,) = learning_curves(rows)
    assert curve.path == "50.0,60.0 100.0,40.0"
    (table,) = study_tables(Studies(curve=tuple(rows)))
    assert [cells[0] for cells in table.rows] == ["none", "half", "all"]
    assert table.rows[0] == ("none", "5", "–")


def active(order, bulletins, score, seed=1):
    more = {"order": order, "seed": seed, "scores": {"all": score}}
    return {**row(f"{order} {seed} {bulletins}", bulletins), **more}


def test_active_learning_has_a_score_for_each_order_averaged_over_seeds(write, tmp_path):
    rows = [
        active(order, size, score + 0.1 * seed, seed)
        for order, size, score in [("random", 20, 0.2), ("random", 40, 0.4), ("next", 20, 0.2),
                                   ("next", 40, 0.6)]
        for seed in (1, 2)
    ]  # fmt: skip
    write(*rows, active("next", 60, 0.9), name="active_learning.jsonl")
    found = read_studies(tmp_path)
    (table,) = study_tables(found)
    assert table.header == ("run", "trained on", "next", "random")
    assert table.rows == (
        ("20 bulletins", "20", "0.350", "0.350"), ("40 bulletins", "40", "0.750", "0.550"),
    )  # fmt: skip
    ahead, drawn = learning_curves(active_rows(found.active))
    assert (ahead.name, ahead.path) == ("next", "50.0,65.0 100.0,25.0")
    assert (drawn.name, drawn.path) == ("random", "50.0,65.0 100.0,45.0")


@pytest.mark.parametrize(
    "line", ["{", "[3]", '{"run": "a"}', json.dumps(row("a") | {"scores": None})]
)
def test_a_line_that_is_no_result_is_refused_by_its_number(write, line):
    path = write(row("a"), line)
    with pytest.raises(InputError, match="line 2: no result of a run") as caught:
        read_rows(path)
    assert "\n" not in str(caught.value)
