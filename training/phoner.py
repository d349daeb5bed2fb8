"""Turn your copy of PhoNER_COVID19 into spaCy files, to place our recogniser among published ones.

    python training/phoner.py PhoNER_COVID19/data/syllable build/phoner/syllable
    python -m spacy train training/phoner.cfg -o build/phoner/model \
        --paths.train build/phoner/syllable/train.spacy --paths.dev build/phoner/syllable/dev.spacy
    python -m spacy evaluate build/phoner/model/model-best build/phoner/syllable/test.spacy

The data are not part of the project: their licence forbids passing them on. Both published forms
are read, CoNLL (`token TAG` a line, an empty line between sentences) and JSON (one object a line
with `words` and `tags`), and both variants: the word variant joins the syllables of a word by "_",
which becomes a blank. The gold documents keep the published tokens; the pipeline under test reads
plain text with its own tokenizer, as it would read anything else.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from spacy.tokens import Doc, DocBin
from spacy.training.iob_utils import biluo_to_iob, iob_to_biluo
from spacy.vocab import Vocab

from extractor.errors import ExtractorError, InputError

SPLITS: Final = ("train", "dev", "test")
#: The forms of a split's file, the first that is there is read.
FORMS: Final = (".conll", ".json")
_TAG: Final = re.compile(r"O|[BI]-\S+")

#: The tokens of a sentence and their tags in IOB2: B-, I- or O.
Sentence = tuple[list[str], list[str]]


def read_conll(path: Path) -> Iterator[Sentence]:
    """Yield the sentences of a CoNLL file; refuse (InputError) a line that is not `token TAG`."""
    words: list[str] = []
    tags: list[str] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        parts = line.rsplit(maxsplit=1)
        if not parts:
            if words:
                yield words, tags
            words, tags = [], []
        elif len(parts) == 2 and _TAG.fullmatch(parts[1]):
            words.append(parts[0])
            tags.append(parts[1])
        else:
            raise InputError(f"{path} line {number}: {line!r}, not a token and its tag; mend it")
    if words:
        yield words, tags


def read_json(path: Path) -> Iterator[Sentence]:
    """Yield the sentences of a JSON file, one object a line; refuse (InputError) a broken one."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            words, tags = list(row["words"]), list(row["tags"])
        except (KeyError, TypeError, ValueError) as error:
            raise InputError(f"{path} line {number}: no words and tags ({error!r})") from error
        if len(words) != len(tags) or not all(_TAG.fullmatch(str(tag)) for tag in tags):
            raise InputError(f"{path} line {number}: {len(words)} words, tags {tags}; mend it")
        yield words, tags


def make_doc(vocab: Vocab, sentence: Sentence) -> Doc:
    """Return the gold document of a sentence; an I- tag without its B- opens an entity.

    >>> doc = make_doc(Vocab(), (["Hồ_Chí_Minh", "có", "2", "ca"], ["B-LOCATION", "O", "O", "O"]))
    >>> doc.text, [(ent.text, ent.label_) for ent in doc.ents]
    ('Hồ Chí Minh có 2 ca', [('Hồ Chí Minh', 'LOCATION')])
    """
    words, tags = sentence
    plain = [word.replace("_", " ").strip() or word for word in words]
    return Doc(vocab, words=plain, ents=biluo_to_iob(iob_to_biluo(tags)))


def convert_folder(folder: Path, out: Path) -> dict[str, tuple[int, int]]:
    """Write <split>.spacy for each split; return (sentences, entities) by split.

    The file of a split is the one whose name begins with it, such as train_syllable.conll. Refuses
    (InputError) a folder that lacks one.
    """
    vocab = Vocab()
    counts = {}
    for split in SPLITS:
        docs = [make_doc(vocab, sentence) for sentence in _read_split(folder, split)]
        out.mkdir(parents=True, exist_ok=True)
        part = out / f".{split}.spacy.part"
        DocBin(docs=docs).to_disk(part)
        part.replace(out / f"{split}.spacy")
        counts[split] = len(docs), sum(len(doc.ents) for doc in docs)
    return counts


def _read_split(folder: Path, split: str) -> Iterator[Sentence]:
    for form in FORMS:
        for path in sorted(folder.glob(f"{split}*{form}")):
            return read_json(path) if form == ".json" else read_conll(path)
    raise InputError(
        f"{folder}: no {split}*.conll or {split}*.json; name data/syllable or data/word"
    )


def main(arguments: list[str] | None = None) -> None:
    """Convert the folder named on the command line; print a line for each split."""
    parser = argparse.ArgumentParser(description="Convert PhoNER_COVID19 into spaCy files.")
    parser.add_argument("folder", type=Path, help="data/syllable or data/word of your copy")
    parser.add_argument("out", type=Path, help="where train.spacy, dev.spacy and test.spacy go")
    wanted = parser.parse_args(arguments)
    for split, (sentences, entities) in convert_folder(wanted.folder, wanted.out).items():
        sys.stdout.write(f"{split}: {sentences} sentences, {entities} entities\n")


if __name__ == "__main__":
    try:
        main()
    except ExtractorError as error:
        sys.exit(f"phoner: {error}")
