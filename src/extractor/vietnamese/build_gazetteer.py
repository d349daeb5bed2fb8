"""Build the shipped gazetteer from the official lists of units.

    python -m extractor.vietnamese.build_gazetteer FOLDER

FOLDER holds `gazetteer.tsv.gz` (level, code, name, parent, versions) and `provinces.tsv` (codes and
names before and after July 2025). The result is sorted by comparison key, so that a look-up is one
search in the text of the file, and byte for byte the same each time.
"""

from __future__ import annotations

import gzip
import sys
from pathlib import Path

from extractor.vietnamese.gazetteer import key_of
from extractor.vietnamese.lexicon import data_file


def build(folder: Path) -> tuple[Path, Path]:
    """Write both data files from the lists in `folder` and name them."""
    with gzip.open(folder / "gazetteer.tsv.gz", "rt", encoding="utf-8") as file:
        rows = [line.rstrip("\n").split("\t") for line in file][1:]
    lines = sorted(
        "\t".join((key_of(name), level[0].upper(), code, _spell(name), parent, versions))
        for level, code, name, parent, versions in rows
    )
    places = data_file("gazetteer.tsv.gz")
    _write(places, gzip.compress("\n".join(["", *lines, ""]).encode(), 9, mtime=0))
    provinces = data_file("provinces.tsv")
    _write(provinces, (folder / "provinces.tsv").read_bytes())
    return places, provinces


def _spell(name: str) -> str:
    """Write the kind of a unit in one way: the lists have Thành Phố beside Thành phố."""
    for kind in ("Thành phố", "Thị xã", "Thị trấn", "Đặc khu"):
        if name.lower().startswith(f"{kind.lower()} "):
            return kind + name[len(kind) :]
    return name


def _write(path: Path, content: bytes) -> None:
    temporary = path.with_name(path.name + ".part")
    temporary.write_bytes(content)
    temporary.replace(path)


if __name__ == "__main__":
    build(Path(sys.argv[1]))
