"""Bring annotations home as gold files, each checked; a report says what was refused and why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from extractor.corpus.gold import Gold, read_gold, text_digest, write_gold
from extractor.errors import AnnotationError
from extractor.export.files import write_text
from extractor.labelstudio.checks import is_plain_name
from extractor.labelstudio.client import Server
from extractor.labelstudio.push import need_project
from extractor.labelstudio.screen import missing_from
from extractor.labelstudio.submissions import Submission, TaskWork, read_work

LocalText = Callable[[str], str | None]


@dataclass(slots=True)
class Pulled:
    """What a pull did; refusals and notes are lines that begin with doc_id and task address."""

    written: list[Path] = field(default_factory=list)
    unchanged: int = 0
    unannotated: int = 0
    refused: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Wish:
    """Where gold goes and which annotations are wanted.

    `annotator` takes that person's alone; `texts` also writes <id>.txt (what training wants);
    `force` overwrites local gold that is newer; `local_text(doc_id)` is what a text must equal.
    """

    folder: Path
    annotator: str | None = None
    texts: bool = False
    force: bool = False
    local_text: LocalText = lambda doc_id: None


def pull(server: Server, title: str, wish: Wish) -> Pulled:
    """Write one gold file for each annotated task of a project.

    Of several annotations the one marked as ground truth counts, else they must agree. A local
    file that is newer than the annotation and says something else stays unless forced.
    """
    project = need_project(server, title)
    report = Pulled()
    missing = missing_from(project.screen)
    if missing:
        report.notes.append(
            f"the screen on the server lacks {', '.join(missing[:5])}"
            f"{' …' if len(missing) > 5 else ''}; push again to refresh it"
        )
    wish.folder.mkdir(parents=True, exist_ok=True)
    taken: dict[str, int] = {}
    for work in read_work(server, project):
        done = [s for s in work.done if wish.annotator in (None, s.annotator)]
        if not done:
            report.unannotated += 1
            continue
        fault = _fault(work, wish, taken) or _pull_task(done, wish, report)
        if fault is not None:
            report.refused.append(f"{work.doc_id} {work.url}: {fault}")
    return report


def _fault(work: TaskWork, wish: Wish, taken: dict[str, int]) -> str | None:
    """Return why a task cannot become a file of its own, or None."""
    if not is_plain_name(work.doc_id):
        return "its doc_id cannot name a file; push it under another name"
    if taken.setdefault(work.doc_id, work.id) != work.id:
        return f"task {taken[work.doc_id]} has the same doc_id; delete one of them"
    mine = wish.local_text(work.doc_id)
    if mine is not None and text_digest(mine) != text_digest(work.text):
        return "its text is not the local text of this name; restore one of them"
    return None


def _pull_task(done: list[Submission], wish: Wish, report: Pulled) -> str | None:
    """Write the gold of one task; return why it was refused, or None."""
    chosen, fault = choose(done)
    if chosen is None or chosen.gold is None:
        return fault
    report.notes.extend(f"{chosen.doc_id} {chosen.url}: {n}" for n in chosen.decoded.notes)
    path = wish.folder / f"{chosen.doc_id}.json"
    fault = _write(chosen.gold, chosen.changed, path, report, force=wish.force)
    if fault is None and wish.texts:
        write_text([chosen.text], path.with_name(f"{chosen.doc_id}.txt"))
    return fault


def choose(done: list[Submission]) -> tuple[Submission | None, str | None]:
    """Return the submission that counts, or the reason why none does."""
    marked = [s for s in done if s.ground_truth] or done
    faulty = [s for s in marked if s.gold is None]
    if faulty:
        return None, "; ".join(
            f"{s.annotator}: {fault}" for s in faulty for fault in s.decoded.faults
        )
    said = {statement_of(s.gold) for s in marked if s.gold}
    if len(said) > 1:
        names = ", ".join(s.annotator for s in marked)
        return None, f"the annotations of {names} differ; adjudicate them or name an annotator"
    return max(marked, key=lambda s: s.changed), None


def statement_of(gold: Gold) -> str:
    """Return what a gold says, whoever says it and however its mentions are numbered."""
    places = {mention.id: str(mention.start) for mention in gold.mentions}
    plain = gold.model_copy(
        update={
            "annotator": "",
            "mentions": tuple(m.model_copy(update={"id": places[m.id]}) for m in gold.mentions),
            "links": tuple(
                k.model_copy(update={"source": places[k.source], "target": places[k.target]})
                for k in gold.links
            ),
            "facts": tuple(f.model_copy(update={"mention": places[f.mention]}) for f in gold.facts),
            "breaks": tuple(places.get(name, name) for name in gold.breaks),
        }
    )
    return plain.model_dump_json()


def _write(gold: Gold, changed: datetime, path: Path, report: Pulled, *, force: bool) -> str | None:
    if path.exists():
        same = _same(path, gold)
        if same:
            report.unchanged += 1
            return None
        stamp = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        if stamp > changed and not force:
            return (
                f"{path} is newer ({stamp:%Y-%m-%d %H:%M}) than the annotation "
                f"({changed:%Y-%m-%d %H:%M}) and differs; --force overwrites it"
            )
    write_gold(gold, path)
    report.written.append(path)
    return None


def _same(path: Path, gold: Gold) -> bool:
    try:
        return read_gold(path) == gold
    except AnnotationError:
        return False
