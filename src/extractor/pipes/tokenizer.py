"""The spaCy tokenizer: lossless syllable tokens that carry underthesea's words as features.

Atoms are cut from the raw text by one regular expression, so offsets are exact by construction:
a numeral, a run of letters (one syllable), a run of white space, or any other single character.
A number is never glued to its neighbour, and a digit beside a letter is always a boundary:
`98,7%` is `98,7` `%`, `24G11` is `24` `G` `11`.

Entities end inside words far more often than inside syllables, so syllables are the tokens; the
words are features of them:

- LEMMA: the whole word, NFC and lower case (`hồ sơ` on both of its syllables)
- TAG: S single, B begin, I inside of a word, _SP white space
- NORM: the token, NFC and lower case; a numeral by its shape (`00.000` for 64.933 and 12.345)
"""

from __future__ import annotations

import re
import unicodedata
import warnings
from collections.abc import Callable, Iterable, Iterator
from itertools import compress
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import registry
from spacy.vocab import Vocab

from extractor.errors import InputError
from extractor.pipes.segmentation import Choice, load_segmenter, show

NAME: Final = "tthc.UndertheseaTokenizer.v1"

# Combining marks stay with their letter: text in NFD has whole syllables too.
_ATOM: Final = re.compile(r"(\d+(?:[.,]\d+)*|(?:[^\W\d_][\u0300-\u036f]*)+|\s+|.)( ?)", re.DOTALL)
_LINE_END: Final = re.compile(r"[\n\r\v\f\x85\u2028\u2029]")
_LONG_RUN: Final = re.compile(r"0{5,}")
_SHAPE_LENGTH: Final = 12
#: Atoms whose reading is remembered; beyond it the memory starts afresh.
_REMEMBERED: Final = 50_000


class _Reading(NamedTuple):
    """What is known of an atom without its neighbours."""

    shown: str
    norm: str
    is_syllable: bool
    is_space: bool
    ends_line: bool


def _read(atom: str) -> _Reading:
    if atom.isspace():
        return _Reading("", " ", False, True, _LINE_END.search(atom) is not None)
    norm = unicodedata.normalize("NFC", atom).lower()
    if atom[0].isdecimal():
        norm = _LONG_RUN.sub("0000", re.sub(r"\d", "0", norm))[:_SHAPE_LENGTH]
    return _Reading(show(atom), norm, atom[0].isalpha(), False, False)


def cut(text: str) -> list[tuple[str, str]]:
    """Return the atoms of a text, each with the one blank after it or none; joined they are it.

    >>> cut("đạt 81,42%quá")
    [('đạt', ' '), ('81,42', ''), ('%', ''), ('quá', '')]
    """
    return _ATOM.findall(text)


class UndertheseaTokenizer:
    """Cut text into syllables, numerals, signs and white space; `doc.text` is always the input.

    >>> import spacy
    >>> doc = UndertheseaTokenizer(spacy.blank("xx").vocab)("64.933 hồ sơ")
    >>> [(token.text, token.tag_, token.lemma_) for token in doc]
    [('64.933', 'S', '00.000'), ('hồ', 'B', 'hồ sơ'), ('sơ', 'I', 'hồ sơ')]
    """

    def __init__(self, vocab: Vocab, *, segmenter: Choice = "auto") -> None:
        self.vocab = vocab
        self.choice: Choice = segmenter
        self._segmenter = load_segmenter(segmenter)
        self._readings: dict[str, _Reading] = {}

    def __call__(self, text: str) -> Doc:
        """Return the Doc of `text`; refuse lone surrogates with `InputError`."""
        atoms = cut(text)
        readings = self._read_all(atoms)
        joined = self._find_words(atoms, readings)
        words = [atom for atom, _ in atoms]
        spaces = [blank == " " for _, blank in atoms]
        try:
            doc = Doc(self.vocab, words=words, spaces=spaces)
        except UnicodeEncodeError as error:
            raise InputError(_describe_surrogate(text)) from error
        if not atoms:
            return doc
        columns = self._describe(readings, joined)
        # Not remembered between texts: a memory zone of spaCy forgets its strings.
        ids = {value: self.vocab.strings.add(value) for value in set().union(*columns)}
        rows = [[ids[value] for value in column] for column in columns]
        values: Any = numpy.array(rows, dtype="uint64")
        return doc.from_array(["TAG", "LEMMA", "NORM"], values.T)

    def pipe(self, texts: Iterable[str], **_: object) -> Iterator[Doc]:
        """Yield the Doc of each text, in order."""
        for text in texts:
            yield self(text)

    def _read_all(self, atoms: list[tuple[str, str]]) -> list[_Reading]:
        known = self._readings
        if len(known) > _REMEMBERED:
            known = self._readings = {}
        readings = []
        for atom, _ in atoms:
            reading = known.get(atom)
            if reading is None:
                reading = known[atom] = _read(atom)
            readings.append(reading)
        return readings

    def _find_words(self, atoms: list[tuple[str, str]], readings: list[_Reading]) -> list[bool]:
        """Tell for each atom whether it continues the word of the atom before it."""
        joined = [False] * len(atoms)
        line: list[int] = []
        for index, reading in enumerate(readings):
            if not reading.is_space:
                line.append(index)
            if line and (reading.ends_line or index + 1 == len(readings)):
                flags = self._segmenter.continues([readings[place].shown for place in line])
                for place in compress(line, flags):
                    # Only two syllables with one blank between them may share a word.
                    before = place - 1
                    joined[place] = (
                        atoms[before][1] == " "
                        and readings[before].is_syllable
                        and readings[place].is_syllable
                    )
                line.clear()
        return joined

    def _describe(self, readings: list[_Reading], joined: list[bool]) -> list[list[str]]:
        """Return the columns TAG, LEMMA and NORM."""
        norms = [reading.norm for reading in readings]
        tags = ["_SP" if reading.is_space else "S" for reading in readings]
        lemmas = norms.copy()
        begin = 0
        for end in range(1, len(norms) + 1):
            if end < len(norms) and joined[end]:
                continue
            if end - begin > 1:
                tags[begin:end] = ["B"] + ["I"] * (end - begin - 1)
                lemmas[begin:end] = [" ".join(norms[begin:end])] * (end - begin)
            begin = end
        return [tags, lemmas, norms]

    # What decides the tokens is in the config; the release of the words is kept beside it, so that
    # a model trained on other words says so.
    def to_bytes(self, **_: object) -> bytes:
        """Return the release of underthesea whose words the tokens carry."""
        return self._segmenter.version.encode()

    def from_bytes(self, data: bytes, **_: object) -> UndertheseaTokenizer:
        """Compare the release in `data` with this one and warn where they differ."""
        trained = data.decode()
        if trained != self._segmenter.version:
            warnings.warn(
                f"the pipeline was made with the words of underthesea {trained}, this process has"
                f" {self._segmenter.version}: install underthesea=={trained} or train again",
                stacklevel=2,
            )
        return self

    def to_disk(self, path: str | Path, **_: object) -> None:
        """Write what `to_bytes` returns to the file `path`."""
        Path(path).write_bytes(self.to_bytes())

    def from_disk(self, path: str | Path, **_: object) -> UndertheseaTokenizer:
        """Read the file `path` as `from_bytes` does."""
        return self.from_bytes(Path(path).read_bytes())

    def __reduce__(self) -> tuple[Any, ...]:
        # For worker processes: they load their own segmenter.
        return _restore, (self.vocab, self.choice)


def _restore(vocab: Vocab, choice: Choice) -> UndertheseaTokenizer:
    return UndertheseaTokenizer(vocab, segmenter=choice)


def _describe_surrogate(text: str) -> str:
    place = next(index for index, sign in enumerate(text) if "\ud800" <= sign <= "\udfff")
    return f"lone surrogate {text[place]!a} at character {place}; decode the file as UTF-8 again"


@registry.tokenizers(NAME)  # type: ignore[untyped-decorator]
def create_tokenizer(segmenter: Choice = "auto") -> Callable[[Language], UndertheseaTokenizer]:
    """Make the tokenizer of a pipeline, as the `[nlp.tokenizer]` block of a config asks.

    `segmenter` is auto (the table, unless another underthesea is installed), table or underthesea.
    """

    def make(nlp: Language) -> UndertheseaTokenizer:
        return UndertheseaTokenizer(nlp.vocab, segmenter=segmenter)

    return make
