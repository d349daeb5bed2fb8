"""How far the people are, where two of them differ, and a third look at the differences."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Final

from extractor.corpus.gold import text_digest
from extractor.corpus.store import Bulletin
from extractor.errors import AnnotationError
from extractor.labelstudio.client import Server
from extractor.labelstudio.codec import encode_gold
from extractor.labelstudio.pull import statement_of
from extractor.labelstudio.push import (
    Key,
    Pushed,
    add_predictions,
    add_tasks,
    need_project,
    open_project,
)
from extractor.labelstudio.regions import ResultItem
from extractor.labelstudio.screen import build_screen
from extractor.labelstudio.submissions import Submission, TaskWork, read_work
from extractor.scoring.agreement import Agreement, compare_passes
from extractor.scoring.tally import Wrong

#: What the title of a project gets for the tasks that a third person decides.
ADJUDICATION: Final = " – phân xử"


@dataclass(frozen=True, slots=True)
class Progress:
    """The work of one person: tasks submitted, skipped, refused by the codec, and minutes."""

    annotator: str
    submitted: int
    skipped: int
    refused: int
    minutes: float


@dataclass(frozen=True, slots=True)
class Status:
    """The state of a project: how many tasks have no, one, or several annotations."""

    tasks: int
    untouched: int
    once: int
    several: int
    people: tuple[Progress, ...]


@dataclass(frozen=True, slots=True)
class PairAgreement:
    """Two people, their agreement over the tasks that both did, and where they differ."""

    first: str
    second: str
    agreement: Agreement
    urls: dict[str, str]

    def disagreements(self) -> list[tuple[str, Wrong]]:
        """Return the figures on which they differ, each with the address of its task."""
        return [(self.urls[wrong.doc_id], wrong) for wrong in self.agreement.wrongs]


def read_status(server: Server, title: str) -> Status:
    """Return the progress of a project by person."""
    work = read_work(server, need_project(server, title))
    counts = [len(task.done) for task in work]
    everything = [s for task in work for s in task.submissions]
    people = tuple(
        _progress(name, [s for s in everything if s.annotator == name])
        for name in sorted({s.annotator for s in everything})
    )
    return Status(len(work), counts.count(0), counts.count(1), sum(c > 1 for c in counts), people)


def _progress(name: str, own: Sequence[Submission]) -> Progress:
    done = [s for s in own if not s.skipped]
    return Progress(
        name,
        len(done),
        len(own) - len(done),
        sum(s.gold is None for s in done),
        round(sum(s.seconds or 0 for s in own) / 60, 1),
    )


def read_agreement(server: Server, title: str) -> list[PairAgreement]:
    """Compare every two people over the tasks that both did, by the scorers of evaluation.

    Refuses (AnnotationError) a project in which no task has two readable annotations.
    """
    pairs: dict[tuple[str, str], list[tuple[Submission, Submission]]] = {}
    refused: list[str] = []
    for task in read_work(server, need_project(server, title)):
        readable = [s for s in task.done if s.gold is not None]
        refused += [f"{task.doc_id} {s.annotator}" for s in task.done if s.gold is None]
        for one, two in combinations(sorted(readable, key=lambda s: s.annotator), 2):
            pairs.setdefault((one.annotator, two.annotator), []).append((one, two))
    if not pairs:
        raise AnnotationError(
            f"no task of {title!r} has two readable annotations ({len(refused)} refused); "
            "let a second person annotate some"
        )
    return [_pair(first, second, both, refused) for (first, second), both in sorted(pairs.items())]


def _pair(
    first: str,
    second: str,
    both: Iterable[tuple[Submission, Submission]],
    refused: Sequence[str],
) -> PairAgreement:
    both = list(both)
    agreement = compare_passes(
        [_bulletin(one) for one, _ in both], [_bulletin(two) for _, two in both], refused=refused
    )
    return PairAgreement(first, second, agreement, {one.doc_id: one.url for one, _ in both})


def _bulletin(submission: Submission) -> Bulletin:
    if submission.gold is None:
        raise AnnotationError(f"{submission.doc_id}: the annotation was refused; mend it first")
    return Bulletin(submission.doc_id, submission.text, submission.gold, "train")


def adjudicate(
    server: Server, title: str, *, say: Callable[[str], None] = lambda line: None
) -> Pushed:
    """Make a task for each bulletin whose two annotations differ, in a project of its own.

    The third person sees the differences above the text and both annotations as suggestions, and
    submits what is right; `pull` of that project gives the adjudicated gold. Running it again adds
    only what is missing.
    """
    work = read_work(server, need_project(server, title))
    target = title + ADJUDICATION
    project = open_project(server, target, screen=build_screen(differences=True))
    report = Pushed(project.id, f"{server.url}/projects/{project.id}/data")
    sides = {_key(pair[0]): pair for task in work if (pair := _differing(task)) is not None}
    rows = {key: _adjudication_data(*pair) for key, pair in sides.items()}
    add_tasks(server, project, rows, report, say)
    for side in (0, 1):
        for name in sorted({pair[side].annotator for pair in sides.values()}):
            own = {k: p[side] for k, p in sides.items() if p[side].annotator == name and k in rows}
            add_predictions(
                server, project, {k: s.text for k, s in own.items()},
                lambda key, own=own: _as_prediction(own[key]),  # type: ignore[misc]
                model=name, report=report, say=say,
            )  # fmt: skip
    return report


def _key(submission: Submission) -> Key:
    return submission.doc_id, text_digest(submission.text)


def _adjudication_data(one: Submission, two: Submission) -> dict[str, Any]:
    data, _ = encode_gold(_bulletin(one).gold, one.text)
    wrongs = _pair(one.annotator, two.annotator, [(one, two)], ()).agreement.wrongs
    return {**data, "differences": print_differences(wrongs, one.annotator, two.annotator)}


def _differing(task: TaskWork) -> tuple[Submission, Submission] | None:
    """Return the first two readable submissions of a task, by name, where they differ."""
    readable = [s for s in task.done if s.gold is not None][:2]
    if len(readable) < 2 or len({statement_of(_bulletin(s).gold) for s in readable}) < 2:
        return None
    one, two = sorted(readable, key=lambda s: s.annotator)
    return one, two


def _as_prediction(submission: Submission) -> dict[str, Any]:
    bulletin = _bulletin(submission)
    result: list[ResultItem] = encode_gold(bulletin.gold, bulletin.text)[1]
    return {"result": result, "score": 1.0}


def print_differences(wrongs: Sequence[Wrong], first: str, second: str) -> str:
    """Return one line for each figure on which two people differ.

    Differences of mentions, links or other numbers alone have no line; both tabs show them.
    """
    lines = [print_difference(wrong, first, second) for wrong in wrongs]
    return "\n".join(lines) or "Chỉ khác ở vùng chọn, mũi tên hoặc số khác."


def print_difference(wrong: Wrong, first: str, second: str) -> str:
    """Return one line on one figure: where it stands and what each person says."""
    where = f"{wrong.surface!r} ({wrong.start}–{wrong.end})"
    if wrong.kind == "missed":
        return f"{where}: only {first} marked it"
    if wrong.kind == "extra":
        return f"{where}: only {second} marked it"
    slots = "; ".join(
        f"{slot}: {wrong.gold.get(slot, '–')} | {wrong.observed.get(slot, '–')}"
        for slot in wrong.slots
    )
    return f"{where}: {slots}"
