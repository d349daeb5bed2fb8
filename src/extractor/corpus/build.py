"""Compile marked sources into text and gold: `python -m extractor.corpus.build SRC… [-o DIR]`.

Without `-o` it only checks and prints one line per file; with `-o` it writes DIR/<id>.txt and
DIR/<id>.json. `--same-text DIR` also demands that the text equals DIR/<id>.txt (second annotators).
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from extractor.codebook import load_codebook
from extractor.corpus.compiler import Compiler
from extractor.corpus.gold import write_gold
from extractor.errors import AnnotationError


def main() -> int:
    """Compile every named source; return 1 when any was refused, the others are still written."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sources", nargs="+", type=Path)
    parser.add_argument("-o", "--out", type=Path)
    parser.add_argument("--same-text", type=Path)
    options = parser.parse_args()
    codebook = load_codebook()
    compiler = Compiler(codebook.first_units(), codebook_version=codebook.version)
    refused = 0
    for path in options.sources:
        try:
            text, gold = compiler.compile(path.read_text(encoding="utf-8"), name=path.name)
            if options.same_text:
                _demand_same(text, options.same_text / f"{gold.doc_id}.txt", path.name)
        except AnnotationError as error:
            refused += 1
            sys.stderr.write(f"{error}\n")
            continue
        words, linked = len(text.split()), len(gold.links)
        sys.stdout.write(
            f"{gold.doc_id}: {words} words, {len(gold.facts)} figures, {linked} links, "
            f"{len(gold.distractors)} other numbers\n"
        )
        if options.out:
            options.out.mkdir(parents=True, exist_ok=True)
            (options.out / f"{gold.doc_id}.txt").write_text(text, encoding="utf-8", newline="")
            write_gold(gold, options.out / f"{gold.doc_id}.json")
    return 1 if refused else 0


def _demand_same(text: str, path: Path, name: str) -> None:
    expected = path.read_bytes().decode("utf-8") if path.exists() else ""
    if text == expected:
        return
    at = next((i for i, (a, b) in enumerate(zip(text, expected, strict=False)) if a != b), None)
    at = min(len(text), len(expected)) if at is None else at
    raise AnnotationError(
        f"{name}: the text differs from {path.name} at {at}: {text[at : at + 30]!r} "
        f"stands where {expected[at : at + 30]!r} should; copy the text exactly"
    )


if __name__ == "__main__":
    sys.exit(main())
