"""Systems by name: the product's pipelines, the floor, and the peers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Final

from extractor.facts.confidence import Table, calibrated
from extractor.schema import Context, Link, Mention, Observation, Tagged
from extractor.scoring.alignment import align
from extractor.scoring.calibration import FITTED_ON
from extractor.scoring.evaluation import Extract, LinkMentions
from extractor.scoring.floor import extract_floor
from extractor.scoring.peers import load_edsnlp, load_quantulum3, load_underthesea

if TYPE_CHECKING:
    from spacy.language import Language

    from extractor.pipeline import Extractor

#: Systems that give value and unit alone, to stand beside a pipeline.
PEERS: Final[dict[str, Callable[[], Extract]]] = {
    "floor": lambda: extract_floor,
    "quantulum3": load_quantulum3,
    "edsnlp": load_edsnlp,
    "underthesea": load_underthesea,
}
#: The component that links mentions which are already there.
_LINKER: Final = "tthc_linker"


@dataclass(frozen=True, slots=True)
class System:
    """Something to evaluate: `link`, where present, links given mentions.

    `fitted_on` names the split that its confidence was fitted on: there it is cross-fitted anew.
    """

    name: str
    extract: Extract
    link: LinkMentions | None = None
    fitted_on: str | None = None


@dataclass(frozen=True, slots=True)
class Extracted:
    """The observations of a pipeline and the mentions and links they were made from.

    `raw` has the score of each observation, by its obs_id, before calibration.
    """

    observations: tuple[Observation, ...]
    tagged: Tagged
    raw: dict[str, float] = field(default_factory=dict)


def load_system(name: str | None) -> System:
    """Load a system: "rules", a trained pipeline's folder, None (the shipped one), or a peer.

    Refuses (ModelError) a pipeline that is missing or lacks a component, and (MissingExtra) a peer
    that is not installed.
    """
    if name in PEERS:
        return System(name, PEERS[name]())
    from extractor.pipeline import RULES, Extractor, load
    from extractor.rules.tagger import tag_by_rules

    extractor = load(name)
    if name == RULES:
        return System(RULES, _with_tags(extractor, tag_by_rules))
    from extractor.pipes.records import tagged_of

    nlp, table = extractor.nlp, extractor.nlp.meta.get("tthc", {}).get("confidence")

    def tag(text: str, context: Context) -> Tagged:
        return tagged_of(nlp(text))

    # the scores before calibration are wanted too, so that is done here
    uncalibrated = Extractor(tag, model=extractor.model)
    extract = _with_tags(uncalibrated, tag, table=table)
    return System(extractor.model, extract, _linker_of(nlp), FITTED_ON if table else None)


def _with_tags(
    extractor: Extractor, tag: Callable[[str, Context], Tagged], *, table: Table | None = None
) -> Extract:
    from extractor.pipeline import read_context

    def extract(
        text: str, *, doc_id: str, province: str | None, published: date | None
    ) -> Extracted:
        report = extractor.extract(text, doc_id=doc_id, province=province, published=published)
        normal, context = read_context(text, doc_id=doc_id, province=province, published=published)
        tagged = tag(normal.text, context)
        # gold points into the raw text; the pipeline reads a normalised one
        mentions = tuple(
            Mention(*normal.raw_span(m.start, m.end), m.label, m.score) for m in tagged.mentions
        )
        return Extracted(
            tuple(_calibrate(one, table, told=context.told) for one in report.observations),
            Tagged(text, mentions, tagged.links, tagged.codes),
            {o.obs_id: o.confidence for o in report.observations if o.confidence is not None},
        )

    return extract


def _calibrate(observation: Observation, table: Table | None, *, told: bool) -> Observation:
    if observation.confidence is None or not table:
        return observation
    chance = calibrated(observation.confidence, table, told=told)
    return observation.model_copy(update={"confidence": chance})


def _linker_of(nlp: Language) -> LinkMentions | None:
    if _LINKER not in nlp.pipe_names:
        return None
    from extractor.pipes.records import set_mentions, tagged_of
    from extractor.vietnamese.text import normalise

    linker = nlp.get_pipe(_LINKER)

    def link(text: str, mentions: tuple[Mention, ...]) -> Tagged:
        normal = normalise(text)
        doc = nlp.make_doc(normal.text)
        moved = [Mention(*normal.normal_span(m.start, m.end), m.label) for m in mentions]
        set_mentions(doc, moved)
        tagged = tagged_of(linker(doc))
        # a mention that cuts a token was widened; name it by the given one again
        given = align(
            [(m.start, m.end) for m in moved], [(m.start, m.end) for m in tagged.mentions]
        )
        names = {found: own for own, found in given.items()}
        links = tuple(
            Link(names[one.source], one.kind, names[one.target], one.score)
            for one in tagged.links
            if one.source in names and one.target in names
        )
        return Tagged(text, mentions, links)

    return link
