"""Suggestions point into the raw text and pass the strict check."""

import pytest

import extractor
from extractor.errors import InputError
from extractor.labelstudio.checks import check_prediction
from extractor.labelstudio.suggestions import suggest
from extractor.pipeline import Extractor
from extractor.schema import Code, Link, Mention, Tagged

TEXT = "Quý III/2023, toàn tỉnh\r\n\ttiếp nhận 64.933\u00a0hồ sơ 😀, đúng hạn đạt 98,7%."


@pytest.fixture(scope="module")
def rules():
    return extractor.load("rules")


def test_regions_stand_where_the_raw_text_says(rules):
    found = suggest(rules, TEXT, doc_id="a")
    surfaces = {TEXT[r.start : r.end] for r in found.regions if r.label == "QUANTITY"}
    assert surfaces == {"64.933\u00a0hồ sơ", "98,7%"}


def test_figures_carry_their_slots_and_arrows(rules):
    found = suggest(rules, TEXT, doc_id="a")
    first = next(r for r in found.regions if r.label == "QUANTITY")
    assert first.values["value"] == ("64933",)
    assert first.values["period_start"] == ("2023-07-01",)
    assert {"HAS_INDICATOR", "AT_LEVEL", "IN_PERIOD"} <= {
        a.kind for a in found.arrows if a.source == first.id
    }


def test_a_suggestion_passes_the_strict_check(rules):
    prediction = suggest(rules, TEXT, doc_id="a").as_prediction(TEXT)
    assert len(prediction["result"]) > 10
    assert prediction["model_version"] == "rules"
    assert check_prediction(prediction, TEXT) == []


def test_an_unfit_link_costs_only_itself():
    text = "Sở Tư pháp tiếp nhận 5 hồ sơ"
    tagged = Tagged(
        text,
        (Mention(0, 10, "AGENCY"), Mention(11, 20, "INDICATOR"), Mention(21, 28, "QUANTITY")),
        (Link(2, "HAS_INDICATOR", 0), Link(2, "BY_AGENCY", 0), Link(2, "HAS_INDICATOR", 1)),
        {2: Code("dossiers_received_total")},
    )
    found = suggest(Extractor(lambda text, context: tagged, model="m"), text, doc_id="a")
    assert [(a.source, a.kind, a.target) for a in found.arrows] == [
        ("m2", "BY_AGENCY", "m0"), ("m2", "HAS_INDICATOR", "m1"),
    ]  # fmt: skip
    assert check_prediction(found.as_prediction(text), text) == []


def test_a_text_without_figures_is_sure(rules):
    assert suggest(rules, "Không có gì.", doc_id="a").score == 1.0


def test_an_empty_text_is_refused(rules):
    with pytest.raises(InputError, match="empty"):
        suggest(rules, "\n", doc_id="a")
