"""`extractor extract`: bulletins in, facts out."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from pathlib import Path
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

if TYPE_CHECKING:
    from extractor.batch.work import Job
    from extractor.commands.delivery import Delivery
    from extractor.documents.sources import Source

_BY_SUFFIX: Final = {
    ".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "json", ".csv": "csv", ".parquet": "parquet",
    ".xlsx": "xlsx", ".html": "html", ".htm": "html", ".txt": "table",
}  # fmt: skip

Format = Annotated[
    str | None,
    typer.Option("--format", "-f", help="table, jsonl, json, csv, parquet, xlsx or html."),
]
Output = Annotated[
    Path | None, typer.Option("--output", "-o", help="Write here; the suffix tells the format.")
]
MinConfidence = Annotated[
    float | None, typer.Option(min=0.0, max=1.0, help="Leave out facts less sure than this.")
]
Targets = Annotated[
    bool | None,
    typer.Option(
        "--targets/--no-targets",
        help="Keep targets and thresholds; default: only in jsonl, json and html.",
    ),
]
AsJson = Annotated[
    bool, typer.Option("--json", help="Whole reports with their findings, as one JSON array.")
]
Workers = Annotated[int, typer.Option("--workers", "-w", min=1, help="Number of processes.")]
Timeout = Annotated[
    float, typer.Option(min=0.1, help="Seconds that one bulletin may take, else it is refused.")
]
Cluster = Annotated[
    str | None,
    typer.Option(
        help="Work on a Dask cluster into parquet: the scheduler's address (tcp://HOST:8786), or "
        "local:N for N processes here."
    ),
]
Bom = Annotated[bool, typer.Option("--bom", help="Begin CSV with the mark that Excel needs.")]


def extract_command(
    files: Files,
    *,
    format_: Format = None,
    output: Output = None,
    min_confidence: MinConfidence = None,
    model: Model = None,
    province: ProvinceName = None,
    published: Published = None,
    targets: Targets = None,
    json_: AsJson = False,
    workers: Workers = 1,
    cluster: Cluster = None,
    timeout: Timeout = 300,
    bom: Bom = False,
) -> None:
    """Extract the figures of bulletins as checked facts: a table on a terminal, else JSON Lines.

    Exit code 1 when a file was refused: one line says why, and the others are still done.
    """
    name = _format(format_, output, json_=json_)
    if cluster is not None and (name != "parquet" or output is None):
        raise typer.BadParameter("--cluster writes parquet; name a file with -o OUT.parquet")
    from extractor.batch.work import Job
    from extractor.commands.delivery import Delivery, check_format
    from extractor.documents.sources import find_sources

    check_format(name, output)
    delivery = Delivery(name, min_confidence=min_confidence, targets=targets, bom=bom)
    job = Job(
        choose_model(model),
        province=name_province(province),
        published=published.date() if published is not None else None,
        keep_text=name == "html",
        limit=timeout,
    )
    sources, errors = find_sources(files, exclude=output)
    for error in errors:
        delivery.refuse(str(error))
    if output is None:
        _print(sources, job, delivery, workers=workers)
    else:
        if name == "parquet":
            _write_parquet(sources, job, delivery, output, workers=workers, cluster=cluster)
        else:
            _write(sources, job, delivery, output, workers=workers)
        typer.echo(delivery.summary(output), err=True)
    if delivery.refused:
        raise typer.Exit(1)


def _print(sources: list[Source], job: Job, delivery: Delivery, *, workers: int) -> None:
    from extractor.batch.run import extract_stream, items_of
    from extractor.commands.delivery import print_entries, say

    size = 1 if workers == 1 else 8
    items = items_of(sources, say=say)
    outcomes = extract_stream(items, job, workers=workers, size=size)
    print_entries(delivery.entries(outcomes), delivery)


def _write(
    sources: list[Source], job: Job, delivery: Delivery, output: Path, *, workers: int
) -> None:
    from extractor.batch.run import extract_batch, items_of
    from extractor.commands.delivery import say, write_entries
    from extractor.commands.progress import progress

    with progress(sources) as (advance, skip):
        extract_batch(
            items_of(sources, say=say),
            job,
            output,
            lambda outcomes: write_entries(delivery.entries(outcomes), delivery, output),
            workers=workers,
            advance=advance,
            skip=skip,
        )


def _write_parquet(
    sources: list[Source],
    job: Job,
    delivery: Delivery,
    output: Path,
    *,
    workers: int,
    cluster: str | None,
) -> None:
    from extractor.batch.cluster import on_cluster, shared
    from extractor.batch.run import items_of
    from extractor.batch.tables import extract_table, on_this_machine
    from extractor.commands.delivery import say
    from extractor.commands.progress import progress

    items = items_of(sources, say=say)
    with ExitStack() as stack:
        if cluster is None:
            run = on_this_machine(workers)
        else:
            items = shared(items)
            run = stack.enter_context(on_cluster(cluster, job))
        advance, skip = stack.enter_context(progress(sources))
        extract_table(
            items, job, delivery.choice, output,
            run=run, tell=delivery.tell, advance=advance, skip=skip,
        )  # fmt: skip


def _format(given: str | None, output: Path | None, *, json_: bool) -> str:
    """Return the format of a call: named, told by the output's suffix, or the one of stdout."""
    from extractor.commands.delivery import BINARY, FORMATS

    if json_:
        if given not in (None, "json"):
            raise typer.BadParameter(f"--json and --format {given} exclude each other")
        return "json"
    if given is not None and given not in FORMATS:
        raise typer.BadParameter(f"unknown format {given!r}; one of {', '.join(FORMATS)}")
    if output is None:
        if given in BINARY:
            raise typer.BadParameter(f"{given} is no text; name a file with -o")
        return given or ("table" if sys.stdout.isatty() else "jsonl")
    found = given or _BY_SUFFIX.get(output.suffix.lower())
    if found is None:
        raise typer.BadParameter(f"{output}: the suffix tells no format; add --format")
    return found
