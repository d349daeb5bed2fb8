from dataclasses import replace

import pytest

from extractor.labels import TARGETS
from extractor.schema import Link, Mention, Tagged
from extractor.scoring.counts import Counts
from extractor.scoring.links import Breaks, score_links


def without_mention(tagged, index):
    """Drop a mention and its links, as a tagger that missed it would."""
    keep = [n for n in range(len(tagged.mentions)) if n != index]
    new = {old: n for n, old in enumerate(keep)}
    links = tuple(
        Link(new[one.source], one.kind, new[one.target])
        for one in tagged.links
        if index not in (one.source, one.target)
    )
    return Tagged(tagged.text, tuple(tagged.mentions[n] for n in keep), links)


def index_of(gold, name):
    return [m.id for m in gold.mentions].index(name)


def test_gold_against_itself_is_all_right(demo, tagged):
    _, gold = demo
    scores = score_links(gold, tagged)
    assert scores.exact["all"] == scores.overlap["all"] == Counts(tp=len(gold.links))
    assert sum(scores.places.values(), Counts()) == Counts(tp=len(gold.links))


def test_every_kind_has_a_row_of_gold_size(demo, tagged):
    _, gold = demo
    scores = score_links(gold, replace(tagged, links=()))
    assert set(scores.exact) == {*TARGETS, "all"}
    for kind in TARGETS:
        assert scores.exact[kind] == Counts(fn=sum(link.kind == kind for link in gold.links))


def test_links_of_a_missed_mention_stay_in_the_denominator(demo, tagged):
    _, gold = demo
    level = index_of(gold, "l1")
    lost = sum(link.target == "l1" for link in gold.links)
    scores = score_links(gold, without_mention(tagged, level))
    assert lost == 3
    assert scores.exact["AT_LEVEL"] == Counts(fn=3)
    assert scores.exact["all"] == Counts(tp=len(gold.links) - 3, fn=3)


def test_no_mentions_at_all_is_recall_zero_and_no_precision(demo):
    text, gold = demo
    scores = score_links(gold, Tagged(text, (), ()))
    assert scores.exact["all"].recall == 0.0
    assert scores.exact["all"].precision is None


def test_a_link_to_the_wrong_target_is_spurious_and_missed(demo, tagged):
    _, gold = demo
    wrong, right = index_of(gold, "i1"), index_of(gold, "i2")
    links = tuple(
        one._replace(target=wrong)
        if one.kind == "HAS_INDICATOR"
        and one.target == right
        and one.source == index_of(gold, "q2")
        else one
        for one in tagged.links
    )
    scores = score_links(gold, replace(tagged, links=links))
    assert scores.exact["HAS_INDICATOR"] == Counts(tp=5, fp=1, fn=1)
    assert scores.exact["AT_LEVEL"] == Counts(tp=3)


def test_a_mention_with_another_end_is_right_by_overlap_only(demo, tagged):
    _, gold = demo
    at = index_of(gold, "a1")
    mentions = list(tagged.mentions)
    mentions[at] = mentions[at]._replace(end=mentions[at].end - 1)
    scores = score_links(gold, replace(tagged, mentions=tuple(mentions)))
    linked = sum(link.kind == "BY_AGENCY" for link in gold.links)
    assert scores.exact["BY_AGENCY"] == Counts(fp=linked, fn=linked)
    assert scores.overlap["BY_AGENCY"] == Counts(tp=linked)


def test_a_repeated_link_is_spurious(demo, tagged):
    _, gold = demo
    scores = score_links(gold, replace(tagged, links=(*tagged.links, tagged.links[0])))
    assert scores.exact["all"] == Counts(tp=len(gold.links), fp=1)


def test_a_mention_of_another_label_is_no_end_of_the_link(demo, tagged):
    _, gold = demo
    at = index_of(gold, "l1")
    old = tagged.mentions[at]
    mentions = list(tagged.mentions)
    mentions[at] = Mention(old.start, old.end, "AGENCY")
    scores = score_links(gold, replace(tagged, mentions=tuple(mentions)))
    assert scores.overlap["AT_LEVEL"] == Counts(fp=3, fn=3)


@pytest.mark.parametrize(
    ("target", "place"),
    [
        ("Tiêu đề", "before, other paragraph"),
        ("Quý I", "before, same paragraph"),
        ("Tỉnh", "before, same sentence"),
        ("trực tuyến", "after, same sentence"),
        ("Cấp xã", "after, same paragraph"),
        ("Cuối", "after, other paragraph"),
    ],
)
def test_places_are_told_apart(target, place):
    text = "Tiêu đề\nQuý I đã qua. Tỉnh nhận 9.120 hồ sơ trực tuyến. Cấp xã nhận ít.\nCuối"
    source, at = text.index("9.120"), text.index(target)
    stretches = (source, source + 5), (at, at + len(target))
    assert Breaks(text).place(*stretches) == place
