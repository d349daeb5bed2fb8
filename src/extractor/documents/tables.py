"""Write the rows of a table as lines that read like sentences, so that all later stages read them.

A row becomes `row head: column head figure; column head figure`, one line, in the table's order:

    STT | Đơn vị   | Tiếp nhận | Đúng hạn (%)
    1   | Sở Y tế  | 1.204     | 98,5             →  Sở Y tế: Tiếp nhận 1.204; Đúng hạn 98,5%

Figures stay as printed. Left out: columns of serial numbers, rows that number the columns, empty
cells. A unit in a column's head, `(%)` or `(hồ sơ)`, in a column `Đơn vị tính`, or in the line
above the table is written behind each figure that has none. A table without figures (layout) gives
the text of its cells, one a line.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

Row = Sequence[str]

_UNITS: Final = (
    r"(?:%|hồ sơ|thủ tục|TTHC|dịch vụ|DVC|giao dịch|lượt|người|điểm|bản|kết quả|ngày|phản ánh|"
    r"(?:(?:triệu|tỷ|tỉ|nghìn|ngàn)\s+)?đồng)"
)
_FIGURE: Final = re.compile(
    rf"[+\-–~≈<>≥≤(]?\s*\d[\d.,\s]*(?:/\s*\d[\d.,]*)?\s*{_UNITS}?\)?", re.IGNORECASE
)
_BARE_FIGURE: Final = re.compile(r"[\d.,\s/]*\d")
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_NOTHING: Final = ("", "-", "–", "—", "x", "…", "...")
_SERIAL: Final = re.compile(r"\(?(?:\d{1,3}|[IVX]{1,5}|[a-zđA-ZĐ])[.)]*")
_SERIAL_HEAD: Final = re.compile(r"(?:stt|tt|số tt|số thứ tự|no\.?|#)", re.IGNORECASE)
_UNIT_HEAD: Final = re.compile(r"(?:đơn vị tính|đvt)", re.IGNORECASE)
_COLUMN_NUMBER: Final = re.compile(r"\(?(?:\d{1,2}|[A-ZĐ])\)?(?:\s*=\s*[\d()+\-*/:%\s]+)?")
_UNIT_IN_HEAD: Final = re.compile(
    rf"\s*\(\s*(?:đvt\s*:\s*|tính bằng\s+)?(?P<unit>{_UNITS})\s*\)", re.IGNORECASE
)
_UNIT_ABOVE: Final = re.compile(
    r"(?:đơn vị tính|đvt)\s*:?\s*(?P<unit>%|[^\W\d]+(?:\s[^\W\d]+)?)", re.IGNORECASE
)
#: A cell longer than this is running text: the table only lays out a page (code points).
_LONG: Final = 300


def unit_above(line: str) -> str | None:
    """Return the unit that the line above a table gives for all its figures.

    >>> unit_above("(Đơn vị tính: hồ sơ)"), unit_above("Bảng 2. Kết quả")
    ('hồ sơ', None)
    """
    match = _UNIT_ABOVE.search(line)
    return match["unit"] if match else None


def render_table(rows: Sequence[Sequence[str | None]], *, unit: str | None = None) -> list[str]:
    """Return the lines of a table given as rows of cells; `unit` is for figures without one.

    A merged cell stands in each of its places. Nothing is refused; an empty table has no lines.

    >>> render_table([["TT", "Cấp", "Hồ sơ (%)"], ["1", "Cấp xã", "98,7"], ["2", "Cấp tỉnh", "99"]])
    ['Cấp xã: Hồ sơ 98,7%', 'Cấp tỉnh: Hồ sơ 99%']
    """
    cells = _cleaned(rows)
    if not is_data(cells):
        return [cell for row in cells for cell in _once(row) if cell]
    heads, body = _split_heads(cells)
    columns = [_column_head(heads, number) for number in range(len(cells[0]))]
    left = _row_head_width(columns, [row for row in body if _has_figures(row)])
    skipped = _serial_columns(columns[:left], body)
    units = next((n for n, head in enumerate(columns) if _UNIT_HEAD.fullmatch(head)), None)
    lines = []
    for row in body:
        row_unit = (row[units] or unit) if units is not None else unit
        names = [cell for n, cell in enumerate(row[:left]) if n not in (*skipped, units)]
        filled = [n for n in range(left, len(row)) if row[n] not in _NOTHING and n != units]
        if any(_is_figure(row[n]) for n in filled):
            parts = [_pair(columns[n], row[n], row_unit) for n in filled]
        else:  # a row over the whole width names the rows below it
            names, parts = names + [row[n] for n in filled], []
        lines.append(_line(", ".join(_once(names)), parts))
    return [line for line in lines if line]


def is_data(cells: Sequence[Row]) -> bool:
    """Tell whether a table holds figures: two columns at least, a figure right of the first."""
    if not cells or len(cells[0]) < 2 or any(len(cell) > _LONG for row in cells for cell in row):
        return False
    return any(_has_figures(row) for row in cells)


def _cleaned(rows: Sequence[Sequence[str | None]]) -> list[list[str]]:
    """Collapse blanks, fill short rows, drop empty rows and columns."""
    width = max((len(row) for row in rows), default=0)
    cells = [
        [" ".join((cell or "").split()) for cell in row] + [""] * (width - len(row)) for row in rows
    ]
    cells = [row for row in cells if any(row)]
    used = [n for n in range(width) if any(row[n] for row in cells)]
    return [[row[n] for n in used] for row in cells]


def _split_heads(cells: list[list[str]]) -> tuple[list[list[str]], list[list[str]]]:
    """Part the rows that name the columns from those below."""
    first = 0
    while first < len(cells) and _is_head(cells, first):
        first += 1
    body = cells[first:]
    if body and _numbers_columns(body[0]):
        body = body[1:]
    return cells[:first], body


def _is_head(cells: list[list[str]], number: int) -> bool:
    """Tell a row of column heads (years, too) from one with figures or one over all columns."""
    row = cells[number]
    if not _has_figures(row):
        # Over all columns: a caption above the heads, the name of the next rows below them.
        named = number == 0 or all(len(_once(above)) == 1 for above in cells[:number])
        return named or len([c for c in _once(row) if not _SERIAL.fullmatch(c)]) > 1
    years = all(_YEAR.fullmatch(cell) for cell in row[1:] if cell)
    return years and (number == 0 or row[0] in ("", cells[number - 1][0]))


def _numbers_columns(row: Row) -> bool:
    """Tell a row like (1) (2) (3)=(1)+(2), or A B 1 2, from one with figures."""
    filled = [cell for cell in row if cell]
    if len(filled) < 3 or not all(_COLUMN_NUMBER.fullmatch(cell) for cell in filled):
        return False
    found = [re.match(r"\(?(\d+)", cell) for cell in filled]
    numbers = [int(match[1]) for match in found if match]
    return len(numbers) >= 2 and all(b - a == 1 for a, b in pairwise(numbers))


def _column_head(heads: list[list[str]], number: int) -> str:
    """Join the cells above a column from top to bottom, each once."""
    # A head row that is one cell over the whole width is the caption of the table.
    rows = [row for row in heads if len(_once(row)) > 1 or len(heads) == 1]
    return " ".join(_once([row[number] for row in rows]))


def _row_head_width(columns: Sequence[str], body: Sequence[Row]) -> int:
    """Count the columns at the left that name the row: up to the first with figures to report."""
    for number, head in enumerate(columns):
        if _SERIAL_HEAD.fullmatch(head) or _UNIT_HEAD.fullmatch(head):
            continue
        filled = [row[number] for row in body if row[number] not in _NOTHING]
        if sum(map(_is_figure, filled)) * 2 > len(filled) and number > 0:
            return number
    return 1


def _serial_columns(columns: Sequence[str], body: Sequence[Row]) -> tuple[int, ...]:
    """Return the columns that only count the rows: 1, 2, 3 or I, II, a, b."""
    if len(columns) < 2:
        return ()
    return tuple(
        number
        for number, head in enumerate(columns)
        if _SERIAL_HEAD.fullmatch(head)
        or (not head and all(_SERIAL.fullmatch(row[number]) for row in body if row[number]))
    )


def _pair(head: str, cell: str, unit: str | None) -> str:
    """Join a column's head and a cell; a unit of the head moves behind the figure."""
    match = _UNIT_IN_HEAD.search(head)
    if match:
        unit = match["unit"]
        head = head[: match.start()] + head[match.end() :]
    if "%" in head:
        unit = "%"
        head = head.replace("%", " ")
    if unit and _BARE_FIGURE.fullmatch(cell):
        cell = f"{cell}%" if unit == "%" else f"{cell} {unit}"
    sign = ":" if head[-1:].isdigit() else ""  # Năm 2023: 12
    return " ".join(f"{head}{sign} {cell}".split())


def _line(head: str, parts: Sequence[str]) -> str:
    if not parts:
        return head
    return f"{head}: {'; '.join(parts)}" if head else "; ".join(parts)


def _is_figure(cell: str) -> bool:
    return _FIGURE.fullmatch(cell) is not None


def _has_figures(row: Row) -> bool:
    """Tell whether a figure stands right of the first cell."""
    return any(_is_figure(cell) for cell in row[1:])


def _once(cells: Sequence[str]) -> list[str]:
    """Drop empty cells and repeats: a merged cell stands in each of its places."""
    return [cell for cell in dict.fromkeys(cells) if cell]
