"""Gold and Label Studio say the same: property test both ways, and what people leave behind."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.codebook import load_codebook
from extractor.corpus.gold import Distractor, Gold, GoldFact, GoldLink, GoldMention, text_digest
from extractor.errors import AnnotationError
from extractor.labels import (
    BOUNDS,
    DIRECTIONS,
    DISTRACTOR_KINDS,
    LABELS,
    LEVELS,
    PERIOD_BASES,
    ROLES,
    SCOPES,
    STATUSES,
    TARGETS,
    UNITS,
)
from extractor.labelstudio.checks import check_prediction, check_task
from extractor.labelstudio.codec import decode_task, encode_gold

#: What offsets stumble over: CRLF, CR, TAB, NBSP, NFD, emoji with joiner, zero width, U+2028.
PIECES = ["a", "hồ sơ", "64.933", " ", "\r\n", "\r", "\t", "\u00a0", "e\u0302\u0301", "😀",
          "👩\u200d🌾", "\u200b", "\u2028", "98,7%"]  # fmt: skip
LETTERS = dict(zip(LABELS, "qilap", strict=True))


@st.composite
def golds(draw):
    """Draw a text of awkward pieces and a gold over it, in the order in which gold is stored."""
    pieces = draw(st.lists(st.sampled_from(PIECES), min_size=1, max_size=24))
    text, mentions = "", []
    for number, piece in enumerate(pieces):
        label = draw(st.sampled_from([None, *LABELS])) if piece == piece.strip() else None
        if label:
            at = len(text)
            name = f"{LETTERS[label]}{number}"
            mentions.append(GoldMention(id=name, label=label, start=at, end=at + len(piece)))
        text += piece
    facts = [draw(facts_of(m.id)) for m in mentions if m.label == "QUANTITY"]
    links = draw(links_of(mentions))
    others = draw(st.lists(st.integers(0, len(text) - 1), unique=True, max_size=3))
    gold = Gold(
        doc_id="drawn", text_sha256=text_digest(text), annotator="an", guideline="1.0",
        codebook="0.2", province=draw(st.sampled_from([None, "Kon Tum"])),
        published=draw(st.none() | st.dates(date(2015, 1, 1), date(2030, 1, 1))),
        mentions=tuple(mentions), links=tuple(links), facts=tuple(facts),
        distractors=tuple(
            Distractor(start=at, end=at + 1, kind=draw(st.sampled_from(DISTRACTOR_KINDS)))
            for at in sorted(others)
            if text[at].strip()
        ),
        breaks=tuple(f.mention for f in facts if draw(st.booleans())),
    )  # fmt: skip
    return text, gold


def facts_of(mention):
    """Draw the slots of one figure."""
    numbers = st.none() | st.decimals(-(10**12), 10**12, places=3)
    words = st.none() | st.text("Sở Công Thương/;\"'<>&", min_size=1).filter(
        lambda text: text == text.strip()
    )
    days = st.none() | st.dates()
    return st.builds(
        GoldFact,
        mention=st.just(mention),
        indicator=st.sampled_from([*load_codebook().indicators, "OTHER"]),
        qualifier=words, role=st.sampled_from(ROLES), value=numbers,
        unit=st.sampled_from(UNITS), bound=st.sampled_from(BOUNDS),
        direction=st.none() | st.sampled_from(DIRECTIONS), base_value=numbers,
        status=st.sampled_from(STATUSES), true_value=numbers,
        admin_level=st.none() | st.sets(st.sampled_from(LEVELS), min_size=1).map(
            lambda found: "+".join(level for level in LEVELS if level in found)
        ),
        level_scope=st.none() | st.sampled_from(SCOPES), agency=words, ref_area=words,
        period_start=days, period_end=days,
        period_basis=st.none() | st.sampled_from(PERIOD_BASES),
        compare_start=days, compare_end=days, note=words,
    )  # fmt: skip


@st.composite
def links_of(draw, mentions):
    """Draw at most one link of a kind from each figure."""
    links = []
    for source in (m for m in mentions if m.label == "QUANTITY"):
        for kind, label in TARGETS.items():
            targets = [m.id for m in mentions if m.label == label and m.id != source.id]
            target = draw(st.none() | st.sampled_from(targets)) if targets else None
            if target:
                links.append(GoldLink(source=source.id, kind=kind, target=target))
    return links


@given(golds())
@settings(deadline=None, max_examples=80)
def test_gold_comes_back_as_it_went(drawn):
    text, gold = drawn
    data, result = encode_gold(gold, text)
    back = decode_task(data, result, annotator="an")
    assert back.faults == ()
    assert back.gold == gold
    assert encode_gold(back.gold, text) == (data, result)
    assert check_prediction({"result": result, "score": 1.0}, text) == []


def test_a_code_outside_the_codebook_is_refused(demo):
    text, gold = demo
    strange = gold.facts[0].model_copy(update={"indicator": "dossiers_lost"})
    gold = gold.model_copy(update={"facts": (strange, *gold.facts[1:])})
    with pytest.raises(AnnotationError, match="dossiers_lost not in the codebook"):
        encode_gold(gold, text)


def test_the_demo_comes_back_without_a_note(demo):
    text, gold = demo
    data, result = encode_gold(gold, text)
    back = decode_task(data, result, annotator="an")
    assert (back.gold, back.faults, back.notes) == (gold, (), ())
    assert len(back.gold.facts) == 5


@pytest.fixture
def task(demo):
    """Give a task that a test may spoil: its text, data and result."""
    text, gold = demo
    data, result = encode_gold(gold, text)
    return text, data, result


def item(result, region, name="label"):
    return next(i for i in result if i.get("id") == region and i.get("from_name") == name)


def arrow(result, source, kind):
    return next(i for i in result if i.get("from_id") == source and i["labels"] == [kind])


def decode(data, result):
    return decode_task(data, result, annotator="an")


def test_the_text_that_the_server_shows_is_never_read(task):
    _, data, result = task
    for one in result:
        if one["type"] == "labels":
            one["value"]["text"] = "\\n"
    assert len(decode(data, result).gold.mentions) == 12


def test_ids_of_the_browser_are_renamed_in_order(task):
    _, data, result = task
    for one in result:
        for key in ("id", "from_id", "to_id"):
            if one.get(key) in ("q1", "q2"):
                one[key] = {"q1": "Zk3-x", "q2": "a_9"}[one[key]]
    gold = decode(data, result).gold
    assert [m.id for m in gold.mentions if m.label == "QUANTITY"] == ["q1", "q2", "q3", "q4", "q5"]


def test_blanks_at_the_ends_are_trimmed_with_a_note(task, demo):
    _, data, result = task
    gold = demo[1]
    for one in result:
        if one.get("id") == "i1":
            one["value"]["start"] -= 1
            one["value"]["end"] += 1
    back = decode(data, result)
    assert back.gold == gold
    assert len(back.notes) == 1
    assert "trimmed to 'tiếp nhận'" in back.notes[0]


def test_punctuation_is_trimmed_only_where_a_person_selected(task):
    text, data, result = task
    for one in result:
        if one.get("id") == "q3":
            one["value"]["start"] -= 1
            one["value"]["end"] += 2
    assert text[item(result, "q3")["value"]["start"]] == "("
    untouched = decode(data, result).gold
    assert [text[m.start : m.end] for m in untouched.mentions if m.id == "q3"] == ["(23,3%)."]
    item(result, "q3")["origin"] = "manual"
    mended = decode(data, result).gold
    assert [text[m.start : m.end] for m in mended.mentions if m.id == "q3"] == ["23,3%"]


@pytest.mark.parametrize(
    ("source", "kind"),
    [("q1", "HAS_INDICATOR"), ("q1", "AT_LEVEL"), ("q4", "BY_AGENCY"), ("q1", "IN_PERIOD")],
)
def test_an_arrow_without_label_is_told_by_its_ends(task, source, kind):
    _, data, result = task
    gold = decode(data, result).gold
    del arrow(result, source, kind)["labels"]
    back = decode(data, result)
    assert back.gold == gold
    assert f"it is {kind}" in back.notes[0]


@pytest.mark.parametrize(
    ("source", "kind"), [("q2", "PART_OF"), ("q3", "RATE_OF"), ("q5", "COMPARED_TO")]
)
def test_an_arrow_that_could_mean_two_things_is_refused(task, source, kind):
    _, data, result = task
    arrow(result, source, kind)["labels"] = []
    back = decode(data, result)
    assert back.gold is None
    assert "has no label" in back.faults[0]


@pytest.mark.parametrize("backward", ["left", "swapped"])
def test_an_arrow_drawn_backward_is_turned_round(task, backward):
    _, data, result = task
    gold = decode(data, result).gold
    one = arrow(result, "q1", "HAS_INDICATOR")
    one["from_id"], one["to_id"] = one["to_id"], one["from_id"]
    if backward == "left":
        one["direction"] = "left"
    assert decode(data, result).gold == gold


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda r: item(r, "q1")["value"].update(labels=["OLD"]), "not on the screen"),
        (lambda r: item(r, "q1")["value"].update(labels=["QUANTITY", "LEVEL"]), "2 labels"),
        (lambda r: item(r, "q1")["value"].update(end=9999), "outside the text"),
        (lambda r: item(r, "q1")["value"].update(start="x"), "no offsets"),
        (lambda r: item(r, "i1")["value"].update(start=0), "overlap"),
        (lambda r: r.remove(item(r, "i1")), "dangles"),
        (lambda r: r.remove(item(r, "q1", "indicator")), "indicator is empty"),
        (lambda r: r.remove(item(r, "q1", "unit")), "unit is empty"),
        (lambda r: item(r, "q1", "unit")["value"].update(choices=["bag"]), "'bag' is not on"),
        (lambda r: item(r, "q1", "unit")["value"].update(choices=["day", "copy"]), "2 values"),
        (lambda r: item(r, "q1", "value")["value"].update(text=["64,9"]), "no plain number"),
        (lambda r: item(r, "q1", "value")["value"].update(text=["1", "2"]), "2 values"),
        (lambda r: item(r, "q1", "period_start")["value"].update(text=["1/7"]), "no date"),
        (lambda r: item(r, "q1", "unit").update(from_name="colour"), "'colour' is not on"),
        (lambda r: arrow(r, "q1", "AT_LEVEL").update(to_id="i1"), "goes from QUANTITY to LEVEL"),
        (lambda r: arrow(r, "q1", "AT_LEVEL").update(labels=["NEAR"]), "'NEAR', which is not"),
        (lambda r: arrow(r, "q1", "AT_LEVEL").update(labels=["A", "B"]), "several labels"),
        (lambda r: arrow(r, "q2", "PART_OF").update(to_id="q2"), "points at itself"),
        (lambda r: r.remove(item(r, "n1", "kind")), "has no kind"),
    ],
)
def test_what_breaks_gold_refuses_the_task(task, spoil, message):
    _, data, result = task
    spoil(result)
    back = decode(data, result)
    assert back.gold is None
    assert message in "\n".join(back.faults)


def test_two_arrows_of_one_kind_are_refused_and_a_double_is_not(task):
    _, data, result = task
    gold = decode(data, result).gold
    twice = [*result, dict(arrow(result, "q1", "HAS_INDICATOR"))]
    assert decode(data, twice).gold == gold
    other = [*result, {**arrow(result, "q1", "HAS_INDICATOR"), "to_id": "i2"}]
    assert "two arrows HAS_INDICATOR" in decode(data, other).faults[0]


def test_every_fault_of_a_task_is_told_at_once(task):
    _, data, result = task
    result.remove(item(result, "q1", "indicator"))
    result.remove(item(result, "q2", "unit"))
    assert len(decode(data, result).faults) == 2


def test_a_text_changed_on_the_server_is_refused(task):
    text, data, result = task
    back = decode({**data, "text": text.replace("64.933", "64.934")}, result)
    assert back.faults == ("the text was changed on the server; push it as a new task",)


def test_a_group_mark_typed_as_a_point_is_noted(task):
    _, data, result = task
    item(result, "q1", "value")["value"]["text"] = ["64.933"]
    back = decode(data, result)
    assert back.gold.facts[0].value == Decimal("64.933")
    assert "was a point a group mark?" in back.notes[0]


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda r: item(r, "q1")["value"].update(start=-1), "outside the text"),
        (lambda r: item(r, "q1")["value"].update(labels=["OLD"]), "unknown label"),
        (lambda r: item(r, "i1")["value"].update(start=0), "overlap"),
        (lambda r: item(r, "q1").update(score=5.0), "outside 0–1"),
        (lambda r: item(r, "q1").update(to_name="txt"), "to_name"),
        (lambda r: arrow(r, "q1", "AT_LEVEL").update(to_id="l9"), "dangles"),
        (lambda r: arrow(r, "q1", "AT_LEVEL").update(to_id="i1"), "joins"),
        (lambda r: r.append(arrow(r, "q1", "AT_LEVEL")), "second of its kind"),
        (
            lambda r: item(r, "q1", "indicator")["value"].update(taxonomy=[["x", "OTHER"]]),
            "no path",
        ),
        (lambda r: item(r, "q1", "unit")["value"].update(start=0), "not at its region"),
    ],
)
def test_the_strict_check_sees_what_the_server_accepts(task, spoil, message):
    text, _, result = task
    assert check_prediction({"result": result, "score": 0.5}, text) == []
    spoil(result)
    assert message in "\n".join(check_prediction({"result": result, "score": 0.5}, text))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"text": " "}, "no text"),
        ({"text": "khác"}, "not the digest"),
        ({"doc_id": "../demo"}, "cannot name a file"),
        ({"doc_id": None}, "doc_id is missing"),
    ],
)
def test_faulty_task_data_is_seen(task, changes, message):
    _, data, _ = task
    assert check_task({"data": data}) == []
    assert message in "\n".join(check_task({"data": {**data, **changes}}))
