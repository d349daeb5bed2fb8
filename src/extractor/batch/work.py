"""What a worker does with a handful of bulletins: read, extract, and say it in lines of JSON.

A line is {"entry": …} for a bulletin and {"refused": "why"} for a file that could not be read, so
that parts on disk and parts from a worker read alike.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from traceback import extract_tb

from extractor.batch.limit import Overtime, time_limit
from extractor.documents.document import Document
from extractor.documents.reading import read_source
from extractor.documents.sources import Source
from extractor.errors import ExtractorError, InputError
from extractor.export.entry import Entry
from extractor.pipeline import Extractor, load, read_context


@dataclass(frozen=True, slots=True)
class Job:
    """What holds for every bulletin of a call.

    `keep_text` is for exports that show the text; `limit` is the longest that one file or row may
    take, in seconds.
    """

    model: str | None = None
    province: str | None = None
    published: date | None = None
    keep_text: bool = False
    limit: float | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """A source that gave no report, with the one line that says why."""

    line: str


Item = Source | Document | Refused
Outcome = Entry | Refused


def died(item: Item) -> Refused:
    """Return the answer for an item whose worker died over it again."""
    return Refused(
        f"{name_of(item)}: its worker died twice (killed, or out of memory); split it or give more "
        "memory"
    )


def name_of(item: Item) -> str:
    """Return what messages call an item."""
    if isinstance(item, Refused):
        return item.line
    return item.name if isinstance(item, Source) else item.source


def process(job: Job, items: Sequence[Item]) -> list[str]:
    """Read and extract some items and return one line of JSON for each bulletin.

    Whatever goes wrong with one item becomes its line; only a missing model stops the call.
    """
    extractor = loaded(job.model)
    return [to_line(outcome) for item in items for outcome in outcomes_of(extractor, job, item)]


def to_line(outcome: Outcome) -> str:
    """Return an outcome as a line of JSON without line end."""
    if isinstance(outcome, Refused):
        return json.dumps({"refused": outcome.line}, ensure_ascii=False)
    return '{"entry":' + outcome.model_dump_json() + "}"


def from_line(line: str) -> Outcome:
    """Read an outcome back from its line."""
    if line.startswith('{"entry":'):
        return Entry.model_validate_json(line.rstrip("\n")[len('{"entry":') : -1])
    return Refused(json.loads(line)["refused"])


@lru_cache(maxsize=1)
def loaded(model: str | None) -> Extractor:
    """Load a model once for a process."""
    return load(model)


def outcomes_of(extractor: Extractor, job: Job, item: Item) -> list[Outcome]:
    """Read an item and return its reports, or what was refused and why."""
    if isinstance(item, Refused):
        return [item]
    found: list[Outcome] = []
    try:
        with time_limit(job.limit):
            for document in read_source(item) if isinstance(item, Source) else [item]:
                found.append(_outcome(extractor, job, document))
    except Overtime as over:
        return [Refused(f"{name_of(item)}: {over}; split it or give it more (--timeout)")]
    except ExtractorError as error:
        found.append(Refused(str(error)))
    except Exception as error:
        # A fault of ours in one bulletin of thousands: it is listed with its place in the code.
        where = extract_tb(error.__traceback__)[-1]
        place = f"{Path(where.filename).name}:{where.lineno}"
        line = f"{name_of(item)}: internal error {error!r} at {place}; please report it"
        found.append(Refused(line))
    return found


def _outcome(extractor: Extractor, job: Job, document: Document | ExtractorError) -> Outcome:
    if isinstance(document, ExtractorError):
        return Refused(str(document))
    province = job.province or document.province
    published = job.published or document.published
    try:
        # Found here so that it goes out with the report; the extractor then need not look again.
        _, context = read_context(
            document.text, doc_id=document.doc_id, province=province, published=published
        )
        report = extractor.extract(
            document.text,
            doc_id=document.doc_id,
            province=context.province,
            published=context.published,
        )
    except InputError as error:
        why = str(error).removeprefix(f"{document.doc_id}: ")
        return Refused(f"{document.source}: {why}")
    return Entry(
        report=report,
        source=document.source,
        text=document.text if job.keep_text else "",
        title=document.title,
        province=context.province,
        published=context.published,
    )
