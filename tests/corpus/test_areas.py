"""Territories that gold names get their official code; what nothing proves gets none."""

from __future__ import annotations

from datetime import date

import pytest

from extractor.corpus.areas import area_vintage, find_area
from extractor.corpus.gold import GoldFact
from extractor.corpus.migration import locate
from extractor.corpus.observations import observe_gold
from extractor.vietnamese.gazetteer import era_of

from .sources import compile_bulletin

BEFORE, AFTER = "before_2025_07", "after_2025_07"


@pytest.mark.parametrize(
    ("agency", "level", "scope", "province", "area"),
    [
        ("huyện Yên Lạc", "district", "area", "Vĩnh Phúc", "VN-D251"),
        ("UBND huyện Yên Lạc", "district", "unit", "Vĩnh Phúc", "VN-D251"),
        ("Yên Lạc", "district", "area", "Vĩnh Phúc", "VN-D251"),
        ("UBND TP. Vĩnh Yên", "district", "unit", "Vĩnh Phúc", "VN-D243"),
        ("UBND THỊ XÃ KỲ ANH", "district", "unit", "Hà Tĩnh", "VN-D449"),
        ("huyện Kỳ Anh", "district", "area", "Hà Tĩnh", "VN-D447"),
        ("Bộ phận Một cửa UBND huyện", "district", "unit", "Hà Tĩnh", None),
        ("huyện Yên Lạc", "district", "area", "Kon Tum", None),
        ("Phường 2", "commune", "area", "Lâm Đồng", None),
        (None, "commune", "area", "Lâm Đồng", None),
        (None, "district", "tier", "Kon Tum", "VN-P62"),
        ("huyện Đăk Hà", "commune", "tier", "Kon Tum", "VN-D615"),
        (None, "district+commune", "tier", "Kon Tum", "VN-P62"),
        ("Sở Tư pháp", "province", "unit", "Kon Tum", "VN-P62"),
        ("Sở Tư pháp tỉnh Bình Định", "province", "unit", "Kon Tum", "VN-P52"),
        ("Bảo hiểm xã hội tỉnh", "province", "unit", "Kon Tum", "VN-P62"),
        ("tỉnh Bình Định", "province", "area", None, "VN-P52"),
        (None, "province", "tier", None, None),
        ("Bộ Tư pháp", "national", "unit", "Kon Tum", "VN"),
        ("Sở Tư pháp", None, None, "Kon Tum", None),
    ],
)
def test_the_level_says_what_is_looked_up(agency, level, scope, province, area) -> None:
    found = find_area(agency, level=level, scope=scope, province=province, era=BEFORE)
    assert found == area


@pytest.mark.parametrize(
    ("agency", "level", "scope", "area"),
    [
        ("xã Bờ Y", "commune", "area", "VN-C23377"),
        ("huyện Đăk Hà", "district", "area", "VN-D615"),
        ("tỉnh Kon Tum", "province", "area", "VN-P62"),
        ("tỉnh Quảng Ngãi", "province", "whole_province", "VN-P51"),
        ("Sở Nội vụ", "province", "unit", "VN-P51"),
    ],
)
def test_units_that_are_no_more_keep_their_code(agency, level, scope, area) -> None:
    found = find_area(agency, level=level, scope=scope, province="Quảng Ngãi", era=AFTER)
    assert found == area


@pytest.mark.parametrize(
    ("area", "era", "vintage"),
    [
        ("VN-D615", AFTER, BEFORE),
        ("VN-P62", AFTER, BEFORE),
        ("VN-P51", AFTER, AFTER),
        ("VN-P51", BEFORE, BEFORE),
        ("VN", AFTER, AFTER),
        ("VN-C23377", None, None),
        (None, AFTER, None),
    ],
)
def test_a_code_is_of_the_list_that_has_it(area, era, vintage) -> None:
    assert area_vintage(area, era) == vintage


def test_the_era_turns_on_the_first_of_july_2025() -> None:
    assert (era_of(date(2025, 6, 30)), era_of(date(2025, 7, 1)), era_of(None)) == (
        BEFORE, AFTER, None,
    )  # fmt: skip


SOURCE = (
    "@@ per=2024-04-01..2024-06-30\n"
    "[i1:nhận] [a1:UBND huyện Đăk Hà] [q1:9 hồ sơ|dossiers_received_total|i=i1;a=a1;lv=DU{}]"
)


def test_gold_carries_code_and_list() -> None:
    (fact,) = compile_bulletin(SOURCE.format("")).gold.facts
    assert (fact.ref_area, fact.area_vintage) == ("VN-D615", BEFORE)


def test_what_the_author_writes_wins() -> None:
    (fact,) = compile_bulletin(SOURCE.format(";ar=VN-D616")).gold.facts
    assert fact.ref_area == "VN-D616"
    (fact,) = compile_bulletin(SOURCE.format(";ar=-")).gold.facts
    assert (fact.ref_area, fact.area_vintage) == (None, None)


def test_a_list_that_somebody_wrote_is_kept() -> None:
    bulletin = compile_bulletin(SOURCE.format(";ar=VN-C23377"))
    data = bulletin.gold.model_dump()
    data["facts"] = [GoldFact(**{**data["facts"][0], "area_vintage": AFTER})]
    (fact,) = type(bulletin.gold).model_validate(data).facts
    assert fact.area_vintage == AFTER


def test_observations_of_gold_have_both() -> None:
    (one,), _ = observe_gold(compile_bulletin(SOURCE.format("")))
    assert (one.ref_area, one.area_vintage) == ("VN-D615", BEFORE)


def test_gold_without_a_source_is_located() -> None:
    gold = compile_bulletin(SOURCE.format(";ar=-")).gold
    (fact,) = locate(gold).facts
    assert (fact.ref_area, fact.area_vintage) == ("VN-D615", BEFORE)


def test_locating_keeps_the_codes_that_are_there() -> None:
    gold = compile_bulletin(SOURCE.format(";ar=VN-D616")).gold
    assert locate(gold).facts == gold.facts


def test_gold_without_a_day_is_located_by_its_era() -> None:
    source = "@@ per=-\n[i1:nhận] [q1:9 hồ sơ|dossiers_received_total|i=i1;lv=PW]"
    gold = compile_bulletin(source).gold
    bare = gold.facts[0].model_copy(update={"ref_area": None, "area_vintage": None})
    gold = gold.model_copy(update={"published": None, "province": "Quảng Ngãi", "facts": (bare,)})
    (fact,) = locate(gold, era=AFTER).facts
    assert (fact.ref_area, fact.area_vintage) == ("VN-P51", AFTER)
