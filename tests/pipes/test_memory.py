"""What a text of 1 MB may take, measured in a process of its own."""

import subprocess
import sys

import pytest

#: MB: the shipped pipeline at most, loaded and used once.
LOADED = 200
#: MB: a text of a million characters, the tiny bulletins again and again.
LONG = 350
CODE = '''
import re, sys
from extractor import load

def peak():
    """In MB; ru_maxrss would count what the test's own process took before it was copied."""
    return int(re.search(r"VmHWM:\\s+(\\d+) kB", open("/proc/self/status").read())[1]) // 1024

text = sys.stdin.buffer.read().decode("utf-8")
extractor = load()
extractor.extract(text[:2000])
loaded, found = peak(), len(extractor.extract(text).observations)
print(loaded, peak(), found)
'''


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="peak memory is read from /proc")
def test_a_text_of_a_million_characters_takes_no_more_than_350_mb(tiny):
    bulletins = "\n\n".join(bulletin.text for bulletin in tiny)
    text = (bulletins * (1 + 1_000_000 // len(bulletins)))[:1_000_000]
    done = subprocess.run(
        [sys.executable, "-c", CODE], input=text.encode("utf-8"), capture_output=True, check=True
    )
    loaded, peak, found = map(int, done.stdout.split())

    assert found > 5_000
    assert loaded < LOADED
    assert peak < LONG
