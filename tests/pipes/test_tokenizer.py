"""The tokenizer: lossless, boundaries that entities need, words as features, serialisation."""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.util import registry

from extractor.errors import InputError, ModelError
from extractor.pipes.tokenizer import NAME, UndertheseaTokenizer

SENTENCE = "Trong quý 3, tỉnh đã tiếp nhận 64.933 hồ sơ (đạt 98,7%)."


def make_nlp(language: str = "vi") -> Language:
    return spacy.blank(language, config={"nlp": {"tokenizer": {"@tokenizers": NAME}}})


@pytest.fixture(scope="module")
def nlp() -> Language:
    return make_nlp()


@pytest.fixture(scope="module")
def tokenizer(nlp: Language) -> UndertheseaTokenizer:
    return UndertheseaTokenizer(nlp.vocab, segmenter="table")


def describe(doc):
    return [(token.text, token.whitespace_, token.tag_, token.lemma_, token.norm_) for token in doc]


@given(text=st.text(alphabet=st.characters(exclude_categories=["Cs"])))
@settings(max_examples=300, deadline=None)
def test_any_text_comes_back(text, tokenizer):
    doc = tokenizer(text)
    assert doc.text == text
    assert sum(len(token.text_with_ws) for token in doc) == len(text)


PIECES = [
    "hồ sơ", "Hồ", " ", "  ", "\n", "\r\n", "\t", "\u00a0", "64.933", "98,7%", "a\u0323", "\u0323",
    "(", "²", "…", "\x00",
]  # fmt: skip


@given(text=st.lists(st.sampled_from(PIECES)).map("".join))
@settings(max_examples=200, deadline=None)
def test_text_like_a_bulletin_comes_back(text, tokenizer):
    assert tokenizer(text).text == text


@given(text=st.text(alphabet="0123456789.,%/hồ sơA\n-"))
@settings(max_examples=200, deadline=None)
def test_no_token_mixes_digits_with_letters(text, tokenizer):
    for token in tokenizer(text):
        has_digits = any(sign.isdecimal() for sign in token.text)
        assert not (has_digits and any(sign.isalpha() for sign in token.text))


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("64.933", "64.933"),
        ("98,7%", "98,7|%"),
        ("81,42%quá", "81,42|%|quá"),
        ("24G11", "24|G|11"),
        ("1.711 TTHC.", "1.711|TTHC|."),
        ("10/17 sở", "10|/|17|sở"),
        ("quý III/2023", "quý|III|/|2023"),
        ("350.600.00 đồng", "350.600.00|đồng"),
        ("tăng 5.", "tăng|5|."),
        ("10²", "10|²"),
        ("hồ  sơ\n\nmới", "hồ| |sơ|\n\n|mới"),
        ("", ""),
        (" ", " "),
    ],
)
def test_boundaries(text, tokens, tokenizer):
    assert "|".join(token.text for token in tokenizer(text)) == tokens


def test_decomposed_syllables_stay_whole(tokenizer):
    doc = tokenizer(unicodedata.normalize("NFD", "hồ sơ"))
    assert [(token.norm_, token.lemma_) for token in doc] == [("hồ", "hồ sơ"), ("sơ", "hồ sơ")]


def test_words_are_features(tokenizer):
    doc = tokenizer("UBND thị xã nhận 5 Hồ sơ")
    assert [token.tag_ for token in doc] == ["S", "B", "I", "S", "S", "B", "I"]
    assert [token.lemma_ for token in doc][-2:] == ["hồ sơ", "hồ sơ"]


@pytest.mark.parametrize("blank", ["\n", "  ", "\u00a0", ", ", "\t"])
def test_words_need_one_blank_between_syllables(blank, tokenizer):
    doc = tokenizer(f"hồ{blank}sơ")
    assert {token.tag_ for token in doc} <= {"S", "_SP"}


@pytest.mark.parametrize(
    ("numeral", "shape"),
    [
        ("64.933", "00.000"),
        ("12.345", "00.000"),
        ("98,7", "00,0"),
        ("2023", "0000"),
        ("123456789", "0000"),
        ("1.234.567.890.123", "0.000.000.00"),
    ],
)
def test_numerals_share_a_norm_by_shape(numeral, shape, tokenizer):
    assert [token.norm_ for token in tokenizer(numeral)] == [shape]


def test_white_space_is_tagged(tokenizer):
    assert [token.tag_ for token in tokenizer("a\n b")] == ["S", "_SP", "S"]


def test_lone_surrogate_is_refused(tokenizer):
    with pytest.raises(InputError, match=r"'\\ud800' at character 3"):
        tokenizer("hồ \ud800")


def test_unknown_segmenter_is_refused(nlp):
    with pytest.raises(ModelError, match="unknown segmenter 'pyvi'"):
        UndertheseaTokenizer(nlp.vocab, segmenter="pyvi")  # type: ignore[arg-type]


def test_tokenizer_is_registered():
    assert registry.tokenizers.get(NAME)(segmenter="table")(spacy.blank("xx")).choice == "table"


def test_config_round_trip(nlp, tmp_path):
    nlp.to_disk(tmp_path)
    loaded = spacy.load(tmp_path)
    assert isinstance(loaded.tokenizer, UndertheseaTokenizer)
    assert describe(loaded(SENTENCE)) == describe(nlp(SENTENCE))


def test_bytes_round_trip(nlp):
    loaded = make_nlp().from_bytes(nlp.to_bytes())
    assert describe(loaded(SENTENCE)) == describe(nlp(SENTENCE))


def test_pickle_round_trip(nlp):
    loaded = pickle.loads(pickle.dumps(nlp.tokenizer))
    assert describe(loaded(SENTENCE)) == describe(nlp(SENTENCE))


def test_pickled_pipeline_keeps_one_vocab(nlp):
    loaded = pickle.loads(pickle.dumps(nlp))
    assert loaded.tokenizer.vocab is loaded.vocab


def test_words_of_another_release_are_told(tokenizer):
    with pytest.warns(UserWarning, match=r"words of underthesea 1\.0\.0"):
        tokenizer.from_bytes(b"1.0.0")


def test_memory_zone_leaves_no_stale_strings(nlp):
    for _ in range(2):
        with nlp.memory_zone():
            assert nlp("thuế quan liên bang")[0].lemma_ == "thuế quan"
    assert nlp("thuế quan liên bang")[0].norm_ == "thuế"


def test_pipe_keeps_the_order(tokenizer):
    assert [doc.text for doc in tokenizer.pipe(["a", "b"])] == ["a", "b"]


def test_two_forked_processes(nlp):
    texts = [f"{SENTENCE} {number}" for number in range(4)]
    alone = [describe(nlp(text)) for text in texts]
    assert [describe(doc) for doc in nlp.pipe(texts, n_process=2, batch_size=2)] == alone


SPAWNED = """
import json, multiprocessing, sys
import spacy
from extractor.pipes.tokenizer import NAME

if __name__ == "__main__":
    multiprocessing.set_start_method("spawn")
    nlp = spacy.blank("vi", config={"nlp": {"tokenizer": {"@tokenizers": NAME}}})
    docs = nlp.pipe(["Đã nhận 5 hồ sơ", "Hồ sơ"], n_process=2, batch_size=1)
    print(json.dumps([[token.lemma_ for token in doc] for doc in docs]))
"""


@pytest.mark.slow
def test_two_spawned_processes(tmp_path):
    script = tmp_path / "spawned.py"
    script.write_text(SPAWNED, encoding="utf-8")
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2] / "src")}
    command = [sys.executable, str(script)]
    done = subprocess.run(
        command, capture_output=True, check=True, env=environment, text=True, timeout=120
    )
    assert json.loads(done.stdout) == [
        ["đã", "nhận", "0", "hồ sơ", "hồ sơ"],
        ["hồ sơ", "hồ sơ"],
    ]
