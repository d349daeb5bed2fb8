"""Make varied copies of annotated bulletins of the train split, annotation included.

A copy has other figures (sums, shares and restatements still agree), other places, years,
wordings and typing; its links, codes and levels are those of the original. Copies are marked
(`meta["augmented"]`, a suffix of doc_id) and never stored in the corpus.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace
from functools import cache
from random import Random
from typing import Final

from extractor.corpus.augmentation.amounts import vary_amounts
from extractor.corpus.augmentation.dates import move_years
from extractor.corpus.augmentation.months import move_months
from extractor.corpus.augmentation.order import vary_order
from extractor.corpus.augmentation.places import move_province, swap_departments
from extractor.corpus.augmentation.typography import vary_typing
from extractor.corpus.augmentation.wordings import (
    Stock,
    take_stock,
    vary_phrases,
    vary_terms,
    vary_wordings,
)
from extractor.corpus.gold import Gold, check_text
from extractor.corpus.store import Bulletin, load_bulletins
from extractor.errors import AnnotationError, InputError

__all__ = ["STEPS", "Stock", "augment", "augment_all", "take_stock"]


#: The steps of a copy in their order; each may be left out.
STEPS: Final[dict[str, Callable[[Bulletin, Random, Stock], Bulletin]]] = {
    "amounts": lambda bulletin, random, _: vary_amounts(bulletin, random),
    "places": lambda bulletin, random, stock: move_province(bulletin, random, stock.provinces),
    "departments": lambda bulletin, random, _: swap_departments(bulletin, random),
    "years": lambda bulletin, random, _: move_years(bulletin, random),
    "months": lambda bulletin, random, _: move_months(bulletin, random),
    "order": lambda bulletin, random, _: vary_order(bulletin, random),
    "wordings": vary_wordings,
    "terms": lambda bulletin, random, _: vary_terms(bulletin, random),
    "phrases": lambda bulletin, random, _: vary_phrases(bulletin, random),
    "typing": lambda bulletin, random, _: vary_typing(bulletin, random),
}


def augment(
    bulletin: Bulletin,
    *,
    seed: int,
    stock: Stock | None = None,
    steps: Collection[str] = tuple(STEPS),
) -> Bulletin:
    """Return a varied copy of a train bulletin, the same one for the same seed and stock.

    `stock` holds the wordings and provinces that may be lent (default: those of the corpus's train
    split). `steps` names what is varied. Refuses with InputError a bulletin of another split
    (varied dev or test would leak) and an unknown step.
    """
    if bulletin.split != "train":
        raise InputError(
            f"{bulletin.doc_id}: split {bulletin.split} is not augmented; only train bulletins are"
        )
    unknown = set(steps) - set(STEPS)
    if unknown:
        raise InputError(f"step {min(unknown)!r} is unknown; name some of {', '.join(STEPS)}")
    stock = stock or _train_stock()
    random = Random(f"{bulletin.doc_id}:{seed}")
    varied = bulletin
    for name, step in STEPS.items():
        if name in steps:
            varied = step(varied, random, stock)
    return _mark(varied, seed)


def augment_all(
    bulletins: Iterable[Bulletin],
    *,
    copies: int,
    seed: int = 1,
    stock: Stock | None = None,
    steps: Collection[str] = tuple(STEPS),
) -> Iterator[Bulletin]:
    """Yield `copies` varied copies of every bulletin, originals not included."""
    for bulletin in bulletins:
        for number in range(copies):
            yield augment(bulletin, seed=seed * 1000 + number, stock=stock, steps=steps)


@cache
def _train_stock() -> Stock:
    return take_stock(load_bulletins("train"))


def _mark(bulletin: Bulletin, seed: int) -> Bulletin:
    doc_id = f"{bulletin.doc_id}-x{seed}"
    data = bulletin.gold.model_dump() | {"doc_id": doc_id}
    try:
        gold = Gold.model_validate(data)
    except ValueError as error:
        raise AnnotationError(f"{doc_id}: the copy breaks the gold format: {error}") from error
    check_text(gold, bulletin.text)
    meta = bulletin.meta | {"doc_id": doc_id, "augmented": "true"}
    return replace(bulletin, doc_id=doc_id, gold=gold, meta=meta)
