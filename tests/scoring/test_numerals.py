from decimal import Decimal

import pytest

from extractor.scoring.counts import Counts
from extractor.scoring.facts import align_facts
from extractor.scoring.numerals import score_distractors, score_malformed

REPAIRED, MALFORMED = 1, 4  # places of the two broken numerals among the figures


def score(demo, perfect, at=0, **changes):
    _, gold = demo
    seen = [o.model_copy(update=changes) if n == at else o for n, o in enumerate(perfect)]
    return score_malformed(align_facts(gold, seen))


def test_gold_against_itself_is_all_right(demo, perfect):
    scores = score(demo, perfect)
    assert scores.flagged == scores.not_invented == Counts(tp=2)
    assert scores.repaired == Counts(tp=1)


@pytest.mark.parametrize(
    ("at", "changes", "expected"),
    [
        (REPAIRED, {"status": "malformed", "value": None},
         (Counts(tp=2), Counts(fn=1), Counts(tp=2))),
        (REPAIRED, {"value": Decimal(15_101)},
         (Counts(tp=2), Counts(fp=1, fn=1), Counts(tp=1, fn=1))),
        (REPAIRED, {"status": "ok", "value": Decimal("151.1")},
         (Counts(tp=1, fn=1), Counts(fn=1), Counts(tp=1, fn=1))),
        (MALFORMED, {"status": "repaired", "value": Decimal(350)},
         (Counts(tp=2), Counts(tp=1, fp=1), Counts(tp=1, fn=1))),
        (0, {"status": "malformed", "value": None},
         (Counts(tp=2, fp=1), Counts(tp=1), Counts(tp=2))),
        (0, {"status": "repaired"},
         (Counts(tp=2, fp=1), Counts(tp=1, fp=1), Counts(tp=2))),
    ],
    ids=["left null", "wrong repair", "read as sound", "repair without proof",
         "sound one flagged", "sound one repaired"],
)  # fmt: skip
def test_what_was_made_of_a_numeral(demo, perfect, at, changes, expected):
    scores = score(demo, perfect, at, **changes)
    assert (scores.flagged, scores.repaired, scores.not_invented) == expected


def test_a_missed_broken_numeral_is_not_flagged_and_not_invented(demo, perfect):
    _, gold = demo
    scores = score_malformed(align_facts(gold, [perfect[0]]))
    assert scores.flagged == Counts(fn=2)
    assert scores.not_invented == Counts(tp=2)


def test_distractors_left_alone_are_right(demo, perfect):
    _, gold = demo
    scores = score_distractors(gold, align_facts(gold, perfect))
    assert scores.left_alone["date"] == scores.left_alone["duration"] == Counts(tp=1)
    assert scores.left_alone["all"] == Counts(tp=len(gold.distractors))
    assert scores.left_alone["clock"].recall is None
    assert scores.elsewhere == 0


def test_a_distractor_taken_as_a_figure_counts_against_its_kind(demo, perfect):
    _, gold = demo
    number = next(d for d in gold.distractors if d.kind == "duration")
    taken = perfect[0].model_copy(update={"char_start": number.start, "char_end": number.end})
    scores = score_distractors(gold, align_facts(gold, [*perfect, taken]))
    assert scores.left_alone["duration"] == Counts(fn=1)
    assert scores.left_alone["date"] == Counts(tp=1)


def test_a_spurious_figure_on_no_number_is_counted_elsewhere(demo, perfect):
    text, gold = demo
    at = text.index("tiếp nhận")
    odd = perfect[0].model_copy(update={"char_start": at, "char_end": at + 4})
    scores = score_distractors(gold, align_facts(gold, [*perfect, odd]))
    assert scores.elsewhere == 1
    assert scores.left_alone["all"].recall == 1.0
