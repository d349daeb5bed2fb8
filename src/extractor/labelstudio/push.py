"""Send bulletins to a project: only what is missing, in small checked parts, never twice.

A task is known by its `doc_id` and the digest of its text, a prediction by its task and model
version. Every run first looks at what the server has, so a run that was killed is finished by
running it again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, TypeVar

from extractor.codebook import load_codebook
from extractor.errors import ExtractorError, ServerError
from extractor.labelstudio.checks import check_prediction, check_task
from extractor.labelstudio.client import Project, Record, Server
from extractor.labelstudio.codec import task_data
from extractor.labelstudio.screen import build_screen, missing_from

#: Tasks a request: few, so that a broken one leaves little behind.
BATCH: Final = 10
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Item:
    """A bulletin to be annotated."""

    doc_id: str
    text: str
    province: str | None = None
    published: date | None = None


Key = tuple[str, str]
Predict = Callable[[Item], Mapping[str, Any]]
Say = Callable[[str], None]


@dataclass(slots=True)
class Pushed:
    """What a push did: counts, and one line for each bulletin that was refused."""

    project: int = 0
    url: str = ""
    tasks: int = 0
    predictions: int = 0
    kept: int = 0
    doubles: int = 0
    refused: list[str] = field(default_factory=list)


def push(
    server: Server,
    title: str,
    items: Iterable[Item],
    *,
    predict: Predict | None = None,
    model: str | None = None,
    say: Say = lambda line: None,
) -> Pushed:
    """Make or find the project, add the missing tasks, then the missing predictions of `model`.

    Without `predict` nothing is suggested (blind annotation). The suggestions of another model
    stay on the server, but people are shown those of `model`. Bulletins with faults, and those
    whose text differs from the task of the same name, are refused one by one.
    """
    project = open_project(server, title)
    report = Pushed(project.id, f"{server.url}/projects/{project.id}/data")
    wanted: dict[Key, Item] = {}
    rows: dict[Key, dict[str, Any]] = {}
    for item in items:
        data = _data(item)
        key = (item.doc_id, str(data["sha256"]))
        wanted[key], rows[key] = item, data
    add_tasks(server, project, rows, report, say)
    if predict is not None:

        def predict_key(key: Key) -> Mapping[str, Any]:
            return predict(wanted[key])

        texts = {key: wanted[key].text for key in rows}
        have = add_predictions(
            server, project, texts, predict_key, model=str(model), report=report, say=say
        )
        if have:
            # the server shows the suggestions of this version alone; of none where it is not set
            server.update_project(project, model_version=model)
    return report


def add_tasks(
    server: Server, project: Project, rows: dict[Key, dict[str, Any]], report: Pushed, say: Say
) -> None:
    """Add the tasks that are missing, after a strict check; faulty ones leave `rows` with a line.

    Tasks that stand twice afterwards are made one again.
    """
    there = {row_key(row) for row in server.list_tasks(project)}
    texts = dict(there)
    new = []
    for key, data in list(rows.items()):
        faults = check_task({"data": data})
        if texts.setdefault(*key) != key[1]:
            faults.append("its text differs from the task of this name; delete that task first")
        if faults:
            report.refused.append(f"{key[0]}: {'; '.join(faults)}")
            del rows[key]
        elif key not in there:
            new.append({"data": data})
    report.kept = len(rows) - len(new)
    for part in _parts(new, BATCH):
        server.import_tasks(project, part)
        report.tasks += len(part)
        say(f"{report.tasks} of {len(new)} tasks sent")
    report.doubles = drop_doubles(server, project)


def open_project(server: Server, title: str, *, screen: str | None = None) -> Project:
    """Find the project or make it with the generated screen; refresh an outdated screen.

    The server refuses a screen that would orphan annotations (ServerError).
    """
    screen = screen or build_screen()
    project = server.find_project(title)
    if project is None:
        return server.create_project(title, screen)
    if missing_from(project.screen or "<View/>"):
        server.update_project(project, label_config=screen)
    return project


def need_project(server: Server, title: str) -> Project:
    """Return the project of this title; refuse (ServerError) where there is none."""
    project = server.find_project(title)
    if project is None:
        raise ServerError(f"{server.url} has no project {title!r}; push bulletins to it first")
    return project


def row_key(row: Record) -> Key:
    """Return what names a task: its doc_id and the digest of its text."""
    data = row.get("data") or {}
    return str(data.get("doc_id")), str(data.get("sha256"))


def drop_doubles(server: Server, project: Project) -> int:
    """Delete tasks that stand twice, as after a request that broke off; return how many.

    The one that people worked on is kept, else the oldest; one with work on it is never deleted.
    """
    rows: dict[Key, list[Record]] = {}
    for row in server.list_tasks(project):
        if "doc_id" in (row.get("data") or {}):
            rows.setdefault(row_key(row), []).append(row)
    dropped = 0
    for same in rows.values():
        same.sort(key=lambda row: (not _worked_on(row), row["id"]))
        for row in same[1:]:
            if not _worked_on(row):
                server.delete_task(row["id"])
                dropped += 1
    return dropped


def _worked_on(row: Record) -> bool:
    counts = ("total_annotations", "cancelled_annotations")
    return any(row.get(name) for name in (*counts, "annotations", "drafts"))


def add_predictions(
    server: Server,
    project: Project,
    texts: Mapping[Key, str],
    predict: Callable[[Key], Mapping[str, Any]],
    *,
    model: str,
    report: Pushed,
    say: Say,
) -> int:
    """Add a prediction of `model` to each task of `texts` that has none, after a strict check.

    Returns how many of the tasks have one afterwards.
    """
    rows_there = [row for row in server.list_tasks(project) if row_key(row) in texts]
    missing = [
        (row["id"], row_key(row))
        for row in rows_there
        if model not in {p.get("model_version") for p in row.get("predictions") or ()}
    ]
    have = len(rows_there) - len(missing)
    for part in _parts(missing, BATCH):
        rows = []
        for task, key in part:
            row = _prediction(key, texts[key], predict, report)
            if row is not None:
                rows.append({"task": task, **row, "model_version": model})
        if rows:
            server.import_predictions(project, rows)
        report.predictions += len(rows)
        have += len(rows)
        say(f"{report.predictions} of {len(missing)} suggestions sent")
    return have


def _prediction(
    key: Key, text: str, predict: Callable[[Key], Mapping[str, Any]], report: Pushed
) -> Record | None:
    try:
        prediction = dict(predict(key))
    except ExtractorError as error:
        report.refused.append(f"{key[0]}: no suggestion: {error}")
        return None
    faults = check_prediction(prediction, text)
    if faults:
        report.refused.append(f"{key[0]}: faulty suggestion: {'; '.join(faults[:3])}")
        return None
    return prediction


def _data(item: Item) -> dict[str, Any]:
    return task_data(
        item.doc_id, item.text, province=item.province, published=item.published,
        codebook=load_codebook().version,
    )  # fmt: skip


def _parts(rows: Sequence[_T], size: int) -> Iterator[Sequence[_T]]:
    for start in range(0, len(rows), size):
        yield rows[start : start + size]
