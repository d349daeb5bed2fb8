"""Which bulletins to annotate next: those of which the model is unsure and that resemble no other.

The order is greedy: each pick takes the bulletin with the greatest uncertainty times its distance
to everything annotated or picked before (maximal marginal relevance with a product).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from extractor.labelstudio.client import Record, Server
from extractor.labelstudio.push import Item, need_project, row_key

_WORD: Final = re.compile(r"[^\W\d_]+")
#: Words a shingle: two tell the manner of a province without being rare.
_SHINGLE: Final = 2
#: The version under which an order is stored where the bulletins have no suggestions.
ORDER: Final = "next"


@dataclass(frozen=True, slots=True)
class Candidate:
    """An unlabelled bulletin: `uncertainty` 0–1, `novelty` when it was picked 0–1."""

    task: int
    doc_id: str
    uncertainty: float
    novelty: float = 1.0

    @property
    def priority(self) -> float:
        """Return what the order goes by."""
        return self.uncertainty * self.novelty


def shingles(text: str) -> frozenset[str]:
    """Return the pairs of neighbouring words of a text, figures left out.

    >>> sorted(shingles("Tiếp nhận 5 hồ sơ"))
    ['hồ sơ', 'nhận hồ', 'tiếp nhận']
    """
    words = _WORD.findall(text.lower())
    return frozenset(" ".join(words[at : at + _SHINGLE]) for at in range(len(words) - _SHINGLE + 1))


def rank(candidates: Mapping[int, tuple[str, str, float]], seen: Sequence[str]) -> list[Candidate]:
    """Order unlabelled bulletins, the most useful first.

    `candidates` maps a task to (doc_id, text, uncertainty); `seen` are the texts annotated before.
    """
    sets = {task: shingles(text) for task, (_, text, _) in candidates.items()}
    known = [shingles(text) for text in seen]
    nearest = {
        task: max((_similarity(own, other) for other in known), default=0.0)
        for task, own in sets.items()
    }
    order: list[Candidate] = []
    left = dict(candidates)
    while left:
        scored = [
            Candidate(task, doc_id, uncertainty, 1 - nearest[task])
            for task, (doc_id, _, uncertainty) in left.items()
        ]
        best = max(scored, key=lambda c: (c.priority, c.uncertainty, -c.task))
        order.append(best)
        del left[best.task]
        for task in left:
            nearest[task] = max(nearest[task], _similarity(sets[task], sets[best.task]))
    return order


def _similarity(one: frozenset[str], two: frozenset[str]) -> float:
    """Return Jaccard's measure of two sets of shingles."""
    return len(one & two) / len(one | two) if one or two else 1.0


def choose_next(
    server: Server,
    title: str,
    uncertainty: Callable[[Item], float],
    *,
    model: str,
    apply: bool = True,
) -> list[Candidate]:
    """Rank the unlabelled tasks of a project and let the server serve them in that order.

    The server's uncertainty sampling serves the lowest score first, so each suggestion of `model`
    gets its place in the order as score; a task without one gets an empty one (version `next`).
    """
    project = need_project(server, title)
    rows = [row for row in server.list_tasks(project) if "text" in (row.get("data") or {})]
    seen = [str(row["data"]["text"]) for row in rows if row.get("total_annotations")]
    open_rows = {row["id"]: row for row in rows if not row.get("total_annotations")}
    candidates = {
        task: (row_key(row)[0], str(row["data"]["text"]), uncertainty(_item(row)))
        for task, row in open_rows.items()
    }
    order = rank(candidates, seen)
    if apply and order:
        version = model if any(_of(row, model) for row in open_rows.values()) else ORDER
        empty = []
        for place, candidate in enumerate(order):
            score = round(place / len(order), 4)
            own = _of(open_rows[candidate.task], version)
            for prediction in own:
                server.set_score(prediction["id"], score)
            if not own:
                row = {"task": candidate.task, "result": [], "score": score}
                empty.append({**row, "model_version": version})
        if empty:
            server.import_predictions(project, empty)
        server.update_project(project, sampling="Uncertainty sampling", model_version=version)
    return order


def _of(row: Record, version: str) -> list[Record]:
    return [p for p in row.get("predictions") or () if p.get("model_version") == version]


def _item(row: Record) -> Item:
    data = row["data"]
    return Item(str(data.get("doc_id")), str(data["text"]), data.get("province"))
