"""Sources become texts, gold and the manifest; a bad one is left out and named."""

import json
import sys

import pytest

from extractor.corpus import build
from extractor.corpus.building import build_corpus, sources
from extractor.corpus.gold import check_text, read_gold
from extractor.corpus.store import load_bulletins, read_manifest

from .sources import marked_figures, write_source


def test_every_source_becomes_text_gold_and_a_row(tmp_path):
    write_source(tmp_path, "b-02", marked_figures(), split="dev")
    write_source(tmp_path, "b-01", marked_figures())

    assert build_corpus(tmp_path) == (2, [])
    assert [(row["doc_id"], row["split"]) for row in read_manifest(tmp_path)] == [
        ("b-01", "train"),
        ("b-02", "dev"),
    ]
    text = (tmp_path / "corpus" / "texts" / "b-01.txt").read_bytes().decode("utf-8")
    check_text(read_gold(tmp_path / "annotations" / "gold" / "b-01.json"), text)


def test_the_adjudicated_source_outranks_the_first(tmp_path):
    first = write_source(tmp_path, "b-01", marked_figures())
    second = tmp_path / "annotations" / "adjudicated" / "b-01.src"
    second.parent.mkdir()
    second.write_text(first.read_text(encoding="utf-8").replace("810", "811"), encoding="utf-8")
    build_corpus(tmp_path)

    assert sources(tmp_path) == [second]
    assert "811" in load_bulletins("train", root=tmp_path)[0].text


def test_building_again_changes_no_byte(tmp_path):
    write_source(tmp_path, "b-01", marked_figures())
    build_corpus(tmp_path)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    build_corpus(tmp_path)

    assert len(before) == 4
    assert {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()} == before


@pytest.mark.parametrize(
    ("doc_id", "body", "fault"),
    [
        ("bad", "nhận 9 hồ sơ", "number '9' is neither marked"),
        ("other", marked_figures(), "doc_id other differs from the file name"),
    ],
)
def test_a_bad_source_is_left_out_and_the_good_one_built(tmp_path, doc_id, body, fault):
    write_source(tmp_path, "good", marked_figures())
    path = write_source(tmp_path, doc_id, body)
    path.rename(path.with_name("bad.src"))
    built, refused = build_corpus(tmp_path)

    assert built == 1
    assert [row["doc_id"] for row in read_manifest(tmp_path)] == ["good"]
    assert len(refused) == 1
    assert fault in refused[0]


def test_a_head_that_lacks_its_split_is_refused(tmp_path):
    path = write_source(tmp_path, "bad", marked_figures())
    path.write_text(path.read_text(encoding="utf-8").replace("split=train; ", ""), "utf-8")
    _, refused = build_corpus(tmp_path)

    assert refused == ["bad.src: the head lacks split; add them"]


def test_line_ends_of_the_source_stay(tmp_path):
    write_source(tmp_path, "b-01", marked_figures() + "\nhết\n")
    build_corpus(tmp_path)

    text = (tmp_path / "corpus" / "texts" / "b-01.txt").read_bytes()
    assert text.endswith("\n\nhết\n".encode())


def run(monkeypatch, *arguments):
    monkeypatch.setattr(sys, "argv", ["build", *map(str, arguments)])
    return build.main()


def test_the_checker_prints_a_line_a_bulletin(tmp_path, monkeypatch, capsys):
    path = write_source(tmp_path, "b-01", marked_figures())

    assert run(monkeypatch, path) == 0
    assert capsys.readouterr().out == "b-01: 19 words, 3 figures, 12 links, 2 other numbers\n"


def test_the_checker_refuses_one_and_writes_the_other(tmp_path, monkeypatch, capsys):
    good = write_source(tmp_path, "good", marked_figures())
    bad = write_source(tmp_path, "bad", "nhận 9 hồ sơ")
    out = tmp_path / "out"

    assert run(monkeypatch, bad, good, "-o", out) == 1
    assert sorted(path.name for path in out.iterdir()) == ["good.json", "good.txt"]
    assert capsys.readouterr().err.startswith("bad.src: number '9'")


@pytest.mark.parametrize(("text", "code"), [("same", 0), ("other", 1), (None, 1)])
def test_a_second_pass_must_have_the_same_text(tmp_path, monkeypatch, capsys, text, code):
    path = write_source(tmp_path, "b-01", marked_figures())
    build_corpus(tmp_path)
    first = (tmp_path / "corpus" / "texts" / "b-01.txt").read_text(encoding="utf-8")
    folder = tmp_path / "first"
    folder.mkdir()
    if text:
        shown = first if text == "same" else first.replace("810", "811")
        (folder / "b-01.txt").write_text(shown, encoding="utf-8")

    assert run(monkeypatch, path, "--same-text", folder) == code
    assert ("copy the text exactly" in capsys.readouterr().err) is bool(code)


def test_the_manifest_is_one_json_object_a_line(tmp_path):
    write_source(tmp_path, "b-01", marked_figures())
    build_corpus(tmp_path)
    lines = (tmp_path / "corpus" / "manifest.jsonl").read_text(encoding="utf-8").splitlines()

    assert [json.loads(line)["province"] for line in lines] == ["Kon Tum"]
