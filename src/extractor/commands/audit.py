"""`extractor audit`: does the arithmetic of bulletins agree with itself?"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Final

import typer

from extractor.commands.choices import (
    Files,
    Model,
    ProvinceName,
    Published,
    choose_model,
    name_province,
)
from extractor.commands.extract import Timeout

if TYPE_CHECKING:
    from extractor.export.entry import Entry
    from extractor.schema import Finding

_SIGNS: Final = {"holds": "✓", "contradicts": "✗", "cannot_tell": "?"}
_STYLES: Final = {"contradicts": "red", "cannot_tell": "yellow"}
_WIDTH: Final = 160


class FailOn(StrEnum):
    """Verdicts that a call may be told to fail on."""

    NEVER = "never"
    CONTRADICTS = "contradicts"
    CANNOT_TELL = "cannot_tell"


AsJson = Annotated[bool, typer.Option("--json", help="Print all findings as one JSON array.")]
OnlyWrong = Annotated[bool, typer.Option("--wrong", help="Leave out the checks that hold.")]
FailOnOption = Annotated[
    FailOn,
    typer.Option(
        help="Exit with 1 when a check contradicts; cannot_tell: also when one is undecided."
    ),
]


def audit_command(
    files: Files,
    *,
    model: Model = None,
    province: ProvinceName = None,
    published: Published = None,
    json_: AsJson = False,
    wrong: OnlyWrong = False,
    fail_on: FailOnOption = FailOn.NEVER,
    timeout: Timeout = 300,
) -> None:
    """Check sums, rates, changes and bounds of bulletins against their own figures.

    Exit code 1 when a file was refused (the others are still done) or --fail-on says so.
    """
    from extractor.batch.run import extract_stream, items_of
    from extractor.batch.work import Job, Refused
    from extractor.commands.delivery import say
    from extractor.documents.sources import find_sources

    job = Job(
        choose_model(model),
        province=name_province(province),
        published=published.date() if published is not None else None,
        limit=timeout,
    )
    sources, errors = find_sources(files)
    refused = [str(error) for error in errors]
    entries: list[Entry] = []
    for outcome in extract_stream(items_of(sources, say=say), job):
        if isinstance(outcome, Refused):
            refused.append(outcome.line)
        else:
            entries.append(outcome)
    for line in refused:
        say(line)
    (_print_json if json_ else _print_tables)(entries, wrong=wrong)
    if refused or _fails(entries, fail_on):
        raise typer.Exit(1)


def _fails(entries: Iterable[Entry], fail_on: FailOn) -> bool:
    verdicts = {finding.verdict for entry in entries for finding in entry.report.findings}
    if fail_on is FailOn.CANNOT_TELL:
        return bool(verdicts - {"holds"})
    return fail_on is FailOn.CONTRADICTS and "contradicts" in verdicts


def _chosen(entry: Entry, *, wrong: bool) -> list[Finding]:
    return [f for f in entry.report.findings if not wrong or f.verdict != "holds"]


def _print_json(entries: Iterable[Entry], *, wrong: bool) -> None:
    rows = [
        {"source": entry.source, **finding.model_dump(mode="json")}
        for entry in entries
        for finding in _chosen(entry, wrong=wrong)
    ]
    sys.stdout.write(json.dumps(rows, ensure_ascii=False, indent=1) + "\n")


def _print_tables(entries: Iterable[Entry], *, wrong: bool) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(width=None if sys.stdout.isatty() else _WIDTH)
    for entry in entries:
        found = entry.report.findings
        table = Table(title=Text(entry.report.doc_id), title_justify="left")
        for name in ("", "check", "equation", "offsets", "readings that would mend it"):
            table.add_column(name, overflow="fold")
        for finding in _chosen(entry, wrong=wrong):
            table.add_row(*map(Text, _cells(finding)), style=_STYLES.get(finding.verdict))
        counts = dict.fromkeys(_SIGNS, 0)
        for finding in found:
            counts[finding.verdict] += 1
        table.caption = Text(", ".join(f"{n} {verdict}" for verdict, n in counts.items()))
        console.print(table)


def _cells(finding: Finding) -> Iterator[str]:
    yield _SIGNS[finding.verdict]
    yield finding.kind
    gap = "" if not finding.gap or finding.verdict == "holds" else f"  (gap {finding.gap})"
    yield finding.equation + gap
    yield " ".join(f"{term.char_start}–{term.char_end}" for term in finding.terms)
    starts = {term.obs_id: term.char_start for term in finding.terms}
    read = [f"{starts.get(name, name)}: {value}" for name, value in finding.proposals]
    yield "; ".join(read) or finding.note or ""
