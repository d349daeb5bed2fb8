"""Find the head of the column that a figure of a table stands in."""

from __future__ import annotations

#: What parts the cells of a table in a plain text.
_SIGNS = ("|", "\t")
#: Fewer signs on a line make no table.
_FEWEST = 2


def column_head(text: str, start: int) -> tuple[int, int] | None:
    """Return the span of the head above the cell at `start`, None outside a table.

    The head is the cell of the same column in the first of the lines above that have as many cells.

    >>> text = "Cấp | Nhận | Trễ hạn\\nCấp xã | 90 | 2"
    >>> first, last = column_head(text, text.index("2"))
    >>> text[first:last].strip()
    'Trễ hạn'
    """
    begin, end = _line_at(text, start)
    sign = max(_SIGNS, key=lambda one: text.count(one, begin, end))
    count = text.count(sign, begin, end)
    if count < _FEWEST:
        return None
    head = None
    while begin > 0:
        begin, end = _line_at(text, begin - 1)
        if text.count(sign, begin, end) != count:
            break
        head = begin, end
    if head is None:
        return None
    row = _line_at(text, start)[0]
    return _cell(text, *head, sign=sign, column=text.count(sign, row, start))


def _line_at(text: str, at: int) -> tuple[int, int]:
    end = text.find("\n", at)
    return text.rfind("\n", 0, at) + 1, len(text) if end < 0 else end


def _cell(text: str, begin: int, end: int, *, sign: str, column: int) -> tuple[int, int]:
    for _ in range(column):
        begin = text.index(sign, begin) + 1
    close = text.find(sign, begin, end)
    return begin, end if close < 0 else close
