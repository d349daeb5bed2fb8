"""The sums that a bulletin claims are found from its links, holding or not."""

from __future__ import annotations

import pytest

from extractor.corpus.arithmetic import LISTING, Sum, find_claims, find_sums
from extractor.corpus.checks import check_arithmetic
from extractor.corpus.store import Bulletin

from .sources import compile_bulletin

DEFAULTS = "@@ lv=PW; per=2024-04-01..2024-06-30\n[i1:nhận] "


def bulletin(whole: str, *parts: str, breaks: str = "") -> Bulletin:
    """Compile a whole (code:value) and its parts, numbered q1, q2, …"""
    marks = []
    for number, figure in enumerate((whole, *parts), start=1):
        code, _, value = figure.partition(":")
        value, _, keys = value.partition(";")
        of = "" if number == 1 else ";of=q1"
        marks.append(f"[q{number}:{value}|{code}|i=i1{of}{';' if keys else ''}{keys}]")
    head = f"breaks={breaks}" if breaks else ""
    return compile_bulletin(DEFAULTS + " ".join(marks), head=head)


def claims(made: Bulletin) -> list[Sum]:
    return find_claims(made.gold, made.text)


TOTAL = "dossiers_received_total"
ONLINE, BOTH = "dossiers_received_online", "dossiers_received_direct_postal"
DIRECT, POSTAL = "dossiers_received_direct", "dossiers_received_postal"
CARRIED = "dossiers_carried_over"


@pytest.mark.parametrize(
    ("parts", "rule"),
    [
        ((f"{ONLINE}:60", f"{BOTH}:40"), "channels"),
        ((f"{ONLINE}:60", f"{DIRECT}:30", f"{POSTAL}:10"), "channels"),
        ((f"{ONLINE}:60", f"{DIRECT}:25", f"{POSTAL}:5", f"{CARRIED}:10"), "total_channels"),
        (("dossiers_resolved:70", "dossiers_pending:30"), "flow_balance"),
    ],
)
def test_parts_add_up_by_a_rule(parts: tuple[str, ...], rule: str) -> None:
    (one,) = find_sums(bulletin(f"{TOTAL}:100", *parts).gold)
    assert (one.rule, one.gap, one.holds) == (rule, 0, True)


def test_what_is_carried_over_puts_the_two_ways_out_of_force() -> None:
    found = find_sums(bulletin(f"{TOTAL}:100", f"{ONLINE}:60", f"{CARRIED}:10").gold)
    assert found == []


@pytest.mark.parametrize("returned", ["5", "20"])
def test_withdrawn_dossiers_are_in_the_balance_or_not(returned: str) -> None:
    (one,) = find_sums(
        bulletin(
            f"{TOTAL}:100", "dossiers_resolved:70", "dossiers_pending:25",
            f"dossiers_returned_withdrawn:{returned}",
        ).gold
    )  # fmt: skip
    assert one.gap == (0 if returned == "5" else 5)


def test_scores_of_the_index_add_up_to_its_total() -> None:
    names = (
        "publicity", "progress", "online_service", "online_payment", "digitisation",
        "satisfaction",
    )  # fmt: skip
    parts = [f"idx766_{name}_score:5,5/10" for name in names]
    (one,) = find_sums(bulletin("idx766_total_score:33/100", *parts).gold)
    assert one.rule == "idx766_sum"
    assert one.holds


TIERS = (f"{TOTAL}:60;lv=PT", f"{TOTAL}:20;lv=PT", f"{TOTAL}:15;lv=PT")


def test_a_list_that_falls_short_may_be_incomplete() -> None:
    made = bulletin(f"{TOTAL}:100", *TIERS)
    assert [one.rule for one in find_sums(made.gold)] == [LISTING]
    assert claims(made) == []


def test_a_list_that_falls_short_on_purpose_is_a_claim_that_fails() -> None:
    made = bulletin(f"{TOTAL}:100", *TIERS, breaks="q4")
    assert [(one.rule, one.gap) for one in claims(made)] == [(LISTING, 5)]
    assert list(check_arithmetic(made)) == []


def test_breaks_that_another_sum_explains_leave_lists_alone() -> None:
    parts = ("dossiers_resolved:70", "dossiers_pending:31")
    made = bulletin(f"{TOTAL}:100", *TIERS, *parts, breaks="q1")
    assert [one.rule for one in claims(made)] == ["flow_balance"]


@pytest.mark.parametrize(("whole", "gap"), [("95", 0), ("90", -5), ("80", 0)])
def test_lists_that_hold_or_exceed_are_claims(whole: str, gap: int) -> None:
    (one,) = claims(bulletin(f"{TOTAL}:{whole}", *TIERS))
    assert one.gap == gap


def test_a_change_may_be_named_in_breaks() -> None:
    made = bulletin(f"{TOTAL}:80", f"{TOTAL}:3;r=change_abs;d=up", breaks="q2")
    assert list(check_arithmetic(made)) == []
