"""Write a panel: one row a cell, or provinces by periods with small charts."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from extractor.codebook import load_codebook
from extractor.errors import MissingExtra
from extractor.export.entry import plain
from extractor.export.files import whole
from extractor.export.terminal import calendar_unit
from extractor.panel.cells import Cell

if TYPE_CHECKING:
    from jinja2 import Template
    from rich.console import RenderableType
    from xlsxwriter.worksheet import Worksheet

COLUMNS: Final = tuple(item.name for item in fields(Cell))
_CHART_WIDTH: Final = 120
_CHART_HEIGHT: Final = 28


@dataclass(frozen=True, slots=True)
class Grid:
    """One indicator: provinces as rows, periods as columns; None where nothing is stated."""

    indicator: str
    unit: str
    scope: str
    periods: tuple[tuple[date, date], ...]
    rows: tuple[tuple[str, tuple[Cell | None, ...]], ...]


def to_grids(cells: Sequence[Cell]) -> list[Grid]:
    """Turn sorted cells into one grid for each indicator, unit, level and scope."""
    grids = []

    def head(cell: Cell) -> tuple[str, str, str]:
        return cell.indicator, cell.unit, f"{cell.admin_level}, {cell.level_scope}"

    for (indicator, unit, scope), group in groupby(sorted(cells, key=head), key=head):
        held = list(group)
        periods = sorted({(cell.period_start, cell.period_end) for cell in held})
        places = {(c.province, c.period_start, c.period_end): c for c in held}
        rows = tuple(
            (name, tuple(places.get((name, *period)) for period in periods))
            for name in sorted({cell.province for cell in held})
        )
        grids.append(Grid(indicator, unit, scope, tuple(periods), rows))
    return grids


def to_csv(cells: Sequence[Cell]) -> str:
    """Return the cells as CSV, one a row; null is empty, other values are joined by blanks."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows(_row(cell).values() for cell in cells)
    return buffer.getvalue()


def to_jsonl(cells: Sequence[Cell]) -> Iterator[str]:
    """Yield the cells as JSON Lines."""
    for cell in cells:
        yield json.dumps(_row(cell), ensure_ascii=False) + "\n"


def write_parquet(cells: Sequence[Cell], path: Path) -> None:
    """Write the cells as parquet; refuse (MissingExtra) without pyarrow."""
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError as error:
        raise MissingExtra("pyarrow", "data") from error
    types = {
        "period_start": pa.date32(), "period_end": pa.date32(), "documents": pa.int32(),
        "confidence": pa.float64(),
    }  # fmt: skip
    schema = pa.schema([(name, types.get(name, pa.string())) for name in COLUMNS])
    rows = [
        _row(cell) | {"period_start": cell.period_start, "period_end": cell.period_end}
        for cell in cells
    ]
    with whole(path) as temporary:
        pq.write_table(pa.Table.from_pylist(rows, schema=schema), temporary)


def write_workbook(cells: Sequence[Cell], path: Path) -> None:
    """Write two sheets: the cells, and provinces by periods; refuse (MissingExtra) as above."""
    try:
        import xlsxwriter
    except ImportError as error:
        raise MissingExtra("xlsxwriter", "data") from error
    with whole(path) as temporary, xlsxwriter.Workbook(str(temporary)) as book:
        bold = book.add_format({"bold": True, "bg_color": "#DCE6F1"})
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        number = book.add_format({"num_format": "#,##0.##"})
        whole_number = book.add_format({"num_format": "#,##0"})

        def write(sheet: Worksheet, row: int, column: int, value: object) -> None:
            if isinstance(value, date):
                sheet.write_datetime(row, column, value, day)
            elif isinstance(value, Decimal | int | float):
                style = whole_number if value == int(value) else number
                sheet.write_number(row, column, float(value), style)
            elif value is not None:
                sheet.write_string(row, column, str(value))

        for name, rows in (("cells", _long(cells)), ("provinces by periods", _wide(cells))):
            sheet = book.add_worksheet(name)
            sheet.freeze_panes(1, 1)
            sheet.set_column(0, len(rows[0]) - 1, 16)
            sheet.write_row(0, 0, [str(head) for head in rows[0]], bold)
            for at, row in enumerate(rows[1:], start=1):
                for column, value in enumerate(row):
                    write(sheet, at, column, value)


def to_tables(cells: Sequence[Cell]) -> Iterator[RenderableType]:
    """Yield a table for each indicator for the terminal; * marks a choice among values."""
    from rich.table import Table
    from rich.text import Text

    for grid in to_grids(cells):
        yield Text(f"\n{grid.indicator} ({grid.unit}; {grid.scope})", style="bold")
        table = Table()
        table.add_column("province")
        for period in grid.periods:
            table.add_column(name_period(*period), justify="right")
        notes = []
        for name, row in grid.rows:
            table.add_row(name, *(_shown(cell) for cell in row))
            notes += [f"* {name}: {cell.reason}" for cell in row if cell and cell.others]
        yield table
        yield from map(Text, notes)


def to_page(cells: Sequence[Cell]) -> str:
    """Return a page of HTML that stands alone: a table for each indicator, a chart for each row."""
    known = load_codebook().indicators
    grids = [
        {
            "code": grid.indicator,
            "name": known[grid.indicator].vi if grid.indicator in known else grid.indicator,
            "unit": grid.unit,
            "scope": grid.scope,
            "periods": [name_period(*period) for period in grid.periods],
            "rows": [
                (name, [(_shown(c), c.reason if c else "") for c in row], chart(row))
                for name, row in grid.rows
            ],
        }
        for grid in to_grids(cells)
    ]
    return _template().render(grids=grids, width=_CHART_WIDTH, height=_CHART_HEIGHT)


def chart(row: Sequence[Cell | None]) -> list[tuple[float, float, float, float]]:
    """Return the bars of a row's chart as (x, y, width, height); the highest fills the chart."""
    values = [float(cell.value) if cell else 0.0 for cell in row]
    top = max(values, default=0.0)
    if sum(cell is not None for cell in row) < 2 or top <= 0:
        return []
    width = _CHART_WIDTH / len(values)
    return [
        (round(n * width + 1, 2), round(_CHART_HEIGHT * (1 - value / top), 2),
         round(max(width - 2, 1), 2), round(_CHART_HEIGHT * value / top, 2))
        for n, value in enumerate(values)
    ]  # fmt: skip


def name_period(start: date, end: date) -> str:
    """Return a period shortly: 2023-Q3, else its days."""
    return calendar_unit(start, end) or (str(end) if start == end else f"{start} … {end}")


@cache
def _template() -> Template:
    from jinja2 import Environment

    source = (files("extractor.panel") / "panel.html.j2").read_text(encoding="utf-8")
    return Environment(autoescape=True).from_string(source)


def _shown(cell: Cell | None) -> str:
    if cell is None:
        return ""
    return f"{plain(cell.value)}{'*' if cell.others else ''}"


def _row(cell: Cell) -> dict[str, Any]:
    row = asdict(cell)
    row["value"] = plain(cell.value)
    row["others"] = " ".join(filter(None, map(plain, cell.others))) or None
    row["period_start"], row["period_end"] = str(cell.period_start), str(cell.period_end)
    return row


def _long(cells: Sequence[Cell]) -> list[list[object]]:
    others = [_row(cell)["others"] for cell in cells]
    rows = [[getattr(cell, name) for name in COLUMNS[:-1]] for cell in cells]
    return [list(COLUMNS), *([*row, other] for row, other in zip(rows, others, strict=True))]


def _wide(cells: Sequence[Cell]) -> list[list[object]]:
    periods = sorted({(cell.period_start, cell.period_end) for cell in cells})
    head = ["province", "indicator", "unit", "scope", *(name_period(*p) for p in periods)]
    rows: list[list[object]] = [list(head)]
    for grid in to_grids(cells):
        for name, row in grid.rows:
            found = dict(zip(grid.periods, row, strict=True))
            values = [cell.value if (cell := found.get(p)) else None for p in periods]
            rows.append([name, grid.indicator, grid.unit, grid.scope, *values])
    return rows
