"""Run a system over annotated bulletins and keep what was counted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256
from typing import Protocol

from extractor.corpus.gold import check_text
from extractor.corpus.store import Bulletin
from extractor.errors import ExtractorError, InputError, ModelError
from extractor.facts.confidence import Grounds
from extractor.schema import Mention, Observation, Tagged
from extractor.scoring.bootstrap import RESAMPLES, SEED
from extractor.scoring.summary import Summary, summarise
from extractor.scoring.tally import BulletinResult, Extraction, score_bulletin


class Extract(Protocol):
    """A system: text in, `.observations` out (and `.tagged` where it has mentions and links)."""

    def __call__(
        self,
        text: str,
        *,
        doc_id: str,
        province: str | None,
        published: date | None,
    ) -> Extraction:
        """Extract one bulletin."""


#: Link given mentions: (text, gold mentions) → the same mentions with links.
LinkMentions = Callable[[str, tuple[Mention, ...]], Tagged]


@dataclass(frozen=True, slots=True)
class _Extracted:
    """What a system made of one bulletin, as the scorers want it."""

    observations: tuple[Observation, ...] = ()
    tagged: Tagged | None = None
    failure: str | None = None
    grounds: Mapping[str, Grounds] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """One run: who was scored on what, group by group; groups are never pooled.

    The group "real" (bulletins as printed) stays apart from those written for the project.
    """

    model: str
    results: tuple[BulletinResult, ...]
    summaries: dict[str, Summary]
    digests: dict[str, tuple[str, str]]
    facts: dict[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def group(self, name: str) -> list[BulletinResult]:
        """List the results of one group, in the order of the run."""
        return [result for result in self.results if result.group == name]


def evaluate(
    bulletins: Iterable[Bulletin],
    extract: Extract,
    *,
    model: str = "model",
    link: LinkMentions | None = None,
    context: bool = True,
    resamples: int = RESAMPLES,
    seed: int = SEED,
    facts: dict[str, str] | None = None,
    notes: Sequence[str] = (),
    fitted_on: str | None = None,
) -> Evaluation:
    """Score `extract` on every bulletin, by group (its split).

    `link` adds the score of links between gold mentions. `context=False` keeps province and day of
    publication from the system. `fitted_on` is the group that the confidence was fitted on: there
    it is judged cross-fitted, from the grounds of the extractions. A bulletin that the system
    refuses counts as wholly missed and is noted; a text that differs from the annotated one stops
    the run (AnnotationError), as does a ModelError.
    """
    chosen = list(bulletins)
    if not chosen:
        raise InputError("no annotated bulletins to evaluate; name a split or folder that has some")
    extracted = [_extract(bulletin, extract, context=context) for bulletin in chosen]
    tags = any(one.tagged is not None for one in extracted)
    results = [
        _score(bulletin, one, link, tags=tags)
        for bulletin, one in zip(chosen, extracted, strict=True)
    ]
    failures = [result.failure for result in results if result.failure]
    parts: dict[str, list[BulletinResult]] = {}
    for result in results:
        parts.setdefault(result.group, []).append(result)
    return Evaluation(
        model=model,
        results=tuple(results),
        summaries={
            group: summarise(
                group, part, resamples=resamples, seed=seed, cross_fitted=group == fitted_on
            )
            for group, part in parts.items()
        },
        digests={group: digest(part) for group, part in parts.items()},
        facts=dict(facts or {}),
        notes=(*notes, *failures),
    )


def demand_observations(evaluation: Evaluation) -> None:
    """Refuse (ModelError) a run in which the system found no figure anywhere."""
    if not any(result.observed for result in evaluation.results):
        raise ModelError(
            f"{evaluation.model}: no figure found in any of {len(evaluation.results)} bulletins; "
            "check that the model is trained and has all its components"
        )


def digest(results: Iterable[BulletinResult]) -> tuple[str, str]:
    """Return the SHA-256 of the texts and of the annotations, whatever the order of bulletins."""
    rows = sorted((result.doc_id, result.text_sha256, result.gold_sha256) for result in results)
    texts = "".join(f"{doc_id} {text}\n" for doc_id, text, _ in rows)
    golds = "".join(f"{doc_id} {gold}\n" for doc_id, _, gold in rows)
    return sha256(texts.encode()).hexdigest(), sha256(golds.encode()).hexdigest()


def _extract(bulletin: Bulletin, extract: Extract, *, context: bool) -> _Extracted:
    gold = bulletin.gold
    # a text that was changed is the evaluator's fault and must not look like the system's
    check_text(gold, bulletin.text)
    try:
        extraction = extract(
            bulletin.text,
            doc_id=bulletin.doc_id,
            province=gold.province if context else None,
            published=gold.published if context else None,
        )
    except ModelError:
        raise
    except ExtractorError as error:
        return _Extracted(failure=f"{bulletin.doc_id}: {error}; counted as wholly missed")
    return _Extracted(
        tuple(extraction.observations),
        getattr(extraction, "tagged", None),
        grounds=getattr(extraction, "grounds", {}),
    )


def _score(
    bulletin: Bulletin, extracted: _Extracted, link: LinkMentions | None, *, tags: bool
) -> BulletinResult:
    if tags and extracted.tagged is None:
        # a system that tags has missed every mention of a bulletin that it refused
        extracted = replace(extracted, tagged=Tagged(bulletin.text, (), ()))
    relinked = None
    if link is not None:
        mentions = tuple(Mention(m.start, m.end, m.label) for m in bulletin.gold.mentions)
        relinked = link(bulletin.text, mentions)
    return score_bulletin(bulletin, extracted, relinked=relinked, failure=extracted.failure)
