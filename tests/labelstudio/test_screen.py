"""The screen offers exactly what labels and codebook hold, in Vietnamese."""

from xml.etree import ElementTree as ET

import pytest

from extractor.codebook import load_codebook
from extractor.errors import ServerError
from extractor.labels import (
    BOUNDS,
    DIRECTIONS,
    DISTRACTOR_KINDS,
    LABELS,
    LEVELS,
    PERIOD_BASES,
    ROLES,
    SCOPES,
    STATUSES,
    TARGETS,
    UNITS,
)
from extractor.labelstudio.facts import SLOTS
from extractor.labelstudio.fields import DISTRACTOR, LABEL_WORDINGS, LINK_WORDINGS, fields
from extractor.labelstudio.screen import build_screen, missing_from


@pytest.fixture(scope="module")
def screen():
    return ET.fromstring(build_screen())


def stored(screen, name):
    """Return the stored values of a control."""
    control = next(e for e in screen.iter() if e.get("name") == name)
    return [e.get("alias") for e in control if e is not control]


def test_labels_are_those_of_the_package_and_the_distractor(screen):
    assert stored(screen, "label") == [*LABELS, DISTRACTOR] == list(LABEL_WORDINGS)


def test_arrows_are_the_link_kinds(screen):
    found = [e.get("value") for e in screen.iter("Relation")]
    assert found == list(TARGETS) == list(LINK_WORDINGS)


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("unit", UNITS),
        ("role", ROLES),
        ("bound", BOUNDS),
        ("direction", DIRECTIONS),
        ("status", STATUSES),
        ("admin_level", LEVELS),
        ("level_scope", SCOPES),
        ("period_basis", PERIOD_BASES),
        ("kind", DISTRACTOR_KINDS),
    ],
)
def test_choices_are_the_closed_vocabulary(screen, name, values):
    assert stored(screen, name) == list(values)


def test_taxonomy_holds_every_code_once_and_other(screen):
    taxonomy = next(e for e in screen.iter("Taxonomy"))
    codes = [leaf.get("alias") for group in taxonomy for leaf in group]
    assert sorted(codes) == sorted([*load_codebook().indicators, "OTHER"])


def test_every_slot_of_gold_has_a_field():
    assert {f.name for f in fields()} == {*SLOTS, "breaks", "kind"}


def test_hotkeys_are_unique(screen):
    keys = [e.get("hotkey") for e in screen.iter() if e.get("hotkey")]
    assert len(keys) == len(set(keys)) > 10


def test_every_option_has_a_vietnamese_text(screen):
    texts = [e.get("value") for e in screen.iter() if e.tag in ("Label", "Choice")]
    assert len(texts) > 150
    assert all(texts)


def test_a_choice_removed_on_the_server_is_seen():
    changed = build_screen().replace('alias="dossiers_received_total"', 'alias="x"')
    assert missing_from(changed) == ["indicator/dossiers_received_total"]


def test_the_generated_screen_lacks_nothing():
    assert missing_from(build_screen()) == []


def test_a_broken_screen_is_refused():
    with pytest.raises(ServerError, match="no XML"):
        missing_from("<View>")


def test_the_sdk_accepts_the_screen():
    pytest.importorskip("label_studio_sdk", reason="the extra annotate (SDK) is not installed")
    from extractor.labelstudio.client import check_screen

    check_screen(build_screen())
    with pytest.raises(ServerError, match="refuses the screen"):
        check_screen(build_screen().replace('toName="text"', 'toName="nothing"'))
