"""A deliberately broken prediction lowers exactly the scores that it should, of all there are."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fnmatch import fnmatch

import pytest

from extractor.corpus.store import Bulletin
from extractor.labels import TARGETS
from extractor.schema import Tagged
from extractor.scoring.slots import LADDER, SLOTS
from extractor.scoring.tally import score_bulletin


@dataclass(frozen=True)
class Prediction:
    """What a system says: facts, its mentions and links, and links between gold mentions."""

    observations: tuple
    tagged: Tagged
    relinked: Tagged


def figure(at, **changes):
    """Change slots of one figure, counted in order of text."""

    def spoil(seen, gold):
        changed = [
            one.model_copy(update=changes) if n == at else one
            for n, one in enumerate(seen.observations)
        ]
        return replace(seen, observations=tuple(changed))

    return spoil


def without_figure(at):
    def spoil(seen, gold):
        left = [one for n, one in enumerate(seen.observations) if n != at]
        return replace(seen, observations=tuple(left))

    return spoil


def with_figure_on(kind):
    """Take a number that is no figure as one more figure."""

    def spoil(seen, gold):
        number = next(d for d in gold.distractors if d.kind == kind)
        taken = seen.observations[0].model_copy(
            update={"char_start": number.start, "char_end": number.end}
        )
        return replace(seen, observations=(*seen.observations, taken))

    return spoil


def mention(name, **changes):
    """Change a mention of the system's own."""

    def spoil(seen, gold):
        at = [m.id for m in gold.mentions].index(name)
        mentions = list(seen.tagged.mentions)
        mentions[at] = mentions[at]._replace(**changes)
        return replace(seen, tagged=replace(seen.tagged, mentions=tuple(mentions)))

    return spoil


def shorter(name):
    def spoil(seen, gold):
        end = next(m.end for m in gold.mentions if m.id == name)
        return mention(name, end=end - 1)(seen, gold)

    return spoil


def without_link(kind, part="tagged"):
    """Leave out the first link of a kind: the system's own, or one between gold mentions."""

    def spoil(seen, gold):
        tagged = getattr(seen, part)
        lost = next(one for one in tagged.links if one.kind == kind)
        links = tuple(one for one in tagged.links if one is not lost)
        return replace(seen, **{part: replace(tagged, links=links)})

    return spoil


def facts(slot):
    """Name the scores of facts that ask for a slot."""
    steps = LADDER[LADDER.index(slot) :] if slot in LADDER else ()
    return [f"facts/slots/{slot}", f"facts/filled/{slot}", *(f"facts/ladder/{s}" for s in steps)]


HOW = ("exact", "overlap")
WHOLE = ["facts/whole", "facts/levels/*", "facts/patterns/*"]
CORE = ["facts/core"]
PAIR = ["facts/value_and_unit"]
CODES = ["codes/by_code/*"]
EVERY_SLOT = [
    "facts/detection", "facts/whole", *CORE, *PAIR, *(f"facts/slots/{slot}" for slot in SLOTS),
    *(f"facts/ladder/{slot}" for slot in LADDER), "facts/filled/*",
]  # fmt: skip


def one_mention(label, kind):
    """Name the scores of mentions of a label and of links of the kind that end there."""
    spans = [f"spans/{how}/{name}" for how in HOW for name in (label, "all")]
    return [*spans, *links(kind)]


def links(kind, part="links"):
    ends = [f"{part}/{how}/{name}" for how in HOW for name in (kind, "all")]
    return [*ends, f"{part}/places/*"]


#: What is broken: (how, the scores that fall).
BROKEN = {
    "value": (figure(0, value=Decimal(64_934)), [*facts("value"), *WHOLE, *CORE, *PAIR]),
    "unit": (figure(0, unit="copy"), [*facts("unit"), *WHOLE, *CORE, *PAIR]),
    "indicator": (
        figure(0, indicator="rate_online"),
        [*facts("indicator"), *WHOLE, *CORE, *CODES],
    ),
    "level": (figure(0, admin_level="commune"), [*facts("level"), *WHOLE, *CORE]),
    "agency": (figure(3, agency="Sở Tư pháp"), facts("agency")),
    "period": (figure(0, period_end=date(2023, 9, 29)), [*facts("period"), *WHOLE, *CORE]),
    "role": (figure(0, role="target"), [*facts("role"), *WHOLE]),
    "direction": (figure(4, direction="down"), [*facts("direction"), *WHOLE]),
    "bound": (figure(3, bound="lt"), facts("bound")),
    "base_value": (figure(5, base_value=Decimal(19)), facts("base_value")),
    "qualifier": (figure(5, qualifier="đất đai"), facts("qualifier")),
    "scope": (figure(0, level_scope="tier"), facts("scope")),
    "area": (figure(3, ref_area="VN-P01"), facts("area")),
    "basis": (figure(0, period_basis="stated"), facts("basis")),
    "compare": (figure(4, compare_start=date(2021, 1, 1)), facts("compare")),
    "part": (figure(1, part_of=None), ["facts/parts/PART_OF"]),
    "rate": (figure(2, rate_of=None), ["facts/parts/RATE_OF"]),
    **{
        f"missed figure {at}": (
            without_figure(at), [*EVERY_SLOT, "facts/levels/*", "facts/patterns/*", *CODES, *more]
        )
        for at, more in enumerate(
            [["facts/parts/PART_OF"], ["facts/parts/*", "malformed/*"], ["facts/parts/*"], [],
             ["malformed/flagged"], []]
        )
    },
    **{
        f"{kind} taken": (
            with_figure_on(kind),
            [*EVERY_SLOT, *CODES, f"distractors/left_alone/{kind}", "distractors/left_alone/all"],
        )
        for kind in ("date", "duration", "period")
    },
    "unflagged": (figure(4, status="ok"), [*facts("status"), "malformed/flagged"]),
    "wrong repair": (
        figure(1, value=Decimal(15_101)),
        [*facts("value"), *WHOLE, *CORE, *PAIR, "malformed/repaired", "malformed/not_invented"],
    ),
    "invented": (
        figure(4, value=Decimal(350)),
        [*facts("value"), *WHOLE, *CORE, *PAIR, "malformed/not_invented"],
    ),
    "shorter agency": (
        shorter("a1"),
        ["spans/exact/AGENCY", "spans/exact/all", "links/exact/BY_AGENCY", "links/exact/all"],
    ),
    "level taken for an indicator": (
        mention("l1", label="INDICATOR"),
        [*one_mention("LEVEL", "AT_LEVEL"), "spans/*/INDICATOR"],
    ),
    "shorter quantity": (
        shorter("q5"),
        ["spans/exact/QUANTITY", "spans/exact/all", "links/exact/*"],
    ),
    "shorter period": (
        shorter("p2"),
        ["spans/exact/PERIOD", "spans/exact/all", "links/exact/COMPARED_TO", "links/exact/all"],
    ),
    "period taken for a level": (
        mention("p1", label="LEVEL"),
        [*one_mention("PERIOD", "IN_PERIOD"), "spans/*/LEVEL"],
    ),
    "quantity taken for an agency": (
        mention("q6", label="AGENCY"),
        ["spans/*/QUANTITY", "spans/*/AGENCY", "spans/*/all", "links/*"],
    ),
    **{f"no {kind}": (without_link(kind), links(kind)) for kind in TARGETS},
    **{
        f"no {kind} between gold mentions": (
            without_link(kind, "relinked"), links(kind, "gold_links")
        )
        for kind in TARGETS
    },
}  # fmt: skip


@pytest.fixture
def score(demo, perfect, tagged):
    """Score the perfect prediction after `spoil`: counts by name where there are any."""
    text, gold = demo
    bulletin = Bulletin("demo", text, gold, "test", {})

    def run(spoil=lambda seen, gold: seen):
        seen = spoil(Prediction(perfect, tagged, tagged), gold)
        table = score_bulletin(bulletin, seen, relinked=seen.relinked).table
        return {name: counts for name, counts in table.items() if counts.f1 is not None}

    return run


def fallen(before, after):
    """Name the scores that a spoiled prediction lowers, or adds where gold has nothing."""
    return {name for name, counts in after.items() if counts != before.get(name)}


def test_a_perfect_prediction_is_right_everywhere(score):
    perfect = score()
    assert len(perfect) > 70
    assert {(c.precision, c.recall) for c in perfect.values()} <= {(1.0, 1.0)}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_prediction_lowers_these_scores_and_no_other(score, name):
    spoil, patterns = BROKEN[name]
    before, after = score(), score(spoil)
    found = fallen(before, after)
    assert found
    assert {one for one in found if not any(fnmatch(one, p) for p in patterns)} == set()
    assert [p for p in patterns if not any(fnmatch(one, p) for one in found)] == []
    assert all(after[one].f1 < 1 for one in found)
    assert set(before) <= set(after)


def test_each_score_is_lowered_by_a_broken_prediction(score):
    before = score()
    found = set().union(*(fallen(before, score(spoil)) for spoil, _ in BROKEN.values()))
    assert set(before) - found == set()
