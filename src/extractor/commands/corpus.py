"""`extractor corpus check | stats | agree | release`: judge, describe and publish the corpus."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from extractor.errors import InputError

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]
Strict = Annotated[bool, typer.Option("--strict", help="Let notes refuse the corpus too.")]
Card = Annotated[bool, typer.Option("--card", help="Put the tables into corpus/DATA_CARD.md too.")]
Real = Annotated[bool, typer.Option("--real", help="The real bulletins: printed, not written.")]
Pilot = Annotated[bool, typer.Option("--pilot", help="The pilot's bulletins alone.")]
Output = Annotated[Path, typer.Option("-o", "--output", help="The JSON Lines file to write.")]


def check_command(*, strict: Strict = False, json_: AsJson = False) -> None:
    """Check gold, sources, splits, leakage and arithmetic: a line a fault, exit 1 if refused."""
    from extractor.corpus.checks import check_corpus
    from extractor.corpus.store import project_root

    faults = check_corpus(project_root())
    refused = sum(strict or fault.severity == "refused" for fault in faults)
    if json_:
        rows = [{"severity": f.severity, "where": f.where, "what": f.what} for f in faults]
        _print(json.dumps(rows, ensure_ascii=False, indent=1))
    else:
        for fault in faults:
            _print(str(fault))
    _say(f"{refused} faults, {len(faults) - refused} notes")
    if refused:
        raise typer.Exit(1)


def stats_command(*, json_: AsJson = False, card: Card = False) -> None:
    """Describe the corpus split by split, beside what occurs on real pages (Markdown or JSON)."""
    from extractor.corpus.stats import describe, print_statistics, update_card
    from extractor.corpus.store import SPLITS, load_bulletins, project_root

    root = project_root()
    statistics = describe([b for split in SPLITS for b in load_bulletins(split, root=root)])
    if card:
        update_card(root / "corpus" / "DATA_CARD.md", statistics)
    if json_:
        _print(json.dumps(statistics.as_json(), ensure_ascii=False, indent=1))
    else:
        _print(print_statistics(statistics))


def agree_command(*, json_: AsJson = False, real: Real = False, pilot: Pilot = False) -> None:
    """Compare annotations/first with annotations/second; write annotations/agreement/report.*.

    The pilot's bulletins are named in annotations/agreement/pilot.ids; its report is pilot.*.
    """
    from extractor.corpus.passes import load_pass, load_real_pass
    from extractor.corpus.store import project_root
    from extractor.scoring.agreement import (
        as_json,
        compare_passes,
        print_agreement,
        write_agreement,
    )

    root = project_root()
    annotations = root / "annotations"
    folders = annotations / "first", annotations / "second"
    if real:
        first, second = (load_real_pass(folder, root=root) for folder in folders)
        refused: list[str] = []
        unreadable: list[str] = []
    else:
        first, unreadable = load_pass(folders[0])
        second, refused = load_pass(folders[1])
    if pilot:
        named = set((annotations / "agreement" / "pilot.ids").read_text(encoding="utf-8").split())
        first, second = ([b for b in bs if b.doc_id in named] for bs in (first, second))
    if not second:
        for line in refused:
            _say(line)
        if real:
            raise InputError("../shared/bulletins is not here; the real texts must lie there")
        raise InputError(f"{folders[1]}: no readable *.src; write the second pass there")
    agreement = compare_passes(first, second, refused=[*refused, *unreadable])
    if not real:  # its report shows words of the texts, which are not ours to publish
        for path in write_agreement(
            agreement, annotations / "agreement", name="pilot" if pilot else "report"
        ):
            _say(f"{path} written")
    if json_:
        _print(json.dumps(as_json(agreement), ensure_ascii=False, indent=1))
    else:
        _print(print_agreement(agreement))
    if refused:
        raise typer.Exit(1)


def release_command(*, output: Output) -> None:
    """Write the checked corpus as one JSON Lines file and its SHA-256."""
    from extractor.corpus.release import write_release
    from extractor.corpus.store import project_root

    count, digest = write_release(project_root(), output)
    _say(f"{output}: {count} bulletins")
    _print(f"{digest}  {output.name}")


def _print(text: str) -> None:
    sys.stdout.write(text if text.endswith("\n") else f"{text}\n")


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")
