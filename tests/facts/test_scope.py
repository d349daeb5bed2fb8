"""Level and scope of a figure from its LEVEL and AGENCY surfaces."""

import pytest

from extractor.facts.scope import Scope, read_scope, with_scope

BEFORE = "before_2025_07"
AFTER = "after_2025_07"


def scope(level, agency, *, province="Kon Tum", era=BEFORE):
    return read_scope(level, agency, province=province, era=era)


@pytest.mark.parametrize(
    ("level", "agency", "expected"),
    [
        ("toàn tỉnh", None, ("province", "whole_province", None)),
        ("cấp tỉnh", None, ("province", "tier", None)),
        ("cấp huyện, cấp xã", None, ("district+commune", "tier", None)),
        ("cả nước", None, ("national", None, None)),
        (None, "Sở Tư pháp", ("province", "unit", "Sở Tư pháp")),
        (None, "UBND huyện Đăk Hà", ("district", "unit", "UBND huyện Đăk Hà")),
        (None, "huyện Đăk Hà", ("district", "area", "huyện Đăk Hà")),
        ("cấp tỉnh", "Sở Tư pháp", ("province", "unit", "Sở Tư pháp")),
        (None, None, (None, None, None)),
    ],
)
def test_level_and_agency_become_one_scope(level, agency, expected):
    found = scope(level, agency)

    assert (found.level, found.scope, found.agency) == expected


def test_a_tier_below_the_named_territory_stays_the_level():
    found = scope("cấp xã", "huyện Đăk Hà")

    assert (found.level, found.scope, found.agency) == ("commune", "tier", "huyện Đăk Hà")
    assert found.area == scope(None, "huyện Đăk Hà").area
    assert found.area is not None


def test_a_tier_above_the_named_territory_gives_way():
    found = scope("cấp tỉnh", "huyện Đăk Hà")

    assert (found.level, found.scope) == ("district", "area")


@pytest.mark.parametrize(
    ("era", "area"), [(BEFORE, "VN-P62"), (AFTER, "VN-P51")], ids=["Kon Tum", "now in Quảng Ngãi"]
)
def test_the_province_code_is_the_one_of_the_era(era, area):
    assert scope("toàn tỉnh", None, era=era).area == area


def test_the_nation_is_its_own_area():
    assert scope("cả nước", None).area == "VN"


def test_a_province_that_nobody_knows_has_no_code():
    found = scope("toàn tỉnh", None, province=None)

    assert (found.level, found.area) == ("province", None)


@pytest.mark.parametrize(("province", "level"), [("Đà Nẵng", "province"), ("Kon Tum", "district")])
def test_a_city_is_a_province_only_where_the_document_says_so(province, level):
    assert scope("toàn thành phố", None, province=province).level == level


def test_the_tagger_may_tell_level_and_scope_itself():
    found = Scope("province", "tier", "Sở Tư pháp", "VN-P62", BEFORE)
    told = with_scope(found, ("commune", "unit"), province="Kon Tum", era=BEFORE)

    assert told == Scope("commune", "unit", "Sở Tư pháp", "VN-P62", BEFORE)


@pytest.mark.parametrize("told", [None, ("province", "tier")])
def test_nothing_new_told_changes_nothing(told):
    found = Scope("province", "tier", "Sở Tư pháp", "VN-P62", BEFORE)

    assert with_scope(found, told, province="Kon Tum", era=BEFORE) is found


def test_the_tagger_may_tell_that_there_is_none():
    nowhere = with_scope(Scope("province", "tier"), (None, None), province="Kon Tum", era=BEFORE)

    assert nowhere == Scope(None, None)


@pytest.mark.parametrize(
    ("found", "told", "area"),
    [
        # Trực tuyến 87%: no link says a level, the model takes it for the province's
        (Scope(), ("province", "whole_province"), "VN-P62"),
        (Scope(), ("commune", "tier"), "VN-P62"),
        (Scope("national", None, None, "VN", BEFORE), ("province", "tier"), "VN-P62"),
        (Scope("province", "tier", None, "VN-P62", BEFORE), ("national", None), "VN"),
        (
            Scope("district", "area", "huyện Kon Rẫy", "VN-D615", BEFORE),
            ("district", "unit"),
            "VN-D615",
        ),
        # one body whose name is not known is not the whole province
        (Scope(), ("commune", "unit"), None),
    ],
)
def test_a_level_that_no_link_says_has_its_area(found, told, area):
    assert with_scope(found, told, province="Kon Tum", era=BEFORE).area == area


def test_no_area_without_a_province():
    assert with_scope(Scope(), ("province", "tier"), province=None, era=BEFORE).area is None
