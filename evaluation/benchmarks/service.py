"""Load `extractor serve` on the loopback, within bounds, and say what came of it.

    python evaluation/benchmarks/service.py                       # the shipped model, 1 worker
    python evaluation/benchmarks/service.py --model rules --workers 2 --json build/service.json

Five parts, each on the bulletins of the corpus in turn:

    steady     1, then 4 clients, each sending its next bulletin when the last is answered
    crowd      more clients at once than there are places: the surplus is told to come back (429)
    beside     4 clients while one bulletin runs into the time limit (needs 2 workers)
    bodies     refusals that cost no worker: too large, no JSON, another media type
    stop       SIGTERM with every place taken: all that was taken must be answered

Seconds are wall clock and belong to the machine named in the result; shares of statuses do not.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import platform
import re
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from statistics import median, quantiles

ROOT = Path(__file__).parents[2]
#: Requests that may wait, as the command's default; then the time limit of this run.
WAITING = 16
SECONDS = 5.0


@dataclass(frozen=True)
class Reply:
    status: int
    seconds: float
    size: int


class Service:
    """A service in a process of its own, on a free port of the loopback."""

    def __init__(self, model: str | None, workers: int) -> None:
        words = ["serve", "--port", "0", "--workers", str(workers), "--seconds", str(SECONDS)]
        words += ["--model", model] if model else []
        started = time.perf_counter()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "extractor.cli", *words],
            env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
            stderr=subprocess.PIPE,
            text=True,
        )
        greeting = self.process.stderr.readline() if self.process.stderr else ""
        found = re.search(r"extractor: (\S+) answers on http://127\.0\.0\.1:(\d+)", greeting)
        if found is None:
            raise SystemExit(f"the service did not start: {greeting}")
        self.model, self.port = found[1], int(found[2])
        self.start_seconds = time.perf_counter() - started

    def send(self, body: bytes, media: str = "application/json") -> Reply:
        begun = time.perf_counter()
        try:
            wire = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
            wire.request("POST", "/extract", body, {"Content-Type": media})
            answer = wire.getresponse()
            status, size = answer.status, len(answer.read())
            wire.close()
        except OSError:
            status, size = 0, 0
        return Reply(status, time.perf_counter() - begun, size)

    def inside(self) -> int:
        wire = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        wire.request("GET", "/health")
        inside = json.loads(wire.getresponse().read())["inside"]
        wire.close()
        return int(inside)

    def memory(self) -> dict[str, float]:
        """Return the greatest memory of the server and of its largest worker in MB (Linux)."""
        pid = self.process.pid
        children = Path(f"/proc/{pid}/task/{pid}/children")
        if not children.exists():
            return {}
        peaks = [peak_of(int(child)) for child in children.read_text().split()]
        return {"server": peak_of(pid), "worker": max(peaks)}

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(120)


def peak_of(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    return int(re.findall(r"VmHWM:\s+(\d+)", status)[0]) / 1024


@contextmanager
def service(model: str | None, workers: int) -> Iterator[Service]:
    running = Service(model, workers)
    try:
        yield running
    finally:
        if running.process.poll() is None:
            running.stop()


def bodies_of(texts: Sequence[str], number: int) -> list[bytes]:
    return [json.dumps({"text": text}).encode() for text in islice(cycle(texts), number)]


def load(send: Callable[[bytes], Reply], bodies: Sequence[bytes], clients: int) -> dict:
    """Send all bodies with so many clients; return counts by status and times of those done."""
    begun = time.perf_counter()
    with ThreadPoolExecutor(clients) as crew:
        replies = list(crew.map(send, bodies))
    spent = time.perf_counter() - begun
    done = [reply.seconds for reply in replies if reply.status == 200]
    return {
        "clients": clients,
        "statuses": dict(sorted(Counter(reply.status for reply in replies).items())),
        "per_second": round(len(done) / spent, 2),
        "seconds_median": round(median(done), 3) if done else None,
        "seconds_p95": round(quantiles(done, n=20)[-1], 3) if len(done) > 1 else None,
        "refused_seconds_max": round(
            max((r.seconds for r in replies if r.status != 200), default=0.0), 3
        ),
    }


def beside(running: Service, texts: Sequence[str], number: int) -> dict:
    """Load the service while one bulletin holds a worker until the limit."""
    slow: list[Reply] = []
    body = json.dumps({"text": "\n".join(texts) * 4}).encode()
    sending = threading.Thread(target=lambda: slow.append(running.send(body)))
    sending.start()
    time.sleep(0.5)
    result = load(running.send, bodies_of(texts, number), 4)
    sending.join()
    return {**result, "slow_status": slow[0].status, "slow_seconds": round(slow[0].seconds, 1)}


def refused(running: Service) -> dict:
    cases = {
        "too large": (b'{"text": "' + b"x" * 10_100_000 + b'"}', "application/json"),
        "no JSON": (b"{", "application/json"),
        "plain text": (b"x", "text/plain"),
    }
    found = {}
    for name, (body, media) in cases.items():
        reply = running.send(body, media)
        found[name] = {"status": reply.status, "seconds": round(reply.seconds, 3)}
    return found


def stop(running: Service, texts: Sequence[str], places: int) -> dict:
    """Fill every place, then stop: what was taken is answered, the process ends with 0."""
    with ThreadPoolExecutor(places) as crew:
        futures = [crew.submit(running.send, body) for body in bodies_of(texts, places)]
        deadline = time.monotonic() + 30
        while running.inside() + sum(f.done() for f in futures) < places:
            if time.monotonic() > deadline:
                break
            time.sleep(0.005)
        inside = running.inside()
        begun = time.perf_counter()
        code = running.stop()
        spent = time.perf_counter() - begun
        replies = [future.result() for future in futures]
    statuses = Counter(reply.status for reply in replies)
    return {"inside": inside, "statuses": dict(statuses), "exit": code, "seconds": round(spent, 2)}


def measure(model: str | None, workers: int, number: int) -> dict:
    texts = [
        path.read_text(encoding="utf-8") for path in sorted((ROOT / "corpus/texts").glob("*.txt"))
    ]
    places = workers + WAITING
    with service(model, workers) as running:
        running.send(bodies_of(texts, 1)[0])
        result: dict = {
            "model": running.model,
            "workers": workers,
            "machine": f"{platform.machine()}, {os.cpu_count()} cores",
            "load_before": round(os.getloadavg()[0], 1),
            "python": platform.python_version(),
            "bulletins": len(texts),
            "limit_seconds": SECONDS,
            "start_seconds": round(running.start_seconds, 1),
            "steady": [load(running.send, bodies_of(texts, number), n) for n in (1, 4)],
            "crowd": load(running.send, bodies_of(texts, 3 * places), 3 * places),
            "bodies": refused(running),
        }
        if workers > 1:
            result["beside"] = beside(running, texts, number // 2)
        result["memory_mb"] = {name: round(mb) for name, mb in running.memory().items()}
        result["load_after"] = round(os.getloadavg()[0], 1)
        result["stop"] = stop(running, texts, places)
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", help='"rules" or a folder; default: the shipped model')
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--requests", type=int, default=100, help="requests of each steady part")
    parser.add_argument("--json", type=Path, help="add the result to this file")
    options = parser.parse_args()
    if not 1 <= options.requests <= 5000:
        parser.error("--requests: 1 to 5000; this is a loopback, not a cluster")
    result = measure(options.model, options.workers, options.requests)
    sys.stdout.write(json.dumps(result, indent=1) + "\n")
    if options.json:
        known = json.loads(options.json.read_text("utf-8")) if options.json.exists() else []
        options.json.parent.mkdir(parents=True, exist_ok=True)
        options.json.write_text(json.dumps([*known, result], indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
