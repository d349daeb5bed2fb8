"""Mentions, links and codes become observations with checked slots."""

from datetime import date
from decimal import Decimal
from math import exp

import pytest

from extractor.facts.assemble import assemble
from extractor.labels import TARGETS
from extractor.schema import Code, Context, Link, Mention, Tagged
from extractor.scoring.facts import align_facts

PUBLISHED = date(2024, 7, 3)
HEAD = "@@ l=l1; p=p1; lv=PW; per=2024-04-01..2024-06-30\n[p1:Quý II/2024], [l1:toàn tỉnh] "


def tag(text, gold):
    """Give the tagged text that gold calls for; levels and scopes are left to the links."""
    index = {m.id: n for n, m in enumerate(gold.mentions)}
    return Tagged(
        text,
        tuple(Mention(m.start, m.end, m.label) for m in gold.mentions),
        tuple(Link(index[one.source], one.kind, index[one.target]) for one in gold.links),
        {index[f.mention]: Code(f.indicator, f.role) for f in gold.facts},
    )


def facts_of(source, compile_marked):
    text, gold = compile_marked(source)
    return assemble(tag(text, gold), Context("made", gold.province, gold.published))


def test_gold_mentions_and_links_give_back_the_facts_of_the_author(tiny):
    wrong = []
    for bulletin in tiny:
        context = Context(bulletin.doc_id, bulletin.gold.province, bulletin.gold.published)
        found = assemble(tag(bulletin.text, bulletin.gold), context)
        alignment = align_facts(bulletin.gold, found)
        assert len(found) == len(bulletin.gold.facts)
        slots = {"value", "unit", "role", "direction", "level", "scope", "period", "compare"}
        wrong += [(p.fact.mention, p.wrong & slots) for p in alignment.pairs if p.wrong & slots]

    assert wrong == []


def test_a_qualifier_is_read_for_its_own_figure_only(compile_marked):
    one, two = facts_of(
        HEAD + "[i1:Chỉ số PAPI] xếp [q1:17/63|other_index_rank|i=i1], nhận [q2:9 hồ sơ"
        "|dossiers_received_total]",
        compile_marked,
    )

    assert (one.qualifier, two.qualifier) == ("PAPI", None)


def test_obs_ids_name_the_document_and_the_place(compile_marked):
    (one,) = facts_of(HEAD + "nhận [q1:9 hồ sơ|dossiers_received_total]", compile_marked)

    assert one.obs_id == f"made#{one.char_start}"
    assert one.surface == "9 hồ sơ"


def test_evidence_points_at_every_linked_mention(compile_marked):
    source = HEAD + (
        "[i1:tiếp nhận] [q1:90 hồ sơ|dossiers_received_total|i=i1], trong đó [q2:9 hồ sơ"
        "|dossiers_received_online|i=i2;of=q1] [i2:trực tuyến]"
    )
    text, gold = compile_marked(source)
    whole, part = assemble(tag(text, gold), Context("made", published=PUBLISHED))
    words = {slot: text[start:end] for slot, (start, end) in part.evidence.items()}

    assert words == {
        "value": "9 hồ sơ",
        "indicator": "trực tuyến",
        "admin_level": "toàn tỉnh",
        "period": "Quý II/2024",
        "part_of": "90 hồ sơ",
    }
    assert part.part_of == whole.obs_id


@pytest.mark.parametrize(
    ("surface", "after", "role", "direction"),
    [
        ("tăng", "", "change_rel", "up"),
        ("giảm", "", "change_rel", "down"),
        ("thấp hơn", "", "change_rel", "down"),
        ("tăng", "", "value", None),
        ("thay đổi", " theo hướng tăng", "change_rel", "up"),
        ("thay đổi", " theo hướng giảm", "change_rel", "down"),
        ("thay đổi", "", "change_rel", None),
    ],
)
def test_the_direction_of_a_change_is_the_verb_nearest_before_else_after(
    compile_marked, surface, after, role, direction
):
    source = HEAD + f"{surface} [q1:12%|dossiers_received_total|r={role};d=up]{after}"
    (one,) = facts_of(source, compile_marked)

    assert one.direction == direction


def test_the_last_of_two_verbs_counts(compile_marked):
    source = HEAD + "tăng rồi giảm [q1:12%|dossiers_received_total|r=change_rel;d=down]"
    (one,) = facts_of(source, compile_marked)

    assert one.direction == "down"


def test_a_figure_without_a_unit_takes_the_one_of_its_code(compile_marked):
    (one,) = facts_of(HEAD + "trễ hạn [q1:12|dossiers_resolved_late]", compile_marked)

    assert one.unit == "dossier"


@pytest.mark.parametrize(
    ("printed", "code", "unit"),
    [
        ("8.866 lượt", "payments_land_transactions", "transaction"),
        ("9.862 lượt", "people_served", "person"),
        ("412 trường hợp", "dossiers_resolved_late", "dossier"),
        ("395 lượt", "hotline_calls", "times"),
        ("8.866 lượt", "OTHER", "times"),
        ("842 bộ", "dossiers_resolved_late", "dossier"),
        ("22 bộ, ngành", "units_meeting_condition", "unit"),
    ],
)
def test_a_vague_unit_counts_what_the_code_counts(printed, code, unit):
    text = f"{printed} đã xong."
    tagged = Tagged(text, (Mention(0, len(printed), "QUANTITY"),), (), {0: Code(code)})
    (one,) = assemble(tagged, Context("made", published=PUBLISHED))

    assert one.unit == unit


def test_a_misprint_has_no_value_and_says_why(compile_marked):
    source = HEAD + "nhận [q1:151.10 hồ sơ|dossiers_received_total|st=malformed]"
    (one,) = facts_of(source, compile_marked)

    assert (one.value, one.status) == (None, "malformed")
    assert Decimal(15110) in one.readings
    assert one.status_note.startswith('"151.10 hồ sơ" breaks the grammar')


def test_values_are_plain_decimals_in_base_units(compile_marked):
    source = HEAD + "thu [q1:3,148 tỷ đồng|payments_online_amount]"
    (one,) = facts_of(source, compile_marked)

    assert (str(one.value), one.unit) == ("3148000000", "VND")


@pytest.mark.parametrize(
    ("code", "period"),
    [
        ("idx766_total_score", (PUBLISHED, PUBLISHED, "as_of")),
        ("dossiers_received_total", (None, None, None)),
    ],
)
def test_only_scores_and_ranks_hold_on_the_day_of_publication(code, period):
    text = "đạt 85,2"
    tagged = Tagged(text, (Mention(4, 8, "QUANTITY"),), (), {0: Code(code)})
    (one,) = assemble(tagged, Context(published=PUBLISHED))

    assert (one.period_start, one.period_end, one.period_basis) == period


def test_without_links_and_context_everything_else_is_unknown():
    text = "có 9 hồ sơ"
    tagged = Tagged(text, (Mention(3, 10, "QUANTITY"),), (), {0: Code("OTHER")})
    (one,) = assemble(tagged, Context())
    unknown = ("admin_level", "level_scope", "agency", "ref_area", "period_start", "part_of")

    assert {getattr(one, slot) for slot in unknown} == {None}


def test_a_figure_without_a_code_is_no_observation():
    mentions = (Mention(0, 1, "QUANTITY"), Mention(2, 3, "QUANTITY"))
    found = assemble(Tagged("1 2", mentions, (), {1: Code("OTHER")}), Context())

    assert [one.char_start for one in found] == [2]


def test_the_scope_that_the_tagger_tells_wins():
    text = "toàn tỉnh 9 hồ sơ"
    mentions = (Mention(0, 9, "LEVEL"), Mention(10, 17, "QUANTITY"))
    codes = {1: Code("dossiers_received_total", scope=("commune", "tier"))}
    (one,) = assemble(Tagged(text, mentions, (Link(1, "AT_LEVEL", 0),), codes), Context())

    assert (one.admin_level, one.level_scope) == ("commune", "tier")


def test_confidence_is_the_product_of_what_the_fact_rests_on():
    text = "toàn tỉnh 9 hồ sơ ở xã A"
    mentions = (
        Mention(0, 9, "LEVEL"),
        Mention(10, 17, "QUANTITY", score=0.8),
        Mention(20, 24, "AGENCY"),
    )
    links = (Link(1, "AT_LEVEL", 0, score=0.5), Link(1, "BY_AGENCY", 2, score=0.1))
    codes = {1: Code("OTHER", score=0.9)}
    (one,) = assemble(Tagged(text, mentions, links, codes), Context())

    assert one.confidence == pytest.approx(0.36)


def test_the_caller_says_what_the_scores_are_worth():
    tagged = Tagged("9", (Mention(0, 1, "QUANTITY", score=0.5),), (), {0: Code("OTHER")})
    (one,) = assemble(tagged, Context(), confidence=lambda grounds: exp(grounds.mention) / 5)

    assert one.confidence == 0.1


def test_every_link_kind_has_a_slot_of_evidence():
    text = "1 2 a b c d"
    labels = ("QUANTITY", "QUANTITY", "INDICATOR", "LEVEL", "AGENCY", "PERIOD")
    mentions = tuple(Mention(2 * n, 2 * n + 1, label) for n, label in enumerate(labels))
    target = {"PART_OF": 0, "RATE_OF": 0, "COMPARED_TO": 5}
    links = tuple(
        Link(1, kind, target.get(kind, labels.index(label))) for kind, label in TARGETS.items()
    )
    (one,) = assemble(Tagged(text, mentions, links, {1: Code("OTHER")}), Context())

    assert len(one.evidence) == len(TARGETS) + 1
