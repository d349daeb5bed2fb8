"""Run a trained spaCy pipeline as a tagger: text in, mentions, links and codes out."""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Final

import spacy
from spacy.language import Language

import extractor.pipes.coder
import extractor.pipes.figures
import extractor.pipes.hints
import extractor.pipes.linker
import extractor.pipes.tokenizer  # noqa: F401  (each import registers its factory)
from extractor.errors import ModelError
from extractor.pipes.records import tagged_of
from extractor.schema import Context, Tagged

COMPONENTS: Final = ("tthc_hints", "tok2vec", "ner", "tthc_figures", "tthc_linker", "tthc_coder")
#: The released pipeline: inside the wheel, or models/ of a checkout.
SHIPPED: Final = "tthc_core"


def load_model(path: Path | None) -> tuple[Language, Callable[[str, Context], Tagged], str]:
    """Load a pipeline folder (None: the shipped one) as (nlp, tagger, version name).

    Refuses (ModelError) a missing folder and a pipeline without one of the components.
    """
    path = path or shipped_model()
    if not (path / "config.cfg").exists():
        raise ModelError(f"{path}: no pipeline here (no config.cfg); train one or name another")
    nlp = spacy.load(path)
    missing = [name for name in COMPONENTS if name not in nlp.pipe_names]
    if missing:
        raise ModelError(f"{path}: the pipeline lacks {', '.join(missing)}; train it again")
    version = f"{nlp.meta['name']}-{nlp.meta['version']}"
    return nlp, lambda text, context: tagged_of(nlp(text)), version


def shipped_model() -> Path:
    """Return the folder of the released pipeline; refuse (ModelError) where none was shipped."""
    inside = Path(str(files("extractor"))) / "model"
    checkout = Path(str(files("extractor"))).parents[1] / "models" / SHIPPED
    for folder in (inside, checkout):
        if (folder / "config.cfg").exists():
            return folder
    raise ModelError("no released pipeline in this installation; use load('rules') or train one")
