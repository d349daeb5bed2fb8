"""An evaluation as Markdown and as one self-contained HTML page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from extractor.scoring.browser import WrongView, view_wrongs
from extractor.scoring.cells import TableView
from extractor.scoring.charts import (
    Curve,
    Mark,
    abstention_curve,
    learning_curves,
    reliability_marks,
)
from extractor.scoring.comparison import Comparison
from extractor.scoring.evaluation import Evaluation
from extractor.scoring.studies import Studies, active_rows, study_tables
from extractor.scoring.summary import Summary
from extractor.scoring.tables import comparison_table, summary_tables, system_tables


@dataclass(frozen=True, slots=True)
class Extras:
    """What a report may hold beside one system's scores."""

    comparisons: Sequence[Comparison] = ()
    against: str = ""
    baselines: Sequence[Evaluation] = ()
    studies: Studies = field(default_factory=Studies)


def render_markdown(evaluation: Evaluation, extras: Extras | None = None) -> str:
    """Write the tables of an evaluation as Markdown."""
    extras = extras or Extras()
    lines = [f"# Evaluation of {evaluation.model}", ""]
    lines += [f"- {name}: {value}" for name, value in evaluation.facts.items()]
    lines += [f"- note: {note}" for note in evaluation.notes]
    for table in _common_tables(evaluation, extras):
        lines += _markdown_table(table)
    for group, summary in evaluation.summaries.items():
        lines += ["", f"## {group}", "", describe(evaluation, summary)]
        for table in summary_tables(summary):
            lines += _markdown_table(table)
    return "\n".join(lines) + "\n"


def render_html(
    evaluation: Evaluation,
    texts: Mapping[str, str],
    extras: Extras | None = None,
    *,
    quote_real: bool = False,
) -> str:
    """Write an evaluation as one HTML page without scripts or outside files.

    `texts` (doc_id to raw text) lets the wrong facts be shown in their sentences; those of real
    bulletins only with `quote_real`, for pages that are not stored with the project.
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined

    extras = extras or Extras()
    environment = Environment(
        loader=PackageLoader("extractor.scoring"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("report.html.j2").render(
        evaluation=evaluation,
        common=list(_common_tables(evaluation, extras)),
        curves={
            "Learning curve": learning_curves(extras.studies.curve),
            "Active learning, simulated": learning_curves(active_rows(extras.studies.active)),
        },
        groups=[
            _group_view(evaluation, summary, texts, quote_real=quote_real)
            for summary in evaluation.summaries.values()
        ],
    )


def describe(evaluation: Evaluation, summary: Summary) -> str:
    """Say in one line what a group's scores are counted on."""
    texts, golds = evaluation.digests[summary.group]
    return (
        f"{summary.bulletins} bulletins, {summary.figures} figures in gold, "
        f"{summary.observed} observations; texts {texts[:12]}, annotations {golds[:12]}."
    )


@dataclass(frozen=True, slots=True)
class GroupView:
    """One group as the template wants it."""

    name: str
    line: str
    tables: tuple[TableView, ...]
    marks: tuple[Mark, ...]
    abstention: Curve | None
    wrongs: tuple[WrongView, ...]


def _group_view(
    evaluation: Evaluation, summary: Summary, texts: Mapping[str, str], *, quote_real: bool
) -> GroupView:
    results = evaluation.group(summary.group)
    return GroupView(
        summary.group,
        describe(evaluation, summary),
        tuple(summary_tables(summary)),
        reliability_marks(summary.reliability),
        abstention_curve(summary.abstention),
        tuple(view_wrongs(results, texts, quote_real=quote_real)),
    )


def _common_tables(evaluation: Evaluation, extras: Extras) -> Iterator[TableView]:
    if extras.comparisons:
        yield comparison_table(extras.comparisons, one=evaluation.model, two=extras.against)
    if extras.baselines:
        yield from system_tables([evaluation, *extras.baselines])
    yield from study_tables(extras.studies)


def _markdown_table(table: TableView) -> list[str]:
    rule = ("---", *("---:" for _ in table.header[1:]))
    lines = ["", f"### {table.title}", ""]
    lines += [table.note, ""] if table.note else []
    return lines + [_markdown_row(row) for row in (table.header, rule, *table.rows)]


def _markdown_row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
