"""The commands of the README's usage section, typed as they are printed there."""

import csv
import io
import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from .conftest import BODY, LEAD, TITLE, build_pdf

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
BLOCK = re.search(r"^```sh\n(.*?)^```", (ROOT / "README.md").read_text("utf-8"), re.M | re.S)[1]
#: `serve` runs until it is stopped: tests/test_docs.py starts it.
LINES = [line for line in BLOCK.splitlines() if line != "extractor serve"]
#: What every output of the sample bulletin must have.
VALUES = {"12345", "9876", "2469"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with the files that the lines name, and `extractor` on the path."""
    folder = tmp_path_factory.mktemp("usage")
    text = f"{TITLE}\n{LEAD}\n{BODY}\n"
    (folder / "bulletin.txt").write_text(text, encoding="utf-8")
    (folder / "folder").mkdir()
    for name in ("a", "b"):
        (folder / "folder" / f"{name}.txt").write_text(text, encoding="utf-8")
    page = (
        f"<html><body><article><h1>{TITLE}</h1><p>{LEAD}</p><p>{BODY}</p></article></body></html>"
    )
    (folder / "page.html").write_text(page, encoding="utf-8")
    _write_rows(folder, [{"id": name, "text": text} for name in ("a", "b", "c")])
    _write_report(folder)
    program = folder / "bin" / "extractor"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m extractor.cli "$@"\n')
    program.chmod(0o755)
    return folder


def _write_rows(folder, rows):
    pa = pytest.importorskip("pyarrow", reason="the extra data (pyarrow) is not installed")
    import pyarrow.parquet as pq

    (folder / "rows.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    with (folder / "rows.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ["id", "text"])
        writer.writeheader()
        writer.writerows(rows)
    pq.write_table(pa.Table.from_pylist(rows), folder / "rows.parquet")


def _write_report(folder):
    docx = pytest.importorskip("docx", reason="the extra readers (python-docx) is not installed")
    word = docx.Document()
    for paragraph in (TITLE, LEAD, BODY):
        word.add_paragraph(paragraph)
    word.save(folder / "report.docx")
    words = f"{LEAD} {BODY}".split()
    rows = [" ".join(words[at : at + 10]) for at in range(0, len(words), 10)]
    items = [(50, 60 + 14 * n, row) for n, row in enumerate([TITLE, *rows])]
    (folder / "report.pdf").write_bytes(build_pdf({"items": items}))


@pytest.fixture(scope="module")
def ran(folder):
    """Run all lines in order; give what each said and wrote."""
    environment = {"PATH": f"{folder / 'bin'}:/usr/bin:/bin", "PYTHONPATH": str(ROOT / "src")}
    found = {}
    for line in LINES:
        done = subprocess.run(
            ["bash", "-o", "pipefail", "-c", line],
            cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=300,
        )  # fmt: skip
        output = re.search(r"-o (\S+)", line)
        content = (folder / output[1]).read_bytes() if done.returncode == 0 and output else b""
        found[line] = done, content
    return found


def values(name, content):
    """Read the values back from an output of any kind."""
    if name.endswith(".parquet"):
        import pyarrow as pa
        import pyarrow.parquet as pq

        return set(pq.read_table(pa.BufferReader(content)).column("value").to_pylist())
    if name.endswith(".xlsx"):
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            sheets = "".join(book.read(part).decode("utf-8") for part in book.namelist())
        return {value for value in VALUES if f">{value}<" in sheets}
    text = content.decode("utf-8-sig")
    if name.endswith(".jsonl"):
        return {json.loads(line)["value"] for line in text.splitlines()}
    if name.endswith(".csv"):
        return {row["value"] for row in csv.DictReader(text.splitlines())}
    return {value for value in VALUES if re.search(rf">\s*{value[:-3]}\.?{value[-3:]}", text)}


def test_there_is_a_line_for_each_kind_of_input_and_output():
    inputs = (".txt", ".html", ".pdf", ".docx", "*.txt", " - ", "rows.jsonl", "rows.csv",
              "rows.parquet")  # fmt: skip
    assert all(any(kind in line for line in LINES) for kind in inputs)
    outputs = (".jsonl", ".csv", ".xlsx", ".html", ".parquet")
    assert all(any(f"-o facts{kind}" in line for line in LINES) for kind in outputs)


@pytest.mark.parametrize("line", LINES)
def test_the_line_does_what_it_says(line, ran):
    if "--cluster" in line:
        pytest.importorskip("distributed", reason="the extra cluster (dask) is not installed")
    done, content = ran[line]
    assert done.returncode == 0, done.stderr
    output = re.search(r"-o (\S+)", line)
    if output is None:
        assert values(".jsonl", done.stdout.encode()) >= VALUES
    elif line.startswith("extractor panel"):
        assert content.startswith(b"PK")
    else:
        assert values(output[1], content) >= VALUES
