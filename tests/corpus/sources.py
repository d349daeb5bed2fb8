"""Bulletins for the tests of the corpus tools, compiled from mark-up."""

from __future__ import annotations

from pathlib import Path

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


def write_source(root: Path, doc_id: str, body: str, **head: str) -> Path:
    """Write the first-pass source of one bulletin into a project folder."""
    keys = {
        "doc_id": doc_id, "province": "Kon Tum", "published": "2024-07-03",
        "era": "before_2025_07", "type": "result", "split": "train", "author": "t",
        "made": "for a test", **head,
    }  # fmt: skip
    path = root / "annotations" / "first" / f"{doc_id}.src"
    path.parent.mkdir(parents=True, exist_ok=True)
    line = "; ".join(f"{key}={value}" for key, value in keys.items())
    path.write_text(f"@# {line}\n{body}", encoding="utf-8")
    return path


def marked_figures(total: str = "900", part: str = "810", rate: str = "90%") -> str:
    """Give a marked sentence with a total, a part of it and the part's share."""
    return (
        "@@ l=l1; p=p1; lv=PW; per=2024-04-01..2024-06-30\n"
        f"[p1:Quý II/2024], [l1:toàn tỉnh] [i1:tiếp nhận] "
        f"[q1:{total} hồ sơ|dossiers_received_total|i=i1], [i2:giải quyết] "
        f"[q2:{part} hồ sơ|dossiers_resolved|i=i2;of=q1] "
        f"([q3:{rate}|rate_resolved|i=i2;r=share_of;of=q1;rt=q2]); "
        "họp lúc {8 giờ|clock}.\n"
    )
