import json

import pytest

from extractor.corpus.gold import write_gold
from extractor.errors import AnnotationError, InputError, MissingExtra, ModelError
from extractor.scoring import selection
from extractor.scoring.run import run_evaluation, run_gate
from extractor.scoring.selection import choose_bulletins, read_folder
from extractor.scoring.systems import System


@pytest.fixture
def folder(bulletins, tmp_path):
    """A folder of texts with gold beside them, and one text without."""
    path = tmp_path / "bulletins"
    path.mkdir()
    for bulletin in bulletins:
        name = f"{bulletin.doc_id}.txt"
        (path / name).write_text(bulletin.text, encoding="utf-8", newline="")
        write_gold(bulletin.gold, path / f"{bulletin.doc_id}.json")
    (path / "unread.txt").write_text("9 hồ sơ", encoding="utf-8")
    return path


@pytest.fixture
def load(oracle):
    """Load "perfect", "half" and "empty" systems by name; every other is a missing peer."""

    def make(name):
        keep = {"perfect": 6, None: 6, "half": 3, "empty": 0}
        if name not in keep:
            raise MissingExtra(name, "eval")
        return System(name or "shipped", oracle(lambda seen, _: seen[: keep[name]]))

    return make


def test_a_run_writes_three_files_and_nothing_else(folder, load, tmp_path):
    out = tmp_path / "out"
    run = run_evaluation(bulletins=folder, model="half", out=out, resamples=20, load=load)
    assert sorted(path.name for path in out.iterdir()) == [
        "report.html", "report.md", "results.json",
    ]  # fmt: skip
    assert (out / "report.md").read_text(encoding="utf-8") == run.markdown
    stored = json.loads((out / "results.json").read_text(encoding="utf-8"))
    assert stored["model"] == "half"
    assert {"schema", "codebook", "commit", "intervals"} <= set(stored["facts"])
    assert stored["groups"]["real"]["scores"]["facts/whole"]["recall"] == 0.5


def test_texts_without_gold_are_noted_and_stop_nothing(folder, load):
    run = run_evaluation(bulletins=folder, model="perfect", resamples=0, load=load)
    assert run.evaluation.notes == ("unread.txt: left out, no gold for it",)
    assert len(run.evaluation.results) == 4


def test_another_model_is_compared_on_the_same_bulletins(folder, load):
    run = run_evaluation(bulletins=folder, model="half", against="perfect", resamples=50, load=load)
    whole = next(
        c for c in run.extras.comparisons if (c.name, c.measure) == ("facts/whole", "recall")
    )
    assert whole.difference.delta == -0.5
    assert "half against perfect" in run.markdown


def test_stored_results_compare_as_the_model_itself_does(folder, load, tmp_path):
    run_evaluation(bulletins=folder, model="perfect", out=tmp_path / "a", resamples=0, load=load)
    stored = str(tmp_path / "a" / "results.json")
    runs = [
        run_evaluation(bulletins=folder, model="half", against=other, resamples=20, load=load)
        for other in ("perfect", stored)
    ]
    assert runs[0].extras.comparisons == runs[1].extras.comparisons


def test_a_peer_that_is_not_installed_is_skipped_with_a_line(folder, load):
    run = run_evaluation(
        bulletins=folder, model="perfect", baselines=["half", "edsnlp"], resamples=0, load=load
    )
    assert [one.model for one in run.extras.baselines] == ["half"]
    assert any(note.startswith("edsnlp: skipped, edsnlp is not") for note in run.evaluation.notes)


def test_a_model_that_finds_nothing_is_refused_and_writes_nothing(folder, load, tmp_path):
    with pytest.raises(ModelError, match="empty: no figure found"):
        run_evaluation(bulletins=folder, model="empty", out=tmp_path / "out", load=load)
    assert not (tmp_path / "out").exists()


def test_a_file_in_the_place_of_the_report_is_refused(folder, load, tmp_path):
    (tmp_path / "out").write_text("", encoding="utf-8")
    with pytest.raises(InputError, match="is a file; name a folder"):
        run_evaluation(
            bulletins=folder, model="perfect", out=tmp_path / "out", resamples=0, load=load
        )


def test_a_text_that_was_changed_after_annotation_is_refused(folder):
    (folder / "b0.txt").write_text("Quý III", encoding="utf-8")
    with pytest.raises(AnnotationError, match="b0: the text differs from the annotated one"):
        read_folder(folder)


def test_a_missing_folder_is_refused(tmp_path):
    with pytest.raises(InputError, match="no such folder"):
        choose_bulletins(split=None, folder=tmp_path / "nowhere")


def test_a_folder_without_gold_is_refused(tmp_path):
    with pytest.raises(InputError, match="no annotated bulletins"):
        choose_bulletins(split=None, folder=tmp_path)


def test_an_unknown_split_is_refused_in_one_line(monkeypatch, tmp_path):
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "manifest.jsonl").write_text("", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match="split 'tset' is unknown; name one of train, dev, test"):
        choose_bulletins(split="tset", folder=None)


def test_test_and_real_are_scored_where_nothing_is_named(monkeypatch, bulletins):
    found = {"test": bulletins[:3], "real": []}
    monkeypatch.setattr(selection, "load_bulletins", found.__getitem__)
    chosen, notes = choose_bulletins(split=None, folder=None)
    assert [bulletin.doc_id for bulletin in chosen] == ["b0", "b1", "b2"]
    assert notes == ["real: skipped, no annotated bulletins here"]


def test_the_gate_runs_on_test_and_real(monkeypatch, bulletins, load, tmp_path):
    found = {"test": bulletins[:3], "real": bulletins[3:]}
    monkeypatch.setattr(selection, "load_bulletins", found.__getitem__)
    baseline = tmp_path / "baseline.json"
    run_gate(model="half", baseline=baseline, update=True, load=load)
    assert run_gate(model="perfect", baseline=baseline, load=load).passed
    run_gate(model="perfect", baseline=baseline, update=True, load=load)
    assert not run_gate(model="half", baseline=baseline, load=load).passed
