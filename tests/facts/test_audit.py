"""Checks of sums, and the audit as a whole, on marked sentences."""

import sys
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.facts.audit import audit
from extractor.schema import Context, Observation

RESOLVED = (
    "giải quyết [q1:{} hồ sơ|dossiers_resolved], gồm [q2:{} hồ sơ|dossiers_resolved_within_deadline"
    "|of=q1] đúng hạn, [q3:{} hồ sơ|dossiers_resolved_late|of=q1] trễ hạn"
)


# --- sums -----------------------------------------------------------------------------------


def test_a_sum_of_an_identity_holds_with_its_equation_and_offsets(audited):
    seen = audited(RESOLVED.format("1.000", "990", "10"))
    (finding,) = seen.findings
    assert (finding.kind, finding.rule, finding.verdict) == ("sum", "resolved_deadline", "holds")
    assert finding.equation == (
        "dossiers_resolved 1.000 = "
        "dossiers_resolved_within_deadline 990 + dossiers_resolved_late 10"
    )
    assert finding.gap == 0
    facts = seen.facts
    assert [(t.char_start, t.char_end) for t in finding.terms] == [
        (facts[name].char_start, facts[name].char_end) for name in ("q1", "q2", "q3")
    ]


def test_a_sum_that_fails_lists_every_suspect_and_changes_no_value(audited):
    seen = audited(RESOLVED.format("1.060", "990", "10"))
    (finding,) = seen.findings
    assert (finding.verdict, finding.gap) == ("contradicts", 60)
    assert finding.equation.endswith("(together 1.000)")
    assert seen.proposals(finding) == {("q1", "1000"), ("q3", "70")}
    assert {fact.status for fact in seen.facts.values()} == {"ok"}


def test_a_gap_that_no_misprint_explains_contradicts_while_it_is_narrow(audited):
    seen = audited(RESOLVED.format("20.000", "19.312", "455"))
    (finding,) = seen.findings
    assert (finding.verdict, finding.gap, finding.proposals) == ("contradicts", 233, ())


def test_a_wide_gap_is_a_figure_of_another_scope_and_no_contradiction(audited):
    seen = audited(RESOLVED.format("20.000", "7.312", "455"))
    assert [finding.verdict for finding in seen.findings] == ["cannot_tell"]


@pytest.mark.parametrize(
    "slots",
    ["lv=PT", "a=a1;lv=PU", "per=2024-01-01..2024-03-31", "x=đất đai"],
    ids=["level", "agency", "period", "part"],
)
def test_figures_of_another_scope_are_never_added(audited, slots):
    seen = audited(
        "[a1:Sở Y tế] giải quyết [q1:1.000|dossiers_resolved], "
        f"[q2:980|dossiers_resolved_within_deadline], [q3:10|dossiers_resolved_late|{slots}]"
    )
    assert seen.findings == ()


def test_hedged_figures_are_not_added(audited):
    seen = audited(RESOLVED.format("1.000", "990", "40").replace("|of=q1] trễ", "|of=q1;b=gt] trễ"))
    assert seen.told("sum") == []


def test_a_missing_part_is_replaced_by_its_own_parts(audited):
    seen = audited(
        "[q1:1.000|dossiers_received_total], trực tuyến [q2:600|dossiers_received_online|of=q1], "
        "trực tiếp [q3:300|dossiers_received_direct|of=q1], "
        "bưu chính [q4:100|dossiers_received_postal|of=q1]"
    )
    (finding,) = seen.told("sum")
    assert (finding.verdict, seen.names(finding)) == ("holds", ["q1", "q2", "q3", "q4"])


@pytest.mark.parametrize("returned", ["1.000", "1.020"], ids=["beside", "inside resolved"])
def test_returned_dossiers_may_be_counted_or_not(audited, returned):
    seen = audited(
        f"[q1:{returned}|dossiers_received_total], [q2:900|dossiers_resolved|of=q1], "
        "[q3:100|dossiers_pending|of=q1], [q4:20|dossiers_returned_withdrawn|of=q1]"
    )
    assert [finding.verdict for finding in seen.told("sum")] == ["holds"]


def test_a_balance_with_an_unprinted_class_cannot_be_told(audited):
    seen = audited(
        "[q1:5.000|dossiers_received_total], [q2:4.212|dossiers_resolved|of=q1], "
        "[q3:431|dossiers_pending|of=q1]"
    )
    assert [(f.rule, f.verdict) for f in seen.findings] == [("flow_balance", "cannot_tell")]


def test_parts_of_two_partitions_are_not_added_together(audited):
    seen = audited(
        "[q1:1.000|dossiers_received_total]: [q2:600|dossiers_received_online|of=q1] trực tuyến, "
        "[q3:900|dossiers_resolved|of=q1] đã giải quyết"
    )
    assert seen.findings == ()


TIERS = (
    "[q1:1.711|procedures_in_force], cấp tỉnh [q2:1.377|procedures_in_force|of=q1;lv=PT], "
    "cấp huyện [q3:{}|procedures_in_force|of=q1;lv=DT], "
    "cấp xã [q4:102|procedures_in_force|of=q1;lv=CT], "
    "chung ba cấp [q5:25|procedures_in_force|of=q1]"
)


@pytest.mark.parametrize(("district", "verdict"), [("207", "holds"), ("217", "contradicts")])
def test_all_tiers_with_the_shared_part_make_the_whole(audited, district, verdict):
    (finding,) = audited(TIERS.format(district)).findings
    assert (finding.rule, finding.verdict, len(finding.terms)) == ("sum over tiers", verdict, 5)


@pytest.mark.parametrize(("published", "verdicts"), [("2024-05-01", []), ("2025-08-01", ["sum"])])
def test_two_tiers_are_all_of_them_only_since_july_2025(audited, published, verdicts):
    seen = audited(
        "[q1:900|dossiers_resolved], các sở [q2:300|dossiers_resolved|of=q1;lv=PT], "
        "các xã [q3:580|dossiers_resolved|of=q1;lv=CT]",
        published=published,
        per=f"{published}..{published}",
    )
    assert [finding.kind for finding in seen.told(verdict="contradicts")] == verdicts


def test_tiers_need_no_links_to_their_total(audited):
    seen = audited(
        "[q1:900|dossiers_resolved]. Cấp tỉnh [q2:300|dossiers_resolved|lv=PT], "
        "cấp huyện [q3:100|dossiers_resolved|lv=DT], cấp xã [q4:500|dossiers_resolved|lv=CT]"
    )
    assert [(f.rule, f.verdict) for f in seen.findings] == [("sum over tiers", "holds")]


UNITS = (
    "[q1:9.000|dossiers_resolved]: [a1:Sở Y tế] [q2:{}|dossiers_resolved|of=q1;a=a1;lv=PU], "
    "[a2:Sở Nội vụ] [q3:{}|dossiers_resolved|of=q1;a=a2;lv=PU]"
)


@pytest.mark.parametrize(
    ("first", "second", "kinds"),
    [
        ("4.000", "3.000", [("list", "holds")]),
        ("6.000", "3.000", [("list", "holds"), ("sum", "holds")]),
        ("8.000", "3.000", [("list", "contradicts")]),
    ],
    ids=["incomplete", "complete", "more than all"],
)
def test_a_list_of_units_may_be_incomplete_but_not_more_than_its_total(
    audited, first, second, kinds
):
    seen = audited(UNITS.format(first, second))
    assert sorted((f.kind, f.verdict) for f in seen.findings) == kinds


def test_a_unit_named_in_title_and_text_counts_once_in_a_list(audited):
    seen = audited(
        "[q1:5.830|dossiers_pending_overdue]: [a1:Phú Quốc] "
        "[q2:3.845|dossiers_pending_overdue|of=q1;a=a1;lv=CA], "
        "[a2:đặc khu Phú Quốc] "
        "[q3:3.845|dossiers_pending_overdue|of=q1;a=a2;lv=CA]"
    )
    assert [(f.kind, f.verdict) for f in seen.findings] == [("list", "holds")]


def test_a_part_larger_than_its_whole_contradicts(audited):
    seen = audited(
        "[q1:4.120|dossiers_received_total] hồ sơ, [a1:huyện A] "
        "[q2:14.100|dossiers_received_total|of=q1;a=a1;lv=DA]"
    )
    assert [(f.kind, f.verdict) for f in seen.findings] == [("part", "contradicts")]


# --- the whole --------------------------------------------------------------------------------


def test_nothing_to_check_gives_no_findings():
    assert audit((), Context()) == ((), ())


def chain(size):
    """Observations of a long table: each unit with received, resolved, on time, late, rate."""
    rows = []
    for unit in range(size // 5):
        frame = {
            "doc_id": "t", "agency": f"Sở {unit}", "admin_level": "province", "level_scope": "unit",
        }  # fmt: skip
        for place, (code, value) in enumerate(
            [("dossiers_received_total", 900), ("dossiers_resolved", 800),
             ("dossiers_resolved_within_deadline", 700 + unit % 7), ("dossiers_resolved_late", 100),
             ("rate_within_deadline", 87)]
        ):  # fmt: skip
            at = unit * 100 + place * 10
            rate = code.startswith("rate")
            rows.append(
                Observation(
                    **frame, obs_id=f"t#{at}", indicator=code, value=Decimal(value),
                    unit="percent" if rate else "dossier", surface=f"{value}", char_start=at,
                    char_end=at + 3, part_of=f"t#{unit * 100 + 10}" if place > 1 else None,
                    rate_of=f"t#{unit * 100 + 20}" if rate else None,
                )
            )  # fmt: skip
    return tuple(rows)


def same_frame(size):
    """A list whose holders were not read: one code, one frame, many values."""
    codes = ("dossiers_received_total", "dossiers_received_online", "dossiers_carried_over")
    return tuple(
        Observation(
            doc_id="t", obs_id=f"t#{i}", indicator=codes[i % 3], value=Decimal(i * 37 % 1009),
            unit="dossier", surface=f"{i * 37 % 1009}", char_start=i, char_end=i + 1,
        )
        for i in range(size)
    )  # fmt: skip


def count_calls(observations):
    calls = 0

    def count(frame, event, argument):
        nonlocal calls
        calls += event == "call"

    sys.setprofile(count)
    try:
        audit(observations, Context())
    finally:
        sys.setprofile(None)
    return calls


@pytest.mark.parametrize("table", [chain, same_frame])
def test_work_grows_with_the_number_of_facts_not_its_square(table):
    few, many = count_calls(table(500)), count_calls(table(2000))
    assert 500 < few < many < 5 * few


VALUES = st.decimals(min_value=0, max_value=10**30, places=2) | st.integers(0, 10**6).map(Decimal)
CODES = ("dossiers_resolved", "dossiers_resolved_late", "dossiers_resolved_within_deadline",
         "rate_late", "idx766_total_score", "OTHER", None)  # fmt: skip


@st.composite
def observations(draw):
    size = draw(st.integers(1, 8))
    links = st.none() | st.integers(0, size - 1).map(lambda i: f"t#{i}")
    return tuple(
        Observation(
            doc_id="t", obs_id=f"t#{i}", char_start=i, char_end=i + 1,
            indicator=draw(st.sampled_from(CODES)), value=draw(st.none() | VALUES),
            base_value=draw(st.none() | VALUES), role=draw(st.sampled_from(["value", "share_of"])),
            unit=draw(st.sampled_from(["dossier", "percent", "point", None])),
            bound=draw(st.sampled_from(["exact", "gt", "approx"])),
            surface=draw(st.text("0123456789.,/ %a", max_size=14)),
            part_of=draw(links), rate_of=draw(links),
        )
        for i in range(size)
    )  # fmt: skip


@given(observations())
def test_any_observations_are_audited_and_readable_values_never_change(given_):
    after, findings = audit(given_, Context())
    assert [o.obs_id for o in after] == [o.obs_id for o in given_]
    for before, now in zip(given_, after, strict=True):
        if before.value is not None:
            assert now.value == before.value
            assert now.status in ("ok", "contradicted")
        else:
            assert (now.value is not None) == (now.status == "repaired")
    assert {finding.verdict for finding in findings} <= {"holds", "contradicts", "cannot_tell"}
