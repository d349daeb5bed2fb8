"""Tags on the tokens that grammar and gazetteer know."""

import pytest

from extractor.fitting import blank
from extractor.pipes.hints import Hints, find_hints

TEXT = "Quý II/2024, toàn tỉnh tiếp nhận 900 hồ sơ đúng hạn. Lượt xem: 35"


@pytest.fixture(scope="module")
def tagged():
    doc = blank().make_doc(TEXT)
    before = {token.text: token.tag_ for token in doc}
    return Hints("hints")(doc), before


def tags(doc, words):
    start = TEXT.index(words)
    span = doc.char_span(start, start + len(words), alignment_mode="expand")
    return [token.tag_ for token in span]


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("toàn tỉnh", "level"),
        ("tiếp nhận", "receive"),
        ("900 hồ sơ", "q_dossier"),
        ("đúng hạn", "on_time"),
    ],
)
def test_hinted_tokens_are_tagged_from_their_beginning(tagged, words, kind):
    found = tags(tagged[0], words)

    assert found == [f"{kind}-B", *[f"{kind}-I"] * (len(found) - 1)]


def test_other_tokens_keep_the_tag_of_the_tokenizer(tagged):
    doc, before = tagged

    assert [t.tag_ for t in doc if t.text == ","] == [before[","]]


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("ngày 21/9/2021", "date"),
        ("Quyết định số 766/QĐ-TTg", "document_number"),
        ("Quý II/2024", "period"),
        ("Sở Tư pháp", "agency"),
        ("Lượt xem của trang", "wrapped"),
    ],
)
def test_hints_name_what_they_saw(text, tag):
    assert tag in {found for _, _, found in find_hints(text)}
