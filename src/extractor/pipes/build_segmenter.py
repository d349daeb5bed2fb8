"""Make the segmentation table from the files of the installed underthesea.

Run it after a new release of underthesea, then the tests of the tokenizer:

    python -m extractor.pipes.build_segmenter

underthesea is not imported: its field is an ordinary CRFsuite model (the format is described at
https://www.chokkan.org/software/crfsuite), its dictionary a pickled set of words.
"""

from __future__ import annotations

import io
import json
import pickle
import re
import struct
import unicodedata
from hashlib import sha256
from importlib import metadata
from itertools import product
from pathlib import Path
from typing import Any, Final

import numpy
from numpy.typing import NDArray

from extractor.errors import ModelError

_FOLDER: Final = "underthesea/pipeline/word_tokenize/models/ws_crf_vlsp2013_20230727"
_TABLE: Final = Path(__file__).parent / "data" / "segmentation.npz"
_LABELS: Final = ["B-W", "I-W"]
#: Places of runs of one, two and three tokens as seen from the scored token, last place first.
RUNS: Final[dict[int, tuple[str, ...]]] = {
    1: ("T[-2]", "T[-1]", "T[0]", "T[1]", "T[2]"),
    2: ("T[-2,-1]", "T[-1,0]", "T[0,1]", "T[1,2]"),
    3: ("T[-2,0]", "T[-1,1]", "T[0,2]"),
}
#: What word_table can answer of a run. isdigit is asked of single tokens only.
_ASKED: Final = re.compile(
    r"T\[(-?\d|-2,-1|-1,0|0,1|1,2)\](\.lower|\.istitle|\.is_in_dict)?"
    r"|T\[-?\d\]\.isdigit|T\[(-2,0|-1,1|0,2)\](\.istitle|\.is_in_dict)?"
)
#: Arrays of the table: name, question, length of the run.
_TEXTS: Final = (
    ("raw", "", 1), ("raw", "", 2), ("raw", "", 3), ("lower", ".lower", 1), ("lower", ".lower", 2),
)  # fmt: skip
#: Tokens before and after a token; two stand for more.
_AROUND: Final = [[(before, after) for after in range(3)] for before in range(3)]
_NUMBER: Final = re.compile(r"-?\d")


def read_crfsuite(
    data: bytes,
) -> tuple[dict[str, float], tuple[float, float, float, float]]:
    """Return the weight of each attribute (inside less begin) and the four transitions.

    Refuse with `ModelError` what is no CRFsuite model of the two labels B-W and I-W.
    """
    magic, _, kind, _, _, _, _, features, labels, attributes, _, _ = struct.unpack_from(
        "<4sI4s9I", data
    )
    if (magic, kind) != (b"lCRF", b"FOMC") or _read_names(data, labels) != _LABELS:
        raise ModelError("models.bin is no CRFsuite model of B-W and I-W; adapt build_segmenter")
    names = _read_names(data, attributes)
    (count,) = struct.unpack_from("<I", data, features + 8)
    weights = dict.fromkeys(names, 0.0)
    transitions = [0.0] * 4
    end = features + 12 + count * 20
    for is_transition, source, target, weight in struct.iter_unpack(
        "<IIId", data[features + 12 : end]
    ):
        if is_transition:
            transitions[2 * source + target] = weight
        else:
            weights[names[source]] += weight if target else -weight
    return weights, (transitions[0], transitions[1], transitions[2], transitions[3])


def _read_names(data: bytes, start: int) -> list[str]:
    """Return the strings of a CQDB chunk in the order of their numbers."""
    _, _, _, _, count, table = struct.unpack_from("<4s5I", data, start)
    names = []
    for offset in struct.unpack_from(f"<{count}I", data, start + table):
        _, size = struct.unpack_from("<II", data, start + offset)
        name = data[start + offset + 8 : start + offset + 8 + size - 1]
        names.append(name.decode())
    return names


def build_table(folder: Path, *, version: str) -> bytes:
    """Return the table made from underthesea's model `folder`, as the bytes of an .npz file."""
    names = ("models.bin", "features.bin", "dictionary.bin")
    contents = {name: (folder / name).read_bytes() for name in names}
    asked: list[str] = pickle.loads(contents["features.bin"])
    unknown = sorted(name for name in asked if _ASKED.fullmatch(name) is None)
    if unknown:
        raise ModelError(f"features.bin asks {unknown}, which word_table cannot answer; extend it")
    attributes, transitions = read_crfsuite(contents["models.bin"])
    digests = {f"{_FOLDER}/{name}": sha256(data).hexdigest() for name, data in contents.items()}
    about = {
        "version": version,
        "files": digests,
        "plain": [[answers, _weigh_plain(attributes, *answers)] for answers in _list_answers()],
        "edges": [[_weigh_edge(attributes, *around) for around in row] for row in _AROUND],
        "transitions": transitions,
    }
    words: set[str] = pickle.loads(contents["dictionary.bin"])
    # Longer words, and words with other blanks, match no run.
    dictionary = {word for word in words if word == " ".join(word.split()[:3])}
    arrays: dict[str, NDArray[Any]] = {"about": _pack(json.dumps(about))}
    threes = {word for word in dictionary if word.count(" ") == 2}
    for name, question, length in _TEXTS:
        weights = _weigh_texts(attributes, question, length)
        arrays[f"{name}_{length}_texts"] = _pack("\n".join(weights))
        arrays[f"{name}_{length}_weights"] = numpy.array(list(weights.values()), dtype="<f8")
        threes.update(weights if length == 3 else ())
    openings = {run.lower().rpartition(" ")[0] for run in threes}
    arrays["dictionary"] = _pack("\n".join(sorted(dictionary)))
    arrays["openings"] = _pack("\n".join(sorted(openings)))
    stream = io.BytesIO()
    numpy.savez_compressed(stream, allow_pickle=False, **arrays)
    return stream.getvalue()


def _weigh_texts(
    attributes: dict[str, float], question: str, length: int
) -> dict[str, list[float]]:
    """Return the weights of each known text of `length` tokens, place by place."""
    places = RUNS[length]
    found: dict[str, list[float]] = {}
    for name, weight in attributes.items():
        template, _, text = name.partition("=")
        place = template.removesuffix(question) if question else template
        # Other text can never be asked for: segmenters see NFC, and ends are weighed apart.
        is_usable = unicodedata.is_normalized("NFC", text) and text.count(" ") + 1 == length
        if place + question == template and place in places and is_usable:
            found.setdefault(text, [0.0] * len(places))[places.index(place)] = weight
    return dict(sorted(found.items()))


def _list_answers() -> list[tuple[int, bool, bool, bool]]:
    """Return every length with every answer: is title, is a number, is in the dictionary."""
    flags = (False, True)
    return [
        (length, *answers)
        for length in RUNS
        for answers in product(flags, flags if length == 1 else (False,), flags)
    ]


def _weigh_plain(
    attributes: dict[str, float], length: int, is_title: bool, is_number: bool, is_known: bool
) -> list[float]:
    """Return what a run of unknown text adds, place by place."""
    answers = {".istitle": is_title, ".isdigit": is_number, ".is_in_dict": is_known}
    return [
        sum(attributes.get(f"{place}{question}={flag}", 0.0) for question, flag in answers.items())
        for place in RUNS[length]
    ]


def _weigh_edge(attributes: dict[str, float], before: int, after: int) -> float:
    """Return what the ends of a line add to a token with so many tokens before and after it."""
    total = 0.0
    for name, weight in attributes.items():
        template, _, text = name.partition("=")
        first, *_, last = [int(number) for number in _NUMBER.findall(template) * 2]
        end = "BOS" if before + first < 0 else "EOS" if after < last else None
        total += weight if text == end else 0.0
    return total


def _pack(text: str) -> NDArray[numpy.uint8]:
    return numpy.frombuffer(text.encode(), dtype="uint8")


def main() -> None:
    """Write the table of the installed underthesea into the package."""
    installed = metadata.distribution("underthesea")
    data = build_table(Path(str(installed.locate_file(_FOLDER))), version=installed.version)
    part = _TABLE.with_suffix(".part")
    part.write_bytes(data)
    part.replace(_TABLE)


if __name__ == "__main__":
    main()
