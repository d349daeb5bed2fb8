"""PhoNER_COVID19 in its published forms becomes spaCy files; the config learns from them."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from spacy import util
from spacy.tokens import DocBin
from spacy.training.initialize import init_nlp
from spacy.training.loop import train
from spacy.vocab import Vocab

import extractor.pipes.tokenizer  # noqa: F401  (registers the tokenizer)
from extractor.errors import InputError

ROOT = Path(__file__).parents[2]
SYLLABLE = """\
Bệnh O
nhân O
12 B-PATIENT_ID
ở O
Hà B-LOCATION
Đông I-LOCATION
. O

Nhập O
viện O
ngày O
3/4 B-DATE
"""
WORD = """\
Bệnh_nhân O
12 B-PATIENT_ID
ở O
Hà_Đông B-LOCATION
. O

Nhập_viện O
ngày O
3/4 B-DATE
"""
ENTITIES = [[("12", "PATIENT_ID"), ("Hà Đông", "LOCATION")], [("3/4", "DATE")]]


def as_json(conll):
    rows = [[line.split() for line in block.splitlines()] for block in conll.split("\n\n")]
    lines = [{"words": [w for w, _ in row], "tags": [t for _, t in row]} for row in rows]
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)


@pytest.fixture(scope="module")
def phoner(script):
    return script("phoner")


@pytest.fixture
def write_copy(tmp_path):
    """Write a copy of the data with the same two sentences in each split."""

    def write(variant, form, content):
        folder = tmp_path / variant
        folder.mkdir()
        for split in ("train", "dev", "test"):
            (folder / f"{split}_{variant}.{form}").write_text(content, encoding="utf-8")
        return folder

    return write


def read_entities(path):
    docs = list(DocBin().from_disk(path).get_docs(Vocab()))
    return [doc.text for doc in docs], [[(e.text, e.label_) for e in doc.ents] for doc in docs]


@pytest.mark.parametrize(
    "copy",
    [
        ("syllable", "conll", SYLLABLE),
        ("syllable", "json", as_json(SYLLABLE)),
        ("word", "conll", WORD),
        ("word", "json", as_json(WORD)),
    ],
    ids=lambda copy: " ".join(copy[:2]),
)
def test_both_variants_in_both_forms_give_the_same_text_and_entities(
    phoner, write_copy, tmp_path, copy
):
    counts = phoner.convert_folder(write_copy(*copy), tmp_path / "out")

    assert counts == dict.fromkeys(("train", "dev", "test"), (2, 3))
    texts, entities = read_entities(tmp_path / "out" / "test.spacy")
    assert texts[0].split() == ["Bệnh", "nhân", "12", "ở", "Hà", "Đông", "."]
    assert entities == ENTITIES


def test_a_stray_inner_tag_opens_an_entity(phoner):
    doc = phoner.make_doc(Vocab(), (["ở", "Hà", "Đông"], ["O", "I-LOCATION", "I-LOCATION"]))

    assert [(e.text, e.label_) for e in doc.ents] == [("Hà Đông", "LOCATION")]


@pytest.mark.parametrize(
    ("form", "content"),
    [
        ("conll", "Bệnh O\nnhân\n"),
        ("conll", "Bệnh nhân\n"),
        ("json", '{"words": ["a"], "tags": []}\n'),
        ("json", '{"words": ["a"]}\n'),
        ("json", "[\n"),
    ],
)
def test_a_broken_line_is_refused_by_its_number(phoner, write_copy, tmp_path, form, content):
    folder = write_copy("syllable", form, content)
    with pytest.raises(InputError, match=r"train_syllable\.\w+ line [12]: "):
        phoner.convert_folder(folder, tmp_path / "out")


def test_a_folder_without_the_data_is_refused_in_one_line(tmp_path):
    done = subprocess.run(
        [sys.executable, ROOT / "training" / "phoner.py", str(tmp_path), str(tmp_path / "out")],
        env={"PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert done.stderr.startswith("phoner: ")
    assert done.stderr.count("\n") == 1


def test_the_config_learns_the_sample(phoner, write_copy, tmp_path):
    phoner.convert_folder(write_copy("syllable", "conll", SYLLABLE), tmp_path)
    out = tmp_path / "model"
    out.mkdir()
    settings = {"training.max_steps": 60, "training.eval_frequency": 30}
    paths = {f"paths.{split}": str(tmp_path / f"{split}.spacy") for split in ("train", "dev")}
    config = util.load_config(
        ROOT / "training" / "phoner.cfg", overrides=settings | paths, interpolate=False
    )

    train(init_nlp(config), out)

    doc = util.load_model(out / "model-best")("Bệnh nhân 12 ở Hà Đông .")
    assert [(e.text, e.label_) for e in doc.ents] == ENTITIES[0]


def test_the_recogniser_is_the_one_of_the_released_pipeline():
    phoner, ours = (
        util.load_config(ROOT / "training" / f"{name}.cfg", interpolate=False)
        for name in ("phoner", "config")
    )
    assert phoner["nlp"]["tokenizer"] == ours["nlp"]["tokenizer"]
    for config in (phoner, ours):
        # sizes of hash tables: hints make more tags than a tokenizer alone
        del config["components"]["tok2vec"]["model"]["embed"]["rows"]
    for name in ("tok2vec", "ner"):
        assert phoner["components"][name] == ours["components"][name]
