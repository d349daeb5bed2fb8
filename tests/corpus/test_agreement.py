"""Two passes over one text: equal ones agree wholly, each difference is counted where it is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from extractor.corpus.passes import load_pass, load_real_pass
from extractor.corpus.store import Bulletin, project_root, real_folder
from extractor.errors import AnnotationError
from extractor.scoring.agreement import (
    Agreement,
    as_json,
    compare_passes,
    print_agreement,
    write_agreement,
)

from .sources import compile_bulletin, marked_figures, write_source

FIRST = marked_figures()


def compare(second: str) -> Agreement:
    return compare_passes([compile_bulletin(FIRST)], [compile_bulletin(second)])


PASSES = ("first", "second")


def test_equal_passes_agree_wholly() -> None:
    agreement = compare(FIRST)
    names = ("spans/exact/all", "links/exact/all", "facts/whole", "facts/slots/period")
    assert [agreement.f1(name) for name in names] == [1.0] * 4
    assert agreement.kappas["indicator"] == (1.0, 3)
    assert not agreement.differences


def test_a_mention_of_one_pass_only_lowers_its_label_alone() -> None:
    agreement = compare(FIRST.replace("[l1:toàn tỉnh]", "[l1:toàn] tỉnh"))
    assert agreement.f1("spans/exact/LEVEL") == 0.0
    assert agreement.f1("spans/overlap/LEVEL") == 1.0
    assert agreement.f1("spans/exact/QUANTITY") == 1.0
    assert agreement.extents == {("LEVEL", "toàn tỉnh", "toàn"): 1}


def test_a_link_of_one_pass_only_lowers_its_kind_alone() -> None:
    agreement = compare(FIRST.replace("i=i2;of=q1", "i=i2", 1))
    assert agreement.f1("links/exact/PART_OF") == pytest.approx(2 / 3)
    assert agreement.f1("links/exact/RATE_OF") == 1.0


def test_another_code_lowers_kappa_and_whole_facts_and_is_named() -> None:
    agreement = compare(FIRST.replace("|dossiers_resolved|", "|dossiers_resolved_late|"))
    kappa, figures = agreement.kappas["indicator"]
    assert figures == 3
    assert kappa is not None
    assert kappa < 1
    assert agreement.f1("facts/whole") == pytest.approx(2 / 3)
    assert agreement.differences == {
        ("indicator", "dossiers_resolved", "dossiers_resolved_late"): 1
    }
    assert "| indicator | dossiers_resolved | dossiers_resolved_late | 1 |" in print_agreement(
        agreement
    )


def test_a_figure_of_one_pass_only_is_a_disagreement() -> None:
    second = FIRST.replace(
        "([q3:90%|rate_resolved|i=i2;r=share_of;of=q1;rt=q2])", "({90%|off_topic})"
    )
    agreement = compare(second)
    assert agreement.figures == (3, 2)
    assert agreement.differences == {("figure", "marked", "–"): 1}


def test_kappa_is_undefined_where_all_is_one_value() -> None:
    assert compare(FIRST).kappas["admin_level"] == (None, 3)


@pytest.mark.parametrize(
    ("second", "said"),
    [
        ([compile_bulletin(FIRST.replace("900", "901"))], "different texts"),
        ([compile_bulletin(FIRST, doc_id="other")], "no bulletin has two passes"),
        ([], "no bulletin has two passes"),
    ],
)
def test_passes_without_a_common_text_are_refused(second: list[Bulletin], said: str) -> None:
    with pytest.raises(AnnotationError, match=said):
        compare_passes([compile_bulletin(FIRST)], second)


def test_a_pass_is_read_from_its_sources_and_refusals_are_kept(tmp_path: Path) -> None:
    write_source(tmp_path, "a-01", FIRST)
    write_source(tmp_path, "a-02", "[q1:9 hồ sơ|dossiers_eaten|lv=PW;per=-] {8|clock} 7")
    bulletins, refused = load_pass(tmp_path / "annotations" / "first")
    assert [bulletin.doc_id for bulletin in bulletins] == ["a-01"]
    assert len(refused) == 1
    assert "a-02.src" in refused[0]
    assert "\n" not in refused[0]


def test_both_reports_are_written(tmp_path: Path) -> None:
    agreement = compare(FIRST)
    page, data = write_agreement(agreement, tmp_path / "agreement")
    assert page.read_text(encoding="utf-8") == print_agreement(agreement)
    assert json.loads(data.read_text(encoding="utf-8")) == as_json(agreement)
    assert sorted(path.name for path in page.parent.iterdir()) == ["report.json", "report.md"]


def test_the_real_bulletins_are_annotated_twice_by_offsets() -> None:
    root = project_root()
    if not real_folder(root).is_dir():
        pytest.skip("../shared/bulletins is not beside the checkout")
    first, second = (load_real_pass(root / "annotations" / n, root=root) for n in PASSES)

    agreement = compare_passes(first, second, refused=[])

    assert as_json(agreement)["bulletins"] == sorted(b.doc_id for b in first)
    assert len(first) == len(second) == 3


def test_without_their_texts_the_real_passes_are_empty(tmp_path: Path) -> None:
    assert load_real_pass(project_root() / "annotations" / "first", root=tmp_path / "a") == []
