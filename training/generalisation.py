"""Does it read what it has not seen? Leave out a region, or train on one era and read the other.

    python training/generalisation.py

Bulletins of the left-out region or era are taken from train and dev alike and read after training;
the others keep their split. Bulletins without a province stay in training. Each result is appended
to evaluation/results/generalisation.jsonl as it ends; `extractor evaluate` shows them. The test
split is never read.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

from experiments import Plan, Setting, read_arguments, run_plans

from extractor.corpus.store import Bulletin, load_bulletins, project_root
from extractor.errors import ExtractorError

ERAS: Final = ("before_2025_07", "after_2025_07")
_REGIONS: Final = Path(__file__).with_name("regions.toml")


def read_regions() -> dict[str, str]:
    """Map every province, under its names of both eras, to its region."""
    regions: dict[str, list[str]] = tomllib.loads(_REGIONS.read_text(encoding="utf-8"))
    return {province: region for region, names in regions.items() for province in names}


def plan_generalisation(root: Path) -> Iterator[Plan]:
    """Yield a run for each region left out, then one for each era left out."""
    region_of = read_regions()
    for region in dict.fromkeys(region_of.values()):
        yield _leave_out(root, "region", region, lambda b: region_of.get(b.gold.province or ""))
    for era in ERAS:
        yield _leave_out(root, "era", era, lambda b: b.meta.get("era"))


def _leave_out(
    root: Path, trait: str, value: str, trait_of: Callable[[Bulletin], str | None]
) -> Plan:
    train, dev = (load_bulletins(split, root=root) for split in ("train", "dev"))
    return Plan(
        f"without {trait} {value}",
        [b for b in train if trait_of(b) != value],
        [b for b in dev if trait_of(b) != value],
        [b for b in (*train, *dev) if trait_of(b) == value],
        {"trait": trait, "left_out": value},
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the study as the command line asks for it."""
    wanted = read_arguments("Leave out regions and eras.", "generalisation.jsonl", arguments)
    root = project_root()
    setting = Setting(root, wanted.config, wanted.results, wanted.seed, wanted.epochs)
    run_plans(plan_generalisation(root), setting)


if __name__ == "__main__":
    try:
        main()
    except ExtractorError as error:
        sys.exit(f"generalisation: {error}")
