"""The gold format: checked on construction, written and read back whole."""

import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.corpus.gold import (
    Distractor,
    Gold,
    GoldFact,
    GoldLink,
    GoldMention,
    check_text,
    read_gold,
    text_digest,
    write_gold,
)
from extractor.errors import AnnotationError
from extractor.labels import BOUNDS, DISTRACTOR_KINDS, ROLES, STATUSES, UNITS

TEXT = "Toàn tỉnh tiếp nhận 9 hồ sơ"
MENTIONS = (
    GoldMention(id="l1", label="LEVEL", start=0, end=9),
    GoldMention(id="i1", label="INDICATOR", start=10, end=19),
    GoldMention(id="q1", label="QUANTITY", start=20, end=27),
)
FACT = GoldFact(mention="q1", indicator="OTHER", value=Decimal(9), unit="dossier")


def gold(**changes):
    """Make gold of the text above with some slots changed."""
    slots = {
        "doc_id": "made",
        "text_sha256": text_digest(TEXT),
        "annotator": "a1",
        "guideline": "1.0",
        "codebook": "test",
        "mentions": MENTIONS,
        "links": (GoldLink(source="q1", kind="HAS_INDICATOR", target="i1"),),
        "facts": (FACT,),
        "distractors": (),
    }
    return Gold(**{**slots, **changes})


def link(source, kind, target):
    return GoldLink(source=source, kind=kind, target=target)


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"mentions": (*MENTIONS, MENTIONS[0])}, "two mentions share one id"),
        (
            {"mentions": (*MENTIONS, GoldMention(id="l2", label="LEVEL", start=5, end=12))},
            "mentions l1 and l2 overlap",
        ),
        ({"links": (link("q1", "AT_LEVEL", "l9"),)}, "q1 dangles: no mention l9"),
        ({"links": (link("q9", "AT_LEVEL", "l1"),)}, "q9 dangles: no mention q9"),
        ({"links": (link("i1", "AT_LEVEL", "l1"),)}, "starts at i1, which is no QUANTITY"),
        ({"links": (link("q1", "AT_LEVEL", "i1"),)}, "an? INDICATOR; it must end at a LEVEL"),
        ({"links": (link("q1", "PART_OF", "q1"),)}, "points at itself"),
        (
            {"links": (link("q1", "AT_LEVEL", "l1"), link("q1", "AT_LEVEL", "l1"))},
            "q1 has two links AT_LEVEL",
        ),
        ({"facts": ()}, "not one to one"),
        ({"facts": (FACT, FACT)}, "not one to one"),
    ],
)
def test_inconsistent_gold_is_refused(changes, fault):
    with pytest.raises(ValueError, match=fault):
        gold(**changes)


@pytest.mark.parametrize("level", ["city", "commune+province", "province+province", ""])
def test_an_unknown_level_is_refused(level):
    with pytest.raises(ValueError, match="not a level or an ordered join"):
        GoldFact(mention="q1", indicator="OTHER", value=None, unit="other", admin_level=level)


def test_an_unknown_distractor_kind_is_refused():
    with pytest.raises(ValueError, match="'apples' is not one of"):
        Distractor(start=0, end=1, kind="apples")


def test_an_unknown_slot_is_refused():
    with pytest.raises(ValueError, match="colour"):
        gold(colour="red")


def test_touching_mentions_do_not_overlap():
    touching = (*MENTIONS, GoldMention(id="l2", label="LEVEL", start=9, end=10))

    assert len(gold(mentions=touching).mentions) == 4


DATES = st.none() | st.dates()
FACTS = st.builds(
    GoldFact,
    mention=st.just("q1"),
    indicator=st.sampled_from(["OTHER", "dossiers_resolved"]),
    qualifier=st.none() | st.text(max_size=5),
    role=st.sampled_from(ROLES),
    value=st.none() | st.decimals(allow_nan=False, allow_infinity=False, places=2),
    unit=st.sampled_from(UNITS),
    bound=st.sampled_from(BOUNDS),
    status=st.sampled_from(STATUSES),
    admin_level=st.sampled_from([None, "national", "district+commune"]),
    period_start=DATES,
    period_end=DATES,
    note=st.none() | st.text(max_size=5),
)


@given(
    fact=FACTS,
    published=DATES,
    kinds=st.lists(st.sampled_from(DISTRACTOR_KINDS), max_size=3),
    breaks=st.sampled_from([(), ("q1",)]),
)
def test_gold_comes_back_from_its_file(tmp_path_factory, fact, published, kinds, breaks):
    numbers = tuple(Distractor(start=n, end=n + 1, kind=kind) for n, kind in enumerate(kinds))
    one = gold(facts=(fact,), published=published, distractors=numbers, breaks=breaks)
    path = tmp_path_factory.mktemp("gold") / "made.json"
    write_gold(one, path)

    assert read_gold(path) == one


def test_nothing_half_written_is_left(tmp_path):
    write_gold(gold(), tmp_path / "made.json")

    assert [path.name for path in tmp_path.iterdir()] == ["made.json"]


def test_the_file_names_its_format_first_and_leaves_defaults_out(tmp_path):
    write_gold(gold(published=date(2024, 7, 3)), tmp_path / "made.json")
    data = json.loads((tmp_path / "made.json").read_text(encoding="utf-8"))

    assert next(iter(data)) == "format"
    assert data["facts"] == [
        {"mention": "q1", "indicator": "OTHER", "value": "9", "unit": "dossier"}
    ]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("không phải JSON", "Invalid JSON"),
        ("{}", "doc_id: Field required"),
    ],
)
def test_a_malformed_file_is_refused_with_its_name(tmp_path, text, fault):
    path = tmp_path / "made.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(AnnotationError, match=rf"made\.json: .*{fault}.*; correct the file"):
        read_gold(path)


def test_a_dangling_link_in_a_file_is_refused(tmp_path):
    path = tmp_path / "made.json"
    write_gold(gold(), path)
    path.write_text(path.read_text(encoding="utf-8").replace('"target": "i1"', '"target": "i9"'))
    with pytest.raises(AnnotationError, match="no mention i9"):
        read_gold(path)


def test_the_annotated_text_passes():
    check_text(gold(), TEXT)


def test_another_text_is_refused():
    with pytest.raises(AnnotationError, match="the text differs from the annotated one"):
        check_text(gold(), TEXT + " ")


@pytest.mark.parametrize("span", [(0, 10), (10, 10), (28, 99), (-3, 4), (9, 12)])
def test_a_span_that_is_empty_padded_or_outside_is_refused(span):
    level = GoldMention(id="l1", label="LEVEL", start=span[0], end=span[1])
    one = gold(mentions=(level, MENTIONS[2]), links=())
    with pytest.raises(AnnotationError, match=r"mention l1 at .* correct its offsets"):
        check_text(one, TEXT)


def test_the_digest_is_of_the_bytes():
    assert text_digest("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert text_digest("hoà") != text_digest("hòa")
