"""The network that ranks candidate targets: embedded sparse features, summed, then two layers.

A pair's vector is figure + target + pair features, each a sum of embedding rows, so that figures
and targets are embedded once however many pairs they stand in. "None" is a candidate like others.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from spacy.util import registry
from thinc.api import Dropout, Linear, Maxout, Model, chain

from extractor.features.history import HISTORY_FEATURES, HISTORY_SIZE, Neighbours
from extractor.features.layout import Ints
from extractor.features.pairs import KINDS, PAIR_IDS

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Bags:
    """Rows of an embedding to be summed: `rows` flat, `starts` where each bag begins."""

    rows: Ints
    starts: Ints
    count: int


@dataclass(frozen=True, slots=True)
class PairBatch:
    """Candidate pairs of one page, with one "none" pair a group.

    `figure` and `target` point into the bags, `mention` into the page's mentions (−1 is none),
    `key` numbers what a mention says (features/readings),
    `ids` is pairs × features, `group` has the start of every (figure, kind) group and the end.
    """

    figures: Bags
    targets: Bags
    figure: Ints
    target: Ints
    mention: Ints
    key: Ints
    kind: Ints
    ids: Ints
    group: Ints
    neighbours: Neighbours


@registry.architectures("tthc.PairRanker.v1")  # type: ignore[untyped-decorator]
def build_ranker(
    rows: int = 8192, width: int = 48, hidden: int = 64, pieces: int = 2, dropout: float = 0.2
) -> Model[PairBatch, Floats]:
    """Build the ranker: `rows` hashed rows for figures and for targets, vectors of `width`."""
    mlp: Model[Any, Any] = chain(
        Maxout(nO=hidden, nI=width, nP=pieces, normalize=True),
        Dropout(dropout),
        Maxout(nO=hidden, nI=hidden, nP=pieces, normalize=True),
        Dropout(dropout),
        Linear(nO=1, nI=hidden),
    )
    return Model(
        "pair_ranker",
        _forward,
        init=_init,
        layers=[mlp],
        dims={"rows": rows, "width": width},
        params={"figures": None, "targets": None, "pairs": None},
        refs={"mlp": mlp},
    )


def pair_rows() -> int:
    """Return the rows of the pair embedding: all kinds, one "none" a kind, and the history."""
    return (PAIR_IDS + 1 + HISTORY_FEATURES * HISTORY_SIZE) * len(KINDS)


def history_rows(columns: Ints, kind: Ints) -> Ints:
    """Return the rows of history columns (pairs × HISTORY_FEATURES), crossed with the kind."""
    places = np.arange(HISTORY_FEATURES) * HISTORY_SIZE
    block = (PAIR_IDS + 1) * len(KINDS) + kind[:, None] * HISTORY_FEATURES * HISTORY_SIZE
    return np.asarray(columns + places + block, np.int64)


def none_row(kind: int) -> int:
    """Return the row of "none" for a kind."""
    return PAIR_IDS * len(KINDS) + kind


def _init(
    model: Model[PairBatch, Floats],
    X: object = None,  # noqa: N803 (thinc passes it by this name)
    Y: object = None,  # noqa: N803
) -> None:
    rows, width = model.get_dim("rows"), model.get_dim("width")
    random = np.random.default_rng(0)
    for name, count in (("figures", rows), ("targets", rows), ("pairs", pair_rows())):
        table: Any = (random.standard_normal((count, width)) * 0.1).astype(np.float32)
        model.set_param(name, table)
    model.get_ref("mlp").initialize()


def _sum_bags(table: Floats, bags: Bags) -> Floats:
    if not bags.count:
        return np.zeros((0, table.shape[1]), np.float32)
    return np.asarray(np.add.reduceat(table[bags.rows], bags.starts, axis=0), np.float32)


def _spread(d_table: Floats, bags: Bags, d_sums: Floats) -> None:
    lengths = np.diff(np.append(bags.starts, len(bags.rows)))
    np.add.at(d_table, bags.rows, np.repeat(d_sums, lengths, axis=0))


def _forward(
    model: Model[PairBatch, Floats], batch: PairBatch, is_train: bool
) -> tuple[Floats, Callable[[Floats], Any]]:
    names = ("figures", "targets", "pairs")
    tables = {name: cast("Floats", model.get_param(name)) for name in names}
    figures = _sum_bags(tables["figures"], batch.figures)
    targets = _sum_bags(tables["targets"], batch.targets)
    targets = np.vstack([targets, np.zeros((1, targets.shape[1]), np.float32)])
    features = batch.ids.shape[1]
    hidden = tables["pairs"][batch.ids.ravel()].reshape(len(batch.ids), features, -1).sum(axis=1)
    hidden += figures[batch.figure] + targets[batch.target]
    scores, backprop_mlp = model.get_ref("mlp")(hidden, is_train)

    def backprop(d_scores: Floats) -> PairBatch:
        d_hidden = backprop_mlp(d_scores[:, None])
        d_figures, d_targets = np.zeros_like(figures), np.zeros_like(targets)
        np.add.at(d_figures, batch.figure, d_hidden)
        np.add.at(d_targets, batch.target, d_hidden)
        gradients: dict[str, Any] = {name: np.zeros_like(table) for name, table in tables.items()}
        _spread(gradients["figures"], batch.figures, d_figures)
        _spread(gradients["targets"], batch.targets, d_targets[:-1])
        np.add.at(gradients["pairs"], batch.ids.ravel(), np.repeat(d_hidden, features, axis=0))
        for name, gradient in gradients.items():
            model.inc_grad(name, gradient)
        return batch

    return scores[:, 0], backprop
