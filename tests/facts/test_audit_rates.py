"""Checks of rates, scores, ranks, changes, restatements and bounds, on marked sentences."""

from decimal import Decimal

import pytest

# --- rates ----------------------------------------------------------------------------------

RATE = (
    "[q1:{}|dossiers_received_total], [q2:{}|dossiers_received_online|of=q1] trực tuyến "
    "([q3:{}|rate_online|r=share_of;of=q1;rt=q2])"
)


@pytest.mark.parametrize(
    ("rate", "verdict"),
    [("66,7%", "holds"), ("66,67%", "holds"), ("67%", "holds"), ("66,6%", "holds"),
     ("66,8%", "contradicts"), ("66,5%", "contradicts"), ("76,7%", "contradicts")],
    ids=["one decimal", "two", "none", "cut off", "too high", "too low", "misprint"],
)  # fmt: skip
def test_a_rate_holds_within_what_its_print_can_show(audited, rate, verdict):
    (finding,) = audited(RATE.format("3.000", "2.000", rate)).findings
    assert (finding.kind, finding.verdict) == ("rate", verdict)


def test_the_gap_of_a_rate_is_in_points_and_its_equation_says_what_comes_out(audited):
    (finding,) = audited(RATE.format("4.000", "1.000", "26%")).findings
    assert finding.gap == 1
    assert finding.equation == (
        "rate_online 26% ≠ dossiers_received_online 1.000 / dossiers_received_total 4.000 (= 25%)"
    )


def test_a_rate_over_several_counts_divides_their_sum(audited):
    # Bình Định 2022-Q1: 99,4 % belongs to two counts
    seen = audited(
        "[q1:123.870|dossiers_resolved]; [q2:118.972|dossiers_resolved_early|of=q1], "
        "[q3:4.165|dossiers_resolved_on_time|of=q1] ([q4:99,4%|rate_within_deadline|of=q1]), "
        "[q5:733|dossiers_resolved_late|of=q1]"
    )
    (finding,) = seen.told("rate")
    assert (finding.verdict, seen.names(finding)) == ("holds", ["q4", "q1", "q2", "q3"])


def test_the_base_of_x_of_y_is_the_whole_of_its_rate(audited):
    seen = audited(
        "[q1:1.377/1.711 TTHC|services_integrated_npsp] (đạt "
        "[q2:80,48%|services_integrated_npsp|r=share_of;rt=q1])"
    )
    assert [(f.kind, f.verdict) for f in seen.findings] == [("rate", "holds")]


def test_x_of_y_restates_its_printed_whole(audited):
    seen = audited(
        "[q1:1.771 TTHC|procedures_in_force], [q2:1.377/1.711 TTHC|services_integrated_npsp|of=q1]"
    )
    assert [(f.rule, f.verdict) for f in seen.findings] == [("base", "contradicts")]


def test_a_hedged_rate_need_only_lie_on_its_side(audited):
    sentence = RATE.replace("r=share_of", "r=share_of;b=gt")
    verdicts = [
        finding.verdict
        for rate in ("66%", "67%")
        for finding in audited(sentence.format("3.000", "2.000", rate)).told("rate")
    ]
    assert verdicts == ["holds", "contradicts"]


def test_a_rate_beside_a_score_is_no_share_of_it(audited):
    seen = audited(
        "[q1:18,42/20 điểm|idx766_progress_score], đúng hạn "
        "[q2:96,37%|rate_within_deadline|r=share_of;rt=q1]"
    )
    assert seen.findings == ()


def test_the_share_of_a_score_is_of_its_maximum(audited):
    seen = audited(
        "[q1:15,3/18 điểm|idx766_publicity_score] (đạt "
        "[q2:85%|idx766_publicity_score|r=share_of;rt=q1])"
    )
    assert [(f.kind, f.verdict) for f in seen.findings] == [("rate", "holds")]


def test_a_rate_of_the_province_lies_between_its_tiers(audited):
    seen = audited(
        "Toàn tỉnh [q1:98,9%|rate_within_deadline], cấp tỉnh "
        "[q2:97,1%|rate_within_deadline|lv=PT], cấp xã [q3:98,1%|rate_within_deadline|lv=CT]"
    )
    (finding,) = seen.findings
    assert (finding.kind, seen.names(finding)) == ("between", ["q3", "q1"])


# --- scores, ranks, changes, restatements, bounds ---------------------------------------------


def test_sub_scores_make_the_total(audited):
    parts = {
        "publicity": "15,5", "progress": "18,2", "online_service": "9,1",
        "online_payment": "7,4", "digitisation": "19,8", "satisfaction": "17",
    }  # fmt: skip
    marks = ", ".join(
        f"[q{i}:{value} điểm|idx766_{name}_score|of=q1]"
        for i, (name, value) in enumerate(parts.items(), start=2)
    )
    (finding,) = audited(f"Tổng [q1:87 điểm|idx766_total_score]: {marks}").findings
    assert (finding.rule, finding.verdict, finding.gap) == ("idx766_sum", "holds", 0)


@pytest.mark.parametrize(
    ("marked", "kind", "gap"),
    [
        ("đạt [q1:19,2/18 điểm|idx766_publicity_score]", "score", Decimal("1.2")),
        ("xếp thứ [q1:65/63|idx766_rank]", "rank", 2),
        ("đạt [q1:102,3%|rate_within_deadline]", "percent", Decimal("2.3")),
        ("có [q1:12,5 hồ sơ|dossiers_resolved_late]", "whole", Decimal("0.5")),
        ("[q1:12|dossiers_resolved|per=2024-08-01..2024-08-31;pb=stated]", "period", 29),
    ],
    ids=["score", "rank", "percent", "whole", "period"],
)
def test_a_bound_that_one_figure_breaks_contradicts(audited, marked, kind, gap):
    (finding,) = audited(marked).findings
    assert (finding.kind, finding.verdict, finding.gap) == (kind, "contradicts", gap)


@pytest.mark.parametrize(
    "marked",
    [
        "[q1:100%|rate_within_deadline], thứ [q2:63/63|idx766_rank]",
        "đạt [q1:18/18 điểm|idx766_publicity_score]",
        "phấn đấu [q1:80%|rate_online|r=target;per=2024-12-31]",
        "kế hoạch [q1:115 TTHC|procedures_simplified|r=target], đã rà [q2:120 TTHC"
        "|procedures_simplified] (đạt [q3:104,3%|procedures_simplified|r=share_of;of=q1;rt=q2])",
    ],
)
def test_figures_at_their_bounds_and_aims_are_left_alone(audited, marked):
    assert audited(marked).told(verdict="contradicts") == []


@pytest.mark.parametrize(
    ("code", "values", "change", "verdict"),
    [
        ("dossiers_received_online", "500 → 650", "30%|r=change_rel;d=up", "holds"),
        ("dossiers_received_online", "500 → 350", "30%|r=change_rel;d=down", "holds"),
        ("dossiers_received_online", "500 → 650", "130%|r=change_rel;d=up", "holds"),
        ("dossiers_received_online", "500 → 1.150", "2,3 lần|r=change_rel;d=up;u=times", "holds"),
        ("dossiers_received_online", "500 → 650", "20%|r=change_rel;d=up", "contradicts"),
        ("dossiers_received_online", "685 → 897", "212 hồ sơ|r=change_abs;d=up", "holds"),
        ("dossiers_received_online", "685 → 897", "221 hồ sơ|r=change_abs;d=up", "contradicts"),
        ("rate_online", "18,9% → 21,5%", "2,6%|r=change_pp;d=up", "holds"),
        ("idx766_rank", "18 → 9", "9 bậc|r=change_rank;d=up", "holds"),
        ("idx766_total_score", "77,25 → 80,37", "3,12 điểm|r=change_abs;d=up", "holds"),
        ("idx766_total_score", "89,07 → 91,02", "1,59 điểm|r=change_abs;d=up", "contradicts"),
    ],
)
def test_a_change_is_checked_against_both_periods(audited, code, values, change, verdict):
    then, _, now = values.partition(" → ")
    surface, _, slots = change.partition("|")
    seen = audited(
        f"[q1:{now}|{code}], kỳ trước [q2:{then}|{code}|per=2023-04-01..2023-06-30], "
        f"thay đổi [q3:{surface}|{code}|{slots};cmp=2023-04-01..2023-06-30]"
    )
    assert [(f.kind, f.verdict) for f in seen.findings] == [("change", verdict)]


@pytest.mark.parametrize(
    ("title", "body", "verdicts"),
    [
        ("64.933", "64.933", ["holds"]),
        ("64.933", "69.433", ["contradicts"]),
        ("64.933", "12.075", []),
        ("64 nghìn", "64.933", ["holds"]),
    ],
    ids=["same", "misprint", "another figure", "rounded"],
)
def test_equal_figures_are_compared_between_title_and_body(audited, title, body, verdicts):
    seen = audited(f"[q1:{title}|dossiers_resolved]\n\nĐã xong [q2:{body}|dossiers_resolved]")
    assert [f.verdict for f in seen.told("restated")] == verdicts


def test_a_hedged_title_holds_on_its_side(audited):
    seen = audited("Hơn [q1:64.000|dossiers_resolved|b=gt]: [q2:64.933|dossiers_resolved]")
    assert [f.verdict for f in seen.told("restated")] == ["holds"]
