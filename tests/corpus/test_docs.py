"""Gold as spaCy documents on the normalised text."""

import unicodedata

import pytest
from spacy.tokens import DocBin

from extractor.corpus.docs import make_doc, write_docs
from extractor.corpus.gold import text_digest
from extractor.fitting import blank

from .sources import compile_bulletin, marked_figures


@pytest.fixture(scope="module")
def nlp():
    return blank()


@pytest.fixture(scope="module")
def bulletin():
    return compile_bulletin(marked_figures())


def surfaces(doc):
    return [(ent.text, ent.label_) for ent in doc.ents]


def test_entities_are_the_gold_mentions(nlp, bulletin):
    doc = make_doc(nlp, bulletin.text, bulletin.gold)

    assert surfaces(doc) == [
        (bulletin.text[m.start : m.end], m.label) for m in bulletin.gold.mentions
    ]


def test_links_name_both_ends_by_offsets(nlp, bulletin):
    doc = make_doc(nlp, bulletin.text, bulletin.gold)
    rows = {(doc.text[a:b], kind, doc.text[c:d]) for a, b, kind, c, d, _ in doc._.tthc_links}

    assert len(doc._.tthc_links) == len(bulletin.gold.links) == 12
    assert ("90%", "RATE_OF", "810 hồ sơ") in rows
    assert ("810 hồ sơ", "IN_PERIOD", "Quý II/2024") in rows


def test_codes_have_indicator_role_and_scope(nlp, bulletin):
    doc = make_doc(nlp, bulletin.text, bulletin.gold)

    assert [(doc.text[row[0] : row[1]], *row[2:]) for row in doc._.tthc_codes] == [
        ("900 hồ sơ", "dossiers_received_total", "value", "province|whole_province", 1.0),
        ("810 hồ sơ", "dossiers_resolved", "value", "province|whole_province", 1.0),
        ("90%", "rate_resolved", "share_of", "province|whole_province", 1.0),
    ]


def moved(bulletin, change):
    """The same gold on a text changed letter by letter; offsets follow."""
    letters = [change(letter) for letter in bulletin.text]
    starts = [0]
    for letter in letters:
        starts.append(starts[-1] + len(letter))
    text = "".join(letters)
    mentions = tuple(
        m.model_copy(update={"start": starts[m.start], "end": starts[m.end]})
        for m in bulletin.gold.mentions
    )
    update = {"mentions": mentions, "text_sha256": text_digest(text)}
    return text, bulletin.gold.model_copy(update=update)


@pytest.mark.parametrize(
    "change",
    [
        lambda letter: unicodedata.normalize("NFD", letter),
        lambda letter: "\u00a0" if letter == " " else letter,
        lambda letter: letter + "\u200b",
        lambda letter: "\r\n" if letter == "\n" else letter,
    ],
    ids=["NFD", "no-break spaces", "zero width", "CR LF"],
)
def test_raw_offsets_are_moved_to_the_normalised_text(nlp, bulletin, change):
    doc = make_doc(nlp, *moved(bulletin, change))

    assert doc.text == bulletin.text
    assert surfaces(doc) == surfaces(make_doc(nlp, bulletin.text, bulletin.gold))


def test_documents_come_back_from_their_file(nlp, bulletin, tmp_path):
    path = tmp_path / "new" / "train.spacy"

    assert write_docs(nlp, [bulletin, bulletin], path) == 2
    docs = list(DocBin().from_disk(path).get_docs(nlp.vocab))
    gold = make_doc(nlp, bulletin.text, bulletin.gold)
    assert [surfaces(doc) for doc in docs] == [surfaces(gold)] * 2
    assert [tuple(row) for row in docs[0]._.tthc_links] == gold._.tthc_links
