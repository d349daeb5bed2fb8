"""Wrong facts in their sentences: what gold and the system link the figure to is told apart."""

import pytest

from extractor.scoring.browser import Piece, view_wrongs
from extractor.scoring.evaluation import evaluate


@pytest.fixture
def view(bulletins, oracle):
    """View the first wrong fact of a system that spoils what it finds."""

    def make(spoil):
        results = evaluate(bulletins[:1], oracle(spoil), resamples=0).results
        return next(view_wrongs(results, {bulletins[0].doc_id: bulletins[0].text}))

    return make


def spoil_first(bulletins, **evidence):
    text = bulletins[0].text
    places = {k: (text.index(v), text.index(v) + len(v)) for k, v in evidence.items()}

    def spoil(seen, doc_id):
        return [seen[0].model_copy(update={"unit": "copy", "evidence": places}), *seen[1:]]

    return spoil


def test_the_sentence_shows_what_gold_the_system_and_both_link(view, bulletins):
    found = view(spoil_first(bulletins, indicator="tiếp nhận", level="hồ sơ"))
    wanted = [
        ("Quý III/2023", "gold"), (", ", ""), ("toàn tỉnh", "gold"), (" ", ""),
        ("tiếp nhận", "both"), (" ", ""), ("64.933 hồ sơ", "figure"), (".", ""),
    ]  # fmt: skip
    assert [(piece.text, piece.kind) for piece in found.sentence] == wanted


def test_what_only_the_system_links_is_marked(view, bulletins):
    found = view(spoil_first(bulletins, agency="III"))
    kinds = {piece.text: piece.kind for piece in found.sentence}
    assert kinds["III"] == "both"  # inside the period of gold
    found = view(spoil_first(bulletins, agency=", "))
    assert Piece(", ", "given") in found.sentence


def test_pieces_put_together_are_the_sentence(view, bulletins):
    found = view(lambda seen, doc_id: seen[1:])
    assert found.kind == "missed"
    assert "".join(p.text for p in found.sentence) == bulletins[0].text.splitlines()[0]
