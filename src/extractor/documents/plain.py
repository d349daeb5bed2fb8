"""Read plain text: decode it surely or refuse it with the encoding that it seems to be in."""

from __future__ import annotations

import codecs
import re
from typing import Final

from extractor.documents.encodings import from_utf_16, from_windows_1258, legacy_encoding
from extractor.errors import InputError

#: Larger files are no bulletins (bytes).
LARGEST: Final = 20_000_000

_BOMS: Final = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROLS: Final = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_BINARY: Final = "a binary file, no text; convert it to text, HTML, PDF or DOCX"


def decode(data: bytes, *, name: str) -> str:
    """Return the text of a file's bytes: UTF-8, UTF-16, or Windows-1258 where that is sure.

    Refuses (InputError) an empty file, a binary one, one over LARGEST bytes, and one in a legacy
    font encoding (TCVN3, VNI), naming it.
    """
    check_size(data, name=name)
    text = _by_mark(data, name) or _unmarked(data, name)
    check_letters(text, name=name)
    return text


def check_size(data: bytes, *, name: str) -> None:
    """Refuse (InputError) an empty file and one over LARGEST bytes."""
    if not data.strip():
        raise InputError(f"{name}: the file is empty; nothing to extract")
    if len(data) > LARGEST:
        raise InputError(
            f"{name}: more than {LARGEST / 1e6:.0f} MB, no bulletin is that long; split it"
        )


def check_letters(text: str, *, name: str) -> None:
    """Refuse (InputError) a text whose letters are those of a legacy font, and an empty one."""
    if not text.strip():
        raise InputError(f"{name}: no text in it; nothing to extract")
    legacy = legacy_encoding(text)
    if legacy is not None:
        raise InputError(f"{name}: seems to be in {legacy}; convert it to Unicode (UTF-8)")


def _by_mark(data: bytes, name: str) -> str | None:
    """Decode by the byte order mark; None where there is none."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError as error:
                raise InputError(
                    f"{name}: broken {encoding} at byte {error.start}; save it again"
                ) from error
    return None


def _unmarked(data: bytes, name: str) -> str:
    head = data[:4096]
    if b"\x00" in head:
        text = from_utf_16(data)
        if text is None:
            raise InputError(f"{name}: {_BINARY}")
        return text
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return _single_byte(data, name, error.start)
    if len(_CONTROLS.findall(head)) > len(head) / 100:
        raise InputError(f"{name}: {_BINARY}")
    return text


def _single_byte(data: bytes, name: str, bad_byte: int) -> str:
    """Decode what is no UTF-8, or refuse it with what it seems to be."""
    check_letters(data.decode("cp1252", "replace"), name=name)
    text = from_windows_1258(data)
    if text is not None:
        return text
    if _CONTROLS.search(data[:4096]):
        raise InputError(f"{name}: {_BINARY}")
    raise InputError(
        f"{name}: not UTF-8 (byte {bad_byte}) and in no encoding known here; save it as UTF-8"
    )
