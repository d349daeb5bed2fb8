"""Read MessagePack as spaCy and thinc write it, arrays of numpy included.

srsly reads it too, but imports a whole YAML beside (60 ms of a start of 1.2 s). The format is that
of https://github.com/msgpack/msgpack/blob/master/spec.md; arrays are maps, as msgpack-numpy has it.
"""

from __future__ import annotations

import struct
from typing import Any, Final

import numpy as np

_FIXED: Final[dict[int, Any]] = {0xC0: None, 0xC2: False, 0xC3: True}
#: What a first byte says: the bytes of the number, and whether it is signed.
_INTEGERS: Final = {
    0xCC: (1, False), 0xCD: (2, False), 0xCE: (4, False), 0xCF: (8, False),
    0xD0: (1, True), 0xD1: (2, True), 0xD2: (4, True), 0xD3: (8, True),
}  # fmt: skip
_FLOATS: Final = {0xCA: (">f", 4), 0xCB: (">d", 8)}
#: What a first byte says: what follows, and the bytes of its length.
_SIZED: Final = {
    0xC4: ("bytes", 1), 0xC5: ("bytes", 2), 0xC6: ("bytes", 4),
    0xD9: ("text", 1), 0xDA: ("text", 2), 0xDB: ("text", 4),
    0xDC: ("list", 2), 0xDD: ("list", 4), 0xDE: ("map", 2), 0xDF: ("map", 4),
}  # fmt: skip


def read_message(data: bytes) -> Any:  # noqa: ANN401 - whatever was written
    """Return what a message says; refuse (ValueError) what spaCy does not write.

    >>> read_message(bytes([0x82, 0xA1]) + b"a" + bytes([1, 0xA1]) + b"b" + bytes([0x91, 0xC3]))
    {'a': 1, 'b': [True]}
    """
    return _Message(data).read()


class _Message:
    """A message and how far it is read."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def read(self) -> Any:  # noqa: ANN401
        first = self._take(1)[0]
        if first < 0x80 or first >= 0xE0:
            return first if first < 0x80 else first - 0x100
        if first in _FIXED:
            return _FIXED[first]
        if first in _INTEGERS:
            size, signed = _INTEGERS[first]
            return int.from_bytes(self._take(size), "big", signed=signed)
        if first in _FLOATS:
            name, size = _FLOATS[first]
            return struct.unpack(name, self._take(size))[0]
        return self._read_sized(first)

    def _read_sized(self, first: int) -> Any:  # noqa: ANN401
        if first < 0xC0:
            kind = "text" if first >= 0xA0 else "list" if first >= 0x90 else "map"
            size = first & (31 if kind == "text" else 15)
        elif first in _SIZED:
            kind, width = _SIZED[first]
            size = int.from_bytes(self._take(width), "big")
        else:
            raise ValueError(f"byte 0x{first:x} is none that spaCy writes; reinstall the pipeline")
        if kind == "list":
            return [self.read() for _ in range(size)]
        if kind == "map":
            return _array_of({self.read(): self.read() for _ in range(size)})
        return self._take(size).decode() if kind == "text" else self._take(size)

    def _take(self, size: int) -> bytes:
        found = self._data[self._at : self._at + size]
        if len(found) < size:
            raise ValueError("the message is cut short; reinstall the pipeline")
        self._at += size
        return found


def _array_of(found: dict[Any, Any]) -> Any:  # noqa: ANN401
    """Return the array that a map stands for, else the map."""
    if not found.get(b"nd"):
        return found
    return np.frombuffer(found[b"data"], found[b"type"]).reshape(found[b"shape"])
