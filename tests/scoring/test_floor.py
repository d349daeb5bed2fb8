from decimal import Decimal

import pytest

from extractor.errors import MissingExtra
from extractor.scoring import peers
from extractor.scoring.floor import extract_floor, read_plain
from extractor.scoring.systems import PEERS, load_system


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("tiếp nhận 64.933 hồ sơ", "64933", "dossier"),
        ("đạt 98,7%", "98.7", "percent"),
        ("số tiền 3,5 tỷ đồng", "3500000000", "VND"),
        ("công bố 12 TTHC", "12", "procedure"),
    ],
)
def test_a_numeral_with_its_unit_is_found(text, value, unit):
    (found,) = extract_floor(text, doc_id="d").observations
    assert (found.value, found.unit) == (Decimal(value), unit)
    assert text[found.char_start : found.char_end] == found.surface
    assert (found.indicator, found.admin_level, found.period_start) == (None, None, None)


@pytest.mark.parametrize("text", ["ngày 25/9/2023", "năm 2023", "số 61/2018/NĐ-CP", "5 điểmx"])
def test_a_numeral_without_a_unit_is_no_figure_of_the_floor(text):
    assert extract_floor(text, doc_id="d").observations == ()


def test_plain_reading_takes_dots_as_thousands():
    assert read_plain("12.345.678,9") == Decimal("12345678.9")


def test_the_floor_is_a_system_without_linking():
    system = load_system("floor")
    assert (system.name, system.link) == ("floor", None)
    assert (
        len(system.extract("9 hồ sơ", doc_id="d", province=None, published=None).observations) == 1
    )


@pytest.mark.parametrize("name", ["quantulum3", "edsnlp", "underthesea"])
def test_a_missing_peer_names_its_extra_in_one_line(monkeypatch, name):
    def fail(module):
        raise ImportError(module)

    monkeypatch.setattr(peers, "import_module", fail)
    with pytest.raises(MissingExtra, match=rf"^{name} is not installed; run: .*\[peers\]'$"):
        PEERS[name]()


@pytest.mark.slow
@pytest.mark.parametrize("name", ["quantulum3", "edsnlp", "underthesea"])
def test_an_installed_peer_finds_a_plain_percentage(name):
    pytest.importorskip(name)
    text = "Toàn tỉnh đạt 98% trong quý."
    found = load_system(name).extract(text, doc_id="d", province=None, published=None)
    spans = [(one.char_start, one.char_end) for one in found.observations]
    assert any(text[start:end].startswith("98") for start, end in spans)
    assert Decimal(98) in {one.value for one in found.observations}
