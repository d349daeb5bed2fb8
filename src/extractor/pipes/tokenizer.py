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

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, Final

import numpy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import registry
from spacy.vocab import Vocab

from extractor.errors import InputError
from extractor.pipes.atoms import WordReader, describe_surrogate
from extractor.pipes.segmentation import Choice, check_release, load_segmenter

NAME: Final = "tthc.UndertheseaTokenizer.v1"


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
        self._words = WordReader(self._segmenter)

    def __call__(self, text: str) -> Doc:
        """Return the Doc of `text`; refuse lone surrogates with `InputError`."""
        atoms, *columns = self._words.read(text)
        words = [atom for atom, _ in atoms]
        spaces = [blank == " " for _, blank in atoms]
        try:
            doc = Doc(self.vocab, words=words, spaces=spaces)
        except UnicodeEncodeError as error:
            raise InputError(describe_surrogate(text)) from error
        if not atoms:
            return doc
        # Not remembered between texts: a memory zone of spaCy forgets its strings.
        ids = {value: self.vocab.strings.add(value) for value in set().union(*columns)}
        rows = [[ids[value] for value in column] for column in columns]
        values: Any = numpy.array(rows, dtype="uint64")
        return doc.from_array(["TAG", "LEMMA", "NORM"], values.T)

    def pipe(self, texts: Iterable[str], **_: object) -> Iterator[Doc]:
        """Yield the Doc of each text, in order."""
        for text in texts:
            yield self(text)

    # What decides the tokens is in the config; the release of the words is kept beside it, so that
    # a model trained on other words says so.
    def to_bytes(self, **_: object) -> bytes:
        """Return the release of underthesea whose words the tokens carry."""
        return self._segmenter.version.encode()

    def from_bytes(self, data: bytes, **_: object) -> UndertheseaTokenizer:
        """Compare the release in `data` with this one and warn where they differ."""
        check_release(data.decode(), self._segmenter)
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


@registry.tokenizers(NAME)  # type: ignore[untyped-decorator]
def create_tokenizer(segmenter: Choice = "auto") -> Callable[[Language], UndertheseaTokenizer]:
    """Make the tokenizer of a pipeline, as the `[nlp.tokenizer]` block of a config asks.

    `segmenter` is auto (the table, unless another underthesea is installed), table or underthesea.
    """

    def make(nlp: Language) -> UndertheseaTokenizer:
        return UndertheseaTokenizer(nlp.vocab, segmenter=segmenter)

    return make
