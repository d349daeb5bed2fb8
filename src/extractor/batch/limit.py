"""Stop work on one bulletin that takes too long, so that it does not hold up thousands."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class Overtime(BaseException):
    """Say that the time is up; no Exception, so that no reader's `except Exception` hides it."""


@contextmanager
def time_limit(seconds: float | None) -> Iterator[None]:
    """Raise Overtime in the block after `seconds`, then each second until the block is left.

    Without effect (None) and where there are no alarms: outside the main thread, on Windows. A
    library that computes in C for long is stopped when it comes back.
    """
    main = threading.current_thread() is threading.main_thread()
    if seconds is None or not main or not hasattr(signal, "setitimer"):
        yield
        return

    def stop(number: int, frame: FrameType | None) -> None:
        raise Overtime(f"not done after {seconds:g} s")

    before = signal.signal(signal.SIGALRM, stop)
    try:
        signal.setitimer(signal.ITIMER_REAL, seconds, 1.0)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
    finally:
        # Once more: the time may have run out on the way to the line above.
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
