"""Run a trained pipeline without spaCy: the same components, on arrays instead of a Doc.

    words        pipes/atoms, segmentation   syllables with underthesea's words
    hints        pipes/hinting               what grammar and gazetteer see becomes the tag
    recognised   pipes/encoder, moves        spaCy's tok2vec and ner
    mentions     pipes/judge, completion     figures among them, and the grammar's candidates
    links        pipes/ranking               one target of a kind, or none
    codes        pipes/codes                 indicator, role and scope

The same facts as `tagged_of(nlp(text))` (tests/pipes/test_reader.py) in less time, and a start
without importing spaCy. A pipeline of other components or architectures is run by spaCy.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from threadpoolctl import ThreadpoolController

from extractor.errors import InputError
from extractor.features.page import Page
from extractor.pipes.atoms import WordReader, Words, describe_surrogate
from extractor.pipes.codes import MODELS, code_figures
from extractor.pipes.committee import Committee
from extractor.pipes.completion import forget_texts
from extractor.pipes.encoder import ATTRIBUTES, Encoder
from extractor.pipes.hinting import find_hints
from extractor.pipes.judge import company_in, find_figures, place_figures
from extractor.pipes.linear import LinearClassifier
from extractor.pipes.moves import Recogniser, read_moves
from extractor.pipes.pipeline_files import Layers, read_config, read_layers, read_move_table
from extractor.pipes.ranking import find_links, split_members
from extractor.pipes.rows import doubts_of, gather, targets_of
from extractor.pipes.second_reading import read_second_reading
from extractor.pipes.segmentation import check_release, load_segmenter
from extractor.schema import Context, Mention, Tagged

_BLANK: Final = "_SP"
#: Tokens of a long text that are recognised together, at least; at most twice as many.
_STRETCH: Final = 2000
#: Characters that no bulletin has: what was found in so long a text is not kept for another call.
_LONG: Final = 50_000


def open_reader(folder: Path) -> Reader | None:
    """Read a pipeline's weights; None where only spaCy can run it."""
    settings = read_config(folder)
    if settings is None:
        return None
    columns = settings["components.tok2vec.model.embed", "attrs"]
    moves = read_moves(read_move_table(folder / "ner" / "moves"))
    if moves is None or not ATTRIBUTES.issuperset(columns):
        return None
    return Reader(folder, settings, columns, Recogniser(_params(folder / "ner"), moves))


class Reader:
    """A trained pipeline, ready to tag texts."""

    def __init__(
        self,
        folder: Path,
        settings: dict[tuple[str, str], Any],
        columns: list[str],
        recogniser: Recogniser,
    ) -> None:
        segmenter = load_segmenter(settings["nlp.tokenizer", "segmenter"])
        check_release((folder / "tokenizer").read_text(), segmenter)
        self._words = WordReader(segmenter)
        embedding = read_layers(folder / "tok2vec" / "model")
        self._encoder = Encoder(embedding.params, columns=columns, seeds=_seeds(embedding))
        self._recogniser = recogniser
        self._judge = _classifier(folder / "tthc_figures" / "judge.npz")
        self._second = read_second_reading(folder / "tthc_figures")
        self._threshold = settings["components.tthc_figures", "threshold"]
        self._committee = Committee(split_members(_params(folder / "tthc_linker")))
        self._rows = settings["components.tthc_linker.model", "rows"]
        self._coders = {n: _classifier(folder / "tthc_coder" / f"{n}.npz") for n in MODELS}
        # Products this small only lose by being shared: two threads cost half as much again.
        self._threads = ThreadpoolController().select(user_api="blas")

    def __call__(self, text: str, context: Context) -> Tagged:
        """Tag a text; refuse (InputError) one with lone surrogates."""
        try:
            with self._threads.limit(limits=1):
                return self._tag(text)
        except UnicodeEncodeError as error:
            raise InputError(describe_surrogate(text)) from error

    def _tag(self, text: str) -> Tagged:
        words = self._words.read(text)
        places = Places(words)
        recognised = self._recognise(text, words, places)
        del words  # a tenth of what a long text takes
        company = company_in(text, self._judge, recognised)
        figures = find_figures(text, company, self._second, threshold=self._threshold)
        del company  # 20 MB of a text of a million characters
        mentions = places.settle(place_figures(text, figures, recognised))
        del recognised, figures, places
        page = Page(text, mentions)
        links, doubts = find_links(page, self._committee, rows=self._rows)
        targets, unsure = targets_of(mentions, links), doubts_of(mentions, doubts)
        codes = code_figures(page, targets, self._coders, unsure)
        del page, targets, unsure, doubts  # a text of a million characters 351 -> 339 MB
        if len(text) > _LONG:
            forget_texts()  # nothing after asks for them
        return gather(text, mentions, links, codes)

    def _recognise(self, text: str, words: Words, places: Places) -> tuple[Mention, ...]:
        if not words.atoms:
            return ()
        tags = places.hint(words.tags, find_hints(text))
        atoms = [atom for atom, _ in words.atoms]
        columns = atoms, words.norms, words.lemmas, tags
        blank = np.array([tag == _BLANK for tag in words.tags])
        return tuple(
            Mention(
                places.starts[stretch.start + first],
                places.ends[stretch.start + end - 1],
                label,  # type: ignore[arg-type]
            )
            for stretch in cut_stretches(blank.tolist())
            for first, end, label in self._recogniser.find(
                self._encoder.encode_stretch(columns, stretch), blank[stretch.start : stretch.stop]
            )
        )


def cut_stretches(blank: Sequence[bool]) -> Iterator[range]:
    """Part the tokens of a long text, each part after a blank; no bulletin is that long.

    The vectors of all tokens of a text of 1 MB at once took 1 GB, of 12,000 still 45 MB.
    """
    begin = 0
    while len(blank) - begin > 2 * _STRETCH:
        least, most = begin + _STRETCH, begin + 2 * _STRETCH
        end = next((at + 1 for at in range(least, most) if blank[at]), most)
        yield range(begin, end)
        begin = end
    yield range(begin, len(blank))


class Places:
    """Where the tokens of a text stand; the blank after a token belongs to it."""

    def __init__(self, words: Words) -> None:
        self.starts = array("q")
        self.ends = array("q")
        at = 0
        for atom, blank in words.atoms:
            self.starts.append(at)
            self.ends.append(at + len(atom))
            at += len(atom) + len(blank)

    def tokens(self, start: int, end: int) -> tuple[int, int]:
        """Return the half-open range of the tokens that a span touches."""
        first = bisect_right(self.starts, start) - 1
        last = bisect_right(self.starts, end - 1)
        return first + (start == self.ends[first]), last

    def hint(self, tags: list[str], hints: Iterable[tuple[int, int, str]]) -> list[str]:
        """Return the tags with the hints in their places; the first hint of a token counts."""
        hinted = tags.copy()
        taken: set[int] = set()
        for start, end, tag in hints:
            first, last = self.tokens(start, end)
            for token in range(first, last):
                if token not in taken:
                    taken.add(token)
                    hinted[token] = f"{tag}-{'B' if token == first else 'I'}"
        return hinted

    def settle(self, mentions: Iterable[Mention]) -> tuple[Mention, ...]:
        """Widen mentions that cut a token, and drop those that then overlap one before."""
        settled, taken = [], -1
        for mention in sorted(mentions, key=lambda mention: mention.start):
            first, last = self.tokens(mention.start, mention.end)
            if first >= taken:
                span = self.starts[first], self.ends[last - 1]
                settled.append(Mention(*span, mention.label, mention.score))
                taken = last
        return tuple(settled)


def _params(folder: Path) -> list[dict[str, Any]]:
    return read_layers(folder / "model").params


def _seeds(layers: Layers) -> list[int]:
    named = zip(layers.names, layers.attrs, strict=True)
    return [attrs["seed"] for name, attrs in named if name == "hashembed"]


def _classifier(file: Path) -> LinearClassifier:
    return LinearClassifier().from_bytes(file.read_bytes())
