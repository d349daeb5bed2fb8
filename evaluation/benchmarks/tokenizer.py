"""CPU time of the tokenizer against `underthesea.word_tokenize` on whole bulletins.

    python evaluation/benchmarks/tokenizer.py

The contestants take turns on the same texts, and the median of the rounds is told, so that a busy
machine moves the milliseconds but hardly the ratios. The texts are those of `corpus/texts` and,
where the folder is there, the real bulletins beside the checkout.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import spacy
from underthesea import word_tokenize

from extractor.pipes.atoms import WordReader
from extractor.pipes.segmentation import make_segmenter
from extractor.pipes.tokenizer import UndertheseaTokenizer

ROOT = Path(__file__).parents[2]
FOLDERS = (ROOT / "corpus" / "texts", ROOT.parent / "shared" / "bulletins")
ROUNDS = 7
START = """
import time
import spacy
from spacy.vocab import Vocab
begin = time.process_time()
from extractor.pipes.tokenizer import UndertheseaTokenizer
UndertheseaTokenizer(Vocab())("hồ sơ")
print(time.process_time() - begin)
"""

Contestant = Callable[[list[str]], object]


def read_texts() -> list[str]:
    paths = [path for folder in FOLDERS for path in sorted(folder.glob("*.txt"))]
    if not paths:
        sys.exit("no text to measure: corpus/texts/*.txt is empty; run from a full checkout")
    return [path.read_text("utf-8") for path in paths]


def make_contestants() -> dict[str, Contestant]:
    nlp = spacy.blank("xx")
    known = UndertheseaTokenizer(nlp.vocab, segmenter="table")
    asking = UndertheseaTokenizer(nlp.vocab, segmenter="underthesea")

    def run_new(texts: list[str]) -> object:
        new = UndertheseaTokenizer(nlp.vocab, segmenter="table")
        new._words = WordReader(segmenters.pop())
        return [new(text) for text in texts]

    # Made beforehand: the start is told apart.
    segmenters = [make_segmenter("table") for _ in range(ROUNDS + 1)]
    return {
        "word_tokenize alone": lambda texts: [word_tokenize(text) for text in texts],
        "tokenizer, runs known": lambda texts: [known(text) for text in texts],
        "tokenizer, nothing known": run_new,
        "tokenizer asking underthesea": lambda texts: [asking(text) for text in texts],
    }


def measure(texts: list[str]) -> dict[str, float]:
    """Return CPU milliseconds a text, the median of the rounds, by contestant."""
    contestants = make_contestants()
    times: dict[str, list[float]] = {name: [] for name in contestants}
    for round_number in range(ROUNDS + 1):
        for name, run in contestants.items():
            begin = time.process_time()
            run(texts)
            if round_number:  # the first only warms up
                times[name].append((time.process_time() - begin) * 1000 / len(texts))
    return {name: statistics.median(values) for name, values in times.items()}


def measure_start() -> float:
    """Return CPU seconds to import and make the tokenizer in a process that has spaCy."""
    command = [sys.executable, "-c", START]
    runs = [subprocess.run(command, capture_output=True, check=True, text=True) for _ in range(5)]
    return statistics.median(float(run.stdout) for run in runs)


def main() -> None:
    texts = read_texts()
    size = sum(map(len, texts)) / len(texts)
    print(f"{len(texts)} texts of {size:.0f} characters, median of {ROUNDS} rounds\n")
    times = measure(texts)
    print("| | CPU ms a text | ratio |\n|---|---|---|")
    for name, value in times.items():
        print(f"| {name} | {value:.2f} | {value / times['word_tokenize alone']:.3f} |")
    print(f"\nstart beyond spaCy: {measure_start():.3f} CPU s")


if __name__ == "__main__":
    main()
