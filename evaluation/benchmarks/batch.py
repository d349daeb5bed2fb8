"""Extract many bulletins, kill the run with SIGKILL half way, take it up; watch memory all along.

    python evaluation/benchmarks/batch.py                          # 500 bulletins, rules
    python evaluation/benchmarks/batch.py --bulletins 100000       # the full one
    python evaluation/benchmarks/batch.py --bulletins 100000 --model shipped --workers 2

The input is the corpus, repeated to the number asked for, as one JSONL file; the output one parquet
file. It is checked row by row against the facts of each bulletin extracted alone: none missing,
none twice, none different. Memory is the proportional set size of the whole tree of processes.
A benchmark that is itself stopped goes on where it was. The result is written to
evaluation/results/batch-MODEL-N.json. Needs Linux (/proc) and a checkout that nobody edits
meanwhile: the half after the kill would run other code.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import date
from hashlib import blake2b
from importlib.metadata import version
from itertools import cycle, groupby, islice
from pathlib import Path
from statistics import median

import pyarrow.parquet as pq

from extractor.batch.parts import PART
from extractor.batch.tables import Choice
from extractor.export.entry import COLUMNS, Entry, flatten
from extractor.pipeline import load

ROOT = Path(__file__).parents[2]
SAMPLES = 200  # points of memory kept in the result
PAUSE = 1.0  # seconds between two samples
LIBRARIES = ("vn-bulletin-extractor", "spacy", "underthesea", "numpy", "pyarrow")


@dataclass
class State:
    """What has been measured; kept on disk, so that a stopped benchmark can go on."""

    bulletins: int
    model: str
    workers: int
    killed_after: int | None = None  # bulletins in finished parts when the run was killed
    done: int = 0
    seconds: float = 0.0
    memory: list[tuple[float, int, float]] = field(default_factory=list)  # s, bulletins, MB

    def save(self, path: Path) -> None:
        temporary = path.with_suffix(".tmp")
        temporary.write_text(json.dumps(asdict(self)), encoding="utf-8")
        temporary.replace(path)


def corpus() -> dict[str, str]:
    texts = sorted((ROOT / "corpus" / "texts").glob("*.txt"))
    return {path.stem: path.read_text(encoding="utf-8") for path in texts}


def write_input(path: Path, number: int) -> None:
    """Write `number` rows; a row's id is the bulletin's with the number of the copy."""
    temporary = path.with_suffix(".tmp")
    with temporary.open("w", encoding="utf-8") as file:
        for row, (name, text) in enumerate(islice(cycle(corpus().items()), number)):
            file.write(json.dumps({"id": f"{name}.{row}", "text": text}, ensure_ascii=False) + "\n")
    temporary.replace(path)


def texts_of(path: Path) -> dict[str, str]:
    """Return the bulletins of which an input is made: its rows up to the first copy."""
    found: dict[str, str] = {}
    with path.open(encoding="utf-8") as file:
        for row in map(json.loads, file):
            name = row["id"].rpartition(".")[0]
            if name in found:
                break
            found[name] = row["text"]
    return found


def tree(pid: int) -> Iterator[int]:
    """Yield a process and all below it; those that end meanwhile are left out."""
    yield pid
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found = children.read_text().split()
        except OSError:
            continue
        for child in found:
            yield from tree(int(child))


def memory_of(pid: int) -> float:
    """Return the memory of a tree of processes in MB; shared pages count once."""
    total = 0
    for process in tree(pid):
        try:
            lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total / 1024


def run(folder: Path, state: State, *, until: int | None) -> None:
    """Run the command; kill it with SIGKILL when `until` bulletins are done, else to its end."""
    output = folder / "out.parquet"
    model = [] if state.model == "shipped" else ["--model", state.model]
    command = [
        sys.executable, "-m", "extractor.cli", "extract", str(folder / "in.jsonl"), *model,
        "--workers", str(state.workers), "-o", str(output),
    ]  # fmt: skip
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "OPENBLAS_NUM_THREADS": "1"}
    before, start = state.seconds, time.monotonic()
    with (folder / "stderr.txt").open("a") as errors:
        process = subprocess.Popen(command, env=environment, stderr=errors)
        try:
            while process.poll() is None:
                time.sleep(PAUSE)
                state.seconds = before + time.monotonic() - start
                watch(process.pid, state, folder)
                if until is not None and state.done >= until:
                    process.send_signal(signal.SIGKILL)
                    state.killed_after = state.done
                    until = None
        finally:
            process.kill()
            process.wait()
            state.save(folder / "state.json")
    if state.killed_after is not None and process.returncode == -signal.SIGKILL:
        return
    if process.returncode:
        raise SystemExit(f"the command ended with {process.returncode}: {folder / 'stderr.txt'}")
    state.done = state.bulletins


def watch(pid: int, state: State, folder: Path) -> None:
    """Take a sample; of too many every second one is dropped."""
    finished = sum(1 for _ in (folder / ".out.parquet.parts").glob("*.parquet"))
    state.done = max(state.done, min(state.bulletins, PART * finished))
    state.memory.append((round(state.seconds, 1), state.done, round(memory_of(pid), 1)))
    if len(state.memory) > 2 * SAMPLES:
        state.memory = state.memory[::2]
    state.save(folder / "state.json")


def fingerprints(texts: dict[str, str], model: str) -> dict[str, tuple[int, str]]:
    """Return how many facts each bulletin gives alone, and the digest of all their columns."""
    extractor = load(None if model == "shipped" else model)
    found = {}
    for name, text in texts.items():
        entry = Choice(targets=False).of(
            Entry(report=extractor.extract(text, doc_id=name), source=name)
        )
        rows = [flatten(fact) for fact in entry.report.observations]
        if rows:
            found[name] = (len(rows), digest(rows, name))
    return found


def digest(rows: list[dict[str, object]], doc_id: str) -> str:
    """Return a digest of facts that is the same for every copy of a bulletin."""
    text = json.dumps([[str(row[name]) for name in COLUMNS] for row in rows], ensure_ascii=False)
    return blake2b(text.replace(f'"{doc_id}', '"').encode(), digest_size=10).hexdigest()


def rows_of(path: Path) -> Iterator[dict[str, object]]:
    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches(batch_size=5_000):
            for row in batch.to_pylist():
                row["readings"] = " ".join(row["readings"] or ()) or None
                yield row


def check(path: Path, texts: dict[str, str], state: State) -> dict[str, int]:
    """Compare the output with the bulletins extracted alone; bulletins come in their order."""
    alone = fingerprints(texts, state.model)
    expected = iter(
        (f"{name}.{row}", name)
        for row, name in enumerate(islice(cycle(texts), state.bulletins))
        if name in alone
    )
    counts = {"facts": 0, "bulletins_with_facts": 0, "different": 0, "out_of_place": 0}
    for doc_id, group in groupby(rows_of(path), key=lambda row: str(row["doc_id"])):
        rows = list(group)
        wanted, name = next(expected, ("", ""))
        counts["facts"] += len(rows)
        counts["bulletins_with_facts"] += 1
        counts["out_of_place"] += doc_id != wanted
        counts["different"] += (len(rows), digest(rows, doc_id)) != alone.get(name)
    counts["missing"] = sum(1 for _ in expected)
    return counts


def result(state: State, counts: dict[str, int], texts: int) -> dict[str, object]:
    memory = [megabytes for _, _, megabytes in state.memory]
    quarter = max(1, len(memory) // 4)
    return {
        "bulletins": state.bulletins, "model": state.model, "workers": state.workers,
        "seconds": round(state.seconds, 1),
        "bulletins_per_second": round(state.bulletins / state.seconds, 1),
        "killed_with_sigkill_after": state.killed_after,
        "check": counts,
        "memory_peak_mb": max(memory),
        "memory_median_mb_by_quarter": [
            median(memory[at * quarter : (at + 1) * quarter] or [max(memory)]) for at in range(4)
        ],
        "memory_over_time": state.memory,
        "machine": machine(), "date": date.today().isoformat(),
        "versions": {"python": platform.python_version()}
        | {name: version(name) for name in LIBRARIES},
        "texts": f"{texts} bulletins of the corpus, repeated",
    }  # fmt: skip


def machine() -> dict[str, object]:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    model = next((line.split(": ")[1] for line in lines if line.startswith("model name")), "")
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return {
        "cpu": model, "cores": os.cpu_count(), "memory_gib": round(memory, 1),
        "system": platform.platform(), "load_at_end": os.getloadavg()[0], "nice": os.nice(0),
    }  # fmt: skip


def prepare(folder: Path, fresh: State) -> State:
    """Return the state to go on from; other options or another input start anew."""
    folder.mkdir(parents=True, exist_ok=True)
    kept = folder / "state.json"
    if kept.exists() and (folder / "in.jsonl").exists():
        state = State(**json.loads(kept.read_text(encoding="utf-8")))
        if (state.bulletins, state.model, state.workers) == (
            fresh.bulletins, fresh.model, fresh.workers,
        ):  # fmt: skip
            return state
    write_input(folder / "in.jsonl", fresh.bulletins)
    fresh.save(kept)
    return fresh


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--bulletins", type=int, default=500)
    parser.add_argument("--model", default="rules", help='"rules", "shipped", or a folder')
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--folder", type=Path, help="where to work; default: build/benchmarks/…")
    parser.add_argument("--results", type=Path, default=ROOT / "evaluation" / "results")
    chosen = parser.parse_args()
    name = f"batch-{Path(chosen.model).name}-{chosen.bulletins}"
    folder = chosen.folder or ROOT / "build" / "benchmarks" / name
    state = prepare(folder, State(chosen.bulletins, chosen.model, chosen.workers))
    output = folder / "out.parquet"
    if state.killed_after is None and not output.exists():
        run(folder, state, until=state.bulletins // 2)
    if not output.exists():
        run(folder, state, until=None)
    texts = texts_of(folder / "in.jsonl")
    found = result(state, check(output, texts, state), len(texts))
    chosen.results.mkdir(parents=True, exist_ok=True)
    path = chosen.results / f"{name}.json"
    path.with_suffix(".tmp").write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    path.with_suffix(".tmp").replace(path)
    for used in (output, folder / "in.jsonl", folder / "state.json"):
        used.unlink()
    print(json.dumps({key: found[key] for key in list(found)[:8]}, indent=1))
    counts = found["check"]
    if any(counts[key] for key in ("different", "out_of_place", "missing")):  # type: ignore[index]
        raise SystemExit("the output differs from the bulletins extracted alone")


if __name__ == "__main__":
    main()
