"""Other people's quantity readers, as they install, on value and unit.

Each is optional: it is imported when it is asked for. EDS-NLP gets our unit words, since its own
are French; quantulum3 does without its classifier, which tells English homographs apart.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from decimal import Decimal
from importlib import import_module
from typing import Any, Final

from extractor.errors import MissingExtra
from extractor.labels import Unit
from extractor.schema import Observation
from extractor.scoring.evaluation import Extract
from extractor.scoring.floor import UNIT_WORDS, Found, observe, read_plain

#: The extra that installs the peers.
EXTRA: Final = "peers"
_QUANTULUM_UNITS: Final[dict[str, Unit]] = {"percentage": "percent", "vietnamese dong": "VND"}
_NUMERAL: Final = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:,\d+)?")


def load_quantulum3() -> Extract:
    """Return quantulum3 (English) as a system; refuse (MissingExtra) where it is not installed."""
    parser = _import("quantulum3.parser", "quantulum3")
    # The classifier that it ships was stored by an old scikit-learn; one of today cannot load it.
    _import("quantulum3.classifier", "quantulum3").USE_CLF = False

    def read(text: str, doc_id: str) -> Iterator[Observation]:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            quantities = parser.parse(text)
        for one in quantities:
            unit = _QUANTULUM_UNITS.get(str(one.unit.name))
            start, end = one.span
            value = Decimal(repr(float(one.value)))
            yield observe(text, start, end, doc_id=doc_id, value=value, unit=unit)

    return _system(read)


def load_edsnlp() -> Extract:
    """Return EDS-NLP's quantities with our unit words; refuse (MissingExtra) without it."""
    edsnlp = _import("edsnlp", "edsnlp")
    words: dict[Unit, list[str]] = {}
    for word, unit in UNIT_WORDS:
        words.setdefault(unit, []).append(word)
    config = {
        unit: {"dim": unit, "degree": 1, "scale": 1, "terms": terms, "followed_by": None}
        for unit, terms in words.items()
    }
    nlp = edsnlp.blank("eds")
    nlp.add_pipe(
        "eds.quantities",
        config={
            "quantities": {unit: {"unit": unit} for unit in config},
            "units_config": config,
            "use_tables": False,
            "attr": "LOWER",
            "ignore_excluded": False,
        },
    )

    def read(text: str, doc_id: str) -> Iterator[Observation]:
        doc = nlp(text)
        for span in doc.spans["quantities"]:
            value, unit = Decimal(repr(span._.value.value)), span._.value.unit
            start, end = span.start_char, span.end_char
            yield observe(text, start, end, doc_id=doc_id, value=value, unit=unit)

    return _system(read)


def load_underthesea() -> Extract:
    """Return underthesea's words and tags as a system: each numeral with the words after it."""
    pos_tag = _import("underthesea", "underthesea").pos_tag
    units = {word.casefold(): unit for word, unit in UNIT_WORDS}

    def read(text: str, doc_id: str) -> Iterator[Observation]:
        for line in re.finditer(r"[^\n]+", text):
            words = [word for word, _ in pos_tag(line.group())]
            at = line.start()
            for number, word in enumerate(words):
                start = text.find(word, at, line.end())
                if start < 0:  # underthesea respells some words
                    continue
                at = start + len(word)
                value = _read_word(word)
                if value is None:
                    continue
                after = words[number + 1].casefold() if number + 1 < len(words) else ""
                yield observe(text, start, at, doc_id=doc_id, value=value, unit=units.get(after))

    return _system(read)


def _read_word(word: str) -> Decimal | None:
    return read_plain(word) if _NUMERAL.fullmatch(word) else None


def _system(read: Callable[[str, str], Iterable[Observation]]) -> Extract:
    def extract(
        text: str, *, doc_id: str, province: str | None = None, published: date | None = None
    ) -> Found:
        return Found(tuple(read(text, doc_id)))

    return extract


def _import(module: str, package: str) -> Any:  # noqa: ANN401 - these packages carry no types
    try:
        # quantulum3 warns of scikit-learn
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return import_module(module)
    except ImportError as error:
        raise MissingExtra(package, EXTRA) from error
