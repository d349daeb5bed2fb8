import csv
import io
import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import permutations

import pytest
import typer
from typer.testing import CliRunner

from extractor.commands.panel import panel_command
from extractor.errors import InputError
from extractor.export import Entry
from extractor.export.delimited import to_csv as facts_to_csv
from extractor.export.jsonl import to_jsonl as facts_to_jsonl
from extractor.panel import build_panel, read_facts
from extractor.panel.facts import Fact
from extractor.panel.tables import COLUMNS, chart, to_csv, to_grids, to_page, to_tables
from extractor.schema import Observation, Report

PLAIN = Fact(
    obs_id="a#1", doc_id="a", indicator="dossiers_received_total", qualifier=None, role="value",
    value=Decimal(64933), unit="dossier", bound="exact", status="ok", admin_level="province",
    level_scope="whole_province", agency=None, ref_area="VN-P62", area_vintage=None,
    period_start=date(2023, 7, 1), period_end=date(2023, 9, 30), confidence=0.5,
)  # fmt: skip


def fact(value="64933", doc="a", **slots):
    known = {"value": value and Decimal(value), "doc_id": doc, "obs_id": f"{doc}#1"}
    return replace(PLAIN, **known | slots)


def cells(*facts, **options):
    return build_panel(facts, **options)[0]


# The choice -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "chosen", "reason"),
    [
        pytest.param([fact("12")], "12", "stated once", id="one"),
        pytest.param(
            [fact("12"), fact("12", "b")], "12", "stated alike in 2 documents", id="agreement"
        ),
        pytest.param(
            [fact("12", status="contradicted"), fact("13", "b", status="repaired"),
             fact("14", "c", confidence=0.1)],
            "14", "ok before repaired (13)", id="a sound numeral first",
        ),
        pytest.param(
            [fact("12", bound="gt", confidence=0.9), fact("13", "b")],
            "13", "exact before gt (12)", id="exact before a bound",
        ),
        pytest.param(
            [fact("98.7"), fact("98.7", "b"), fact("98.72", "c")],
            "98.72", "more precise than 98.7, which it rounds to", id="the more precise",
        ),
        pytest.param(
            [fact("12", confidence=0.9), fact("13", "b"), fact("13", "c")],
            "13", "2 documents against 1 (12)", id="more documents",
        ),
        pytest.param(
            [fact("12"), fact("13", "b", confidence=0.9)],
            "13", "surer: 0.90 against 0.50 (12)", id="surer",
        ),
        pytest.param(
            [fact("13", "b"), fact("12", "a")],
            "12", "undecided between 12 and 13: the first by id", id="a tie says so",
        ),
    ],
)  # fmt: skip
def test_one_figure_is_chosen_and_the_reason_given(facts, chosen, reason):
    for order in permutations(facts):
        [cell] = cells(*order)
        assert (str(cell.value), cell.reason) == (chosen, reason)


def test_the_values_not_chosen_are_kept():
    [cell] = cells(fact("12"), fact("13", "b"), fact("13", "c"))
    assert (cell.others, cell.documents, cell.obs_id) == ((Decimal(12),), 3, "b#1")


# What has a place -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("slots", "why"),
    [
        ({"value": None}, "the numeral is not readable"),
        ({"indicator": None}, "no indicator of the codebook"),
        ({"indicator": "OTHER"}, "no indicator of the codebook"),
        ({"role": "target"}, "a change or an aim"),
        ({"role": "change_rel"}, "a change or an aim"),
        ({"qualifier": "đất đai"}, "only a part of its indicator"),
        ({"ref_area": None}, "no province"),
        ({"ref_area": "VN-D608"}, "no province"),
        ({"level_scope": "tier"}, "not for the whole province"),
        ({"period_start": None}, "no period"),
    ],
)
def test_what_has_no_place_is_counted_by_reason(slots, why):
    found, left_out = build_panel([fact(**slots), fact()])
    assert len(found) == 1
    assert left_out == {why: 1}


def test_every_scope_takes_tiers_as_cells_of_their_own():
    found = cells(fact(), fact("12", level_scope="tier"), every_scope=True)
    assert [(cell.level_scope, str(cell.value)) for cell in found] == [
        ("tier", "12"), ("whole_province", "64933"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("area", "end", "name"),
    [
        ("VN-P62", date(2023, 9, 30), "Kon Tum"),
        ("VN-P51", date(2023, 9, 30), "Quảng Ngãi"),
        ("VN-P51", date(2025, 9, 30), "Quảng Ngãi"),
        ("VN-P999", date(2023, 9, 30), "VN-P999"),
    ],
)
def test_provinces_have_names(area, end, name):
    assert cells(fact(ref_area=area, period_end=end))[0].province == name


# In -------------------------------------------------------------------------------------------


def observation(**slots):
    known = {
        "obs_id": "a#0", "doc_id": "a", "indicator": "dossiers_received_total", "unit": "dossier",
        "value": Decimal(64933), "admin_level": "province", "level_scope": "whole_province",
        "ref_area": "VN-P62", "period_start": date(2023, 7, 1), "period_end": date(2023, 9, 30),
        "surface": "64.933 hồ sơ", "char_start": 0, "char_end": 12, "confidence": 0.5,
    }  # fmt: skip
    return Observation(**known | slots)


@pytest.fixture
def entry():
    facts = (observation(), observation(obs_id="a#20", value=None, confidence=None))
    report = Report(doc_id="a", observations=facts, codebook_version="1", model="rules")
    return Entry(report=report, source="a.txt")


@pytest.fixture(params=["csv", "jsonl", "parquet"])
def export(request, entry, tmp_path):
    path = tmp_path / f"facts.{request.param}"
    if request.param == "parquet":
        pytest.importorskip("pyarrow")
        from extractor.export.parquet import write_parquet

        write_parquet([entry], path)
    else:
        pieces = facts_to_csv([entry]) if request.param == "csv" else facts_to_jsonl([entry])
        path.write_text("".join(pieces), encoding="utf-8", newline="")
    return path


def test_every_export_reads_alike(export):
    first, second = read_facts([export])
    assert first == replace(PLAIN, obs_id="a#0")
    assert (second.value, second.confidence) == (None, None)


@pytest.mark.parametrize(
    ("name", "content", "line"),
    [
        ("a.csv", "obs_id,doc_id\n", "lacks indicator"),
        ("a.jsonl", "{broken\n", "line 1: no JSON"),
        ("a.txt", "x", "no table of facts"),
        ("no.csv", None, "No such file"),
    ],
)
def test_what_is_no_export_is_refused(tmp_path, name, content, line):
    if content is not None:
        (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=line):
        list(read_facts([tmp_path / name]))


# Out ------------------------------------------------------------------------------------------


@pytest.fixture
def panel():
    later = {"period_start": date(2023, 10, 1), "period_end": date(2023, 12, 31)}
    return cells(
        fact(), fact("60000", "b", **later), fact("12", "c", ref_area="VN-P52"),
        fact("61000", "d"), fact("98.7", indicator="rate_within_deadline", unit="percent"),
    )  # fmt: skip


def test_a_grid_has_provinces_by_periods(panel):
    grid = to_grids(panel)[0]
    assert [name for name, _ in grid.rows] == ["Bình Định", "Kon Tum"]
    values = [[cell and str(cell.value) for cell in row] for _, row in grid.rows]
    assert values == [["12", None], ["64933", "60000"]]


def test_csv_has_one_row_a_cell(panel):
    rows = list(csv.DictReader(io.StringIO(to_csv(panel), newline="")))
    assert len(rows) == len(panel) == 4
    assert tuple(rows[0]) == COLUMNS
    kon_tum = rows[1]
    assert (kon_tum["value"], kon_tum["others"]) == ("64933", "61000")
    assert kon_tum["reason"].startswith("undecided between 64933 and 61000")


def test_a_chart_is_as_high_as_its_highest_value(panel):
    bars = chart(to_grids(panel)[0].rows[1][1])
    assert [bar[3] for bar in bars] == [28.0, round(28 * 60000 / 64933, 2)]


def test_one_value_makes_no_chart(panel):
    assert chart(to_grids(panel)[0].rows[0][1]) == []


def test_the_page_stands_alone_and_explains_choices(panel):
    page = to_page(panel)
    assert 'title="undecided between 64933 and 61000' in page
    assert page.count("<rect ") == 2
    assert "http" not in page


def test_the_terminal_marks_choices(panel):
    from rich.console import Console

    console = Console(file=io.StringIO(), width=100)
    console.print(*to_tables(panel))
    assert "64933*" in console.file.getvalue()
    assert "* Kon Tum: undecided" in console.file.getvalue()


# The command ----------------------------------------------------------------------------------


@pytest.fixture
def call():
    app = typer.Typer()
    app.command()(panel_command)
    return lambda *words: CliRunner().invoke(app, list(map(str, words)))


@pytest.mark.parametrize("suffix", ["csv", "jsonl", "parquet", "xlsx", "html", "txt"])
def test_the_suffix_tells_the_format(call, export, tmp_path, suffix):
    for package in {"parquet": ["pyarrow"], "xlsx": ["xlsxwriter"]}.get(suffix, []):
        pytest.importorskip(package)
    output = tmp_path / f"panel.{suffix}"
    result = call(export, "-o", output)
    assert result.exit_code == 0, result.stderr
    assert output.stat().st_size > 100
    assert "1 cells, 0 of them chosen" in result.stderr
    assert "1 the numeral is not readable" in result.stderr


def test_stdout_holds_only_the_table(call, export):
    result = call(export, "--format", "jsonl")
    assert [json.loads(line)["value"] for line in result.stdout.splitlines()] == ["64933"]


def test_indicators_are_chosen(call, export):
    assert call(export, "--indicator", "rate_resolved").stdout.count("\n") == 1


@pytest.mark.parametrize(
    "words", [["--format", "pdf"], ["-o", "x.pdf"], ["--format", "xlsx"], ["--indicator", "no"]]
)
def test_wrong_usage_is_exit_code_2(call, export, words):
    assert call(export, *words).exit_code == 2
