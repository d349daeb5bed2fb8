"""CPU time of the extractor against `underthesea.word_tokenize` on the same bulletins.

    python evaluation/benchmarks/speed.py                 # everything below, as tables
    python evaluation/benchmarks/speed.py --json evaluation/results/speed.json
    python evaluation/benchmarks/speed.py --only contestants stages
    python evaluation/benchmarks/speed.py --profile 40    # cProfile, the 40 dearest functions
    python evaluation/benchmarks/speed.py --most 10000    # up to so many bulletins in a row

The contestants take turns on each text in one process, and no text comes twice, so that nothing is
remembered of it. A ratio is that of the sums; its spread is the lowest and highest of five blocks
of texts. Times are CPU times: a busy machine moves the milliseconds but hardly the ratios. Texts
are those of corpus/texts; with --model the pipeline of another folder runs. Where more bulletins
are asked for than there are, they come again with other numbers. The transformer is of PhoBERT's
size with random weights: what it reads in costs the same whatever it has learned. It is slow, runs
on some texts only, and is compared with word_tokenize on those.
"""

from __future__ import annotations

import argparse
import compileall
import cProfile
import json
import os
import platform
import pstats
import random
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from importlib import metadata
from pathlib import Path
from typing import Any

from stages import measure_stages
from transformer import load_transformer

import extractor
from extractor.errors import ExtractorError
from extractor.pipeline import Extractor, load

ROOT = Path(__file__).parents[2]
BASE = "underthesea.word_tokenize"
WARM, BLOCKS, STARTS = 40, 5, 5
LENGTHS = (10_000, 30_000, 100_000, 300_000, 1_000_000)
COUNTS = (10, 100, 1_000, 10_000)
#: Numbers that may be others without being another date, rate or rank.
COUNT = re.compile(r"(?<![\d/.,])\d{1,3}(?:\.\d{3})+(?![\d/,.])|(?<![\d/.,])\d{3}(?![\d/,.])")
DIGIT = re.compile(r"[1-9]")
#: Texts that the transformer runs on, one in so many: it takes seconds for each.
RARELY = 40
TRANSFORMER = "transformer of PhoBERT's size"
PACKAGES = ("underthesea", "spacy", "thinc", "numpy", "pydantic")

LAUNCH = """
import os, sys
null = os.open(os.devnull, os.O_WRONLY)
outputs = [(os.POSIX_SPAWN_DUP2, null, 1), (os.POSIX_SPAWN_DUP2, null, 2)]
child = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ, file_actions=outputs)
_, status, used = os.wait4(child, 0)
print(used.ru_utime + used.ru_stime, used.ru_maxrss)
sys.exit(os.waitstatus_to_exitcode(status))
"""

Contestant = Callable[[str], object]
Table = dict[str, dict[str, Any]]


def read_texts() -> list[str]:
    paths = sorted((ROOT / "corpus" / "texts").glob("*.txt"))
    if not paths:
        sys.exit("no text to measure: corpus/texts/*.txt is empty; run from a full checkout")
    random.Random(1).shuffle(paths)
    return [path.read_text("utf-8") for path in paths]


def make_contestants(extractor: Extractor) -> dict[str, Contestant]:
    """Return what runs; baselines that are not installed are named on stderr and left out."""
    from underthesea import word_tokenize

    from extractor.scoring.floor import extract_floor
    from extractor.scoring.peers import load_edsnlp, load_quantulum3

    rules = load("rules")
    found: dict[str, Contestant] = {
        BASE: word_tokenize,
        "extractor": extractor.extract,
        "extractor, rules": rules.extract,
        "regex floor": lambda text: extract_floor(text, doc_id="d"),
    }
    for name, make in (("EDS-NLP", load_edsnlp), ("quantulum3", load_quantulum3)):
        try:
            peer = make()
        except ExtractorError as error:
            print(f"{name} left out: {error}", file=sys.stderr)
        else:
            found[name] = lambda text, peer=peer: peer(text, doc_id="d")
    transformer = load_transformer()
    if transformer is not None:
        found[TRANSFORMER] = transformer
    return found


def measure_contestants(contestants: dict[str, Contestant], texts: list[str]) -> Table:
    for text in texts[:WARM]:
        for name, run in contestants.items():
            if name != TRANSFORMER:
                run(text)
    times: dict[str, list[float]] = {name: [] for name in contestants}
    for number, text in enumerate(texts[WARM:]):
        names = [n for n in contestants if n != TRANSFORMER or not number % RARELY]
        turn = number % len(names)
        for name in names[turn:] + names[:turn]:
            begin = time.process_time()
            contestants[name](text)
            times[name].append(1000 * (time.process_time() - begin))
    return {
        name: _compare(values, times[BASE][::RARELY] if name == TRANSFORMER else times[BASE])
        for name, values in times.items()
    }


def _compare(values: list[float], base: list[float]) -> dict[str, Any]:
    blocks = [
        sum(values[block::BLOCKS]) / sum(base[block::BLOCKS])
        for block in range(BLOCKS)
        if base[block::BLOCKS]
    ]
    return {
        "ms": round(statistics.mean(values), 2),
        "ratio": round(sum(values) / sum(base), 3),
        "lowest": round(min(blocks), 3),
        "highest": round(max(blocks), 3),
    }


def measure_starts(model: Path | None) -> Table:
    """Return CPU seconds and peak memory of whole processes, each the median of a few.

    The package is compiled first, as an installer does: spaCy comes compiled, and a checkout under
    PYTHONDONTWRITEBYTECODE would compile itself at every start.
    """
    compileall.compile_dir(Path(extractor.__file__).parent, quiet=1)
    file = sorted((ROOT / "corpus" / "texts").glob("*.txt"))[0]
    chosen = ["--model", str(model)] if model else []
    with tempfile.TemporaryDirectory() as folder:
        extract = ["-m", "extractor.cli", "extract", str(file), "-o", f"{folder}/facts.jsonl"]
        commands = {
            "import spacy": ["-c", "import spacy"],
            "extractor extract FILE": extract + chosen,
            "extractor extract --model rules": [*extract, "--model", "rules"],
            "extractor --help": ["-m", "extractor.cli", "--help"],
        }
        runs: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
        for _ in range(STARTS):
            for name, command in commands.items():
                runs[name].append(_run(command))
    seconds = {name: statistics.median(cpu for cpu, _ in found) for name, found in runs.items()}
    return {
        name: {
            "s": round(seconds[name], 3),
            "ratio": round(seconds[name] / seconds["import spacy"], 3),
            "peak MB": round(max(peak for _, peak in found)),
        }
        for name, found in runs.items()
    }


def _run(command: list[str]) -> tuple[float, float]:
    """Return CPU seconds and peak MB of a command; a small process starts it.

    The peak of a child counts what its parent held when it was started.
    """
    launched = [sys.executable, "-S", "-c", LAUNCH, sys.executable, *command]
    run = subprocess.run(launched, capture_output=True, text=True, check=False)
    if run.returncode:
        sys.exit(f"{' '.join(command)} failed ({run.stderr.strip()}); run it alone to see why")
    cpu, peak = run.stdout.split()
    return float(cpu), float(peak) / 1024


def measure_lengths(extractor: Extractor, texts: list[str]) -> Table:
    """Return CPU milliseconds a thousand characters for texts up to a million, and the peak."""
    found: Table = {}
    whole = "\n\n".join(texts)
    for length in LENGTHS:
        text = (whole * (1 + length // len(whole)))[:length]
        begin = time.process_time()
        extractor.extract(text)
        spent = 1000 * (time.process_time() - begin)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        found[f"{length:,} characters"] = {
            "ms a thousand": round(1000 * spent / length, 2),
            "peak MB": round(peak),
        }
    return found


def altered(text: str, round_: int) -> str:
    """Return a bulletin with other counts, so that none comes twice; round 0 is as it is."""
    if not round_:
        return text
    return COUNT.sub(
        lambda match: DIGIT.sub(lambda d: str((int(d[0]) + round_) % 9 + 1), match[0]), text
    )


def repeat(texts: list[str], count: int) -> Iterator[str]:
    """Yield so many bulletins; those that come again have other numbers."""
    for number in range(count):
        yield altered(texts[number % len(texts)], number // len(texts))


def measure_counts(extractor: Extractor, texts: list[str], *, most: int) -> Table:
    """Return CPU milliseconds a bulletin for more and more bulletins, and the peak so far."""
    found: Table = {}
    for count in (count for count in COUNTS if count <= most):
        begin = time.process_time()
        for _ in extractor.extract_many(repeat(texts, count)):
            pass
        spent = 1000 * (time.process_time() - begin)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        found[f"{count:,} bulletins"] = {"ms each": round(spent / count, 2), "peak MB": round(peak)}
    return found


def measure_workers(extractor: Extractor, texts: list[str]) -> Table:
    """Return wall seconds of one and of two worker processes, the start of the pool left out."""
    spent = {}
    for workers in (1, 2):
        reports = extractor.extract_many(texts * 2, workers=workers)
        for _ in texts:  # by then all workers run
            next(reports)
        begin = time.perf_counter()
        for _ in reports:
            pass
        spent[workers] = time.perf_counter() - begin
    return {
        f"{workers} workers": {"s": round(wall, 2), "times": round(spent[1] / wall, 2)}
        for workers, wall in spent.items()
    }


def describe_machine() -> dict[str, str]:
    model = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        lines = [line for line in cpuinfo.read_text().splitlines() if line.startswith("model name")]
        model = lines[0].partition(":")[2].strip() if lines else model
    versions = {name: metadata.version(name) for name in PACKAGES}
    return {"machine": model, "cores": str(os.cpu_count()), "python": platform.python_version()} | (
        versions
    )


def print_table(title: str, table: Table) -> None:
    columns = list(next(iter(table.values())))
    print(f"\n| {title} | {' | '.join(columns)} |\n|---|{'---|' * len(columns)}")
    for name, row in table.items():
        print(f"| {name} | {' | '.join(str(row[column]) for column in columns)} |")


def print_profile(extractor: Extractor, texts: list[str], *, lines: int) -> None:
    for text in texts[:WARM]:
        extractor.extract(text)
    profile = cProfile.Profile()
    with profile:
        for text in texts[WARM:]:
            extractor.extract(text)
    pstats.Stats(profile).sort_stats("tottime").print_stats(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parts = ("contestants", "stages", "starts", "lengths", "counts", "workers")
    parser.add_argument("--only", nargs="+", choices=parts, default=parts)
    parser.add_argument("--most", type=int, default=COUNTS[-1], help="bulletins in a row")
    parser.add_argument("--model", type=Path, help="a pipeline's folder; else the shipped one")
    parser.add_argument("--json", type=Path, help="also write the figures here; others stay")
    parser.add_argument("--profile", type=int, metavar="LINES", help="only print a profile")
    chosen = parser.parse_args()
    extractor, texts = load(chosen.model), read_texts()
    if chosen.profile:
        print_profile(extractor, texts, lines=chosen.profile)
        return
    makers: dict[str, Callable[[], Table]] = {
        "contestants": lambda: measure_contestants(make_contestants(extractor), texts),
        "stages": lambda: _stages(extractor, texts),
        "starts": lambda: measure_starts(chosen.model),
        "lengths": lambda: measure_lengths(extractor, texts),
        "counts": lambda: measure_counts(extractor, texts, most=chosen.most),
        "workers": lambda: measure_workers(extractor, texts),
    }
    result: dict[str, Any] = {}
    if chosen.json and chosen.json.exists():
        result = json.loads(chosen.json.read_text("utf-8"))
    result["setting"] = describe_machine() | {"model": extractor.model}
    for part in chosen.only:
        result[part] = makers[part]()
        print_table(part, result[part])
    if chosen.json:
        chosen.json.parent.mkdir(parents=True, exist_ok=True)
        chosen.json.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", "utf-8")


def _stages(extractor: Extractor, texts: list[str]) -> Table:
    spent = measure_stages(extractor, texts[WARM:])
    whole = spent["all"]
    return {
        name: {"ms": round(ms, 2), "share": f"{100 * ms / whole:.0f} %"}
        for name, ms in spent.items()
    }


if __name__ == "__main__":
    main()
