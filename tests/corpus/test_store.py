"""The corpus on disk, read back with its checks."""

import pytest

from extractor.corpus.building import build_corpus
from extractor.corpus.store import (
    load_bulletins,
    project_root,
    read_manifest,
    real_folder,
)
from extractor.errors import AnnotationError, InputError

from .sources import marked_figures, write_source


@pytest.fixture
def root(tmp_path):
    project = tmp_path / "project"
    write_source(project, "b-01", marked_figures())
    write_source(project, "b-02", marked_figures(), split="dev")
    build_corpus(project)
    return project


def test_a_split_has_its_bulletins_with_what_the_manifest_says(root):
    (bulletin,) = load_bulletins("dev", root=root)

    assert (bulletin.doc_id, bulletin.split, bulletin.meta["era"]) == (
        "b-02",
        "dev",
        "before_2025_07",
    )
    assert len(bulletin.gold.facts) == 3


def test_an_empty_split_is_empty(root):
    assert load_bulletins("test", root=root) == []


def test_an_unknown_split_is_refused(root):
    with pytest.raises(InputError, match="split 'all' is unknown; name one of train, dev"):
        load_bulletins("all", root=root)


def test_a_text_that_was_changed_is_refused(root):
    path = root / "corpus" / "texts" / "b-01.txt"
    path.write_text(path.read_text(encoding="utf-8") + "thêm", encoding="utf-8")
    with pytest.raises(AnnotationError, match="the text differs"):
        load_bulletins("train", root=root)


def test_a_broken_manifest_line_is_refused_with_its_number(root):
    path = root / "corpus" / "manifest.jsonl"
    path.write_text(path.read_text(encoding="utf-8") + "{oops\n", encoding="utf-8")
    with pytest.raises(AnnotationError, match=r"manifest\.jsonl line 3: .*mend the line"):
        read_manifest(root)


def test_the_root_is_the_nearest_folder_above_with_a_corpus(root):
    inside = root / "annotations" / "first"

    assert project_root(inside) == root.resolve()


def test_outside_a_checkout_there_is_no_root(tmp_path):
    with pytest.raises(InputError, match="run inside a checkout"):
        project_root(tmp_path)


def test_without_their_folder_there_are_no_real_bulletins(root):
    assert load_bulletins("real", root=root) == []


def test_real_bulletins_are_read_beside_the_checkout(root):
    folder = real_folder(root)
    folder.mkdir(parents=True)
    text = (root / "corpus" / "texts" / "b-01.txt").read_bytes()
    (folder / "b-01.txt").write_bytes(text)
    (folder / "unmarked.txt").write_bytes(text)
    (bulletin,) = load_bulletins("real", root=root)

    assert (bulletin.doc_id, bulletin.split, bulletin.meta["type"]) == ("b-01", "real", "real")


def test_the_real_gold_fits_the_real_texts(real_bulletins):
    assert [bulletin.doc_id for bulletin in real_bulletins] == [
        "binh-dinh-2022-q1",
        "kon-tum-2023-q3",
        "vinh-phuc-2021-10",
    ]
    assert sum(len(bulletin.gold.facts) for bulletin in real_bulletins) == 119
