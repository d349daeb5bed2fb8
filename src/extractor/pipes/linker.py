"""The trainable relation component: each figure's target of every kind, or none.

For a figure and a link kind all candidates and "none" compete in one softmax, so that a figure
has at most one link of a kind by construction. Candidates reach back to the title (pairs.py); their
number is bounded, so the cost is linear in the figures.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import islice, pairwise
from pathlib import Path
from typing import Any, Final
from zlib import crc32

import numpy as np
import srsly
from spacy.language import Language
from spacy.pipeline import TrainablePipe
from spacy.tokens import Doc
from spacy.training import Example
from spacy.vocab import Vocab
from thinc.api import Config, Model, Optimizer, set_dropout_rate

from extractor.features.history import UNKNOWN, Neighbours, history_columns
from extractor.features.layout import Ints
from extractor.features.lexical import figure_features, target_features
from extractor.features.page import Page
from extractor.features.pairs import KINDS, PAIR_FEATURES, build_pairs
from extractor.features.readings import reading_keys
from extractor.pipes.completion import complete
from extractor.pipes.ranker import Bags, Floats, PairBatch, history_rows, none_row
from extractor.pipes.records import LinkRow, mentions_of, register_extensions
from extractor.schema import Mention

_DEFAULT: Final = Config().from_str(
    """
    [model]
    @architectures = "tthc.PairRanker.v1"
    """
)
#: Passes at run time; shares of training pages without history, and of spoiled choices.
_PASSES: Final = 3
_HIDDEN: Final = 0.35
_SPOILED: Final = 0.08
#: Share of lexical features hidden in training: 0.4 raised IN_PERIOD on dev from .81 to .83-.86.
_THINNED: Final = 0.4
#: No target, no mention, no right pair in the window.
_NONE: Final = -1


@Language.factory(
    "tthc_linker",
    requires=["doc.ents"],
    assigns=["doc._.tthc_links"],
    default_config={"model": _DEFAULT["model"]},
    default_score_weights={"links_f": 1.0, "links_p": 0.0, "links_r": 0.0},
)
def make_linker(nlp: Language, name: str, model: Model[PairBatch, Floats]) -> Linker:
    """Build the component for a pipeline."""
    return Linker(nlp.vocab, model, name)


class Linker(TrainablePipe):  # type: ignore[misc]
    """Rank candidate targets for every QUANTITY of `doc.ents`; writes `doc._.tthc_links`."""

    def __init__(self, vocab: Vocab, model: Model[PairBatch, Floats], name: str) -> None:
        register_extensions()
        self.vocab = vocab
        self.model = model
        self.name = name
        self.cfg: dict[str, Any] = {}
        self._random = np.random.default_rng(0)
        self._pages: dict[tuple[str, tuple[Mention, ...]], tuple[Page, PairBatch]] = {}

    def predict(self, docs: Iterable[Doc]) -> list[list[LinkRow]]:
        """Return the link rows of each doc."""
        found = []
        for doc in docs:
            page = Page(doc.text, mentions_of(doc))
            batch = self._batch(page)
            found.append(_decode(page, batch, self._rank(batch)) if len(batch.ids) else [])
        return found

    def _rank(self, batch: PairBatch) -> Floats:
        """Score all pairs; each pass reads what the last one chose."""
        choices = np.full((batch.figures.count, len(KINDS)), UNKNOWN)
        scores = self.model.predict(with_history(batch, choices))
        for _ in range(_PASSES - 1):
            choices = _choices(batch, scores)
            scores = self.model.predict(with_history(batch, choices))
        return scores

    def set_annotations(self, docs: Iterable[Doc], rows: list[list[LinkRow]]) -> None:
        """Write the rows that `predict` returned."""
        for doc, links in zip(docs, rows, strict=True):
            doc._.tthc_links = links

    def update(
        self,
        examples: Iterable[Example],
        *,
        drop: float = 0.0,
        sgd: Optimizer | None = None,
        losses: dict[str, float] | None = None,
    ) -> dict[str, float]:
        """Learn from gold mentions and links, one page at a time; gradients are averaged."""
        losses = losses if losses is not None else {}
        losses.setdefault(self.name, 0.0)
        set_dropout_rate(self.model, drop)
        for example in examples:
            page, batch = self._gold_page(example)
            if not len(batch.ids):
                continue
            truth = _truth(page, batch, example)
            history = spoil(truth.reshape(-1, len(KINDS)), self._random)
            shown = with_history(thin(batch, self._random), history)
            scores, backprop = self.model.begin_update(shown)
            loss, gradient = _loss(scores, batch, truth)
            backprop(gradient)
            losses[self.name] += loss
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

    def _gold_page(self, example: Example) -> tuple[Page, PairBatch]:
        ents = example.reference.ents
        mentions = tuple(Mention(e.start_char, e.end_char, e.label_) for e in ents)  # type: ignore[arg-type]
        key = (example.reference.text, mentions)
        if key not in self._pages:
            page = Page(key[0], complete(*key))
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
        """Write weights and settings into the folder `path`."""
        folder = Path(path)
        folder.mkdir(parents=True, exist_ok=True)
        self.model.to_disk(folder / "model")
        srsly.write_json(folder / "cfg", {"kinds": list(KINDS)})

    def from_disk(self, path: Path | str, *, exclude: Iterable[str] = ()) -> Linker:
        """Read what `to_disk` wrote."""
        self.model.from_disk(Path(path) / "model")
        return self


def build_batch(page: Page, *, rows: int) -> PairBatch:
    """Turn a page into arrays for the ranker, every group ending with its "none" pair."""
    pairs, keys = build_pairs(page), reading_keys(page)
    used = sorted(set(pairs.target.tolist()))
    place = np.full(len(page.mentions) + 1, _NONE)
    place[used] = np.arange(len(used))
    groups = np.arange(len(page.figures) * len(KINDS))
    group_of = np.concatenate([pairs.figure * len(KINDS) + pairs.kind, groups])
    order = np.argsort(group_of, kind="stable")
    none_ids = np.repeat(none_row(0) + groups[:, None] % len(KINDS), PAIR_FEATURES, axis=1)
    return PairBatch(
        figures=_bags([figure_features(page, f, n) for n, f in enumerate(page.figures)], rows),
        targets=_bags([target_features(page, index) for index in used], rows),
        figure=group_of[order] // len(KINDS),
        kind=group_of[order] % len(KINDS),
        target=np.concatenate([place[pairs.target], np.full(len(groups), _NONE)])[order],
        mention=np.concatenate([pairs.target, np.full(len(groups), _NONE)])[order],
        key=np.concatenate([keys[pairs.target], np.full(len(groups), _NONE)])[order],
        ids=np.concatenate([pairs.ids, none_ids])[order],
        group=np.searchsorted(group_of[order], np.append(groups, len(groups))),
        neighbours=Neighbours(page, keys),
    )


def with_history(batch: PairBatch, choices: Ints) -> PairBatch:
    """Return the batch with the rows of what the neighbours chose (figures × kinds) added."""
    columns = history_columns(batch.neighbours, choices, batch.figure, batch.kind, batch.key)
    ids = np.concatenate([batch.ids, history_rows(columns, batch.kind)], axis=1)
    return replace(batch, ids=ids)


def _choices(batch: PairBatch, scores: Floats) -> Ints:
    """Return the key of the best reading of every figure and kind (figures × kinds)."""
    best = [pair for pair, _ in _best_pairs(batch, scores)]
    return batch.key[best].reshape(-1, len(KINDS))


def _best_pairs(batch: PairBatch, scores: Floats) -> Iterator[tuple[int, float]]:
    """Yield, for every group, the likeliest pair of the likeliest reading, and its chance.

    Mentions that say the same add up; of these the likeliest (mostly the nearest) is linked.
    """
    chances = _softmax(scores, batch.group)
    same = _same_reading(batch)
    for _, _, low, high in _groups(batch):
        together = np.bincount(same[low:high], weights=chances[low:high])
        reading = int(np.argmax(together))
        inside = np.where(same[low:high] == reading, chances[low:high], -1.0)
        yield low + int(np.argmax(inside)), float(together[reading])


def _same_reading(batch: PairBatch) -> Ints:
    """Number the readings from 0; "none" is the last."""
    return np.asarray(np.where(batch.key == _NONE, batch.key.max() + 1, batch.key), np.int64)


def spoil(choices: Ints, random: np.random.Generator) -> Ints:
    """Hide all choices of a third of the pages, and hide or swap some of the others'.

    The first pass at run time knows nothing and later ones read mistakes: training must show both.
    """
    if random.random() < _HIDDEN:
        return np.full_like(choices, UNKNOWN)
    spoiled = choices.copy()
    spoiled[random.random(choices.shape) < _SPOILED] = UNKNOWN
    swapped = random.random(choices.shape) < _SPOILED
    return np.where(swapped, random.permutation(choices, axis=0), spoiled)


def _bags(features: list[list[str]], rows: int) -> Bags:
    """Hash features into rows, alike on every machine and in every process."""
    flat: list[int] = []
    starts: list[int] = []
    for bag in features:
        starts.append(len(flat))
        flat += sorted({crc32(feature.encode("utf-8")) % rows for feature in bag})
    return Bags(np.array(flat, np.int64), np.array(starts, np.int64), len(features))


def _groups(batch: PairBatch) -> Iterator[tuple[int, int, int, int]]:
    """Yield (figure, kind, first pair, end) of every group."""
    bounds = batch.group.tolist()
    for number, (low, high) in enumerate(pairwise(bounds)):
        yield number // len(KINDS), number % len(KINDS), low, high


def _softmax(scores: Floats, group: Ints) -> Floats:
    """Normalise within each group."""
    lengths = np.diff(group)
    top = np.repeat(np.maximum.reduceat(scores, group[:-1]), lengths)
    weights = np.exp(scores - top)
    total = np.repeat(np.add.reduceat(weights, group[:-1]), lengths)
    return np.asarray(weights / total, np.float32)


def _decode(page: Page, batch: PairBatch, scores: Floats) -> list[LinkRow]:
    rows: list[LinkRow] = []
    groups = zip(_groups(batch), _best_pairs(batch, scores), strict=True)
    for (number, kind, _, _), (best, chance) in groups:
        if batch.mention[best] == _NONE:
            continue
        figure, target = page.figures[number], page.mentions[int(batch.mention[best])]
        rows.append((figure.start, figure.end, KINDS[kind], target.start, target.end, chance))
    return rows


def _truth(page: Page, batch: PairBatch, example: Example) -> Ints:
    """Return the key of the right reading of every group, UNKNOWN where no candidate has it."""
    places = {(m.start, m.end): index for index, m in enumerate(page.mentions)}
    keys = reading_keys(page)
    gold = {
        (row[0], row[1], row[2]): places.get((row[3], row[4]))
        for row in example.reference._.tthc_links or ()
    }
    truth = []
    for number, kind, low, high in _groups(batch):
        figure = page.figures[number]
        key = (figure.start, figure.end, KINDS[kind])
        target = gold.get(key)
        right = int(keys[target]) if target is not None else UNKNOWN if key in gold else _NONE
        truth.append(right if right in batch.key[low:high] else UNKNOWN)
    return np.array(truth, np.int64)


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


def _loss(scores: Floats, batch: PairBatch, truth: Ints) -> tuple[float, Floats]:
    """Return the mean cross-entropy over the groups and its gradient.

    Every candidate with the right reading is right: the loss is of their summed chance.
    """
    chances = _softmax(scores, batch.group)
    lengths = np.diff(batch.group)
    known = np.repeat(truth != UNKNOWN, lengths)
    right = (batch.key == np.repeat(truth, lengths)) & known
    hit = np.add.reduceat(np.where(right, chances, 0), batch.group[:-1])
    share = np.where(right, chances / (np.repeat(hit, lengths) + 1e-9), 0)
    count = max(int((truth != UNKNOWN).sum()), 1)
    gradient = np.where(known, chances - share, 0) / count
    loss = -float(np.log(hit[truth != UNKNOWN] + 1e-9).sum()) / count
    return loss, np.asarray(gradient, np.float32)
