"""Find a trained pipeline's folder, and read what the reader runs of it without spaCy."""

from __future__ import annotations

import json
from configparser import RawConfigParser
from importlib.resources import files
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from extractor.errors import ModelError
from extractor.pipes.msgpack import read_message

COMPONENTS: Final = ("tthc_hints", "tok2vec", "ner", "tthc_figures", "tthc_linker", "tthc_coder")
#: The released pipeline: inside the wheel, or models/ of a checkout.
SHIPPED: Final = "tthc_core"

#: What the reader can run: these settings of the config, as written there.
_KNOWN: Final[dict[tuple[str, str], object]] = {
    ("nlp", "lang"): "vi",
    ("nlp", "pipeline"): list(COMPONENTS),
    ("nlp", "disabled"): [],
    ("nlp.tokenizer", "@tokenizers"): "tthc.UndertheseaTokenizer.v1",
    **{(f"components.{name}", "factory"): name for name in COMPONENTS},
    ("components.tok2vec.model", "@architectures"): "spacy.Tok2Vec.v2",
    ("components.tok2vec.model.embed", "@architectures"): "spacy.MultiHashEmbed.v2",
    ("components.tok2vec.model.embed", "include_static_vectors"): False,
    ("components.tok2vec.model.encode", "@architectures"): "spacy.MaxoutWindowEncoder.v2",
    ("components.tok2vec.model.encode", "window_size"): 1,
    ("components.ner.model", "@architectures"): "spacy.TransitionBasedParser.v2",
    ("components.ner.model", "state_type"): "ner",
    ("components.ner.model", "extra_state_tokens"): False,
    ("components.ner.model", "use_upper"): True,
    ("components.ner.model.tok2vec", "@architectures"): "spacy.Tok2VecListener.v1",
    ("components.tthc_linker.model", "@architectures"): "tthc.PairRanker.v1",
}


class Layers(NamedTuple):
    """The layers of a network in thinc's order: name, attributes and parameters of each."""

    names: list[str]
    attrs: list[dict[str, Any]]
    params: list[dict[str, Any]]


def find_pipeline(path: Path | None) -> Path:
    """Return the folder of a pipeline (None: the shipped one).

    Refuses (ModelError) a folder without one, and an installation that ships none.
    """
    folder = path or shipped_model()
    if not (folder / "config.cfg").exists():
        raise ModelError(f"{folder}: no pipeline here (no config.cfg); train one or name another")
    return folder


def shipped_model() -> Path:
    """Return the folder of the released pipeline; refuse (ModelError) where none was shipped."""
    inside = Path(str(files("extractor"))) / "model"
    checkout = Path(str(files("extractor"))).parents[1] / "models" / SHIPPED
    for folder in (inside, checkout):
        if (folder / "config.cfg").exists():
            return folder
    raise ModelError("no released pipeline in this installation; use load('rules') or train one")


def read_meta(folder: Path) -> dict[str, Any]:
    """Read what a pipeline says of itself."""
    meta: dict[str, Any] = json.loads((folder / "meta.json").read_text("utf-8"))
    return meta


def read_config(folder: Path) -> dict[tuple[str, str], Any] | None:
    """Read the settings by section and name; None where the pipeline is not one of ours.

    Only a pipeline of the known components and architectures can be run without spaCy.
    """
    parser = RawConfigParser(delimiters=("=",))
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read(folder / "config.cfg", encoding="utf-8")
    settings: dict[tuple[str, str], Any] = {}
    for section in parser.sections():
        for name, value in parser.items(section):
            if "$" not in value:  # a reference to another setting; none that is asked for is one
                settings[section, name] = json.loads(value)
    known = all(settings.get(place) == value for place, value in _KNOWN.items())
    return settings if known else None


def read_layers(file: Path) -> Layers:
    """Read the layers of a network that thinc wrote; what is in half precision becomes single."""
    message = read_message(file.read_bytes())
    params = [{name: _single(value) for name, value in node.items()} for node in message["params"]]
    return Layers(
        [node["name"] for node in message["nodes"]],
        [{k: read_message(v) for k, v in attrs.items()} for attrs in message["attrs"]],
        params,
    )


def _single(weights: NDArray[np.floating[Any]] | None) -> NDArray[np.float32] | None:
    return None if weights is None else weights.astype(np.float32, copy=False)


def read_move_table(file: Path) -> str:
    """Read the table of moves of an entity recogniser as JSON."""
    return str(read_message(file.read_bytes())["moves"])
