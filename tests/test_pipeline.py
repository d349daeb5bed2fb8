"""The whole extractor: by rules on every kind of text, and with a pipeline trained in a minute."""

import json
import math
import re
import shutil
import unicodedata
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import extractor
from extractor import pipeline
from extractor.calibration import judged_facts
from extractor.corpus.store import load_bulletins
from extractor.errors import AnnotationError, InputError, ModelError
from extractor.facts.confidence import Grounds
from extractor.fitting import Job
from extractor.pipeline import load, read_context
from extractor.pipes.pipeline_files import read_meta
from extractor.pipes.tagger import COMPONENTS
from extractor.schema import Report
from extractor.scoring.systems import load_system
from extractor.training import _read_splits, load_folder, train_model

CONFIG = Path(__file__).parents[1] / "training" / "config.cfg"
TEXT = (
    "Kết quả giải quyết hồ sơ quý III/2023 của tỉnh Kon Tum\n"
    "Trong quý, toàn tỉnh tiếp nhận 71.204 hồ sơ, gồm: trực tuyến 182.30 hồ sơ; "
    "trực tiếp 48.012 hồ sơ; kỳ trước chuyển qua 4.962 hồ sơ.\n"
    "UBND huyện Đăk Hà giải quyết đúng hạn 1.200 hồ sơ (98,5%), tăng 12% so với cùng kỳ năm 2022."
)
RULES = load("rules")


def slots(report):
    """What a report says, without offsets and surfaces."""
    own = {"obs_id", "char_start", "char_end", "surface", "evidence", "part_of", "rate_of"}
    own |= {"status_note"}
    return [one.model_dump(exclude=own) for one in report.observations]


def test_a_report_names_its_makings():
    report = RULES.extract(TEXT, doc_id="kt")

    assert (report.doc_id, report.model, report.schema_version) == ("kt", "rules", "1")
    assert re.fullmatch(r"[\w.-]+", report.codebook_version)
    assert len(report.observations) == 7


def test_a_report_comes_back_from_json():
    report = RULES.extract(TEXT)

    assert Report.model_validate_json(report.model_dump_json()) == report


def test_extracting_twice_says_the_same():
    assert RULES.extract(TEXT) == RULES.extract(TEXT)


def test_province_and_day_are_found_unless_given():
    text = "Kon Tum, ngày 26/9/2023\n" + TEXT
    found = read_context(text, doc_id="a")[1]
    given_ = read_context(text, doc_id="a", province="Gia Lai", published=date(2024, 1, 1))[1]

    assert (found.province, found.published) == ("Kon Tum", date(2023, 9, 26))
    assert (given_.province, given_.published) == ("Gia Lai", date(2024, 1, 1))


@pytest.mark.parametrize(
    ("text", "area", "vintage"),
    [
        ("Tỉnh Gia Lai: quý III/2025, toàn tỉnh tiếp nhận 512 hồ sơ.", "VN-P52", "after_2025_07"),
        ("Tỉnh Gia Lai: quý I/2024, toàn tỉnh tiếp nhận 512 hồ sơ.", "VN-P64", "before_2025_07"),
        ("Tỉnh Gia Lai: trong tuần, toàn tỉnh tiếp nhận 512 hồ sơ.", None, None),
    ],
)
def test_a_page_without_its_day_has_the_codes_of_its_era(text, area, vintage):
    (fact,) = load("rules").extract(text).observations

    assert (fact.ref_area, fact.area_vintage) == (area, vintage)


@pytest.mark.parametrize("text", ["", " \n\u00a0\t"])
def test_an_empty_text_is_refused(text):
    with pytest.raises(InputError, match="leer: the text is empty"):
        RULES.extract(text, doc_id="leer")


def test_a_text_of_a_whole_book_is_refused(monkeypatch):
    monkeypatch.setattr(pipeline, "LONGEST", 10)
    with pytest.raises(InputError, match="11 characters, more than 10; split it"):
        RULES.extract("một hai ba.")


@pytest.mark.parametrize("text", ["không có con số nào", "9", "....", "%", "\x00", "1" * 400])
def test_texts_without_sense_give_a_report(text):
    report = RULES.extract(text)

    assert all(text[o.char_start : o.char_end] == o.surface for o in report.observations)


def test_many_texts_come_in_order_with_their_numbers():
    reports = list(RULES.extract_many(["nhận 9 hồ sơ", "nhận 8 hồ sơ"]))

    assert [r.doc_id for r in reports] == ["bulletin-1", "bulletin-2"]
    assert [str(r.observations[0].value) for r in reports] == ["9", "8"]


def test_rules_have_no_spacy_pipeline():
    with pytest.raises(ModelError, match="'rules' has no spaCy model"):
        _ = RULES.nlp


def test_rules_claim_no_confidence():
    assert {one.confidence for one in RULES.extract(TEXT).observations} == {None}


def assert_points_into(report, text):
    """Every offset of a report points at what it names in the raw text."""
    ids = {one.obs_id for one in report.observations}
    assert len(ids) == len(report.observations)
    for one in report.observations:
        assert text[one.char_start : one.char_end] == one.surface
        assert one.obs_id == f"{report.doc_id}#{one.char_start}"
        assert one.evidence["value"] == (one.char_start, one.char_end)
        assert all(0 <= start < end <= len(text) for start, end in one.evidence.values())
        assert {one.part_of, one.rate_of} - {None} <= ids
    for finding in report.findings:
        for term in finding.terms:
            assert term.obs_id in ids
            assert 0 <= term.char_start < term.char_end <= len(text)
        assert {obs_id for obs_id, _ in finding.proposals} <= ids


CHANGES = {
    "no-break spaces": lambda text: text.replace(" ", "\u00a0"),
    "NFD": lambda text: unicodedata.normalize("NFD", text),
    "zero width": lambda text: "\u200b".join(text.split("i")).join("\ufeff\u200d"),
    "CR LF": lambda text: text.replace("\n", "\r\n"),
    "full-width digits": lambda text: text.translate({0x30 + n: 0xFF10 + n for n in range(10)}),
    "soft hyphens": lambda text: text.replace("hồ sơ", "h\u00adồ\u00ad sơ"),
    "everything": lambda text: (
        unicodedata.normalize("NFD", text).replace(" ", "\u2009").replace("\n", "\r\n")
    ),
}


@pytest.mark.parametrize("change", sorted(set(CHANGES) - {"zero width"}))
def test_blanks_and_composition_change_no_fact(change):
    raw = CHANGES[change](TEXT)
    report = RULES.extract(raw)

    assert raw != TEXT
    assert slots(report) == slots(RULES.extract(TEXT))
    assert_points_into(report, raw)


MUTATIONS = st.lists(
    st.tuples(
        st.integers(0, len(TEXT)),
        st.sampled_from(
            ["\u200b", "\u00a0", "\n", "\r\n", "9", ".", ",", "0\u0301", "ệ", "(", "\ufeff"]
        ),
    ),
    max_size=15,
)


@settings(max_examples=40)
@given(mutations=MUTATIONS, decompose=st.booleans(), cut=st.integers(0, 40))
def test_offsets_point_into_any_mutated_text(mutations, decompose, cut):
    text = TEXT
    for at, piece in sorted(mutations, reverse=True):
        text = text[:at] + piece + text[at:]
    text = unicodedata.normalize("NFD", text[cut:]) if decompose else text[cut:]
    report = RULES.extract(text)

    assert report.observations
    assert_points_into(report, text)


def test_offsets_point_into_the_real_bulletins(real_bulletins):
    for bulletin in real_bulletins:
        report = RULES.extract(bulletin.text, doc_id=bulletin.doc_id)
        assert len(report.observations) > 30
        assert_points_into(report, bulletin.text)
        raw = CHANGES["everything"](bulletin.text)
        assert_points_into(RULES.extract(raw, doc_id=bulletin.doc_id), raw)


@pytest.fixture(scope="module")
def job(project, tmp_path_factory):
    """Train the released config for two steps on the tiny project."""
    folder = tmp_path_factory.mktemp("trained")
    text = CONFIG.read_text(encoding="utf-8")
    for key, value in (("max_steps", 2), ("eval_frequency", 1), ("rows", 256)):
        text, count = re.subn(rf"(?m)^{key} = \d+$", f"{key} = {value}", text)
        assert count == 1, key
    text = re.sub(r"(?m)^(rows = )\[[^]]*\]$", r"\1[200,100,100,100,200,50]", text)
    (folder / "config.cfg").write_text(text, encoding="utf-8")
    job = Job(project, folder / "config.cfg", folder / "model", work=folder / "work")
    train_model(job)
    return job


@pytest.fixture(scope="module")
def trained(job):
    return extractor.load(job.out)


def test_a_trained_pipeline_has_all_its_components(trained):
    assert tuple(trained.nlp.pipe_names) == COMPONENTS
    assert trained.model == "tthc_core-0.1.0"


def test_a_trained_pipeline_extracts(trained, tiny):
    report = trained.extract(tiny[0].text, doc_id="made-1")
    found = {one.surface: one for one in report.observations}

    assert {"900 hồ sơ", "300 hồ sơ", "410 hồ sơ"} <= set(found)
    assert "766/QĐ-TTg" not in found
    assert all(0 <= one.confidence <= 1 for one in report.observations)
    assert_points_into(report, tiny[0].text)


def test_a_trained_pipeline_points_into_the_raw_text(trained, tiny):
    raw = CHANGES["everything"](tiny[0].text)
    report = trained.extract(raw)

    assert len(report.observations) >= 3
    assert_points_into(report, raw)


def test_training_writes_what_it_read(job):
    meta = read_meta(job.out)["tthc"]

    assert (meta["train"], meta["dev"], meta["seed"]) == (3, 2, 1)
    assert len(meta["corpus"]) == 64
    assert meta["confidence"]["told"]["facts"] > 5
    assert meta["confidence"]["alone"]["facts"] > 5


def test_confidence_knows_whether_province_and_day_were_given(job, tiny, tmp_path):
    """It was fitted on texts alone and judged with both given: it said .80 where .86 were right."""
    folder = tmp_path / "model"
    shutil.copytree(job.out, folder)
    meta = read_meta(folder)
    flat = dict.fromkeys(Grounds._fields, 0.0)
    told, alone = ({**flat, "bias": math.log(odds)} for odds in (3, 1 / 3))
    meta["tthc"]["confidence"] = {"told": told, "alone": alone}
    (folder / "meta.json").write_text(json.dumps(meta))
    read = extractor.load(folder).extract
    given = {"province": "Kon Tum", "published": date(2024, 7, 3)}

    assert {one.confidence for one in read(tiny[0].text, **given).observations} == {0.75}
    for context in ({}, {"province": "Kon Tum"}, {"published": date(2024, 7, 3)}):
        assert {one.confidence for one in read(tiny[0].text, **context).observations} == {0.25}


def test_a_confidence_of_another_version_is_refused_when_it_is_loaded(job, tmp_path):
    folder = tmp_path / "model"
    shutil.copytree(job.out, folder)
    meta = read_meta(folder)
    meta["tthc"]["confidence"] = {"raw": [0.0, 1.0], "chance": [0.1, 0.9], "facts": 9}
    (folder / "meta.json").write_text(json.dumps(meta))
    with pytest.raises(ModelError, match="fitted by another version of the extractor"):
        extractor.load(folder)


def test_training_again_runs_nothing(job):
    lines = []
    train_model(job, say=lines.append)

    stages = [
        "check", "codes", "docs", "fold1", "fold0", "pages", "linker", "coder", "recogniser",
        "finish",
    ]  # fmt: skip
    assert lines == [f"{stage}: unchanged, kept" for stage in stages]


def test_another_pipeline_in_the_place_is_no_trained_one(job, tmp_path):
    """`git checkout models` had brought back the shipped one, and it stayed."""
    lines = []
    out = tmp_path / "model"
    shutil.copytree(job.out, out)
    meta = read_meta(out)
    meta["tthc"]["settings"] = "of another run"
    (out / "meta.json").write_text(json.dumps(meta))
    train_model(replace(job, out=out), say=lines.append)

    assert lines[-1] == "finish: running"
    assert read_meta(out)["tthc"]["settings"] == read_meta(job.out)["tthc"]["settings"]


@pytest.mark.parametrize(
    "make",
    [
        lambda place: place.write_text("kept"),
        lambda place: place.mkdir() or (place / "notes.md").write_text("kept"),
    ],
    ids=["file", "folder"],
)
def test_a_place_that_holds_something_else_is_refused(job, tmp_path, make):
    """`-o models` had deleted the model card beside the pipelines."""
    place = tmp_path / "models"
    make(place)
    with pytest.raises(InputError, match="not a pipeline's folder, and not empty"):
        train_model(replace(job, out=place))

    kept = place if place.is_file() else place / "notes.md"
    assert kept.read_text() == "kept"


def test_every_other_bulletin_is_half_a_corpus(job):
    whole = [bulletin.doc_id for bulletin in _read_splits(job)["train"]]
    half = _read_splits(replace(job, every=2))

    assert [bulletin.doc_id for bulletin in half["train"]] == whole[::2] != whole
    assert len(half["dev"]) == len(_read_splits(job)["dev"])
    with pytest.raises(InputError, match="every 0: name 1 for all bulletins"):
        train_model(replace(job, every=0))


def test_a_corpus_that_fails_its_check_is_refused(job, project, tmp_path):
    root = tmp_path / "project"
    shutil.copytree(project, root)
    source = root / "annotations" / "first" / "made-1.src"
    source.write_text(source.read_text("utf-8").replace("Trong kỳ", "Kỳ này"), "utf-8")
    with pytest.raises(AnnotationError, match=r"run extractor corpus check"):
        train_model(replace(job, root=root, work=tmp_path / "work", out=tmp_path / "model"))

    assert not (tmp_path / "model").exists()


def test_more_gold_must_not_be_what_is_scored(job, project, tmp_path):
    (held, *_) = load_bulletins("dev", root=project)
    (tmp_path / "mine.json").write_text(held.gold.model_dump_json())
    (tmp_path / "mine.txt").write_text(held.text, newline="")
    with pytest.raises(InputError, match=f"the text of {held.doc_id}, which dev or test holds"):
        train_model(replace(job, extra=tmp_path))


def test_too_few_bulletins_are_refused_before_anything_runs(job, project, tmp_path):
    root = tmp_path / "project"
    shutil.copytree(project, root)
    manifest = root / "corpus" / "manifest.jsonl"
    rows = manifest.read_text("utf-8").splitlines(keepends=True)
    manifest.write_text("".join(row for row in rows if '"dev"' not in row), "utf-8")
    with pytest.raises(InputError, match="3 bulletins to train on, 0 to develop on"):
        train_model(replace(job, root=root, work=tmp_path / "work"))


def test_a_pipeline_that_was_moved_away_is_put_in_place_again(job, tmp_path):
    lines = []
    train_model(replace(job, out=tmp_path / "model"), say=lines.append)

    assert lines[-1] == "finish: running"
    assert (tmp_path / "model" / "config.cfg").exists()
    assert [line for line in lines if line.endswith("running")] == ["finish: running"]


def test_every_reported_fact_is_judged_spurious_ones_as_wrong(job, trained, tiny):
    (bulletin, *_) = tiny
    bare = bulletin.gold.model_copy(
        update={"mentions": (), "links": (), "facts": (), "distractors": ()}
    )
    spurious = type(bulletin)(bulletin.doc_id, bulletin.text, bare, "dev")
    judged = judged_facts(load_system(str(job.out)).extract, [spurious], told=False)

    assert len(judged) == len(trained.extract(bulletin.text).observations) > 0
    assert {right for _, _, right in judged} == {False}


def test_a_pipeline_without_a_component_is_refused(job, trained, tmp_path):
    trained.nlp.to_disk(tmp_path / "whole")
    import spacy

    nlp = spacy.load(tmp_path / "whole")
    nlp.remove_pipe("tthc_coder")
    nlp.to_disk(tmp_path / "part")
    with pytest.raises(ModelError, match="the pipeline lacks tthc_coder; train it again"):
        extractor.load(tmp_path / "part")


def test_a_folder_without_a_pipeline_is_refused(tmp_path):
    with pytest.raises(ModelError, match="no pipeline here"):
        extractor.load(tmp_path)


@pytest.mark.slow
def test_workers_load_the_same_pipeline(trained, tiny):
    texts = [bulletin.text for bulletin in tiny]

    assert list(trained.extract_many(texts, workers=2)) == list(trained.extract_many(texts))


def test_more_gold_is_read_from_a_folder(project, tmp_path):
    gold = project / "annotations" / "gold" / "made-1.json"
    text = project / "corpus" / "texts" / "made-1.txt"
    (tmp_path / gold.name).write_bytes(gold.read_bytes())
    with pytest.raises(InputError, match=r"made-1\.txt is missing beside it"):
        load_folder(tmp_path)
    (tmp_path / text.name).write_bytes(text.read_bytes())

    (bulletin,) = load_folder(tmp_path)
    assert (bulletin.doc_id, bulletin.split) == ("made-1", "train")
    assert json.loads(gold.read_text(encoding="utf-8"))["doc_id"] == "made-1"
