"""Decide which neighbouring syllables form one Vietnamese word, as underthesea does.

Vietnamese writes a blank between syllables, not between words: `hồ sơ` is one word. underthesea
finds the words with a conditional random field. The unit of call is one line of text: the words
depend on it (the field sees two neighbours on each side and the ends), so it is fixed here.

A segmenter never sees the raw text. It sees `show(atom)` for each atom of a line and answers, atom
by atom, whether it continues the word before it. Nothing it does can move an offset.

The weights of the field are looked up by text in a table that `build_segmenter` makes from
underthesea's own files, so that the start needs no `import underthesea` (a second, 100 MB) and a
line costs a tenth. Where another field is installed than the table's, underthesea is asked itself.
"""

from __future__ import annotations

import hashlib
import re
import threading
import unicodedata
import warnings
from collections.abc import Sequence
from importlib import import_module, metadata
from pathlib import Path
from typing import Any, Final, Literal, Protocol

from extractor.errors import ModelError
from extractor.pipes.word_table import Table, TableSegmenter, read_table

Choice = Literal["auto", "table", "underthesea"]
CHOICES: Final[tuple[Choice, ...]] = ("auto", "table", "underthesea")

#: What underthesea's own regular expressions keep whole: letters or digits, one decimal sign
#: between digits, one symbol.
_WHOLE: Final = re.compile(r"[^\W_]+|\d+[.,]\d+|[^\w\s]|_")
#: Letters and signs that a Vietnamese text may hold. Beyond them Unicode releases disagree on case.
_FOREIGN: Final = re.compile(r"[^\x00-\u017fơưƠƯ\u1e00-\u1eff\u2000-\u2bff]")
#: Eth typed for Vietnamese đ: underthesea reads it so, and so does the table.
_ETH: Final = str.maketrans({"\u00f0": "đ", "\u00d0": "Đ"})
#: underthesea calls a token a number where it fits 32 bits: nine digits always do.
_DIGITS: Final = 9

_LOCK: Final = threading.Lock()
_LOADED: Final[dict[Choice, Segmenter]] = {}


class Segmenter(Protocol):
    """Anything that tells, for the shown atoms of one line, which continue a word."""

    version: str

    def continues(self, shown: Sequence[str]) -> list[bool]:
        """Tell for each shown atom whether it continues the word of the atom before it."""


def show(atom: str) -> str:
    """Return what a segmenter sees of one atom: always exactly one token of underthesea.

    >>> show("98,7"), show("350.600.00"), show("ðiện"), show("Ω")
    ('98,7', '35060000', 'điện', 'x')
    """
    shown = unicodedata.normalize("NFC", atom).translate(_ETH)
    shown = _FOREIGN.sub(lambda found: "x" if found[0].isalnum() else "?", shown)
    if not _WHOLE.fullmatch(shown):
        # Whatever underthesea would cut (1.234.567,8; marks that do not compose) becomes one token.
        shown = "".join(character for character in shown if character.isalnum()) or "?"
    if shown == "Th":
        # underthesea 9.5 takes "Th s" for the title Th.S: a dot unescaped in its pattern.
        return "TH"
    return shown[:_DIGITS] if shown.isdecimal() else shown


class UndertheseaSegmenter:
    """Ask underthesea itself: the reference, about ten times slower than the table."""

    def __init__(self) -> None:
        # Imported here: it costs about a second and 100 MB.
        self._word_tokenize: Any = import_module("underthesea").word_tokenize
        self.version = metadata.version("underthesea")
        # The first call loads the field into a module global, where two threads at once crash.
        self._word_tokenize("hồ sơ")

    def continues(self, shown: Sequence[str]) -> list[bool]:
        """Tell for each shown atom whether it continues the word of the atom before it."""
        words: list[str] = self._word_tokenize(" ".join(shown), use_token_normalize=False)
        flags: list[bool] = []
        for word in words:
            flags += [False] + [True] * word.count(" ")
        # Another release may cut atoms: then no words at all rather than words out of step.
        return flags if len(flags) == len(shown) else [False] * len(shown)


def load_segmenter(choice: Choice = "auto") -> Segmenter:
    """Return the segmenter of this process, loaded once and under a lock.

    Refuse an unknown choice with `ModelError`, and underthesea with `ImportError` where it is asked
    for and not installed.
    """
    if choice not in CHOICES:
        known = ", ".join(CHOICES)
        raise ModelError(f"unknown segmenter {choice!r} in the tokenizer's config; use {known}")
    with _LOCK:
        if choice not in _LOADED:
            _LOADED[choice] = make_segmenter(choice)
        return _LOADED[choice]


def make_segmenter(choice: Choice) -> Segmenter:
    """Make a segmenter; auto takes the table unless another field than the table's is installed."""
    if choice == "underthesea":
        return UndertheseaSegmenter()
    table = read_table()
    if choice == "table" or is_current(table):
        return TableSegmenter(table)
    return UndertheseaSegmenter()


def is_current(table: Table) -> bool:
    """Tell whether no underthesea is installed, or one with the files the table was made from."""
    try:
        installed = metadata.distribution("underthesea")
    except metadata.PackageNotFoundError:
        return True
    if installed.version == table.version:
        return True
    # A new release most often carries the old field.
    try:
        return all(
            hashlib.sha256(Path(str(installed.locate_file(name))).read_bytes()).hexdigest()
            == digest
            for name, digest in table.files.items()
        )
    except OSError:
        return False


def check_release(trained: str, segmenter: Segmenter) -> None:
    """Warn where a pipeline was trained on the words of another release."""
    if trained != segmenter.version:
        warnings.warn(
            f"the pipeline was made with the words of underthesea {trained}, this process has"
            f" {segmenter.version}: install underthesea=={trained} or train again",
            stacklevel=2,
        )
