"""Write the corpus as one JSON Lines file with its digest."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from extractor.corpus.checks import check_corpus
from extractor.corpus.dataset import to_row
from extractor.corpus.store import SPLITS, load_bulletins
from extractor.errors import AnnotationError


def write_release(root: Path, out: Path) -> tuple[int, str]:
    """Write every bulletin of the corpus to `out`; return how many and the file's SHA-256.

    Beside it goes `<out>.sha256`, in the form that `sha256sum --check` reads. The same corpus gives
    the same bytes. Refuses (AnnotationError) a corpus that its check refuses.
    """
    faults = [fault for fault in check_corpus(root) if fault.severity == "refused"]
    if faults:
        raise AnnotationError(
            f"{len(faults)} faults, the first: {faults[0]}; run extractor corpus check"
        )
    rows = [to_row(b) for split in SPLITS for b in load_bulletins(split, root=root)]
    rows.sort(key=lambda row: (SPLITS.index(row["split"]), row["doc_id"]))
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode("utf-8")
    digest = hashlib.sha256(lines).hexdigest()
    out.parent.mkdir(parents=True, exist_ok=True)
    _write(out, lines)
    _write(out.with_name(out.name + ".sha256"), f"{digest}  {out.name}\n".encode())
    return len(rows), digest


def _write(path: Path, content: bytes) -> None:
    part = path.with_name(path.name + ".part")
    part.write_bytes(content)
    part.replace(path)
