"""The command line: parse, call, print. Results on stdout, progress on stderr.

Exit codes: 0 done, 1 refused (one line says why), 2 wrong usage. Everything heavy is imported
inside the command that needs it, so that `extractor --help` starts without spaCy.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from extractor.errors import ExtractorError

app = typer.Typer(
    help="Figures of Vietnamese bulletins on administrative procedures as checked facts.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
corpus_app = typer.Typer(
    help="Build, check and describe the annotated corpus.", no_args_is_help=True
)
app.add_typer(corpus_app, name="corpus")

Files = Annotated[
    list[str], typer.Argument(help="Bulletins: files, folders, globs, or - for stdin.")
]
Model = Annotated[
    str | None,
    typer.Option(help='"rules", or the folder of a trained pipeline; default: the shipped one.'),
]


def main() -> NoReturn:
    """Run the command line; an ExtractorError becomes one line and exit code 1."""
    try:
        app(standalone_mode=True)
    except ExtractorError as error:
        say(f"extractor: {error}")
        sys.exit(1)
    sys.exit(0)


def say(line: str) -> None:
    """Write one line to stderr."""
    sys.stderr.write(f"{line}\n")


def out(text: str) -> None:
    """Write a result to stdout."""
    sys.stdout.write(text if text.endswith("\n") or not text else f"{text}\n")


@app.command()
def codebook(
    *,
    json_: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """List the indicator codes with their Vietnamese and English names."""
    import json

    from extractor.codebook import load_codebook

    rows = load_codebook().indicators.values()
    if json_:
        out(json.dumps([{"code": i.code, "vi": i.vi, "en": i.en, "kind": i.kind,
                         "units": i.units, "parent": i.parent} for i in rows],
                       ensure_ascii=False, indent=1))  # fmt: skip
        return
    for i in rows:
        out(f"{i.code:34} {i.vi} — {i.en}")


@corpus_app.command("build")
def corpus_build() -> None:
    """Compile the marked sources into texts, gold and manifest."""
    from extractor.corpus.building import build_corpus
    from extractor.corpus.store import project_root

    built, refused = build_corpus(project_root())
    for line in refused:
        say(line)
    out(f"{built} bulletins built, {len(refused)} refused")
    if refused:
        raise typer.Exit(1)


@app.command()
def train(
    *,
    config: Annotated[Path, typer.Option(help="A training config.")] = Path("training/config.cfg"),
    output: Annotated[
        Path, typer.Option("-o", "--output", help="Folder of the trained pipeline.")
    ] = Path("models/tthc_core"),
    annotations: Annotated[
        Path | None, typer.Option(help="More gold: a folder of <id>.json with <id>.txt.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Seed of all random choices.")] = 1,
) -> None:
    """Train a pipeline on the corpus: check, documents, training, calibration."""
    from extractor.corpus.store import project_root
    from extractor.training import Job, train_model

    job = Job(project_root(), config, output, seed=seed, extra=annotations)
    out(str(train_model(job, say=say)))


if __name__ == "__main__":
    main()
