"""What the model suggests for a bulletin, as a Label Studio prediction over the raw text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from extractor.errors import InputError
from extractor.facts.assemble import assemble
from extractor.facts.audit import audit
from extractor.labels import TARGETS
from extractor.labelstudio.facts import write_fact
from extractor.labelstudio.fields import QUANTITY
from extractor.labelstudio.push import Item
from extractor.labelstudio.regions import Arrow, Region, ResultItem, write_result
from extractor.pipeline import Extractor, read_context
from extractor.schema import Observation, Tagged
from extractor.vietnamese.text import Normalised

#: The confidence in a figure of which a model says nothing.
_UNKNOWN: Final = 0.5


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The regions and arrows that a model proposes, and its confidence in each figure."""

    regions: tuple[Region, ...]
    arrows: tuple[Arrow, ...]
    confidences: tuple[float, ...]
    model: str

    @property
    def score(self) -> float:
        """Return the confidence in the bulletin (`sureness`)."""
        return sureness(self.confidences)

    def as_prediction(self, text: str) -> dict[str, Any]:
        """Return the prediction as the server stores it."""
        result: list[ResultItem] = write_result(self.regions, self.arrows, text)
        return {"result": result, "score": round(self.score, 4), "model_version": self.model}


def sureness(confidences: Sequence[float]) -> float:
    """Return the confidence in a bulletin: the mean of its least sure quarter of figures.

    1 for a bulletin without figures. The least sure ones decide, because they are what a person
    corrects.

    >>> sureness([0.9, 0.25, 0.9, 0.8, 0.5, 0.9, 0.9, 0.9])
    0.375
    """
    weakest = sorted(confidences)[: max(1, len(confidences) // 4)]
    return sum(weakest) / len(weakest) if weakest else 1.0


def suggest(
    extractor: Extractor,
    text: str,
    *,
    doc_id: str,
    province: str | None = None,
    published: date | None = None,
) -> Suggestion:
    """Return the suggestion of a model for one bulletin; offsets are those of the raw text.

    Refuses (InputError) an empty text.
    """
    if not text.strip():
        raise InputError(f"{doc_id}: the text is empty; nothing to suggest")
    normal, context = read_context(text, doc_id=doc_id, province=province, published=published)
    tagged = extractor._tag(normal.text, context)
    facts = assemble(tagged, context, confidence=extractor.confidence_in(context))
    observations, _ = audit(facts, context)
    by_start = {observation.char_start: observation for observation in observations}
    regions = tuple(_regions(tagged, normal, text, by_start))
    arrows = tuple(_arrows(tagged, {region.id: region.label for region in regions}))
    confidences = tuple(_clip(o.confidence) for o in observations)
    return Suggestion(regions, arrows, confidences, extractor.model)


def _arrows(tagged: Tagged, labels: dict[str, str]) -> Iterator[Arrow]:
    """Yield the links that gold could hold: one unfit link must not cost the whole suggestion."""
    seen: set[tuple[int, str]] = set()
    for link in tagged.links:
        source, target = f"m{link.source}", f"m{link.target}"
        fits = labels.get(source) == QUANTITY and labels.get(target) == TARGETS[link.kind]
        if fits and (link.source, link.kind) not in seen:
            seen.add((link.source, link.kind))
            yield Arrow(source, link.kind, target)


def _regions(
    tagged: Tagged, normal: Normalised, text: str, observations: dict[int, Observation]
) -> Iterator[Region]:
    last = 0
    for index, mention in enumerate(tagged.mentions):
        start, end = normal.raw_span(mention.start, mention.end)
        # two normalised letters may come from one raw letter: its mentions would overlap
        if start < last or not text[start:end].strip():
            continue
        last = end
        found = observations.get(mention.start) if mention.label == "QUANTITY" else None
        values = write_fact(found) if found is not None else {}
        yield Region(
            f"m{index}", mention.label, start, end, values,
            _clip(found.confidence if found else mention.score),
        )  # fmt: skip


def _clip(score: float | None) -> float:
    """Keep a score within 0–1; a figure without one (the rules give none) is neither nor."""
    return min(1.0, max(0.0, _UNKNOWN if score is None else score))


def predict_item(extractor: Extractor, item: Item) -> dict[str, Any]:
    """Return the prediction for a bulletin that is to be annotated."""
    suggestion = suggest(
        extractor, item.text, doc_id=item.doc_id, province=item.province, published=item.published
    )
    return suggestion.as_prediction(item.text)
