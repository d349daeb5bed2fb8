"""What the audit proves of misprinted numerals, on marked sentences."""

from decimal import Decimal

import pytest

from extractor.corpus.observations import observe_gold
from extractor.corpus.store import load_bulletins
from extractor.facts.audit import audit
from extractor.facts.figures import read_sheet, step_of
from extractor.facts.misprints import find_readings
from extractor.schema import Observation

# Kon Tum 2023-Q3
CHANNELS = (
    "tiếp nhận [q1:64.933 hồ sơ|dossiers_received_total], [q2:{}|dossiers_received_online|of=q1{}] "
    "trực tuyến, [q3:45.161|dossiers_received_direct_postal|of=q1] trực tiếp, "
    "[q4:4.662|dossiers_carried_over|of=q1] kỳ trước chuyển sang"
)
MALFORMED = ";st=malformed;v=-"


def malformed(surface, *, unit="dossier", code="dossiers_received_total", readings=()):
    observation = Observation(
        obs_id="t#0", doc_id="t", indicator=code, value=None, unit=unit, status="malformed",
        surface=surface, char_start=0, char_end=len(surface),
        readings=tuple(map(Decimal, readings)),
    )  # fmt: skip
    return read_sheet([observation]).figures["t#0"]


def well_formed(surface, value, *, unit="dossier", code="dossiers_received_total"):
    observation = Observation(
        obs_id="t#0", doc_id="t", indicator=code, value=Decimal(value), unit=unit,
        surface=surface, char_start=0, char_end=len(surface),
    )  # fmt: skip
    return read_sheet([observation]).figures["t#0"]


def meant(figure):
    return {reading.value for reading in find_readings(figure)}


# --- the model of misprints -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("151.10", 15110),  # separator moved
        ("1234.567", 1234567),  # separator lost
        ("64,933", 64933),  # wrong separator
        ("15.10", 15110),  # digit lost
        ("15.1110", 15110),  # digit doubled
        ("3227.885", 327885),  # digit too many
        ("02.255", 20255),  # digits swapped
        ("0.178", 1078),  # digits swapped across the separator
    ],
)
def test_one_slip_turns_a_malformed_print_into_what_was_meant(printed, value):
    assert value in meant(malformed(printed))


def test_two_slips_are_not_considered():
    # Kon Tum 2023-Q3: the sum says 59.168, which two wrong digits and a separator would need
    assert meant(malformed("5.9123 hồ sơ")) == {59123, 5123, 5912, 5913, 5923}


def test_a_malformed_amount_keeps_its_scale_word():
    figure = malformed("3.148.2 tỷ đồng", unit="VND", readings=(31482 * 10**9,))
    assert Decimal("3148.2") * 10**9 in meant(figure)


@pytest.mark.parametrize(
    ("surface", "value", "unit", "expected"),
    [
        ("5.110", "5110", "dossier", 15110),  # digit lost
        ("155.110", "155110", "dossier", 15110),  # digit doubled
        ("15.011", "15011", "dossier", 15101),  # digits swapped
        ("15.810", "15810", "dossier", 15110),  # digit wrong
        ("987%", "987", "percent", "98.7"),  # separator lost
        ("9,87%", "9.87", "percent", "98.7"),  # separator moved
        ("98,7%", "98.7", "percent", "98.75"),  # decimal lost
        ("3,148 triệu đồng", "3148000", "VND", 3148000000),  # scale word
    ],
)
def test_one_slip_turns_a_well_formed_print_into_what_was_meant(surface, value, unit, expected):
    code = "rate_late" if unit == "percent" else "dossiers_received_total"
    readings = meant(well_formed(surface, value, unit=unit, code=code))
    assert Decimal(expected) in readings
    assert Decimal(value) not in readings


def test_no_rate_over_100_is_ever_meant():
    readings = meant(well_formed("98,7%", "98.7", unit="percent", code="rate_late"))
    assert len(readings) > 20
    assert max(readings) <= 100


def test_written_numbers_have_no_readings():
    assert find_readings(well_formed("ba thủ tục", "3")) == ()


@pytest.mark.parametrize(
    ("printed", "value", "surface", "step"),
    [
        ("64.933", "64933", "64.933 hồ sơ", "1"),
        ("1.000", "1000", "1.000 hồ sơ", "1"),
        ("98,70", "98.7", "98,70%", "0.01"),
        ("87.5", "87.5", "87.5%", "0.1"),
        ("0,00", "0", "0,00%", "0.01"),
        ("3,148", "3148000000", "3,148 tỷ đồng", "1E+6"),
        ("3", "3148000000", "3 tỷ 148 triệu đồng", "1E+6"),
        ("92", "92000", "92 ngàn hồ sơ", "1E+3"),
        ("", "3", "ba thủ tục", "1"),
    ],
)
def test_the_step_is_what_the_last_printed_digit_is_worth(printed, value, surface, step):
    assert step_of(printed, Decimal(value), surface) == Decimal(step)


# --- malformed numerals -----------------------------------------------------------------------


def test_a_sum_proves_the_reading_of_a_malformed_numeral(audited):
    seen = audited(CHANNELS.format("151.10", MALFORMED))
    fact = seen.facts["q2"]
    assert (fact.value, fact.status, fact.surface) == (15110, "repaired", "151.10")
    assert fact.status_note == (
        'printed "151.10", proven by dossiers_received_total 64.933 = dossiers_received_online '
        "15.110 + dossiers_received_direct_postal 45.161 + dossiers_carried_over 4.662"
    )
    (finding,) = seen.told("sum", "holds")
    assert seen.proposals(finding) == {("q2", "15110")}
    assert finding.note == "151.10 read as 15.110"


def test_two_identities_that_disagree_leave_a_numeral_undecided(audited):
    seen = audited(
        "đã giải quyết [q1:5.9123 hồ sơ|dossiers_resolved|st=malformed;v=-], "
        "[q2:58.350|dossiers_resolved_within_deadline|of=q1] đúng hạn "
        "([q3:98,7%|rate_within_deadline|r=share_of;of=q1;rt=q2]), "
        "[q4:818|dossiers_resolved_late|of=q1] trễ hạn"
    )
    fact = seen.facts["q1"]
    assert (fact.value, fact.status) == (None, "malformed")
    told = {f.kind: (f.verdict, seen.proposals(f)) for f in seen.findings}
    assert told == {
        "sum": ("cannot_tell", {("q1", "59168")}),
        "rate": ("cannot_tell", {("q1", "59123")}),
    }


def test_a_rate_proves_a_reading_within_its_rounding(audited):
    # 68 % fits 327.885 of 482.852 and no other slip
    seen = audited(
        "[q1:482.852|dossiers_received_total], [q2:3227.885|dossiers_received_online|of=q1"
        f"{MALFORMED}] trực tuyến ([q3:68%|rate_online|r=share_of;of=q1;rt=q2])"
    )
    assert (seen.facts["q2"].value, seen.facts["q2"].status) == (327885, "repaired")


def test_a_rate_that_fits_several_readings_proves_none(audited):
    seen = audited(
        "[q1:60.000|dossiers_received_total], [q2:45.90|dossiers_received_online|of=q1"
        f"{MALFORMED}] trực tuyến ([q3:76,5%|rate_online|r=share_of;of=q1;rt=q2])"
    )
    assert (seen.facts["q2"].value, seen.facts["q2"].status) == (None, "malformed")


def test_a_malformed_rate_is_read_from_its_counts(audited):
    seen = audited(
        "[q1:4.000|dossiers_received_total], [q2:3.950|dossiers_received_online|of=q1] trực tuyến "
        f"([q3:98.7.5%|rate_online|r=share_of;of=q1;rt=q2{MALFORMED}])"
    )
    assert seen.facts["q3"].value == Decimal("98.75")


def test_a_restated_figure_proves_the_malformed_one(audited):
    seen = audited(
        f"[q1:649.33 hồ sơ|dossiers_resolved|{MALFORMED[1:]}]\n\n"
        "Đã xong [q2:64.933|dossiers_resolved]"
    )
    assert (seen.facts["q1"].value, seen.facts["q1"].status) == (64933, "repaired")


def test_a_complete_list_proves_its_malformed_member(audited):
    seen = audited(
        "[q1:11.304|dossiers_received_total]: [q2:74.86|dossiers_received_total|of=q1;x=A"
        f"{MALFORMED}], [q3:2.627|dossiers_received_total|of=q1;x=B], "
        "[q4:1.191|dossiers_received_total|of=q1;x=C]"
    )
    assert seen.facts["q2"].value == 7486


def test_a_repaired_numeral_serves_to_repair_the_next(audited):
    seen = audited(
        "[q1:10.500|dossiers_received_total]: [q2:9.300|dossiers_received_new|of=q1], "
        f"[q3:12.00|dossiers_carried_over|of=q1{MALFORMED}]. Mới: "
        f"[q4:6.1000|dossiers_received_online|of=q2{MALFORMED}] trực tuyến, "
        "[q5:3.200|dossiers_received_direct_postal|of=q2] trực tiếp"
    )
    assert [seen.facts[name].value for name in ("q3", "q4")] == [1200, 6100]


def test_two_malformed_terms_of_one_sum_stay_null(audited):
    seen = audited(
        f"[q1:10.500|dossiers_received_total]: [q2:93.00|dossiers_received_new|of=q1{MALFORMED}], "
        f"[q3:12.00|dossiers_carried_over|of=q1{MALFORMED}]"
    )
    assert [seen.facts[name].value for name in ("q2", "q3")] == [None, None]
    assert [f.note for f in seen.findings] == ["several figures are unreadable"]


@pytest.mark.parametrize("other", ["b=gt", "lv=PT"], ids=["hedged", "another level"])
def test_what_cannot_be_added_proves_nothing(audited, other):
    marked = CHANNELS.format("151.10", MALFORMED)
    seen = audited(marked.replace("direct_postal|of=q1", f"direct_postal|of=q1;{other}"))
    assert (seen.facts["q2"].value, seen.facts["q2"].status) == (None, "malformed")


def test_a_lone_malformed_numeral_stays_null(audited):
    # Bình Định 2022-Q1
    seen = audited("với [q1:350.600.00|payments_fee_amount|st=malformed;v=-;u=VND]")
    assert (seen.facts["q1"].value, seen.findings) == (None, ())


# --- well-formed numerals ---------------------------------------------------------------------

FLOW = (
    "[q1:5.000|dossiers_received_total], [q2:{}|dossiers_resolved|of=q1] "
    "([q3:{}|dossiers_resolved_within_deadline|of=q2] đúng hạn, "
    "[q4:180|dossiers_resolved_late|of=q2] trễ hạn), [q5:812|dossiers_pending|of=q1]"
)


def test_two_independent_identities_prove_a_well_formed_figure_wrong(audited):
    seen = audited(FLOW.format("4.288", "4.008"))
    fact = seen.facts["q2"]
    assert (fact.value, fact.status) == (4288, "contradicted")
    assert fact.status_note.startswith("two identities say 4.188: ")
    told = seen.told(verdict="contradicts")
    assert [seen.proposals(finding) for finding in told] == [{("q2", "4188")}] * 2
    assert [seen.facts[name].status for name in ("q1", "q3", "q4", "q5")] == ["ok"] * 4


def test_one_identity_proves_nothing_of_a_well_formed_figure(audited):
    seen = audited(FLOW.format("4.188", "4.098"))
    assert {fact.status for fact in seen.facts.values()} == {"ok"}
    (finding,) = seen.told(verdict="contradicts")
    # the balance confirms the total, and 180 is no single slip from 90
    assert seen.proposals(finding) == {("q3", "4008")}


# --- real bulletins ---------------------------------------------------------------------------


def test_the_malformed_numerals_of_real_bulletins():
    bulletins = {bulletin.doc_id: bulletin for bulletin in load_bulletins("real")}
    if not bulletins:
        pytest.skip("no real bulletins: ../shared/bulletins is not beside the checkout")
    seen = {}
    for bulletin in bulletins.values():
        observations, context = observe_gold(bulletin)
        broken = [
            o.model_copy(update={"value": None, "status": "malformed"})
            if o.status in ("repaired", "malformed")
            else o
            for o in observations
        ]
        after, findings = audit(tuple(broken), context)
        seen |= {o.surface.split()[0]: (o.value, o.status) for o in after if o.status != "ok"}
        assert [f.equation for f in findings if f.verdict == "contradicts"] == []
    assert seen == {
        "151.10": (15110, "repaired"),
        "5.9123": (None, "malformed"),
        "350.600.00": (None, "malformed"),
        "711.450.00": (None, "malformed"),
    }
