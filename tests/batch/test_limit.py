import signal
import threading
import time

import pytest

from extractor.batch import Job, Refused
from extractor.batch.limit import Overtime, time_limit
from extractor.batch.work import from_line, process
from extractor.documents.document import Document

TEXT = "Tháng 5/2024, toàn tỉnh tiếp nhận 1.234 hồ sơ."


def spin(seconds=10.0):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        pass


def spin_stubbornly():
    for _ in range(2):
        try:
            spin()
        except Exception:
            continue


@pytest.mark.parametrize("work", [spin, spin_stubbornly])
def test_work_is_stopped_in_time(work):
    start = time.monotonic()
    with pytest.raises(Overtime, match=r"not done after 0\.05 s"), time_limit(0.05):
        work()
    assert time.monotonic() - start < 5


@pytest.mark.parametrize("seconds", [None, 0.5])
def test_work_in_time_is_left_alone(seconds):
    before = signal.getsignal(signal.SIGALRM)
    with time_limit(seconds):
        pass
    assert signal.getsignal(signal.SIGALRM) == before
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)


def test_the_clock_is_stopped_after_overtime():
    with pytest.raises(Overtime), time_limit(0.01):
        spin()
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)


def test_a_thread_has_no_limit():
    done = []

    def work():
        with time_limit(0.01):
            spin(0.1)
        done.append(True)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert done == [True]


def test_a_slow_bulletin_is_refused_and_the_next_is_done(monkeypatch):
    from extractor.batch import work

    read = work.read_context

    def slow(text, **known):
        if known["doc_id"] == "slow":
            spin()
        return read(text, **known)

    monkeypatch.setattr(work, "read_context", slow)
    items = [Document(name, TEXT, f"{name}.txt") for name in ("a", "slow", "b")]
    first, refused, last = map(from_line, process(Job("rules", limit=2), items))
    assert refused == Refused("slow.txt: not done after 2 s; split it or give it more (--timeout)")
    assert [len(entry.report.observations) for entry in (first, last)] == [1, 1]
