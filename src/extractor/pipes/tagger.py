"""Run a trained spaCy pipeline as a tagger: text in, mentions, links and codes out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import spacy
from spacy.language import Language

import extractor.pipes.coder
import extractor.pipes.figures
import extractor.pipes.hints
import extractor.pipes.linker
import extractor.pipes.tokenizer  # noqa: F401  (each import registers its factory)
from extractor.errors import ModelError
from extractor.pipes.pipeline_files import COMPONENTS, find_pipeline
from extractor.pipes.records import tagged_of
from extractor.schema import Context, Tagged


def load_model(path: Path | None) -> tuple[Language, Callable[[str, Context], Tagged], str]:
    """Load a pipeline folder (None: the shipped one) as (nlp, tagger, version name).

    Refuses (ModelError) a missing folder and a pipeline without one of the components.
    """
    path = find_pipeline(path)
    nlp = spacy.load(path)
    missing = [name for name in COMPONENTS if name not in nlp.pipe_names]
    if missing:
        raise ModelError(f"{path}: the pipeline lacks {', '.join(missing)}; train it again")
    version = f"{nlp.meta['name']}-{nlp.meta['version']}"
    return nlp, lambda text, context: tagged_of(nlp(text)), version
