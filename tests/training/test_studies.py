"""The learning curve and the left-out runs on a tiny corpus: one line for each run that ended."""

import json
import shutil
from pathlib import Path

import pytest

from extractor.corpus.building import build_corpus
from extractor.errors import InputError
from extractor.scoring.studies import read_studies
from extractor.vietnamese.gazetteer import AFTER, BEFORE, province_code

ROOT = Path(__file__).parents[2]
HEADS = {  # number of the source: (split, province, era)
    1: ("train", "Kon Tum", "before_2025_07"),
    2: ("train", "An Giang", "after_2025_07"),
    3: ("train", "Kon Tum", "before_2025_07"),
    4: ("dev", "An Giang", "before_2025_07"),
}


@pytest.fixture
def checkout(project, tmp_path, monkeypatch):
    """Three bulletins to train on and one to develop on, from two regions and eras."""
    first = tmp_path / "annotations" / "first"
    first.mkdir(parents=True)
    for number, (split, province, era) in HEADS.items():
        source = (project / "annotations" / "first" / f"made-{number}.src").read_text("utf-8")
        head, body = source.split("\n", 1)
        for old, new in (("train", split), ("Kon Tum", province), ("before_2025_07", era)):
            head = head.replace(old, new)
        (first / f"made-{number}.src").write_text(f"{head}\n{body}", encoding="utf-8")
    assert build_corpus(tmp_path) == (4, [])
    (tmp_path / "training").mkdir()
    shutil.copy(ROOT / "training" / "quick.cfg", tmp_path / "training")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_learning_curve_runs_and_keeps_what_it_has(script, checkout, capsys):
    curve = script("learning_curve")
    path = checkout / "evaluation" / "results" / "learning_curve.jsonl"

    curve.main(["--epochs", "1"])
    first = path.read_text("utf-8")
    curve.main(["--epochs", "1"])

    assert path.read_text("utf-8") == first
    assert capsys.readouterr().err.count("done before, kept") == 4
    rows = [json.loads(line) for line in first.splitlines()]
    assert [(row["share"], row["bulletins"]) for row in rows] == [
        (0.25, 2), (0.5, 2), (0.75, 2), (1.0, 3),
    ]  # fmt: skip
    for row in rows:
        assert list(row["scores"]) == [
            "detection", "value", "indicator", "level", "period", "core5", "whole",
        ]  # fmt: skip
        assert 0 < row["scores"]["detection"] <= 1
        assert len(row["corpus"]) == 64
    assert len(read_studies(path.parent).curve) == 4


def test_what_is_left_out_is_read_after_training_on_the_rest(script, checkout):
    experiments, study = script("experiments"), script("generalisation")
    plans = {plan.run: plan for plan in study.plan_generalisation(checkout)}
    era = plans["without era after_2025_07"]
    path = checkout / "generalisation.jsonl"

    setting = experiments.Setting(checkout, checkout / "training" / "quick.cfg", path, epochs=1)
    experiments.run_plans([era], setting)

    (row,) = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    assert (row["bulletins"], row["held_bulletins"]) == (2, 1)
    assert (row["trait"], row["left_out"]) == ("era", "after_2025_07")
    assert 0 < row["held"]["detection"] <= 1
    assert not list((checkout / "build" / "studies").iterdir())


def test_a_run_that_was_broken_off_goes_on_at_its_stage(script, checkout, capsys, monkeypatch):
    experiments, study = script("experiments"), script("generalisation")
    plans = [p for p in study.plan_generalisation(checkout) if p.facts["trait"] == "era"][1:]
    path = checkout / "generalisation.jsonl"
    setting = experiments.Setting(checkout, checkout / "training" / "quick.cfg", path, epochs=1)

    def stop(model, bulletins):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(experiments, "_score", stop)
        experiments.run_plans(plans, setting)
    assert not path.exists()
    assert "unchanged, kept" not in capsys.readouterr().err
    experiments.run_plans(plans, setting)

    assert capsys.readouterr().err.count("unchanged, kept") == 10
    (row,) = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    assert row["run"] == plans[0].run


def test_each_region_and_era_is_left_out_once(script, checkout):
    plans = list(script("generalisation").plan_generalisation(checkout))
    names = {plan.run: [b.doc_id for b in plan.held] for plan in plans}

    assert len(plans) == len(names) == 5 + 2
    assert names["without region mekong_delta"] == ["made-2", "made-4"]
    assert names["without region highlands_and_southeast"] == ["made-1", "made-3"]
    for plan in plans:
        learned = {b.doc_id for b in (*plan.train, *plan.dev)}
        assert learned | set(names[plan.run]) == {f"made-{n}" for n in HEADS}
        assert not learned & set(names[plan.run])


def test_a_run_with_too_few_bulletins_is_refused_before_any_runs(script, checkout):
    experiments, study = script("experiments"), script("generalisation")
    path = checkout / "g.jsonl"
    setting = experiments.Setting(checkout, checkout / "training" / "quick.cfg", path)
    with pytest.raises(InputError, match="southeast: 1 bulletins to train on, 1 to develop on"):
        experiments.run_plans(study.plan_generalisation(checkout), setting)
    assert not path.exists()


def test_the_shares_are_nested_and_drawn_by_the_seed(script, checkout):
    curve = script("learning_curve")

    def drawn(seed):
        return [[b.doc_id for b in p.train] for p in curve.plan_curve(checkout, seed=seed)]

    assert drawn(1) == drawn(1)
    assert all(
        set(small) <= set(large) for small, large in zip(drawn(1), drawn(1)[1:], strict=False)
    )
    assert any(drawn(seed) != drawn(1) for seed in range(2, 12))


def test_every_province_of_either_era_has_one_region(script):
    regions = script("generalisation").read_regions()
    codes = {province_code(name, era=BEFORE) for name in regions} - {None}

    assert len(set(regions.values())) == 5
    assert len(codes) == 63
    assert all(province_code(n, era=BEFORE) or province_code(n, era=AFTER) for n in regions)
