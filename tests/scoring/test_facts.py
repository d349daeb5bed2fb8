"""A deliberately broken prediction lowers exactly the score that it should."""

from datetime import date
from decimal import Decimal

import pytest

from extractor.scoring.counts import Counts
from extractor.scoring.facts import align_facts, score_facts
from extractor.scoring.slots import CORE, LADDER, SLOTS, WHOLE

BROKEN = {
    "value": {"value": Decimal(64_934)},
    "unit": {"unit": "copy"},
    "indicator": {"indicator": "OTHER"},
    "role": {"role": "target"},
    "direction": {"direction": "down"},
    "level": {"admin_level": "commune"},
    "period": {"period_end": date(2023, 9, 29)},
    "agency": {"agency": "Sở Tư pháp"},
    "bound": {"bound": "lt"},
    "base_value": {"base_value": Decimal(63)},
    "status": {"status": "contradicted"},
    "qualifier": {"qualifier": "lĩnh vực khác"},
    "scope": {"level_scope": "tier"},
    "area": {"ref_area": "VN-P01"},
    "basis": {"period_basis": "stated"},
    "compare": {"compare_start": date(2021, 1, 1)},
}


def score(demo, observations):
    _, gold = demo
    return score_facts(gold, align_facts(gold, observations))


def broken(perfect, changes, at=0):
    return [o.model_copy(update=changes) if n == at else o for n, o in enumerate(perfect)]


def test_gold_against_itself_is_all_right(demo, perfect):
    scores = score(demo, perfect)
    assert scores.detection == scores.whole == scores.core == Counts(tp=6)
    assert set(scores.slots.values()) == {Counts(tp=6)}


def test_every_slot_has_a_broken_prediction():
    assert set(BROKEN) == set(SLOTS)


@pytest.mark.parametrize("at", range(6))
@pytest.mark.parametrize("slot", SLOTS)
def test_a_broken_slot_lowers_that_slot_alone(demo, perfect, slot, at):
    right, wrong = score(demo, perfect), score(demo, broken(perfect, BROKEN[slot], at))
    lowered = {name for name in SLOTS if wrong.slots[name] != right.slots[name]}
    assert lowered == {slot}
    assert wrong.slots[slot] == Counts(tp=5, fp=1, fn=1)
    assert wrong.detection == right.detection


@pytest.mark.parametrize("slot", SLOTS)
def test_a_broken_slot_lowers_the_whole_fact_only_where_it_belongs_to_it(demo, perfect, slot):
    scores = score(demo, broken(perfect, BROKEN[slot]))
    five, six = Counts(tp=5, fp=1, fn=1), Counts(tp=6)
    assert scores.whole == (five if slot in WHOLE else six)
    assert scores.core == (five if slot in CORE else six)
    assert scores.value_and_unit == (five if slot in ("value", "unit") else six)


@pytest.mark.parametrize("slot", SLOTS)
def test_a_broken_slot_lowers_the_ladder_from_its_step_on(demo, perfect, slot):
    scores = score(demo, broken(perfect, BROKEN[slot]))
    lowered = [step for step in LADDER if scores.ladder[step] != Counts(tp=6)]
    assert lowered == (list(LADDER[LADDER.index(slot) :]) if slot in LADDER else [])


def test_the_whole_fact_is_the_one_of_the_design():
    assert set(WHOLE) == {
        "value", "unit", "indicator", "role", "direction", "level", "period",
    }  # fmt: skip


def test_a_missed_figure_is_wrong_in_each_slot(demo, perfect):
    scores = score(demo, perfect[1:])
    assert scores.detection == Counts(tp=5, fn=1)
    assert set(scores.slots.values()) == {Counts(tp=5, fn=1)}
    assert scores.whole.recall == pytest.approx(5 / 6)


def test_a_spurious_figure_lowers_precision_and_not_accuracy(demo, perfect):
    extra = perfect[0].model_copy(update={"char_start": 0, "char_end": 3})
    scores = score(demo, [*perfect, extra])
    assert scores.detection == scores.whole == Counts(tp=6, fp=1)
    assert scores.whole.recall == 1.0


def test_no_observations_give_zero_accuracy_and_no_precision(demo):
    scores = score(demo, [])
    assert scores.whole.recall == 0.0
    assert scores.whole.precision is None


def test_null_counts_as_right_in_slots_and_not_in_filled(demo, perfect):
    scores = score(demo, perfect)
    assert scores.slots["direction"] == Counts(tp=6)
    assert scores.filled["direction"] == Counts(tp=1)


def test_an_invented_slot_is_spurious_among_the_filled(demo, perfect):
    scores = score(demo, broken(perfect, {"direction": "up"}))
    assert scores.filled["direction"] == Counts(tp=1, fp=1)


def test_a_missing_slot_is_missed_among_the_filled(demo, perfect):
    scores = score(demo, broken(perfect, {"admin_level": None}))
    assert scores.filled["level"] == Counts(tp=5, fn=1)


def test_whole_facts_are_told_apart_by_the_gold_level(demo, perfect):
    scores = score(demo, broken(perfect, {"unit": "copy"}))
    assert scores.levels == {"province": Counts(tp=2, fn=1), "district": Counts(tp=3)}


def test_decimals_are_compared_by_value(demo, perfect):
    scores = score(demo, broken(perfect, {"value": Decimal("64933.000")}))
    assert scores.slots["value"] == Counts(tp=6)


def test_an_observation_of_two_figures_is_one_and_misses_the_other(demo, perfect):
    merged = perfect[3].model_copy(update={"char_end": perfect[4].char_end})
    scores = score(demo, [*perfect[:3], merged, perfect[5]])
    assert scores.detection == Counts(tp=5, fn=1)


@pytest.mark.parametrize(("field", "kind"), [("part_of", "PART_OF"), ("rate_of", "RATE_OF")])
def test_parts_point_at_the_observation_of_the_gold_target(demo, perfect, field, kind):
    gold_size = {"PART_OF": 2, "RATE_OF": 1}[kind]
    assert score(demo, perfect).parts[kind] == Counts(tp=gold_size)
    wrong = score(demo, broken(perfect, {field: perfect[3].obs_id}, at=2))
    assert wrong.parts[kind] == Counts(tp=gold_size - 1, fp=1, fn=1)


def test_a_part_whose_whole_was_missed_is_missed(demo, perfect):
    left = [o.model_copy(update={"part_of": None}) for o in perfect[1:]]
    assert score(demo, left).parts["PART_OF"] == Counts(fn=2)
