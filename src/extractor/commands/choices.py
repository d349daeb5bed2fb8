"""Options that several commands share, and what they mean."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from extractor.errors import ModelError

Files = Annotated[
    list[str], typer.Argument(help="Bulletins: files, folders, globs, or - for standard input.")
]
Model = Annotated[
    str | None, typer.Option(help='"rules", or the folder of a pipeline; default: the shipped one.')
]
ProvinceName = Annotated[
    str | None, typer.Option(help="Province of the bulletins; default: found in each.")
]
Published = Annotated[
    datetime | None,
    typer.Option(formats=["%Y-%m-%d"], help="Day of publication; default: found in each."),
]


def choose_model(name: str | None) -> str | None:
    """Return the model to load; without a shipped one say so and take the rules."""
    if name is not None:
        return name
    from extractor.pipes.pipeline_files import shipped_model

    try:
        shipped_model()
    except ModelError:
        typer.echo(
            "extractor: no trained model in this installation; working by rules (--model rules)",
            err=True,
        )
        return "rules"
    return None


def name_province(name: str | None) -> str | None:
    """Return the province as the gazetteer writes it; an unknown one is wrong usage."""
    if name is None:
        return None
    from extractor.vietnamese.gazetteer import canonical_province

    found = canonical_province(name)
    if found is None:
        raise typer.BadParameter(f"unknown province {name!r}; write it with its marks: Kon Tum")
    return found
