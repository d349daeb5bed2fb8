"""What the data card says of the corpus is what stands in it."""

from __future__ import annotations

import pytest

from extractor.corpus.patterns import PATTERNS, link_pattern, measure_shares
from extractor.corpus.stats import RARE, describe, phrasebook, print_statistics
from extractor.corpus.store import SPLITS, Bulletin, load_bulletins

from .sources import compile_bulletin, marked_figures

SLOTS = "lv=PW;per=2024-04-01..2024-06-30"


@pytest.mark.parametrize(
    ("source", "pattern"),
    [
        ("[i1:tiếp nhận] [q1:9 hồ sơ|dossiers_received_total|i=i1;{}]", "indicator before"),
        ("[q1:9 hồ sơ|dossiers_received_total|i=i1;{}] [i1:tiếp nhận]", "indicator after"),
        ("[i1:Tiếp nhận].\nCó [q1:9 hồ sơ|dossiers_received_total|i=i1;{}]", "indicator inherited"),
        ("[i1:Tiếp nhận]. Có [q1:9 hồ sơ|dossiers_received_total|i=i1;{}]", "indicator inherited"),
        ("[i1:đúng hạn] [q1:8/9 hồ sơ|dossiers_resolved|i=i1;{}]", "x/y"),
        ("[i1:đúng hạn] tốt ([q1:98%|rate_within_deadline|i=i1;{}])", "bracketed rate"),
        ("[i1:tiếp nhận] ([q1:9 hồ sơ|dossiers_received_total|i=i1;{}])", "other bracket"),
        ("[q1:9 hồ sơ|dossiers_received_total|{}]", "no indicator"),
    ],
)
def test_each_figure_has_one_pattern(source: str, pattern: str) -> None:
    bulletin = compile_bulletin(source.format(SLOTS))
    assert [link_pattern(bulletin, fact) for fact in bulletin.gold.facts] == [pattern]


def test_a_rate_right_after_its_count_is_told_apart() -> None:
    source = marked_figures().replace("([q3", "đạt [q3").replace("rt=q2])", "rt=q2]")
    bulletin = compile_bulletin(source)
    assert link_pattern(bulletin, bulletin.gold.facts[2]) == "rate after its count"


@pytest.mark.parametrize(
    ("source", "own"),
    [
        ("[l1:Toàn tỉnh] [i1:nhận] [q1:9 hồ sơ|dossiers_received_total|i=i1;l=l1;{}]", 1),
        ("[l1:Toàn tỉnh] ra quân. Đã [q1:9 hồ sơ|dossiers_received_total|l=l1;{}]", 0),
        ("[i1:nhận] [q1:9 hồ sơ|dossiers_received_total|i=i1;{}]", 0),
    ],
)
def test_levels_are_own_or_inherited(source: str, own: int) -> None:
    shares = measure_shares([compile_bulletin(source.format(SLOTS))])
    assert shares["level in the figure's own clause"] == (own, 1)
    assert shares["level inherited"] == (1 - own, 1)


@pytest.fixture
def corpus() -> list[Bulletin]:
    train = compile_bulletin(marked_figures(), doc_id="a")
    test = compile_bulletin(
        f"[i1:Nhận về] hơn [q1:9 hồ sơ|dossiers_received_total|i=i1;b=gt;{SLOTS}]",
        doc_id="b", split="test", province="Lai Châu",
    )  # fmt: skip
    return [train, test]


def test_totals_count_by_split(corpus: list[Bulletin]) -> None:
    totals = describe(corpus).totals
    assert totals["bulletins"] == {"train": 1, "dev": 0, "test": 1}
    assert totals["figures"] == {"train": 3, "dev": 0, "test": 1}
    assert totals["hedged figures"] == {"train": 0, "dev": 0, "test": 1}
    assert totals["distractors"] == {"train": 2, "dev": 0, "test": 0}


def test_area_codes_and_meant_breaks_are_counted() -> None:
    source = marked_figures(rate="95%")
    totals = describe([compile_bulletin(source, head="breaks=q3")]).totals
    assert totals["figures with an area code"]["train"] == 3
    assert totals["bulletins with arithmetic meant to fail"]["train"] == 1


def test_shares_of_train_stand_beside_those_of_all(corpus: list[Bulletin]) -> None:
    statistics = describe(corpus)
    assert statistics.shares["hedged figures"] == (1, 4)
    assert statistics.train_shares["hedged figures"] == (0, 3)
    assert "| hedged figures | 0.0% (0 of 3) | 25.0% (1 of 4) | 11.8%" in print_statistics(
        statistics
    )


def test_the_most_alike_pair_is_shown() -> None:
    copies = [compile_bulletin(marked_figures(), doc_id=name) for name in ("a", "b")]
    statistics = describe(copies)
    assert statistics.alike == (0.0, 1.0)
    assert "0.0% across splits, 100.0% within one." in print_statistics(statistics)


def test_wordings_of_test_that_train_lacks_are_counted(corpus: list[Bulletin]) -> None:
    assert describe(corpus).new_wordings == (1, 1)


def test_codes_are_rare_until_train_has_enough(corpus: list[Bulletin]) -> None:
    assert "dossiers_received_total" in describe(corpus).rare
    many = [compile_bulletin(marked_figures(), doc_id=f"a{n}") for n in range(RARE)]
    assert "dossiers_received_total" not in describe(many).rare


def test_every_row_of_the_phrasebook_is_measured() -> None:
    assert set(phrasebook()) <= set(measure_shares(load_bulletins("dev")))


def test_the_print_shows_every_table_and_the_pages_beside_the_corpus() -> None:
    bulletins = [b for split in SPLITS for b in load_bulletins(split)]
    statistics = describe(bulletins)
    printed = print_statistics(statistics)
    assert all(
        f"\n| {table} | train | dev | test | all |" in printed for table in statistics.tables
    )
    assert "| hedged figures |" in printed
    assert "11.8% (51 of 434)" in printed
    figures = statistics.totals["figures"]
    patterns = statistics.tables["pattern"]
    assert set(patterns) <= set(PATTERNS)
    for split in SPLITS:
        assert sum(row[split] for row in patterns.values()) == figures[split] > 0
