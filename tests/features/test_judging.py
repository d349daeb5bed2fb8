"""What a numeral is judged by: the clause that it stands in and the sentence around it."""

import pytest

from extractor.features.judging import candidate_page, judging_features
from extractor.rules.findings import findings

TEXT = "Toàn tỉnh giải quyết đúng hạn 98,2%; GRDP tăng 7,9%, thu ngân sách 3.100 tỷ đồng."


def features_of(text, surface):
    quantities = findings(text).quantities
    places = [i for i, q in enumerate(quantities) if text[q.start : q.end].startswith(surface)]
    return set(judging_features(candidate_page(text, quantities), places[0]))


@pytest.mark.parametrize(
    ("surface", "own", "others"),
    [
        ("98,2%", {"c=đúng", "c=hạn"}, {"c=grdp", "c=ngân"}),
        ("7,9%", {"c=grdp", "c=tăng"}, {"c=hạn", "c=ngân"}),
        ("3.100", {"c=ngân", "c=sách"}, {"c=grdp", "c=hạn"}),
    ],
)
def test_the_words_of_a_clause_are_those_between_its_signs(surface, own, others):
    features = features_of(TEXT, surface)

    assert own <= features
    assert not others & features


def test_the_words_of_the_sentence_are_those_near_the_numeral():
    far = "Xuất khẩu " + "rất " * 60 + "tăng, còn 1.250 hồ sơ. Thu ngân sách đạt."
    features = features_of(far, "1.250")

    assert {"sw=tăng", "sw=còn"} <= features
    assert not {"sw=khẩu", "sw=ngân"} & features


@pytest.mark.parametrize("text", ["7,9%", "7,9%.", "(7,9%)", "\n7,9%\n", "– 7,9%"])
def test_a_clause_may_be_the_numeral_alone(text):
    features = features_of(text, "7,9%")

    assert "ccues=0|percent" in features
    assert not [
        feature for feature in features if feature.startswith("c=") and feature[2:].isalpha()
    ]


def test_a_text_without_signs_is_no_clause():
    text = "xuất khẩu 1.250 hồ sơ " + "tôm " * 40 + "cá"
    features = features_of(text, "1.250")

    assert {"c=khẩu", "c=tôm"} <= features
    assert "c=cá" not in features


def test_a_cue_of_the_clause_is_told_from_one_of_the_sentence():
    features = features_of("Tỷ lệ đúng hạn đạt 98,2%; GRDP tăng 7,9%.", "7,9%")

    assert "ccues=0|percent" in features
    assert any(feature.startswith("cue=") for feature in features)
