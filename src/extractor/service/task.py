"""One request's work, done in a worker process: bytes in, the bytes of the answer out."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, Literal, TypedDict

from extractor.batch.work import Job, Refused, from_line, process
from extractor.documents.document import Document
from extractor.documents.reading import read_bytes, with_title
from extractor.documents.sources import KINDS, TABLES, Source
from extractor.errors import ExtractorError, InputError
from extractor.export.delimited import to_csv
from extractor.export.entry import Entry, choose
from extractor.export.jsonl import to_json, to_jsonl
from extractor.export.page import to_page

Format = Literal["json", "jsonl", "csv", "xlsx", "html"]
MEDIA: Final[dict[Format, str]] = {
    "json": "application/json",
    "jsonl": "application/x-ndjson",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "html": "text/html; charset=utf-8",
}
#: Formats for spreadsheets: aims (targets, thresholds) are left out unless asked for, as the
#: command line does.
_WITHOUT_AIMS: Final = ("csv", "xlsx")
#: What a worker says of a fault of ours begins like this.
_FAULT: Final = "internal error "


class Wanted(TypedDict, total=False):
    """What a request may ask for beside its bulletin: the options of a task."""

    audit: bool
    format: Format
    targets: bool | None
    min_confidence: float | None
    bom: bool
    wrong: bool


@dataclass(frozen=True, slots=True)
class Task:
    """A bulletin as it came (text, or the bytes of a file) and what is wanted of it."""

    content: str | bytes
    name: str
    doc_id: str
    province: str | None = None
    published: date | None = None
    audit: bool = False
    format: Format = "json"
    targets: bool | None = None
    min_confidence: float | None = None
    bom: bool = False
    wrong: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, media type and body of an HTTP answer; `note` says what was left out of it."""

    status: int
    media: str
    body: bytes
    note: str = ""


def refusal(status: int, line: str) -> Answer:
    """Return the answer to a request that is not done: `{"error": "one line"}`.

    >>> refusal(413, "too\\nlong").body
    b'{"error": "too long"}'
    """
    error = json.dumps({"error": " ".join(line.split())}, ensure_ascii=False)
    return Answer(status, "application/json", error.encode("utf-8", "replace"))


def carry_out(task: Task, model: str | None) -> Answer:
    """Extract or audit one bulletin with the named model and return the finished answer.

    A bulletin that cannot be read is answered by 422, a fault of ours by 500, one line each.
    """
    job = Job(model, province=task.province, published=task.published, keep_text=True)
    try:
        documents = list(_documents(task))
    except ExtractorError as error:
        return refusal(422, str(error))
    outcomes = [from_line(line) for line in process(job, documents)]
    entries = [outcome for outcome in outcomes if isinstance(outcome, Entry)]
    refused = [outcome.line for outcome in outcomes if isinstance(outcome, Refused)]
    if not entries:
        line = refused[0] if refused else f"{task.name}: no text in it; nothing to extract"
        return refusal(500 if line.startswith(f"{task.name}: {_FAULT}") else 422, line)
    note = "; ".join(refused)  # the scanned pages of a PDF beside those with text
    if task.audit:
        found = findings_json(entries, wrong=task.wrong)
        return Answer(200, MEDIA["json"], found.encode("utf-8"), note)
    return Answer(200, MEDIA[task.format], _written(entries, task), note)


def findings_json(entries: Iterable[Entry], *, wrong: bool = False) -> str:
    """Return the findings as `extractor audit --json` prints them; `wrong` leaves out what holds.

    >>> findings_json([])
    '[]\\n'
    """
    rows = [
        {"source": entry.source, **finding.model_dump(mode="json")}
        for entry in entries
        for finding in entry.report.findings
        if not wrong or finding.verdict != "holds"
    ]
    return json.dumps(rows, ensure_ascii=False, indent=1) + "\n"


def _documents(task: Task) -> Iterable[Document | Refused]:
    """Read a task as the command line reads a file of this name; a text is taken as it is."""
    if isinstance(task.content, str):
        outcomes = [with_title(Document(task.doc_id, task.content, task.name))]
    else:
        kind = KINDS.get(Path(task.name).suffix.lower())
        if kind in TABLES:
            raise InputError(f"{task.name}: a table of texts; send its bulletins one by one")
        source = Source(Path(task.name), task.doc_id, kind)
        outcomes = [with_title(outcome) for outcome in read_bytes(task.content, source)]
    for outcome in outcomes:
        yield outcome if isinstance(outcome, Document) else Refused(str(outcome))


def _written(entries: list[Entry], task: Task) -> bytes:
    targets = task.targets if task.targets is not None else task.format not in _WITHOUT_AIMS
    chosen = [
        choose(entry, targets=targets, min_confidence=task.min_confidence) for entry in entries
    ]
    if task.format == "xlsx":
        return _workbook(chosen)
    if task.format == "csv":
        pieces = to_csv(chosen, bom=task.bom)
    elif task.format == "html":
        pieces = map(to_page, chosen)
    else:
        pieces = to_json(chosen) if task.format == "json" else to_jsonl(chosen)
    return "".join(pieces).encode("utf-8")


def _workbook(entries: list[Entry]) -> bytes:
    from extractor.export.workbook import write_workbook

    with TemporaryDirectory(prefix="extractor-") as folder:
        path = Path(folder) / "facts.xlsx"
        write_workbook(entries, path)
        return path.read_bytes()
