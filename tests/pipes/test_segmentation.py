"""The segmenters: the table gives underthesea's words, and stands in only where it may."""

from __future__ import annotations

import io
import itertools
import os
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib import metadata
from pathlib import Path

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.errors import ModelError
from extractor.pipes import build_segmenter, segmentation, word_table
from extractor.pipes.atoms import cut
from extractor.pipes.segmentation import load_segmenter, make_segmenter, show

ROOT = Path(__file__).parents[2]
FOLDERS = {
    "corpus": ROOT / "corpus" / "texts",
    "bulletins": ROOT.parent / "shared" / "bulletins",
    "grounded": ROOT.parent / "shared" / "grounded",
}
TABLE = load_segmenter("table")
SYLLABLES = sorted(word for word in TABLE._table.dictionary if word.isalpha())
WORDS = sorted(word for word in TABLE._table.dictionary if word.replace(" ", "").isalpha())
#: Runs that the field knows, as words on their own.
RUNS = sorted(
    run
    for run in TABLE._table.raw.begins
    if all(show(word) == word and word.isalpha() for word in run.split(" "))
)


def show_line(line: str) -> list[str]:
    return [show(atom) for atom, _ in cut(line) if not atom.isspace()]


def weigh(path: Sequence[bool], scores: Sequence[float], transitions: Sequence[float]) -> float:
    steps = sum(transitions[2 * before + after] for before, after in itertools.pairwise(path))
    return steps + sum(score for score, inside in zip(scores, path, strict=True) if inside)


def is_tie(one: Sequence[bool], other: Sequence[bool], shown: Sequence[str]) -> bool:
    """Tell whether two ways to read a line weigh the same, so that only rounding told them apart.

    It takes a row of tokens of one kind that the field has never seen, as in two tables of ours.
    """
    scores, transitions = TABLE._score(shown), TABLE._table.transitions
    weights = [weigh(path, scores, transitions) for path in (one, other)]
    return weights[0] == pytest.approx(weights[1], abs=1e-9)


def run_python(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a fresh interpreter that finds the package of this checkout."""
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src")}
    command = [sys.executable, *arguments]
    return subprocess.run(
        command, capture_output=True, check=False, env=environment, text=True, timeout=120
    )


@pytest.fixture(scope="module")
def reference():
    return load_segmenter("underthesea")


@pytest.mark.parametrize("name", FOLDERS)
def test_texts_have_the_words_of_underthesea(name, reference):
    paths = sorted(FOLDERS[name].glob("*.txt"))
    if not paths:
        pytest.skip(f"no text in the folder of {name}: {FOLDERS[name].name}/*.txt is absent")
    lines = [show_line(line) for path in paths for line in path.read_text("utf-8").splitlines()]
    lines = [line for line in lines if line]
    assert len(lines) > len(paths)
    read = ((line, TABLE.continues(line), reference.continues(line)) for line in lines)
    # two rows of a table in zc-12 and zf-10 are such ties: `| 77,60 | 79,88 |`
    assert [
        line for line, ours, theirs in read if ours != theirs and not is_tie(ours, theirs, line)
    ] == []


TOKENS = st.one_of(
    st.sampled_from(WORDS),
    st.sampled_from(WORDS).map(str.upper),
    st.sampled_from(WORDS).map(str.title),
    st.sampled_from(SYLLABLES),
    st.sampled_from(RUNS),
    st.integers(0, 10**12).map(str),
    st.decimals(0, 10**6, places=2).map(lambda number: str(number).replace(".", ",")),
    st.sampled_from(["64.933", "1.234.567,8", "350.600.00", "%", ",", ".", "(", ")", "/", ":"]),
    st.sampled_from(["BOS", "EOS", "True", "_", "Th", "s", "²", "ðồng", "a\u0323\u0302", "\x00"]),
)  # fmt: skip


@given(tokens=st.lists(TOKENS, min_size=1, max_size=25))
@settings(max_examples=2000, deadline=None)
def test_made_lines_have_the_words_of_underthesea(tokens, reference):
    shown = show_line(" ".join(tokens))
    ours, theirs = TABLE.continues(shown), reference.continues(shown)
    assert ours == theirs or is_tie(ours, theirs, shown)


@given(text=st.text(alphabet=st.characters(exclude_categories=["Cs", "Zl", "Zp"])))
@settings(max_examples=300, deadline=None)
def test_each_atom_is_one_token_of_underthesea(text, reference):
    shown = show_line(text)
    words = reference._word_tokenize(" ".join(shown), use_token_normalize=False)
    assert sum(word.count(" ") + 1 for word in words) == len(shown)
    ours, theirs = TABLE.continues(shown), reference.continues(shown)
    assert ours == theirs or is_tie(ours, theirs, shown)


def test_best_path_is_the_best_of_all():
    transitions = (-0.4, 0.4, 0.45, -0.6)
    scores = [0.3, 0.2, -0.1, 0.9, -0.7, 0.6]

    paths = itertools.product([False, True], repeat=len(scores))
    best = max(paths, key=lambda path: weigh(path, scores, transitions))
    assert best[0] is False
    assert word_table.decode(scores, transitions) == list(best)


def test_first_token_never_continues():
    assert word_table.decode([9.0, -9.0], (0.0, 0.0, 0.0, 0.0)) == [False, False]


@pytest.mark.parametrize("shown", [[], ["hồ"]])
def test_short_lines_have_no_words_to_find(shown):
    assert TABLE.continues(shown) == [False] * len(shown)


def test_memory_of_runs_is_bounded(monkeypatch):
    segmenter = make_segmenter("table")
    monkeypatch.setattr(word_table, "_REMEMBERED", 3)
    for _ in range(3):
        assert segmenter.continues(["hồ", "sơ", "mới"]) == [False, True, False]
    assert len(segmenter._known) < 10


def test_table_was_made_from_the_installed_files():
    installed = metadata.distribution("underthesea")
    if installed.version != TABLE.version:
        pytest.skip(f"the table is of underthesea {TABLE.version}, installed is another release")
    folder = Path(str(installed.locate_file(build_segmenter._FOLDER)))
    packaged = Path(word_table.__file__).parent / "data" / "segmentation.npz"
    made = build_segmenter.build_table(folder, version=installed.version)
    with numpy.load(io.BytesIO(made)) as new, numpy.load(packaged) as old:
        assert sorted(new) == sorted(old)
        assert [name for name in old if new[name].tobytes() != old[name].tobytes()] == []


def test_builder_refuses_another_model():
    with pytest.raises(ModelError, match="no CRFsuite model"):
        build_segmenter.read_crfsuite(b"\0" * 100)


@pytest.mark.parametrize("content", [b"half a file", b"PK\x03\x04 half a file", b""])
def test_damaged_table_is_refused(content, monkeypatch, tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "segmentation.npz").write_bytes(content)
    monkeypatch.setattr(word_table.resources, "files", lambda _: tmp_path)
    with pytest.raises(ModelError, match="reinstall"):
        word_table.read_table()


class Installed:
    """A release of underthesea whose files lie in `folder`."""

    def __init__(self, folder: Path) -> None:
        self.version = "99.0"
        self._folder = folder

    def locate_file(self, name: str) -> Path:
        return self._folder / name


def install(monkeypatch, installed):
    def find(_):
        if installed is None:
            raise metadata.PackageNotFoundError
        return installed

    monkeypatch.setattr(segmentation.metadata, "distribution", find)


def test_table_serves_where_nothing_is_installed(monkeypatch):
    install(monkeypatch, None)
    assert isinstance(make_segmenter("auto"), word_table.TableSegmenter)


def test_underthesea_is_asked_where_its_field_is_gone(monkeypatch, tmp_path):
    install(monkeypatch, Installed(tmp_path))
    assert isinstance(make_segmenter("auto"), segmentation.UndertheseaSegmenter)


def test_underthesea_is_asked_where_its_field_is_another(monkeypatch, tmp_path):
    for name in TABLE._table.files:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"another field")
    install(monkeypatch, Installed(tmp_path))
    assert isinstance(make_segmenter("auto"), segmentation.UndertheseaSegmenter)


def test_table_serves_a_new_release_with_the_old_field(monkeypatch):
    root = Path(str(metadata.distribution("underthesea").locate_file("")))
    install(monkeypatch, Installed(root))
    assert isinstance(make_segmenter("auto"), word_table.TableSegmenter)


def test_release_that_cuts_atoms_gives_no_words(reference, monkeypatch):
    monkeypatch.setattr(reference, "_word_tokenize", lambda *_, **__: ["h", "ồ sơ"])
    assert reference.continues(["hồ", "sơ"]) == [False, False]


def test_start_does_not_import_underthesea():
    code = (
        "import sys, spacy\n"
        "from extractor.pipes.tokenizer import UndertheseaTokenizer\n"
        "doc = UndertheseaTokenizer(spacy.blank('xx').vocab)('hồ sơ')\n"
        "assert doc[1].tag_ == 'I'\n"
        "sys.exit('underthesea' in sys.modules)"
    )
    done = run_python("-c", code)
    assert (done.returncode, done.stderr) == (0, "")


THREADS = """
from concurrent.futures import ThreadPoolExecutor
from extractor.pipes.segmentation import load_segmenter
with ThreadPoolExecutor(8) as pool:
    loaded = list(pool.map(lambda _: load_segmenter("underthesea"), range(16)))
    words = list(pool.map(lambda one: one.continues(["hồ", "sơ"]), loaded))
assert words == [[False, True]] * 16, words
"""


@pytest.mark.slow
def test_first_calls_from_many_threads():
    done = run_python("-c", THREADS)
    assert (done.returncode, done.stderr) == (0, "")


def test_one_segmenter_for_all_threads():
    with ThreadPoolExecutor(4) as pool:
        loaded = list(pool.map(lambda _: load_segmenter("table"), range(8)))
    assert {id(one) for one in loaded} == {id(TABLE)}
