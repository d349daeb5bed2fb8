from datetime import date
from decimal import Decimal

import pytest

from extractor.export import Entry
from extractor.schema import Finding, Observation, Report, Term

TEXT = (
    "Quý III/2023, toàn tỉnh tiếp nhận 64.933 hồ sơ <mới>; gần 3,148 tỷ đồng; đạt 151.10%; "
    "mục tiêu 80%."
)


def fact(surface, **slots):
    """Return a fact whose figure stands in TEXT."""
    start = TEXT.index(surface)
    known = {
        "obs_id": f"a#{start}", "doc_id": "a", "indicator": "dossiers_received_total",
        "value": None, "unit": None, "surface": surface, "char_start": start,
        "char_end": start + len(surface), "confidence": 0.5,
    }  # fmt: skip
    return Observation(**known | slots)


def span(words):
    return TEXT.index(words), TEXT.index(words) + len(words)


@pytest.fixture
def entry():
    """A bulletin with a plain fact, a hedged one, an unreadable one and a target."""
    facts = (
        fact(
            "64.933 hồ sơ", value=Decimal(64933), unit="dossier", admin_level="province",
            level_scope="whole_province", ref_area="VN-P62", period_start=date(2023, 7, 1),
            period_end=date(2023, 9, 30), period_basis="nominal", confidence=0.9,
            evidence={"value": span("64.933 hồ sơ"), "indicator": span("tiếp nhận"),
                      "admin_level": span("toàn tỉnh"), "period": span("Quý III/2023")},
        ),
        fact("3,148 tỷ đồng", value=Decimal("3.148E+9"), unit="VND", bound="approx_below"),
        fact("151.10%", unit="percent", status="malformed", status_note="two readings",
             readings=(Decimal("151.1"), Decimal("15.110")), confidence=None),
        fact("80%", value=Decimal("80"), unit="percent", role="target", confidence=0.8),
    )  # fmt: skip
    term = Term(obs_id=facts[0].obs_id, value=Decimal(64933), char_start=facts[0].char_start,
                char_end=facts[0].char_end, name="received")  # fmt: skip
    findings = (
        Finding(doc_id="a", kind="sum", rule="r1", verdict="holds", equation="1 + 1 = 2"),
        Finding(doc_id="a", kind="sum", rule="r2", verdict="contradicts",
                equation="64.933 ≠ 60.000", gap=Decimal("4933"), terms=(term,),
                note="three suspects"),
    )  # fmt: skip
    report = Report(
        doc_id="a", observations=facts, findings=findings, codebook_version="1", model="rules"
    )
    return Entry(report=report, source="dir/a.txt", text=TEXT, title="Tin <quý III>",
                 province="Kon Tum", published=date(2023, 9, 26))  # fmt: skip
