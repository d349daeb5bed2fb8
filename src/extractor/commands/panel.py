"""`extractor panel`: many bulletins as one table of provinces, indicators and periods."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

if TYPE_CHECKING:
    from extractor.panel.cells import Cell

FORMATS: Final = ("table", "csv", "jsonl", "parquet", "xlsx", "html")
_WIDTH: Final = 160


def panel_command(
    files: Annotated[
        list[Path], typer.Argument(help="Exports of extractor extract: .parquet, .csv or .jsonl.")
    ],
    *,
    format_: Annotated[
        str | None, typer.Option("--format", "-f", help="table, csv, jsonl, parquet, xlsx or html.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write here; the suffix tells the format.")
    ] = None,
    indicator: Annotated[
        list[str] | None, typer.Option(help="Only this code of the codebook; may be repeated.")
    ] = None,
    min_confidence: Annotated[
        float | None, typer.Option(min=0.0, max=1.0, help="Leave out facts less sure than this.")
    ] = None,
    every_scope: Annotated[
        bool, typer.Option("--every-scope", help="Also figures for one tier of a province.")
    ] = False,
) -> None:
    """Gather exported facts by province, indicator and period; say which of several is taken, why.

    Only figures for a whole province are taken, unless --every-scope is given.
    """
    from extractor.panel import build_panel, read_facts

    name = _format(format_, output)
    _check_codes(indicator or [])
    facts = (
        fact
        for fact in read_facts(files)
        if (not indicator or fact.indicator in indicator)
        and (min_confidence is None or (fact.confidence or 0.0) >= min_confidence)
    )
    cells, left_out = build_panel(facts, every_scope=every_scope)
    _deliver(cells, name, output)
    reasons = ", ".join(f"{number:,} {why}" for why, number in left_out.most_common())
    chosen = sum(1 for cell in cells if cell.others)
    typer.echo(
        f"extractor: {len(cells):,} cells, {chosen:,} of them chosen among different figures; "
        f"left out: {reasons or 'none'}",
        err=True,
    )


def _deliver(cells: list[Cell], name: str, output: Path | None) -> None:
    from extractor.export.files import write_text
    from extractor.panel import tables

    if output is not None and name == "parquet":
        tables.write_parquet(cells, output)
    elif output is not None and name == "xlsx":
        tables.write_workbook(cells, output)
    elif name == "table":
        _print_tables(cells, output)
    else:
        text = {"csv": tables.to_csv, "html": tables.to_page}.get(name)
        content = text(cells) if text else "".join(tables.to_jsonl(cells))
        if output is not None:
            write_text([content], output)
        else:
            typer.get_binary_stream("stdout").write(content.encode("utf-8"))


def _print_tables(cells: list[Cell], output: Path | None) -> None:
    from io import StringIO

    from rich.console import Console

    from extractor.export.files import write_text
    from extractor.panel.tables import to_tables

    if output is None:
        Console(width=None if sys.stdout.isatty() else _WIDTH).print(*to_tables(cells), sep="\n")
        return
    console = Console(file=StringIO(), width=_WIDTH, record=True)
    console.print(*to_tables(cells), sep="\n")
    write_text([console.export_text()], output)


def _format(given: str | None, output: Path | None) -> str:
    """Return the format of a call: named, told by the output's suffix, or the one of stdout."""
    if given is not None and given not in FORMATS:
        raise typer.BadParameter(f"unknown format {given!r}; one of {', '.join(FORMATS)}")
    if output is None:
        if given in ("parquet", "xlsx"):
            raise typer.BadParameter(f"{given} is no text; name a file with -o")
        return given or ("table" if sys.stdout.isatty() else "csv")
    found = given or {"txt": "table", "htm": "html"}.get(
        output.suffix.lower()[1:], output.suffix.lower()[1:]
    )
    if found not in FORMATS:
        raise typer.BadParameter(f"{output}: the suffix tells no format; add --format")
    return found


def _check_codes(codes: list[str]) -> None:
    from extractor.codebook import load_codebook

    for code in codes:
        if code not in load_codebook().indicators:
            raise typer.BadParameter(f"unknown indicator {code!r}; extractor codebook lists them")
