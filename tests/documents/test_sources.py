from pathlib import Path

import pytest

from extractor.documents.sources import find_sources


@pytest.fixture
def folder(tmp_path, monkeypatch):
    for name in (
        "in/b.txt", "in/a.html", "in/2023/a.html", "in/2023/báo cáo 15.10.pdf", "in/.hidden.txt",
        "in/.parts/x.txt", "in/~$lock.docx", "in/photo.jpg", "in/out.csv", "one.txt", "two.txt",
        "rows.jsonl", "other/b.txt",
    ):  # fmt: skip
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def ids(*names, **options):
    sources, refused = find_sources(names, **options)
    assert refused == []
    return [source.doc_id for source in sources]


def test_a_folder_stands_for_its_readable_files_in_order(folder):
    assert ids("in") == ["a", "b", "2023/a", "2023/báo cáo 15.10"]


def test_a_table_is_read_where_it_is_named(folder):
    assert ids("rows.jsonl", "one.txt") == ["rows", "one"]


@pytest.mark.parametrize("pattern", ["*.txt", "{root}/*.txt", "./*.txt"])
def test_a_glob_is_expanded(folder, pattern):
    assert ids(pattern.replace("{root}", str(folder))) == ["one", "two"]


def test_a_glob_may_go_down(folder):
    assert ids("**/*.html") == ["in/2023/a.html", "in/a.html"]


def test_standard_input_is_a_source(folder):
    sources, _ = find_sources(["-"])
    assert [(s.path, s.doc_id, s.name) for s in sources] == [(None, "stdin", "standard input")]


def test_no_file_comes_twice(folder):
    assert ids("one.txt", "*.txt", "one.txt") == ["one", "two"]


def test_no_file_comes_twice_under_two_names(folder):
    assert ids("one.txt", str(folder / "one.txt"), "in/../one.txt", "*.txt") == ["one", "two"]


def test_equal_names_get_longer_ids(folder):
    assert ids("in/b.txt", "other/b.txt") == ["in/b.txt", "other/b.txt"]


def test_the_output_is_no_input(folder):
    assert ids("*.txt", exclude=Path("two.txt")) == ["one"]


@pytest.mark.parametrize(
    ("name", "line"), [("empty", "no readable file in this folder"), ("*.pdf", "no file matches")]
)
def test_what_holds_nothing_is_refused_beside_the_rest(folder, name, line):
    (folder / "empty").mkdir()
    sources, refused = find_sources([name, "one.txt"])
    assert [source.doc_id for source in sources] == ["one"]
    assert len(refused) == 1
    assert line in str(refused[0])


def test_a_name_with_brackets_that_exists_is_a_file(folder):
    (folder / "a[1].txt").write_text("x")
    assert ids("a[1].txt") == ["a[1]"]
