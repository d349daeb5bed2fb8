import json

from extractor.export import COLUMNS
from extractor.export.jsonl import to_json, to_jsonl


def test_a_line_holds_one_fact_with_all_fields_in_order(entry):
    lines = list(to_jsonl([entry, entry]))
    assert len(lines) == 8
    rows = [json.loads(line) for line in lines]
    assert all(tuple(row) == COLUMNS for row in rows)
    assert [row["value"] for row in rows[:4]] == ["64933", "3148000000", None, "80"]
    assert rows[2]["readings"] == ["151.1", "15.110"]
    assert rows[0]["period_end"] == "2023-09-30"
    assert rows[0]["evidence"]["period"] == [0, 12]


def test_letters_stay_letters(entry):
    assert "64.933 hồ sơ" in next(iter(to_jsonl([entry])))


def test_whole_reports_are_one_array(entry):
    reports = json.loads("".join(to_json([entry, entry])))
    assert len(reports) == 2
    assert len(reports[0]["observations"]) == 4
    assert reports[0]["findings"][1]["verdict"] == "contradicts"
    assert reports[0]["model"] == "rules"


def test_no_report_is_an_empty_array():
    assert json.loads("".join(to_json([]))) == []


def test_a_report_without_facts_is_in_the_array(entry):
    report = entry.report.model_copy(update={"observations": ()})
    [found] = json.loads("".join(to_json([entry.model_copy(update={"report": report})])))
    assert found["observations"] == []
