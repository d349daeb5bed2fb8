"""The one reader of words.toml, the words that augmentation exchanges."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def words() -> dict[str, Any]:
    """Read the table of exchangeable words once per process."""
    path = files("extractor.corpus.augmentation") / "words.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))
