"""The check refuses what is wrong, names the place, and passes what is sound."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from extractor.corpus.building import build_corpus
from extractor.corpus.checks import check_arithmetic, check_corpus, check_splits
from extractor.corpus.store import SPLITS, load_bulletins, real_folder

from .sources import compile_bulletin, marked_figures, write_source

ROOT = Path(__file__).parents[2]
RIVER = (
    "Ngày cuối tuần, bà con dắt trâu qua con suối cạn để kịp phiên chợ huyện vừa mở lại sau lũ.\n"
)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    write_source(root, "a-01", marked_figures())
    assert build_corpus(root) == (1, [])
    return root


def refused(root: Path) -> list[str]:
    return [str(fault) for fault in check_corpus(root) if fault.severity == "refused"]


def test_a_sound_corpus_has_no_faults(project: Path) -> None:
    assert refused(project) == []


def replace_in(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


GOLD = "annotations/gold/a-01.json"
DAMAGES: list[tuple[str, str, str, str]] = [
    ("corpus/texts/a-01.txt", "900", "901", "the text differs from the annotated one"),
    (GOLD, '"end": 11', '"end": 14', "overlap"),
    (GOLD, '"target": "i1"', '"target": "i9"', "dangles"),
    (GOLD, '"kind": "HAS_INDICATOR"', '"kind": "AT_LEVEL"', "it must end at a LEVEL"),
    (GOLD, '"dossiers_received_total"', '"dossiers_eaten"', "not in the codebook"),
    (GOLD, '"end": 69', '"end": 9999', "outside the text"),
    (GOLD, '"end": 85', '"end": 9999', "outside the text"),
    (GOLD, '"start": 80', '"start": 60', "lies on the figure q2"),
    ("corpus/manifest.jsonl", '"train"', '"trian"', "split 'trian' is none of"),
    ("corpus/manifest.jsonl", '"split"', '"spilt"', "row 1 lacks split"),
    ("corpus/manifest.jsonl", '"doc_id"', '"id"', "row 1 lacks doc_id"),
    ("corpus/manifest.jsonl", '{"doc_id"', '"doc_id"', "mend the line"),
    ("corpus/manifest.jsonl", "Kon Tum", "Lai Châu", "differs from its sources"),
    ("annotations/first/a-01.src", "810 hồ sơ", "809 hồ sơ", "differs from its source"),
    ("annotations/first/a-01.src", "{8 giờ|clock}", "8 giờ", "neither marked"),
]


@pytest.mark.parametrize(("path", "old", "new", "said"), DAMAGES)
def test_each_damage_is_refused(project: Path, path: str, old: str, new: str, said: str) -> None:
    replace_in(project / path, old, new)
    faults = refused(project)
    assert faults
    assert any(said in fault for fault in faults)


def test_a_doubled_link_is_refused(project: Path) -> None:
    link = '{\n   "source": "q1",\n   "kind": "HAS_INDICATOR",\n   "target": "i1"\n  }'
    replace_in(project / GOLD, link, f"{link},\n  {link}")
    assert any("two links HAS_INDICATOR" in fault for fault in refused(project))


def test_a_fault_is_one_line(project: Path) -> None:
    replace_in(project / "annotations/first/a-01.src", "{8 giờ|clock}", "8 giờ 9 phút")
    faults = refused(project)
    assert len(faults) >= 1
    assert all("\n" not in fault for fault in faults)


def test_one_unreadable_bulletin_does_not_hide_another(project: Path) -> None:
    write_source(project, "a-02", RIVER + marked_figures("70", "35", "51%"))
    build_corpus(project)
    (project / GOLD).write_text("{", encoding="utf-8")
    faults = refused(project)
    assert any("a-01" in fault for fault in faults)
    assert any("q3 51% is not 35" in fault for fault in faults)


def test_a_text_without_a_row_is_refused(project: Path) -> None:
    (project / "corpus" / "texts" / "stray.txt").write_text("x", encoding="utf-8")
    assert any("stray.txt: no row" in fault for fault in refused(project))


def test_a_sentence_of_a_real_bulletin_is_refused(project: Path) -> None:
    assert any("../shared/bulletins: absent" in str(fault) for fault in check_corpus(project))
    folder = real_folder(project)
    folder.mkdir(parents=True)
    (folder / "one.txt").write_text(f"Tin: {RIVER.upper()}", encoding="utf-8")
    write_source(project, "a-02", RIVER)
    build_corpus(project)
    assert any("stands in a real bulletin" in fault for fault in refused(project))


ARITHMETIC: list[tuple[str, str, str]] = [
    (marked_figures(rate="90%"), "", ""),
    (marked_figures("1.711", "1.377", "80,48%"), "", ""),
    (marked_figures("1.711", "1.377", "80,4%"), "", ""),
    (marked_figures(rate="95%"), "", "refused: made-01: q3 95% is not 810 hồ sơ of 900 hồ sơ"),
    (marked_figures(rate="95%"), "breaks=q3", ""),
    (marked_figures(), "breaks=q9", "refused: made-01: breaks= names q9"),
    (marked_figures(), "breaks=q3", "note: made-01: breaks=q3 breaks no sum"),
]


@pytest.mark.parametrize(("source", "head", "said"), ARITHMETIC)
def test_shares_are_checked_against_their_counts(source: str, head: str, said: str) -> None:
    faults = [str(fault) for fault in check_arithmetic(compile_bulletin(source, head=head))]
    assert bool(faults) == bool(said)
    assert all(said in fault for fault in faults)


def parts(new: str, carried: str) -> str:
    return (
        "@@ lv=PW; per=2024-04-01..2024-06-30\n"
        "[i1:tiếp nhận] [q1:900 hồ sơ|dossiers_received_total|i=i1]: "
        f"[i2:mới] [q2:{new}|dossiers_received_new|i=i2;of=q1], "
        f"[i3:chuyển sang] [q3:{carried}|dossiers_carried_over|i=i3;of=q1]"
    )


@pytest.mark.parametrize(("new", "carried", "count"), [("850", "50", 0), ("850", "51", 1)])
def test_sums_are_checked_by_the_identities(new: str, carried: str, count: int) -> None:
    faults = list(check_arithmetic(compile_bulletin(parts(new, carried))))
    assert [fault.severity for fault in faults] == ["refused"] * count


def test_a_list_longer_than_its_whole_is_a_note() -> None:
    source = (
        "@@ lv=DU; per=2024-04-01..2024-06-30; g=UBND huyện X\n[i1:tiếp nhận] "
        "[q1:90 hồ sơ|dossiers_received_total|i=i1;lv=PW;g=-]: [q2:60|dossiers_received_total|"
        "i=i1;of=q1], [q3:31|dossiers_received_total|i=i1;of=q1;g=UBND huyện Y]"
    )
    faults = list(check_arithmetic(compile_bulletin(source)))
    assert [fault.severity for fault in faults] == ["note"]
    assert "gap -1" in faults[0].what


PLAIN: Callable[..., str] = marked_figures


@pytest.mark.parametrize(
    ("splits", "said"),
    [(("train", "test"), "shares 100%"), (("train", "train"), "shares 100%")],
)
def test_a_copy_with_other_figures_and_names_is_refused(splits: tuple[str, str], said: str) -> None:
    first = compile_bulletin(RIVER + PLAIN(), doc_id="a", split=splits[0], province="Kon Tum")
    second = compile_bulletin(
        RIVER + PLAIN("70", "35", "50%"), doc_id="b", split=splits[1], province="Lai Châu"
    )
    faults = list(check_splits([first, second]))
    assert [fault.where for fault in faults] == ["a"]
    assert said in faults[0].what


@pytest.mark.parametrize(
    ("train", "test", "count"),
    [("Kon Tum", "Kon Tum", 1), ("Kon Tum", "Lai Châu", 0), ("Thừa Thiên Huế", "Huế", 1)],
)
def test_a_province_of_test_must_not_occur_in_train(train: str, test: str, count: int) -> None:
    first = compile_bulletin(PLAIN(), doc_id="a", split="train", province=train)
    second = compile_bulletin(RIVER, doc_id="b", split="test", province=test)
    assert sum("province" in fault.what for fault in check_splits([first, second])) == count


def test_the_committed_corpus_is_sound() -> None:
    assert refused(ROOT) == []


def test_written_bulletins_are_of_the_size_of_pages() -> None:
    outside = {
        bulletin.doc_id: (words, figures)
        for split in SPLITS
        for bulletin in load_bulletins(split, root=ROOT)
        if not 150 <= (words := len(bulletin.text.split())) <= 700
        or not 8 <= (figures := len(bulletin.gold.facts)) <= 45
    }
    assert outside == {}
