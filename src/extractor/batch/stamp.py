"""Name what results hang on beside their inputs: program, vocabulary, model, libraries."""

from __future__ import annotations

import hashlib
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final
from zlib import crc32

from extractor.codebook import load_codebook
from extractor.pipeline import RULES
from extractor.schema import SCHEMA_VERSION

#: Libraries that another release of may read a file or a text in another way.
_LIBRARIES: Final = ("spacy", "underthesea", "trafilatura", "pdfplumber", "python-docx")


def stamp_of(model: str | None) -> str:
    """Return a text that changes when the program, the model or a library does.

    Parts of a batch under another stamp are not taken up, workers with another stamp are refused.
    It is the same on every machine that has the same things installed.
    """
    from extractor import __version__

    parts = [f"extractor {__version__}", SCHEMA_VERSION, load_codebook().version]
    parts += [f"{name} {_version(name)}" for name in _LIBRARIES]
    return ", ".join([*parts, f"model {_model(model)}"])


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "absent"


def _model(model: str | None) -> str:
    if model == RULES:
        return RULES
    from extractor.pipes.pipeline_files import shipped_model

    folder = Path(model) if model is not None else shipped_model()
    digest = hashlib.blake2b(digest_size=10)
    for path in sorted(file for file in folder.rglob("*") if file.is_file()):
        data = path.read_bytes()
        # A checksum tells versions apart as well as a digest of 25 MB, which took 20 ms more.
        line = f"{path.relative_to(folder).as_posix()} {len(data)} {crc32(data):08x}\n"
        digest.update(line.encode())
    return digest.hexdigest()
