"""Tables of a page as rows of cells, and their place taken by lines of text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from extractor.documents.tables import is_data, render_table, unit_above

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_WIDEST_SPAN: Final = 50
_BLOCKS: Final = frozenset({
    "address", "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt", "fieldset",
    "figcaption", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li",
    "main", "nav", "ol", "p", "pre", "section", "table", "td", "th", "tr", "ul",
})  # fmt: skip


def write_out_tables(tree: HtmlElement) -> None:
    """Replace each innermost table with figures by paragraphs, one a row.

    The other tables only lay out the page: their cells become blocks.
    """
    from lxml.html import builder

    for table in list(tree.iter("table")):
        parent = table.getparent()
        if parent is None or table.find(".//table") is not None:
            continue
        rows = grid_of(table)
        if not is_data(rows):
            continue
        before = table.getprevious()
        unit = unit_above(text_of(before)) if before is not None else None
        caption = [text_of(element) for element in table.iterchildren("caption")]
        lines = [*caption, *render_table(rows, unit=unit)]
        block = builder.DIV(*map(builder.P, lines))
        block.tail = table.tail
        parent.replace(table, block)
    for element in tree.iter("table", "thead", "tbody", "tfoot", "tr", "td", "th", "caption"):
        element.tag = "div"


def grid_of(table: HtmlElement) -> list[list[str]]:
    """Return a table's cells as rows; a merged cell stands in each of its places."""
    grid: list[list[str]] = []
    below: dict[int, tuple[int, str]] = {}  # column → rows that its merged cell still covers
    for tr in table.iter("tr"):
        row: list[str] = []
        for cell in tr.iterchildren("td", "th"):
            row.extend(_merged(below, len(row)))
            text = " ".join(text_of(cell).split())
            for _ in range(_span(cell, "colspan")):
                if (rows := _span(cell, "rowspan")) > 1:
                    below[len(row)] = (rows - 1, text)
                row.append(text)
        row.extend(_merged(below, len(row)))
        grid.append(row)
    width = max(map(len, grid), default=0)
    return [row + [""] * (width - len(row)) for row in grid]


def text_of(element: HtmlElement) -> str:
    """Return the text of an element; blocks and line breaks end a line."""
    pieces: list[str] = []
    _collect(element, pieces)
    lines = (" ".join(line.split()) for line in "".join(pieces).split("\n"))
    return "\n".join(line for line in lines if line)


def _collect(element: HtmlElement, pieces: list[str]) -> None:
    """Gather text in document order; a loop, as pages nest deeper than Python may recurse."""
    stack: list[tuple[HtmlElement, bool]] = [(element, False)]
    while stack:
        node, left = stack.pop()
        block = node.tag in _BLOCKS
        if left:
            if block:
                pieces.append("\n")
            if node is not element and node.tail:
                pieces.append(_flat(node.tail))
            continue
        if block:
            pieces.append("\n")
        if node.text:
            pieces.append(_flat(node.text))
        stack.append((node, True))
        stack.extend((child, False) for child in reversed(node))


def _flat(text: str) -> str:
    """Line ends of the source are blanks on the page."""
    return text.replace("\n", " ").replace("\r", " ")


def _merged(below: dict[int, tuple[int, str]], column: int) -> Iterator[str]:
    """Yield the cells that reach into a row from above, from `column` on."""
    while column in below:
        rows, text = below.pop(column)
        if rows > 1:
            below[column] = (rows - 1, text)
        yield text
        column += 1


def _span(cell: HtmlElement, name: str) -> int:
    value = (cell.get(name) or "1").strip()
    return min(max(int(value), 1), _WIDEST_SPAN) if value.isascii() and value.isdigit() else 1
