"""The command line: parse, call, print. Results on stdout, progress on stderr.

Exit codes: 0 done, 1 refused (one line says why), 2 wrong usage. Everything heavy is imported
inside the command that needs it, so that `extractor --help` starts without spaCy.
"""

from __future__ import annotations

import gc
import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from extractor.commands.annotate import annotate_app
from extractor.commands.audit import audit_command
from extractor.commands.corpus import agree_command, check_command, release_command, stats_command
from extractor.commands.extract import extract_command
from extractor.commands.panel import panel_command
from extractor.commands.serve import serve_command
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
app.add_typer(annotate_app, name="annotate")
app.command("extract")(extract_command)
app.command("panel")(panel_command)
app.command("audit")(audit_command)
app.command("serve")(serve_command)
corpus_app.command("check")(check_command)
corpus_app.command("stats")(stats_command)
corpus_app.command("agree")(agree_command)
corpus_app.command("release")(release_command)

Model = Annotated[
    str | None,
    typer.Option(help='"rules", or the folder of a trained pipeline; default: the shipped one.'),
]


def main() -> NoReturn:
    """Run the command line; an ExtractorError becomes one line and exit code 1."""
    # What a start makes stays, and bulletins leave few cycles: looking for them so seldom saves
    # all of the collector's 0.09 s at the start (the peak after 400 bulletins: 212 MB for 210).
    gc.set_threshold(500_000, 20, 50)
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

    from extractor.service.vocabulary import codebook_rows

    rows = codebook_rows()
    if json_:
        out(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for row in rows:
        out(f"{row['code']:34} {row['vi']} — {row['en']}")


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
def evaluate(
    *,
    model: Model = None,
    split: Annotated[
        str | None, typer.Option(help="train, dev, test or real; default: test and real.")
    ] = None,
    bulletins: Annotated[
        Path | None, typer.Option(help="A folder of <id>.json gold with <id>.txt.")
    ] = None,
    against: Annotated[str | None, typer.Option(help="Another model to compare with.")] = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Folder for JSON, Markdown and HTML.")
    ] = None,
    baselines: Annotated[
        list[str] | None,
        typer.Option("--baseline", help="floor, quantulum3, edsnlp, underthesea or all."),
    ] = None,
) -> None:
    """Score a model on annotated bulletins; print Markdown, write reports with -o."""
    from extractor.scoring.run import run_evaluation

    run = run_evaluation(model=model, split=split, bulletins=bulletins, against=against,
                         out=output, baselines=tuple(baselines or ()))  # fmt: skip
    out(run.markdown)


@app.command()
def gate(
    *,
    model: Model = None,
    update: Annotated[
        bool, typer.Option("--update", help="Raise the floors to today's scores.")
    ] = False,
    allow_regression: Annotated[
        str | None, typer.Option(help="Lower floors too, for the reason given.")
    ] = None,
) -> None:
    """Check the shipped model against the floors of evaluation/baseline.json."""
    from extractor.scoring.run import run_gate

    verdict = run_gate(model=model, update=update, allow_regression_reason=allow_regression)
    for line in (*verdict.falls, *verdict.skipped):
        say(str(line))
    out("gate passed" if verdict.passed else "gate failed")
    if not verdict.passed:
        raise typer.Exit(1)


@app.command()
def train(
    *,
    config: Annotated[Path, typer.Option(help="A training config.")] = Path("training/config.cfg"),
    output: Annotated[
        Path, typer.Option("-o", "--output", help="Folder of the trained pipeline.")
    ] = Path("models/tthc_core"),
    extra: Annotated[
        Path | None,
        typer.Option(
            "--extra",
            "--annotations",
            help="More gold: a folder of <id>.json with <id>.txt, or Label Studio's JSON export.",
        ),
    ] = None,
    seed: Annotated[int, typer.Option(help="Seed of all random choices.")] = 1,
    copies: Annotated[int, typer.Option(help="Varied copies of every training bulletin.")] = 1,
    every: Annotated[
        int, typer.Option(help="Learn from every n-th bulletin of the corpus: 2 is half.")
    ] = 1,
) -> None:
    """Train a pipeline on the corpus: check, documents, training, calibration."""
    from extractor.commands.extra import read_extra
    from extractor.corpus.store import project_root
    from extractor.fitting import Job
    from extractor.training import train_model

    root = project_root()
    if extra is not None:
        extra = read_extra(extra, root / "build" / "training-extra", say=say)
    job = Job(root, config, output, seed=seed, extra=extra, copies=copies, every=every)
    out(str(train_model(job, say=say)))


if __name__ == "__main__":
    main()
