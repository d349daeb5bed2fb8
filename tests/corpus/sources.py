"""Bulletins for the tests of the corpus tools, compiled from mark-up."""

from __future__ import annotations

from extractor.codebook import load_codebook
from extractor.corpus.compiler import Compiler
from extractor.corpus.store import Bulletin


def compile_bulletin(
    source: str,
    *,
    doc_id: str = "made-01",
    split: str = "train",
    province: str = "Kon Tum",
    published: str = "2024-07-03",
    era: str = "before_2025_07",
    type: str = "result",
    head: str = "",
) -> Bulletin:
    """Compile mark-up without its head lines into a bulletin of the store."""
    lines = f"@# doc_id={doc_id}; province={province}; published={published}; era={era}\n"
    if head:
        lines += f"@# {head}\n"
    codebook = load_codebook()
    compiler = Compiler(codebook.first_units(), codebook_version=codebook.version)
    text, gold = compiler.compile(lines + source)
    meta = {
        "doc_id": doc_id, "split": split, "province": province, "published": published,
        "era": era, "type": type, "author": "t", "made": "for a test",
    }  # fmt: skip
    return Bulletin(doc_id, text, gold, split, meta)
