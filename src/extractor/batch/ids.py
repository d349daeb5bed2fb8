"""Give each bulletin of a call an id of its own: its facts are named after it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from extractor.batch.work import Item, Refused, name_of


def with_own_ids(items: Iterable[Item], *, say: Callable[[str], None]) -> Iterator[Item]:
    """Yield the items, none with the id of an earlier one: the second `a` becomes `a~2`.

    Two bulletins of one id would share the keys of their facts (obs_id), and be told apart by
    nothing. Both stay; `say` hears a line for each that was renamed. The same items in the same
    order get the same ids, so that a stopped call is taken up. Ids are remembered: some hundred
    bytes a bulletin.
    """
    counts: dict[str, int] = {}
    for item in items:
        if isinstance(item, Refused):
            yield item
            continue
        own = item.doc_id
        while own in counts:  # `a~2` may be another bulletin's own id
            counts[item.doc_id] += 1
            own = f"{item.doc_id}~{counts[item.doc_id]}"
        counts[own] = 1
        if own == item.doc_id:
            yield item
        else:
            say(f"{name_of(item)}: an earlier bulletin has the id {item.doc_id!r}; taken as {own}")
            yield replace(item, doc_id=own)
