"""The one reader of `codebook/data/lexicon.toml`, the words that carry meaning around figures."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

_DATA = Path(__file__).parent.parent / "codebook" / "data"


@cache
def lexicon() -> dict[str, Any]:
    """Read the vocabulary once per process."""
    with (_DATA / "lexicon.toml").open("rb") as file:
        return tomllib.load(file)


def data_file(name: str) -> Path:
    """Name the path of a data file that ships beside the vocabulary."""
    return _DATA / name


@cache
def phrase_kinds(table: str) -> dict[str, str]:
    """Turn a table of `kind = [phrases]` into a mapping from phrase to kind.

    >>> phrase_kinds("hedges")["không quá"]
    'le'
    """
    return {
        phrase: kind for kind, phrases in reversed(lexicon()[table].items()) for phrase in phrases
    }


def alternation(phrases: Iterable[str]) -> str:
    r"""Join phrases to a regular expression, the longest first, blanks matching any white space.

    >>> alternation(["hồ sơ", "bộ hồ sơ"])
    'bộ[^\\S\\n]+hồ[^\\S\\n]+sơ|hồ[^\\S\\n]+sơ'
    """
    ordered = sorted(set(phrases), key=lambda phrase: (-len(phrase), phrase))
    return "|".join(r"[^\S\n]+".join(map(re.escape, phrase.split())) for phrase in ordered)


def lower(text: str) -> str:
    """Put `text` in lower case without moving any offset; an Icelandic Ð typed for Đ becomes đ.

    >>> len(lower("İ")), lower("ĐẮK LẮK"), lower("\u00d0ến nay")
    (1, 'đắk lắk', 'đến nay')
    """
    lowered = text.lower().replace("\u00f0", "đ")
    if len(lowered) == len(text):
        return lowered
    return "".join(low if len(low := letter.lower()) == 1 else letter for letter in text)
