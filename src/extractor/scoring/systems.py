"""Systems by name: the product's pipelines, the floor, and the peers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from extractor.facts.confidence import Grounds, Table, find_grounds
from extractor.schema import Context, Link, Mention, Observation, Tagged
from extractor.scoring.alignment import align
from extractor.scoring.calibration import FITTED_ON
from extractor.scoring.evaluation import Extract, LinkMentions
from extractor.scoring.floor import extract_floor
from extractor.scoring.peers import load_edsnlp, load_quantulum3, load_underthesea

if TYPE_CHECKING:
    from spacy.language import Language

    from extractor.pipeline import Tagger

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

    `grounds` has what each observation's confidence is made of, by its obs_id.
    """

    observations: tuple[Observation, ...]
    tagged: Tagged
    grounds: dict[str, Grounds] = field(default_factory=dict)


def load_system(name: str | None) -> System:
    """Load a system: "rules", a trained pipeline's folder, None (the shipped one), or a peer.

    Refuses (ModelError) a pipeline that is missing or lacks a component, and (MissingExtra) a peer
    that is not installed.
    """
    if name in PEERS:
        return System(name, PEERS[name]())
    from extractor.pipeline import RULES, load
    from extractor.rules.tagger import tag_by_rules

    if name == RULES:
        return System(RULES, with_tags(tag_by_rules, model=RULES, confident=False))
    from extractor.pipes.records import tagged_of

    extractor = load(name)
    nlp, table = extractor.nlp, extractor.nlp.meta.get("tthc", {}).get("confidence")

    def tag(text: str, context: Context) -> Tagged:
        return tagged_of(nlp(text))

    extract = with_tags(tag, model=extractor.model, table=table)
    return System(extractor.model, extract, _linker_of(nlp), FITTED_ON if table else None)


def with_tags(
    tagger: Tagger, *, model: str, table: Table | None = None, confident: bool = True
) -> Extract:
    """Extract by a tagger, and tell the mentions, links and grounds that the facts are made of.

    `table` and `confident` as in `Extractor`.
    """
    from extractor.pipeline import Extractor, read_context

    # the extractor and the rest ask for the same text in turn
    tag = lru_cache(maxsize=1)(tagger)
    extractor = Extractor(tag, model=model, table=table, confident=confident)

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
        names = [one.obs_id for one in report.observations]
        return Extracted(
            report.observations,
            Tagged(text, mentions, tagged.links, tagged.codes),
            dict(zip(names, find_grounds(tagged).values(), strict=True)),
        )

    return extract


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
