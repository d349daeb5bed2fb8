import pytest

from extractor.scoring.names import fold_name
from extractor.scoring.slots import SLOTS, gold_slots, observed_slots


def test_gold_and_observation_have_the_same_slots_in_one_order(demo, perfect):
    _, gold = demo
    assert tuple(gold_slots(gold.facts[0])) == tuple(observed_slots(perfect[0])) == SLOTS


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("UBND huyện Đăk Hà", "Ủy ban nhân dân huyện Đăk Hà"),
        ("TP Vinh", "thành phố Vinh"),
        ("Sở TT&TT", "Sở Thông tin và Truyền thông"),
        ("Sở LĐ-TB&XH", "Sở Lao động - Thương binh và Xã hội"),
        ("Sở NN&PTNT", "Sở Nông nghiệp và Phát triển nông thôn"),
        ("Sở\u00a0Tư pháp", "sở tư pháp"),
        ("Ho\u0300a", "Hòa"),
    ],
)
def test_wordings_of_one_name_are_equal(one, two):
    assert fold_name(one) == fold_name(two)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Sở Tư pháp", "Sở Nội vụ"),
        ("UBND huyện Đăk Hà", "huyện Đăk Hà"),
        ("UBND xã Hòa An", "UBND xã Hóa An"),
    ],
)
def test_different_names_stay_different(one, two):
    assert fold_name(one) != fold_name(two)


def test_no_name_stays_nothing():
    assert fold_name(None) is None
