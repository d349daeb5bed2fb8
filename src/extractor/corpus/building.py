"""Build the corpus from the marked sources: texts, gold and manifest.

The adjudicated source of a bulletin, where there is one, outranks the first annotation.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from extractor.codebook import load_codebook
from extractor.corpus.compiler import Compiler
from extractor.corpus.gold import Gold, write_gold
from extractor.corpus.markup import read_markup
from extractor.errors import AnnotationError

_ROW_KEYS: Final = ("doc_id", "split", "province", "published", "era", "type", "author", "made")


def build_corpus(root: Path) -> tuple[int, list[str]]:
    """Compile every source under `root`; return how many were built and the refusals.

    A refused bulletin is left out of the manifest; its old text and gold stay as they were.
    """
    codebook = load_codebook()
    compiler = Compiler(codebook.first_units(), codebook_version=codebook.version)
    texts, golds = root / "corpus" / "texts", root / "annotations" / "gold"
    texts.mkdir(parents=True, exist_ok=True)
    golds.mkdir(parents=True, exist_ok=True)
    rows, refused = [], []
    for path in sources(root):
        source = path.read_text(encoding="utf-8")
        try:
            text, gold = compiler.compile(source, name=path.name)
            rows.append(_row(read_markup(source).head, gold, path))
        except AnnotationError as error:
            refused.append(str(error))
            continue
        (texts / f"{gold.doc_id}.txt").write_bytes(text.encode("utf-8"))
        write_gold(gold, golds / f"{gold.doc_id}.json")
    lines = [json.dumps(row, ensure_ascii=False) for row in sorted(rows, key=lambda r: r["doc_id"])]
    manifest = root / "corpus" / "manifest.jsonl"
    part = manifest.with_suffix(".part")
    part.write_text("\n".join(lines) + "\n", encoding="utf-8")
    part.replace(manifest)
    return len(rows), refused


def sources(root: Path) -> list[Path]:
    """Return the source of every bulletin: adjudicated where it exists, else the first."""
    first = {p.stem: p for p in (root / "annotations" / "first").glob("*.src")}
    adjudicated = {p.stem: p for p in (root / "annotations" / "adjudicated").glob("*.src")}
    return [path for _, path in sorted({**first, **adjudicated}.items())]


def _row(head: dict[str, str], gold: Gold, path: Path) -> dict[str, str]:
    missing = [
        key for key in ("doc_id", "split", "era", "type", "author", "made") if key not in head
    ]
    if missing:
        raise AnnotationError(f"{path.name}: the head lacks {', '.join(missing)}; add them")
    if gold.doc_id != path.stem:
        raise AnnotationError(f"{path.name}: doc_id {gold.doc_id} differs from the file name")
    return {key: head[key] for key in _ROW_KEYS if key in head}
