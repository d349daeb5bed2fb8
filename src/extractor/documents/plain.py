"""Read plain text: decode it surely or refuse with the encoding that it seems to be in."""

from __future__ import annotations

import codecs
from typing import Final

from extractor.errors import InputError

#: Larger files are no bulletins (bytes).
LARGEST: Final = 20_000_000

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
#: Letters with Vietnamese marks that ordinary text is full of.
_VIETNAMESE: Final = frozenset("ăâđêôơưáàảãạấầẩẫậắằẳẵặéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ")
#: What the commonest syllables look like when legacy fonts are read as Windows-1252: TCVN3 writes
#: `tỉnh` as `tØnh`, `hồ sơ` as `hå s¬`; VNI writes marks after the vowel, `hoà sô`, `tænh`.
_TCVN3: Final = ("hå s¬", "tØnh", "gi¶i quyÕt", "thñ tôc", "hµnh chÝnh", "®", "tiÕp nhËn")
_VNI: Final = ("hoà sô", "tænh", "giaûi quyeát", "thuû tuïc", "haønh chính", "tieáp nhaän", "ñ")


def decode(data: bytes, *, name: str) -> str:
    """Return the text of a file's bytes.

    Refuses (InputError) an empty file, a binary one, one over LARGEST bytes, and one in a legacy
    encoding (TCVN3, VNI, Windows-1258), naming it.
    """
    if not data.strip():
        raise InputError(f"{name}: the file is empty; nothing to extract")
    if len(data) > LARGEST:
        raise InputError(
            f"{name}: {len(data) / 1e6:.0f} MB, more than {LARGEST / 1e6:.0f} MB; "
            "split it into bulletins"
        )
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _strict(data, encoding, name)
    if b"\x00" in data[:4096]:
        raise InputError(f"{name}: a binary file, no text; convert it to text, HTML, PDF or DOCX")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputError(f"{name}: {_guess(data)} (not UTF-8 at byte {error.start})") from error


def _strict(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise InputError(f"{name}: broken {encoding} at byte {error.start}; save it again") from error


def _guess(data: bytes) -> str:
    """Name the encoding that a file seems to be in, and what to do."""
    text = data.decode("cp1252", "replace")
    for encoding, marks in (("TCVN3 (ABC)", _TCVN3), ("VNI", _VNI)):
        if sum(text.count(mark) for mark in marks[:-1]) >= 2:
            return f"seems to be in the legacy font encoding {encoding}; convert it to Unicode"
    try:
        vietnamese = data.decode("cp1258")
    except UnicodeDecodeError:
        return "in no encoding that is known here; save it as UTF-8"
    import unicodedata

    composed = unicodedata.normalize("NFC", vietnamese).lower()
    if sum(letter in _VIETNAMESE for letter in composed) > len(composed) / 20:
        return "seems to be in Windows-1258; save it as UTF-8"
    return "in no encoding that is known here; save it as UTF-8"
