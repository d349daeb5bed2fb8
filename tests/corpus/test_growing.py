"""The recipes of docs/growing-the-corpus.md run as they stand."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "growing-the-corpus.md").read_text(encoding="utf-8")
PYTHON = re.findall(r"^```python\n(.*?)^```", PAGE, re.M | re.S)
DIFFS = re.findall(r"^`(src/[\w/.]+)`\n\n```diff\n(.*?)^```", PAGE, re.M | re.S)

COMPILE = """
from extractor.corpus.compiler import Compiler
source = (
    "@# doc_id=c\\n[i1:tiếp nhận] [h1:trực tuyến] "
    "[q1:12 hồ sơ|dossiers_received_online|i=i1;h=h1;lv=PW;per=-]"
)
_, gold = Compiler({"dossiers_received_online": "dossier"}, codebook_version="1").compile(source)
print([m.label for m in gold.mentions], [link.kind for link in gold.links])
"""


def test_every_python_block_of_the_page_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert len(PYTHON) == 5
    namespace: dict[str, object] = {}
    for block in PYTHON:
        exec(compile(block, "growing-the-corpus.md", "exec"), namespace)


def test_the_changes_for_a_label_make_it_annotatable(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "src", tmp_path / "src")
    assert [name for name, _ in DIFFS] == [
        "src/extractor/labels.py", "src/extractor/corpus/markup.py",
        "src/extractor/corpus/compiler.py",
    ]  # fmt: skip
    for name, diff in DIFFS:
        apply_diff(tmp_path / name, diff)
    done = subprocess.run(
        [sys.executable, "-c", COMPILE],
        env={**os.environ, "PYTHONPATH": str(tmp_path / "src"), "PYTHONIOENCODING": "utf-8"},
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.stderr == ""
    assert done.stdout.strip() == (
        "['INDICATOR', 'CHANNEL', 'QUANTITY'] ['HAS_INDICATOR', 'VIA_CHANNEL']"
    )


def apply_diff(path: Path, diff: str) -> None:
    """Replace each removed line by the added lines after it; the line must stand in the file."""
    text = path.read_text(encoding="utf-8")
    for removed, added in re.findall(r"^-(.*)\n((?:^\+.*\n)+)", diff, re.M):
        assert text.count(removed + "\n") == 1, f"{path.name}: {removed!r} stands there no more"
        lines = "".join(line[1:] + "\n" for line in added.splitlines())
        text = text.replace(removed + "\n", lines)
    path.write_text(text, encoding="utf-8")
