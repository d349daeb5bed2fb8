"""What each column of the public record holds, in one sentence."""

from __future__ import annotations

from typing import Final

#: Columns of the record, in order; shown in the metadata of CSV and on the heads of XLSX.
DESCRIPTIONS: Final[dict[str, str]] = {
    "obs_id": "Id of the fact: document id, #, offset of the figure.",
    "doc_id": "Id of the bulletin.",
    "indicator": "What is counted or measured: a code of the codebook.",
    "qualifier": "Words that narrow the indicator to a part: a channel, a field, a group.",
    "role": "Whether the figure is a value, a share, a score, a rank, a change or an aim.",
    "value": "The figure in base units (đồng, not triệu); empty when the numeral is not readable.",
    "unit": "Unit of the value.",
    "bound": "Exact, rounded, or a bound: hơn is gt, gần is approx_below.",
    "direction": "Direction of a change; the value is its size.",
    "base_value": "The whole y of a printed x/y.",
    "status": "Whether the numeral is sound, malformed, repaired with proof, or contradicted.",
    "status_note": "Why the status is not ok, or another remark.",
    "readings": "The possible values of a malformed numeral.",
    "admin_level": "Administrative level: national, province, district, commune, joined by +.",
    "level_scope": "All levels of a province together, one tier, one unit, or one territory.",
    "agency": "The organisation, unit or place as printed.",
    "ref_area": "Official code of the territory: VN, VN-P (province), VN-D, VN-C.",
    "area_vintage": "Which list of territories the code is of: before or after 1 July 2025.",
    "period_start": "First day of the period.",
    "period_end": "Last day of the period.",
    "period_basis": "Printed dates, a calendar period, or a state as of a day.",
    "part_of": "Id of the fact that is the whole of this one.",
    "rate_of": "Id of the count that this rate restates.",
    "compare_start": "First day of the period that a change is measured from.",
    "compare_end": "Last day of the period that a change is measured from.",
    "surface": "The figure as printed.",
    "char_start": "Where the figure starts in the raw text, in code points.",
    "char_end": "Where the figure ends in the raw text (exclusive).",
    "evidence": "For each filled slot the start and end of the words it was read from.",
    "confidence": "Calibrated probability that the whole fact is right.",
}
