"""The shipped codebook holds together, and data that contradicts itself is refused."""

from copy import deepcopy

import pytest

from extractor.codebook import load_codebook
from extractor.codebook.loader import KINDS, build_codebook
from extractor.errors import CodebookError
from extractor.labels import UNITS


def row(code, **changes):
    """Make a well-formed table row of an indicator."""
    return {
        "code": code,
        "group": "g",
        "vi": "tên",
        "en": "name",
        "kind": "count",
        "units": ["dossier"],
        "status": "stable",
        "terms": ["một", "hai"],
        **changes,
    }


IDENTITY = {"id": "sum", "type": "sum", "total": "a", "parts": ["b", "c"]}


def data(*rows, identities=()):
    return {"version": "1", "indicators": deepcopy(list(rows)), "identities": list(identities)}


def test_well_formed_data_is_read():
    rows = (row("a"), row("b", parent="a", max_points=2.5), row("c", parent="b"))
    book = build_codebook(data(*rows, identities=[IDENTITY]))

    assert list(book.indicators) == ["a", "b", "c"]
    assert str(book.indicators["b"].max_points) == "2.5"
    assert [(one.id, one.type, one.fields["parts"]) for one in book.identities] == [
        ("sum", "sum", ["b", "c"])
    ]
    assert book.first_units() == {"a": "dossier", "b": "dossier", "c": "dossier"}


@pytest.mark.parametrize(
    ("rows", "identities", "fault"),
    [
        ([row("a"), row("a")], [], "indicator a stands twice"),
        ([row("a", parent="z")], [], "indicator a: parent z is unknown"),
        ([row("a", parent="a")], [], "indicator a: its parents form a cycle at a"),
        ([row("a", parent="b"), row("b", parent="a")], [], "parents form a cycle"),
        ([row("a", terms=["một", "một"])], [], "indicator a: a term stands twice"),
        ([row("a", kind="colour")], [], "indicator a: unknown kind or units colour"),
        ([row("a", units=["apple"])], [], "indicator a: unknown kind or units"),
        ([row("a", units=[])], [], "indicator a: unknown kind or units"),
        (
            [row("a"), row("b"), row("c")],
            [IDENTITY, IDENTITY],
            "two identities share one id",
        ),
        ([row("a"), row("b")], [IDENTITY], "identity sum: code c is unknown"),
        (
            [row("a")],
            [{"id": "rate", "type": "rate", "value": "a", "numerator": "share_of:z"}],
            "identity rate: code z is unknown",
        ),
    ],
)
def test_contradictions_are_refused_and_named(rows, identities, fault):
    with pytest.raises(CodebookError, match=fault):
        build_codebook(data(*rows, identities=identities))


BOOK = load_codebook()


def test_the_shipped_codebook_has_at_least_its_first_codes_and_identities():
    assert len(BOOK.indicators) >= 70
    assert len(BOOK.identities) >= 34
    assert {"dossiers_received_total", "rate_within_deadline"} <= set(BOOK.indicators)


@pytest.mark.parametrize("code", BOOK.indicators)
def test_every_indicator_is_named_in_both_languages(code):
    indicator = BOOK.indicators[code]

    assert indicator.vi.strip()
    assert indicator.en.strip()
    assert indicator.kind in KINDS
    assert set(indicator.units) <= set(UNITS)


@pytest.mark.parametrize("code", [c for c, i in BOOK.indicators.items() if i.kind == "rate"])
def test_rates_are_percentages(code):
    assert "percent" in BOOK.indicators[code].units


def test_the_codebook_is_read_once():
    assert load_codebook() is BOOK
