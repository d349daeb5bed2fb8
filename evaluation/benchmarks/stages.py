"""Time the stages of the extractor by wrapping their functions where they are looked up.

Time inside another stage counts for both: a name with a dot is a part of the one before the dot.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from extractor import pipeline
from extractor.pipeline import Extractor
from extractor.pipes import committee, ranking, reader
from extractor.rules import findings

STAGES: list[tuple[Any, str, str]] = [
    (pipeline, "read_context", "normalise, province, day"),
    (reader.WordReader, "read", "words"),
    (reader, "company_in", "figures"),
    (reader, "find_figures", "figures"),
    (findings, "find_quantities", "figures.numerals"),
    (findings, "find_cues", "figures.cues"),
    (reader.Reader, "_recognise", "recognise"),
    (findings, "find_periods", "recognise.periods"),
    (findings, "find_named_agencies", "recognise.bodies"),
    (findings, "find_levels", "recognise.levels"),
    (reader.Encoder, "encode", "recognise.tok2vec"),
    (reader.Recogniser, "find", "recognise.ner"),
    (reader, "place_figures", "complete"),
    (reader, "find_links", "links"),
    (ranking, "build_batch", "links.features"),
    (committee.Committee, "score", "links.network"),
    (ranking, "infer_chances", "links.chain"),
    (reader, "code_figures", "codes"),
    (pipeline, "assemble", "assemble"),
    (pipeline, "audit", "audit"),
]


@contextmanager
def watched() -> Iterator[dict[str, float]]:
    """Yield a table that fills with CPU seconds by stage while the block runs."""
    spent = {name: 0.0 for *_, name in STAGES}
    kept = [(owner, attribute, getattr(owner, attribute)) for owner, attribute, _ in STAGES]
    for (owner, attribute, function), (*_, name) in zip(kept, STAGES, strict=True):
        setattr(owner, attribute, _timed(function, name, spent))
    try:
        yield spent
    finally:
        for owner, attribute, function in kept:
            setattr(owner, attribute, function)


def _timed(function: Callable[..., Any], name: str, spent: dict[str, float]) -> Callable[..., Any]:
    def run(*args: Any, **options: Any) -> Any:  # noqa: ANN401 - whatever the stage takes
        begin = time.process_time()
        try:
            return function(*args, **options)
        finally:
            spent[name] += time.process_time() - begin

    return run


def measure_stages(extractor: Extractor, texts: list[str]) -> dict[str, float]:
    """Return CPU milliseconds a text by stage, and of the whole."""
    with watched() as spent:
        begin = time.process_time()
        for text in texts:
            extractor.extract(text)
        spent["all"] = time.process_time() - begin
    return {name: 1000 * seconds / len(texts) for name, seconds in spent.items()}
