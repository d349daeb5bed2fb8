"""What a request may cost before it is refused."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

#: What multipart adds around a file: boundaries, heads of parts, small fields (bytes).
MARGIN: Final = 64_000


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes in bytes, times in seconds, the rest in requests."""

    size: int = 10_000_000
    #: Work on one bulletin, the wait for a free worker not counted.
    seconds: float = 30.0
    #: A client that sends more slowly is not waited for.
    reading_seconds: float = 20.0
    workers: int = 1
    #: Requests that may wait for a free worker; the next one is told to come back.
    waiting: int = 16
    #: Requests whose bodies are being received at once: they bound the memory of this process.
    reading: int = 32
    #: Address space of a worker: a bomb of a file fails alone and starves nobody else.
    memory: int = 6_000_000_000
