"""What people submitted: every annotation of a project, decoded, with who made it and where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from extractor.corpus.gold import Gold
from extractor.labelstudio.client import Project, Record, Server
from extractor.labelstudio.codec import Decoded, decode_task


@dataclass(frozen=True, slots=True)
class Submission:
    """One annotation of one task; `skipped` where the person passed the task over."""

    task: int
    doc_id: str
    text: str
    url: str
    annotator: str
    changed: datetime
    skipped: bool
    ground_truth: bool
    seconds: float | None
    result: Sequence[Mapping[str, Any]]
    decoded: Decoded

    @property
    def gold(self) -> Gold | None:
        """Return the gold that the annotation amounts to; None where it was refused."""
        return self.decoded.gold


@dataclass(frozen=True, slots=True)
class TaskWork:
    """One task with its submissions in the order in which they were made."""

    id: int
    doc_id: str
    text: str
    url: str
    submissions: tuple[Submission, ...]

    @property
    def done(self) -> tuple[Submission, ...]:
        """Return the latest submission of each person, skipped ones left out."""
        latest = {s.annotator: s for s in self.submissions if not s.skipped}
        return tuple(latest.values())


def read_work(server: Server, project: Project) -> list[TaskWork]:
    """Return every task of a project with what people submitted, decoded against gold."""
    names = annotator_names(server.list_users())
    return [_task(row, server, project, names) for row in server.export(project)]


def annotator_names(users: Mapping[int, str]) -> dict[int, str]:
    """Name people by their address up to the @, with their id where two would be the same.

    >>> annotator_names({1: "lan@a.vn", 2: "lan@b.vn", 3: "minh@a.vn"})
    {1: 'lan-1', 2: 'lan-2', 3: 'minh'}
    """
    short = {user: mail.partition("@")[0] for user, mail in users.items()}
    names = list(short.values())
    return {u: n if names.count(n) == 1 else f"{n}-{u}" for u, n in short.items()}


def task_url(server: Server, project: Project, task: int) -> str:
    """Return the address at which the browser opens a task."""
    return f"{server.url}/projects/{project.id}/data?task={task}"


def _task(row: Record, server: Server, project: Project, names: Mapping[int, str]) -> TaskWork:
    data = row.get("data") or {}
    doc_id, text = str(data.get("doc_id")), str(data.get("text"))
    url = task_url(server, project, row["id"])
    submissions = []
    for annotation in sorted(row.get("annotations") or (), key=lambda a: str(a["created_at"])):
        person = annotation.get("completed_by")
        user = person.get("id") if isinstance(person, dict) else person
        annotator = names.get(user or 0, f"user-{user}")
        result = annotation.get("result") or []
        submissions.append(
            Submission(
                row["id"], doc_id, text, url, annotator, _time(annotation["updated_at"]),
                bool(annotation.get("was_cancelled")), bool(annotation.get("ground_truth")),
                annotation.get("lead_time"), result,
                decode_task(data, result, annotator=annotator),
            )
        )  # fmt: skip
    return TaskWork(row["id"], doc_id, text, url, tuple(submissions))


def _time(text: str) -> datetime:
    found = datetime.fromisoformat(text.replace("Z", "+00:00"))
    return found if found.tzinfo else found.replace(tzinfo=UTC)
