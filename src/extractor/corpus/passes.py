"""Read one annotation pass (a folder of marked sources) as bulletins."""

from __future__ import annotations

from pathlib import Path

from extractor.codebook import load_codebook
from extractor.corpus.compiler import Compiler
from extractor.corpus.gold import check_text, read_gold
from extractor.corpus.markup import read_markup
from extractor.corpus.store import REAL, Bulletin, load_bulletins
from extractor.errors import AnnotationError


def load_pass(folder: Path) -> tuple[list[Bulletin], list[str]]:
    """Compile every `*.src` of a folder; return the bulletins and the refusals, one line each.

    The second pass of a bulletin need not repeat its head beyond `doc_id`; without a split it
    counts as train.
    """
    codebook = load_codebook()
    compiler = Compiler(codebook.first_units(), codebook_version=codebook.version)
    bulletins, refused = [], []
    for path in sorted(folder.glob("*.src")):
        source = path.read_text(encoding="utf-8")
        try:
            text, gold = compiler.compile(source, name=path.name)
        except AnnotationError as error:
            refused.append(str(error).replace("\n", "; "))
            continue
        head = read_markup(source).head
        bulletins.append(Bulletin(gold.doc_id, text, gold, head.get("split", "train"), head))
    return bulletins, refused


def load_real_pass(folder: Path, *, root: Path) -> list[Bulletin]:
    """Read a pass over the real bulletins: offsets only, so their texts must lie beside `root`.

    Empty where they do not; a text that is another one is refused (AnnotationError).
    """
    texts = {bulletin.doc_id: bulletin for bulletin in load_bulletins(REAL, root=root)}
    found = []
    for path in sorted((folder / REAL).glob("*.json")):
        if (whole := texts.get(path.stem)) is not None:
            gold = read_gold(path)
            check_text(gold, whole.text)
            found.append(Bulletin(whole.doc_id, whole.text, gold, REAL, whole.meta))
    return found
