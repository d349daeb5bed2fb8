"""Find the head of the column that a figure of a table stands in."""

from __future__ import annotations

from bisect import bisect_right
from functools import lru_cache

from extractor.rules.findings import REMEMBERED, Span

#: What parts the cells of a table in a plain text.
_SIGNS = ("|", "\t")
#: Fewer signs on a line make no table.
_FEWEST = 2


def column_head(text: str, start: int) -> Span | None:
    """Return the span of the head above the cell at `start`, None outside a table.

    The head is the cell of the same column in the first of the lines above that have as many cells.

    >>> text = "Cấp | Nhận | Trễ hạn\\nCấp xã | 90 | 2"
    >>> first, last = column_head(text, text.index("2"))
    >>> text[first:last].strip()
    'Trễ hạn'
    """
    begins, heads = read_tables(text)
    line = bisect_right(begins, start) - 1
    head = heads[line]
    if head is None:
        return None
    span, sign = head
    return _cell(text, *span, sign=sign, column=text.count(sign, begins[line], start))


@lru_cache(maxsize=REMEMBERED)
def read_tables(text: str) -> tuple[list[int], list[tuple[Span, str] | None]]:
    """Return where each line begins, and the line of its heads with the sign that parts them.

    Looked for line after line: looking up from each cell cost a table of 2,000 rows 9 of 10 s.
    """
    begins: list[int] = []
    heads: list[tuple[Span, str] | None] = []
    begin, first, before = 0, (0, 0), (0, "")
    for line in text.split("\n"):
        span = begin, begin + len(line)
        sign = max(_SIGNS, key=line.count)
        row = line.count(sign), sign
        if row != before:
            first = span
        inside = row[0] >= _FEWEST and first != span
        begins.append(begin)
        heads.append((first, sign) if inside else None)
        begin, before = span[1] + 1, row
    return begins, heads


def _cell(text: str, begin: int, end: int, *, sign: str, column: int) -> Span:
    for _ in range(column):
        begin = text.index(sign, begin) + 1
    close = text.find(sign, begin, end)
    return begin, end if close < 0 else close
