"""The network that ranks candidate targets: embedded sparse features, summed, then two layers.

A pair's vector is figure + target + pair features, each a sum of embedding rows, so that figures
and targets are embedded once however many pairs they stand in. "None" is a candidate like others.
Beside the pairs' scores it gives those of the steps from figure to figure (pipes/chain).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from spacy.util import registry
from thinc.api import Dropout, Linear, Maxout, Model, chain

from extractor.features.chain import CHAIN_FEATURES, CHAIN_IDS
from extractor.features.layout import Ints
from extractor.features.pairs import KINDS
from extractor.pipes.batches import PairBatch, pair_rows
from extractor.pipes.chain import STEP_TYPES
from extractor.pipes.committee import CHAIN_GAIN, Committee, Floats, sum_bags, sum_steps


@dataclass(frozen=True, slots=True)
class Scores:
    """What the network gives: one score a pair, and the logarithms of the chain's steps
    ((figures − 1) × kinds × STEP_TYPES); as a gradient, how each should change."""

    pairs: Floats
    steps: NDArray[np.float64]


@registry.architectures("tthc.PairRanker.v1")  # type: ignore[untyped-decorator]
def build_ranker(
    *,
    rows: int = 8192,
    width: int = 48,
    hidden: int = 64,
    pieces: int = 2,
    dropout: float = 0.2,
    members: int = 1,
) -> Model[PairBatch, list[Scores]]:
    """Build the ranker: `rows` hashed rows for figures and for targets, vectors of `width`.

    It is a committee of `members` networks that differ in their first weights only; each learns for
    itself, their scores are averaged at run time.
    """
    sizes: dict[str, int | None] = {"rows": rows, "width": width}
    layers = [_build_member(sizes, hidden, pieces, dropout) for _ in range(members)]
    return Model("pair_ranker", _forward_all, init=_init_all, layers=layers, dims=sizes)


def _build_member(
    sizes: dict[str, int | None], hidden: int, pieces: int, dropout: float
) -> Model[PairBatch, Scores]:
    mlp: Model[Any, Any] = chain(
        Maxout(nO=hidden, nI=sizes["width"], nP=pieces, normalize=True),
        Dropout(dropout),
        Maxout(nO=hidden, nI=hidden, nP=pieces, normalize=True),
        Dropout(dropout),
        Linear(nO=1, nI=hidden),
    )
    return Model(
        "ranker_member",
        _forward,
        init=_init,
        layers=[mlp],
        dims=dict(sizes),
        params={"figures": None, "targets": None, "pairs": None, "chain": None},
        refs={"mlp": mlp},
    )


def _init_all(
    model: Model[PairBatch, list[Scores]],
    X: object = None,  # noqa: N803 (thinc passes it by this name)
    Y: object = None,  # noqa: N803
) -> None:
    for member in model.layers:
        member.initialize()


def _forward_all(
    model: Model[PairBatch, list[Scores]], batch: PairBatch, is_train: bool
) -> tuple[list[Scores], Callable[[list[Scores]], PairBatch]]:
    found = [member(batch, is_train) for member in model.layers]

    def backprop(gradients: list[Scores]) -> PairBatch:
        for (_, back), gradient in zip(found, gradients, strict=True):
            back(gradient)
        return batch

    return [scores for scores, _ in found], backprop


def committee_of(model: Model[PairBatch, list[Scores]]) -> Committee:
    """Return the members laid out for running."""
    return Committee([_params_of(member) for member in model.layers])


def _params_of(model: Model[PairBatch, Scores]) -> list[dict[str, Any]]:
    return [{name: node.get_param(name) for name in node.param_names} for node in model.walk()]


def _init(
    model: Model[PairBatch, Scores],
    X: object = None,  # noqa: N803 (thinc passes it by this name)
    Y: object = None,  # noqa: N803
) -> None:
    rows, width = model.get_dim("rows"), model.get_dim("width")
    steps: Any = np.zeros((CHAIN_IDS * len(KINDS), STEP_TYPES), np.float32)
    model.set_param("chain", steps)
    random = np.random.default_rng(np.random.randint(2**31))
    for name, count in (("figures", rows), ("targets", rows), ("pairs", pair_rows())):
        table: Any = (random.standard_normal((count, width)) * 0.1).astype(np.float32)
        model.set_param(name, table)
    model.get_ref("mlp").initialize()


def _scatter(
    columns: Ints | NDArray[np.int32], pointers: Ints, d_sums: Floats, rows: int
) -> Floats:
    """Add each row of `d_sums` to the rows of a table that its columns name.

    A sparse product: numpy's `add.at` took half of the training time.
    """
    from scipy.sparse import csr_matrix

    ones = np.ones(len(columns), np.float32)
    used = csr_matrix((ones, columns, pointers), shape=(len(d_sums), rows))
    return np.asarray(used.T @ d_sums, np.float32)


def _forward(
    model: Model[PairBatch, Scores], batch: PairBatch, is_train: bool
) -> tuple[Scores, Callable[[Scores], Any]]:
    names = ("figures", "targets", "pairs", "chain")
    tables = {name: cast("Floats", model.get_param(name)) for name in names}
    figures = sum_bags(tables["figures"], batch.figures)
    targets = sum_bags(tables["targets"], batch.targets)
    targets = np.vstack([targets, np.zeros((1, targets.shape[1]), np.float32)])
    features = batch.ids.shape[1]
    hidden = figures[batch.figure] + targets[batch.target]
    for rows in batch.ids.T:  # one feature after the other: all at once take five times as long
        hidden += tables["pairs"].take(rows, axis=0)
    scores, backprop_mlp = model.get_ref("mlp")(hidden, is_train)

    def backprop(gradient: Scores) -> PairBatch:
        d_hidden = backprop_mlp(gradient.pairs[:, None])
        each = np.arange(len(d_hidden) + 1)
        d_figures = _scatter(batch.figure, each, d_hidden, len(figures))
        d_targets = _scatter(batch.target % len(targets), each, d_hidden, len(targets))[:-1]
        d_steps = (CHAIN_GAIN * gradient.steps).reshape(-1, STEP_TYPES).astype(np.float32)
        of_step = np.arange(len(d_steps) + 1) * CHAIN_FEATURES
        bags, rows = (batch.figures, batch.targets), {n: len(t) for n, t in tables.items()}
        ends = [np.append(bag.starts, len(bag.rows)) for bag in bags]
        gradients: dict[str, Any] = {
            "figures": _scatter(bags[0].rows, ends[0], d_figures, rows["figures"]),
            "targets": _scatter(bags[1].rows, ends[1], d_targets, rows["targets"]),
            "pairs": _scatter(batch.ids.ravel(), each * features, d_hidden, rows["pairs"]),
            "chain": _scatter(batch.chain.ravel(), of_step, d_steps, rows["chain"]),
        }
        for name, change in gradients.items():
            model.inc_grad(name, change)
        return batch

    return Scores(scores[:, 0], sum_steps(tables["chain"], batch)), backprop
