"""The trainable relation component: each figure's target of every kind, or none.

For a figure and a link kind all candidates and "none" compete in one softmax, so that a figure
has at most one link of a kind by construction. Candidates reach back to the title (pairs.py); their
number is bounded, so the cost is linear in the figures. The figures of a page are decided together
(pipes/chain).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice, pairwise
from pathlib import Path
from typing import Any, Final

import numpy as np
import srsly
from spacy.language import Language
from spacy.pipeline import TrainablePipe
from spacy.tokens import Doc
from spacy.training import Example
from spacy.vocab import Vocab
from thinc.api import Config, Model, Optimizer, set_dropout_rate

from extractor.features.layout import Ints
from extractor.features.page import Page
from extractor.features.pairs import KINDS
from extractor.features.readings import reading_keys
from extractor.labels import LABELS, TARGETS
from extractor.pipes.batches import NONE, Bags, PairBatch, build_batch
from extractor.pipes.chain import infer, weigh
from extractor.pipes.completion import complete
from extractor.pipes.ranker import Scores, committee_of
from extractor.pipes.ranking import find_links
from extractor.pipes.records import mentions_of, register_extensions
from extractor.pipes.rows import DoubtRow, LinkRow
from extractor.schema import Mention

_DEFAULT: Final = Config().from_str(
    """
    [model]
    @architectures = "tthc.PairRanker.v1"
    """
)
#: Share of lexical features hidden in training: 0.4 raised IN_PERIOD on dev from .81 to .83-.86.
_THINNED: Final = 0.4
#: Share of the pages with gold mentions, where what another pipeline found is known too: with half
#: of each .907 of the links on dev are right end to end, with either alone .901.
_AS_ANNOTATED: Final = 0.5
#: A figure's right target is not among the candidates: nothing to learn there.
_UNKNOWN: Final = -2
#: No mention is cut into more pieces.
_LOOK: Final = 8


@Language.factory(
    "tthc_linker",
    requires=["doc.ents"],
    assigns=["doc._.tthc_links", "doc._.tthc_doubts"],
    default_config={"model": _DEFAULT["model"]},
    default_score_weights={"links_f": 1.0, "links_p": 0.0, "links_r": 0.0},
)
def make_linker(nlp: Language, name: str, model: Model[PairBatch, list[Scores]]) -> Linker:
    """Build the component for a pipeline."""
    return Linker(nlp.vocab, model, name)


class Linker(TrainablePipe):  # type: ignore[misc]
    """Rank candidate targets for every QUANTITY; writes `doc._.tthc_links` and `tthc_doubts`."""

    def __init__(self, vocab: Vocab, model: Model[PairBatch, list[Scores]], name: str) -> None:
        register_extensions()
        self.vocab = vocab
        self.model = model
        self.name = name
        self.cfg: dict[str, Any] = {}
        self._random = np.random.default_rng(0)  # anew when initialised
        self._pages: dict[tuple[str, tuple[Mention, ...]], tuple[Page, PairBatch]] = {}

    def predict(self, docs: Iterable[Doc]) -> list[tuple[list[LinkRow], list[DoubtRow]]]:
        """Return the rows of each doc's links and doubts."""
        committee, rows = committee_of(self.model), self.model.get_dim("rows")
        return [find_links(Page(doc.text, mentions_of(doc)), committee, rows=rows) for doc in docs]

    def set_annotations(
        self, docs: Iterable[Doc], rows: list[tuple[list[LinkRow], list[DoubtRow]]]
    ) -> None:
        """Write the rows that `predict` returned."""
        for doc, (links, doubts) in zip(docs, rows, strict=True):
            doc._.tthc_links, doc._.tthc_doubts = links, doubts

    def update(
        self,
        examples: Iterable[Example],
        *,
        drop: float = 0.0,
        sgd: Optimizer | None = None,
        losses: dict[str, float] | None = None,
    ) -> dict[str, float]:
        """Learn from gold links, one page at a time; gradients are averaged.

        Of what the recogniser finds at run time some is no mention and some is cut otherwise.
        `tthc_read` shows that: what another pipeline found on a page that it never learned from.
        """
        losses = losses if losses is not None else {}
        losses.setdefault(self.name, 0.0)
        set_dropout_rate(self.model, drop)
        for example in examples:
            page, batch = self._page(example)
            if not len(batch.ids):
                continue
            truth = _truth(page, batch, example)
            scores, backprop = self.model.begin_update(thin(batch, self._random))
            told = _losses(scores, batch, truth)
            backprop([gradient for _, gradient in told])
            losses[self.name] += sum(loss for loss, _ in told) / len(told)
        if sgd is not None:
            self.finish_update(sgd)
        return losses

    def initialize(
        self,
        get_examples: Callable[[], Iterable[Example]],
        *,
        nlp: Language | None = None,
        **settings: object,
    ) -> None:
        """Give the weights their first values; the examples' shapes do not matter."""
        list(islice(get_examples(), 1))
        self.model.initialize()
        self._random = np.random.default_rng(np.random.randint(2**31))  # spaCy's seed

    def score(self, examples: Iterable[Example], **settings: object) -> dict[str, Any]:
        """Score links end to end: a gold link counts even where a mention was missed."""
        right = predicted = gold = 0
        for example in examples:
            ours = {row[:5] for row in example.predicted._.tthc_links or ()}
            theirs = {tuple(row[:5]) for row in example.reference._.tthc_links or ()}
            right += len(ours & theirs)
            predicted += len(ours)
            gold += len(theirs)
        return {
            "links_p": right / predicted if predicted else None,
            "links_r": right / gold if gold else None,
            "links_f": 2 * right / (predicted + gold) if predicted + gold else None,
        }

    def _page(self, example: Example) -> tuple[Page, PairBatch]:
        """Return the page to learn from, as annotated or as another pipeline read it, by chance."""
        doc = example.reference
        read = tuple(Mention(*row) for row in doc._.tthc_read or ())
        if self._random.random() < _AS_ANNOTATED:
            read = ()
        key = (doc.text, read or mentions_of(doc))
        if key not in self._pages:
            page = Page(doc.text, read or complete(*key))
            self._pages[key] = (page, self._batch(page))
        return self._pages[key]

    def _batch(self, page: Page) -> PairBatch:
        return build_batch(page, rows=self.model.get_dim("rows"))

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        """Return the weights."""
        return bytes(self.model.to_bytes())

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> Linker:
        """Restore the weights."""
        self.model.from_bytes(data)
        return self

    def to_disk(self, path: Path | str, *, exclude: Iterable[str] = ()) -> None:
        """Write weights, in half precision, and settings into the folder `path`."""
        folder = Path(path)
        folder.mkdir(parents=True, exist_ok=True)
        srsly.write_msgpack(folder / "model", _cast(self.model.to_dict(), np.float16))
        srsly.write_json(folder / "cfg", {"kinds": list(KINDS)})

    def from_disk(self, path: Path | str, *, exclude: Iterable[str] = ()) -> Linker:
        """Read what `to_disk` wrote."""
        self.model.from_dict(_cast(srsly.read_msgpack(Path(path) / "model"), np.float32))
        return self


def _cast(message: dict[str, Any], precision: type[np.floating[Any]]) -> dict[str, Any]:
    """Return what thinc makes of a network with its weights in another precision.

    In half precision the tables may have twice the rows within the same megabytes. Refuses
    (FloatingPointError) a weight that is too large for it.
    """
    with np.errstate(over="raise"):
        params = [
            {name: None if w is None else w.astype(precision) for name, w in node.items()}
            for node in message["params"]
        ]
    return {**message, "params": params}


def _groups(batch: PairBatch) -> Iterator[tuple[int, int, int, int]]:
    """Yield (figure, kind, first pair, end) of every group."""
    bounds = batch.group.tolist()
    for number, (low, high) in enumerate(pairwise(bounds)):
        yield number // len(KINDS), number % len(KINDS), low, high


def _truth(page: Page, batch: PairBatch, example: Example) -> Ints:
    """Return the right reading of every figure and kind (figures × kinds), or _UNKNOWN.

    The page's mentions stand for the gold ones that they share most characters with. What is no
    figure in gold has no right reading, nor has a link whose target nobody read.
    """
    keys = reading_keys(page)
    gold = example.reference
    figures = _Spans(m for m in mentions_of(gold) if m.label == "QUANTITY")
    links = {(row[0], row[1], row[2]): (row[3], row[4]) for row in gold._.tthc_links or ()}
    read = {label: _Spans(page.mentions[i] for i in page.of(label)) for label in LABELS}
    truth = np.full((len(page.figures), len(KINDS)), _UNKNOWN)
    for number, kind, low, high in _groups(batch):
        own = figures.most_shared(page.figures[number].start, page.figures[number].end)
        if own is None:
            continue
        target = links.get((*figures.spans[own], KINDS[kind]))
        right = NONE
        if target is not None:
            label = TARGETS[KINDS[kind]]
            place = read[label].most_shared(*target)
            if place is None:
                continue
            right = int(keys[page.of(label)[place]])
        at = np.flatnonzero(batch.key[low:high] == right)
        if len(at):
            truth[number, kind] = batch.reading[low + int(at[0])]
    return truth


class _Spans:
    """The spans of mentions, in order; they do not overlap."""

    def __init__(self, mentions: Iterable[Mention]) -> None:
        self.spans = [(mention.start, mention.end) for mention in mentions]
        self._ends = [end for _, end in self.spans]

    def most_shared(self, start: int, end: int) -> int | None:
        """Return the place of the span that shares most characters with another one, or None."""
        first = bisect_right(self._ends, start)
        shared = [
            (min(right, end) - max(left, start), -place)
            for place, (left, right) in enumerate(self.spans[first : first + _LOOK], start=first)
            if left < end
        ]
        return -max(shared)[1] if shared else None


def thin(batch: PairBatch, random: np.random.Generator) -> PairBatch:
    """Leave out a share of the lexical features, so that structure is learned before wordings."""

    def thinned(bags: Bags) -> Bags:
        keep = random.random(len(bags.rows)) >= _THINNED
        keep[bags.starts] = True  # no bag may become empty
        lengths = np.diff(np.append(bags.starts, len(bags.rows)))
        bag_of = np.repeat(np.arange(bags.count), lengths)
        starts = np.searchsorted(bag_of[keep], np.arange(bags.count))
        return Bags(bags.rows[keep], starts, bags.count)

    return replace(batch, figures=thinned(batch.figures), targets=thinned(batch.targets))


def _losses(scores: Sequence[Scores], batch: PairBatch, truth: Ints) -> list[tuple[float, Scores]]:
    """Return each member's mean negative log-likelihood of the right readings, and its gradient.

    The gradient is what the chain expects of its own minus what it expects where the truth is
    given; every candidate with the right reading is right. Where the truth is _UNKNOWN, anything
    may be. All chains are gone along at once, as kinds of one page: a step costs as much for many.
    """
    weighed = [weigh(member.pairs, batch) for member in scores]
    unary = np.concatenate([readings for _, readings in weighed], axis=1)
    steps = np.concatenate([member.steps for member in scores], axis=1)
    allowed = np.ones((*truth.shape, unary.shape[2]))
    figures, kinds = np.nonzero(truth != _UNKNOWN)
    allowed[figures, kinds] = 0
    allowed[figures, kinds, truth[figures, kinds]] = 1
    given = unary * np.tile(allowed, (1, len(scores), 1))
    said = infer(np.concatenate([unary, given], axis=1), np.concatenate([steps, steps], axis=1))
    count = max(len(figures), 1)
    far = unary.shape[1]
    chance = said.chance[:, :far] - said.chance[:, far:]
    agree = said.steps[:, :far] - said.steps[:, far:]
    lost = said.log_weight[:far] - said.log_weight[far:]
    told = []
    for number, (pairs, readings) in enumerate(weighed):
        own = slice(number * len(KINDS), (number + 1) * len(KINDS))
        share = pairs / readings.ravel()[batch.place]
        gradient = (chance[:, own].ravel()[batch.place] * share / count).astype(np.float32)
        told.append((float(lost[own].sum()) / count, Scores(gradient, agree[:, own] / count)))
    return told
