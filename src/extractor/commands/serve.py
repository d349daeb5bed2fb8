"""`extractor serve`: the page and the same answers over HTTP."""

from __future__ import annotations

import logging
from typing import Annotated

import typer

from extractor.commands.choices import Model, choose_model

Host = Annotated[
    str, typer.Option(help="Address to listen on; the default is reached from this machine alone.")
]
Port = Annotated[int, typer.Option(min=0, max=65535, help="Port; 0 takes a free one.")]
Workers = Annotated[int, typer.Option("--workers", "-w", min=1, help="Number of processes.")]
Megabytes = Annotated[float, typer.Option(min=0.001, max=20, help="Largest bulletin in MB.")]
Seconds = Annotated[float, typer.Option(min=0.1, help="Longest work on one bulletin.")]
Waiting = Annotated[int, typer.Option(min=0, help="Requests that may wait for a worker.")]
Verbose = Annotated[bool, typer.Option("--verbose", help="A line on stderr for each request.")]


def serve_command(
    *,
    host: Host = "127.0.0.1",
    port: Port = 8000,
    model: Model = None,
    workers: Workers = 1,
    megabytes: Megabytes = 10.0,
    seconds: Seconds = 30.0,
    waiting: Waiting = 16,
    verbose: Verbose = False,
) -> None:
    """Serve a page to look at bulletins with, and POST /extract, POST /audit, GET /codebook.

    Ctrl-C and SIGTERM finish the requests that were taken, then exit with 0.
    """
    from extractor.service.limits import Limits
    from extractor.service.server import serve

    if verbose:
        logging.basicConfig(format="extractor: %(message)s", level=logging.WARNING)
        logging.getLogger("extractor.service").setLevel(logging.INFO)
    limits = Limits(
        size=int(megabytes * 1_000_000), seconds=seconds, workers=workers, waiting=waiting
    )
    serve(
        choose_model(model),
        host=host,
        port=port,
        limits=limits,
        say=lambda line: typer.echo(f"extractor: {line}", err=True),
    )
