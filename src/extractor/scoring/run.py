"""Evaluation runs as the command line asks for them."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from extractor.corpus.store import Bulletin, project_root
from extractor.errors import InputError, MissingExtra
from extractor.schema import SCHEMA_VERSION
from extractor.scoring.bootstrap import RESAMPLES
from extractor.scoring.comparison import Comparison, compare_results
from extractor.scoring.evaluation import Evaluation, demand_observations, evaluate
from extractor.scoring.gate import Verdict, check_gate, update_gate
from extractor.scoring.report import Extras, render_html, render_markdown
from extractor.scoring.results import dump_json, read_results, to_json, write_text
from extractor.scoring.selection import choose_bulletins
from extractor.scoring.studies import Studies, read_studies
from extractor.scoring.systems import PEERS, System, load_system
from extractor.scoring.tally import BulletinResult

#: What turns the name of a system into one.
LoadSystem = Callable[[str | None], System]


@dataclass(frozen=True, slots=True)
class Run:
    """One evaluation, what was set beside it, and its Markdown report."""

    evaluation: Evaluation
    extras: Extras
    markdown: str


def run_evaluation(
    *,
    model: str | None = None,
    split: str | None = None,
    bulletins: Path | None = None,
    against: str | None = None,
    out: Path | None = None,
    baselines: Sequence[str] = (),
    studies: Path | None = None,
    context: bool = True,
    quote_real: bool = False,
    resamples: int = RESAMPLES,
    load: LoadSystem = load_system,
) -> Run:
    """Evaluate a model; write results.json, report.md and report.html into the folder `out`.

    Scored are the bulletins of `split`, of the folder `bulletins`, or else the test split and,
    where present, the real ones. `against` is another model or a stored results.json; `baselines`
    are systems for value and unit ("all": every peer), skipped with a note where one is not
    installed. `studies` is the folder of the learning curve and its kin, by default
    evaluation/results of the checkout. Refuses (InputError, ModelError) an unknown split, a folder
    without annotated bulletins and a model that finds nothing.
    """
    chosen, notes = choose_bulletins(split=split, folder=bulletins)
    system = load(model)
    beside, skipped = _run_baselines(baselines, chosen, load, resamples=resamples)
    evaluation = evaluate_system(
        system, chosen, notes=[*notes, *skipped], context=context, resamples=resamples
    )
    demand_observations(evaluation)
    comparisons: tuple[Comparison, ...] = ()
    other = ""
    if against is not None:
        other, theirs = _results_of(against, chosen, load, context=context)
        comparisons = compare_results(evaluation.results, theirs, resamples=resamples)
    extras = Extras(comparisons, other, beside, _read_studies(studies))
    run = Run(evaluation, extras, render_markdown(evaluation, extras))
    if out is not None:
        _write(run, chosen, out, quote_real=quote_real)
    return run


def evaluate_system(
    system: System,
    bulletins: Iterable[Bulletin],
    *,
    notes: Sequence[str] = (),
    context: bool = True,
    resamples: int = RESAMPLES,
) -> Evaluation:
    """Evaluate a loaded system and state what it was: schema, codebook and commit."""
    from extractor.codebook import load_codebook

    return evaluate(
        bulletins,
        system.extract,
        model=system.name,
        link=system.link,
        context=context,
        resamples=resamples,
        notes=notes,
        fitted_on=system.fitted_on,
        facts={
            "model": system.name,
            "schema": SCHEMA_VERSION,
            "codebook": load_codebook().version,
            "commit": _commit(),
            "province and date given": "yes" if context else "no",
            "intervals": f"95 %, {resamples} bootstrap draws of whole bulletins",
        },
    )


def run_gate(
    *,
    model: str | None = None,
    baseline: Path | None = None,
    update: bool = False,
    allow_regression_reason: str | None = None,
    load: LoadSystem = load_system,
) -> Verdict:
    """Evaluate on the test split and the real bulletins; check their floors or move them.

    `baseline` is evaluation/baseline.json of the checkout where it is not given.
    """
    path = baseline or project_root() / "evaluation" / "baseline.json"
    chosen, notes = choose_bulletins(split=None, folder=None)
    # floors need no intervals
    evaluation = evaluate_system(load(model), chosen, notes=notes, resamples=0)
    demand_observations(evaluation)
    if update:
        return update_gate(evaluation, path, allow_regression_reason=allow_regression_reason)
    return check_gate(evaluation, path)


def _read_studies(folder: Path | None) -> Studies:
    if folder is None:
        try:
            folder = project_root() / "evaluation" / "results"
        except InputError:
            return Studies()  # outside a checkout there are no results of studies
    return read_studies(folder)


def _run_baselines(
    names: Sequence[str], chosen: Sequence[Bulletin], load: LoadSystem, *, resamples: int
) -> tuple[list[Evaluation], list[str]]:
    wanted = list(PEERS) if list(names) == ["all"] else names
    runs, skipped = [], []
    for name in wanted:
        try:
            system = load(name)
        except MissingExtra as error:
            skipped.append(f"{name}: skipped, {error}")
            continue
        runs.append(evaluate(chosen, system.extract, model=name, resamples=resamples))
    return runs, skipped


def _results_of(
    against: str, chosen: Sequence[Bulletin], load: LoadSystem, *, context: bool
) -> tuple[str, Sequence[BulletinResult]]:
    if against.endswith(".json"):
        return read_results(Path(against))
    system = load(against)
    # intervals of the other system are not shown, so none are drawn
    other = evaluate(
        chosen, system.extract, model=system.name, link=system.link, context=context, resamples=0
    )
    return system.name, other.results


def _write(run: Run, chosen: Sequence[Bulletin], out: Path, *, quote_real: bool) -> None:
    if out.exists() and not out.is_dir():
        raise InputError(f"{out}: is a file; name a folder for the report")
    texts = {bulletin.doc_id: bulletin.text for bulletin in chosen}
    page = render_html(run.evaluation, texts, run.extras, quote_real=quote_real)
    data = to_json(run.evaluation, run.extras.comparisons)
    write_text(dump_json(data), out / "results.json")
    write_text(run.markdown, out / "report.md")
    write_text(page, out / "report.html")


def _commit() -> str:
    command = ["git", "rev-parse", "--short", "HEAD"]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, cwd=Path(__file__).parent
        )
    except OSError:
        return "unknown"
    return done.stdout.strip() or "unknown"
