"""The reader tags as spaCy does, stage by stage, and starts without it."""

import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import spacy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spacy import util
from spacy.strings import StringStore
from spacy.symbols import IDS
from spacy.training import Example
from spacy.util import fix_random_seed
from thinc.api import Adam, Config, NumpyOps

from extractor.errors import InputError
from extractor.pipes.encoder import shape_of
from extractor.pipes.figures import are_figures
from extractor.pipes.hashing import number_of, rows_of
from extractor.pipes.hinting import find_hints
from extractor.pipes.pipeline_files import COMPONENTS, read_config
from extractor.pipes.reader import Places, open_reader
from extractor.pipes.records import tagged_of
from extractor.rules.findings import findings
from extractor.schema import Context

CONFIG = Path(__file__).parents[2] / "training" / "config.cfg"
PIECES = st.sampled_from([
    "hồ sơ", " ", "\n\n", "64.933", "98,7%", "Sở Tư pháp", "toàn tỉnh", "quý III/2023", "tiếp nhận",
    "(", "case", "X", "ðiện", "a\u0309", "😀", "x" * 120, "  ", "24G11", "Ω", "trong đó",
])  # fmt: skip


@pytest.fixture(scope="module")
def nlp(golds, tmp_path_factory):
    """A small pipeline that has seen three bulletins many times, with a committee of two."""
    text = CONFIG.read_text(encoding="utf-8")
    text = re.sub(r"(?m)^rows = \d+$", "rows = 256", text)
    text = re.sub(r"(?m)^(rows = )\[[^]]*\]$", r"\1[200,100,100,100,200,50]", text)
    config = Config().from_str(text, interpolate=False)
    config["components"]["tthc_linker"]["model"]["members"] = 2
    fix_random_seed(1)
    nlp = util.load_model_from_config(config, auto_fill=True)
    nlp.initialize(lambda: examples_of(nlp, golds))
    optimizer = Adam(0.01)
    for _ in range(60):
        nlp.update(
            examples_of(nlp, golds),
            sgd=optimizer,
            annotates=["tthc_hints"],
            exclude=["tthc_linker"],
        )
    fit_second_reading(nlp, golds)
    folder = tmp_path_factory.mktemp("trained")
    nlp.to_disk(folder)
    return spacy.load(folder)  # a linker's weights are written in half precision


def fit_second_reading(nlp, golds):
    figures = nlp.get_pipe("tthc_figures")
    company, right = [], []
    for gold in golds:
        doc = nlp.make_doc(gold.text)
        for _, component in nlp.pipeline:
            if component is figures:
                break
            doc = component(doc)
        company.append(figures.company(doc).rows())
        right += are_figures(gold, findings(gold.text).quantities)
    figures.fit_second_reading(np.tile(np.concatenate(company), (300, 1)), np.tile(right, 300))


def examples_of(nlp, golds):
    return [Example(nlp.make_doc(gold.text), gold) for gold in golds]


@pytest.fixture(scope="module")
def folder(nlp, tmp_path_factory):
    folder = tmp_path_factory.mktemp("pipeline")
    nlp.to_disk(folder)
    return folder


@pytest.fixture(scope="module")
def reader(folder):
    reader = open_reader(folder)
    assert reader is not None
    assert reader._second._weights
    return reader


def read_both(nlp, reader, text):
    """Return what both tag, without the scores, and both lists of scores."""
    found = []
    for tagged in (tagged_of(nlp(text)), reader(text, Context())):
        found.append((
            [(m.start, m.end, m.label) for m in tagged.mentions],
            [(one.source, one.kind, one.target) for one in tagged.links],
            {index: (c.indicator, c.role, c.scope) for index, c in tagged.codes.items()},
            [m.score for m in tagged.mentions]
            + [one.score for one in tagged.links]
            + [code.score for code in tagged.codes.values()],
        ))  # fmt: skip
    return found


def test_it_tags_bulletins_as_spacy(nlp, reader, tiny):
    links = 0
    for bulletin in tiny:
        (*slow, scores), (*fast, others) = read_both(nlp, reader, bulletin.text)
        links += len(fast[1])

        assert fast == slow
        assert np.allclose(others, scores, atol=1e-4)
    assert links > 50


def test_its_vectors_and_entities_are_those_of_spacy(nlp, reader, tiny):
    entities = 0
    for bulletin in tiny:
        doc = nlp.make_doc(bulletin.text)
        for name in ("tthc_hints", "tok2vec", "ner"):
            doc = nlp.get_pipe(name)(doc)
        words = reader._words.read(bulletin.text)
        places = Places(words)
        tags = places.hint(words.tags, find_hints(bulletin.text))
        atoms = [atom for atom, _ in words.atoms]
        tokens = list(zip(atoms, words.norms, words.lemmas, tags, strict=True))
        found = reader._recognise(bulletin.text, words, places)

        assert [token.tag_ for token in doc] == tags
        assert np.allclose(reader._encoder.encode(tokens), doc.tensor, atol=1e-4)
        assert [(e.start_char, e.end_char, e.label_) for e in doc.ents] == [
            (m.start, m.end, m.label) for m in found
        ]
        entities += len(found)
    assert entities > 20


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(pieces=st.lists(PIECES, min_size=1, max_size=25))
def test_it_tags_any_text_as_spacy(nlp, reader, pieces):
    (*slow, _), (*fast, _) = read_both(nlp, reader, "".join(pieces))

    assert fast == slow


def test_a_lone_surrogate_is_refused(reader):
    with pytest.raises(InputError, match="lone surrogate '\\\\ud83d' at character 5"):
        reader("tổng \ud83d 9 hồ sơ", Context())


@given(st.text(max_size=40) | st.sampled_from(sorted(name for name in IDS if name)))
def test_strings_have_the_numbers_of_spacy(string):
    try:
        number = StringStore().add(string)
    except UnicodeEncodeError:
        return
    assert number_of(string) == number


@given(st.lists(st.integers(0, 2**64 - 1), min_size=1), st.integers(0, 60), st.integers(1, 9999))
def test_numbers_have_the_rows_of_thinc(numbers, seed, count):
    ids = np.array(numbers, np.uint64)

    assert np.array_equal(rows_of(ids, seed, count), NumpyOps().hash(ids, seed) % count)


@given(st.text(min_size=1, max_size=110))
def test_shapes_are_those_of_spacy(text):
    from spacy.lang.lex_attrs import word_shape

    assert shape_of(text) == word_shape(text)


@pytest.mark.parametrize(
    ("setting", "other"),
    [
        ('"spacy.MaxoutWindowEncoder.v2"', '"spacy.MishWindowEncoder.v2"'),
        ("window_size = 1", "window_size = 2"),
        ('"tthc_coder"]', '"tthc_coder","sentencizer"]'),
        ('lang = "vi"', 'lang = "xx"'),
    ],
)
def test_a_pipeline_of_other_parts_is_left_to_spacy(folder, tmp_path, setting, other):
    text = (folder / "config.cfg").read_text("utf-8")
    assert text.count(setting) == 1
    (tmp_path / "config.cfg").write_text(text.replace(setting, other), "utf-8")

    assert read_config(folder) is not None
    assert read_config(tmp_path) is None


def test_it_starts_without_spacy_underthesea_and_scikit_learn(folder):
    code = (
        "import sys, extractor\n"
        f"report = extractor.load({str(folder)!r}).extract('Toàn tỉnh tiếp nhận 9 hồ sơ')\n"
        "print([m for m in ('spacy', 'thinc', 'underthesea', 'sklearn', 'scipy', 'pandas')"
        " if m in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert run.stdout == "[]\n"


def test_the_spacy_pipeline_is_there_when_asked_for(folder):
    import extractor

    assert tuple(extractor.load(folder).nlp.pipe_names) == COMPONENTS
