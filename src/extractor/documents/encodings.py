"""Tell which encoding the bytes of a Vietnamese text are in, by the words that must occur in it."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

#: Words of nearly every bulletin as legacy fonts show them when they are read as Windows-1252:
#: TCVN3 has a letter of its own for each marked vowel (`hå s¬` is hồ sơ), VNI writes the mark after
#: the vowel (`hoà sô`), and UTF-8 that was read as Windows-1252 shows two or three signs a letter.
_LEGACY: Final[dict[str, tuple[str, ...]]] = {
    "the legacy font encoding TCVN3 (ABC)": (
        "hå s¬", "thñ tôc", "hµnh chÝnh", "gi¶i quyÕt", "tiÕp nhËn", "tØnh", "cña", "vµ", "c¸c",
        "®\xad\xeec", "®óng h¹n",
    ),
    "the legacy font encoding VNI": (
        "hoà sô", "thuû tuïc", "haønh chính", "giaûi quyeát", "tieáp nhaän", "tænh", "cuûa", "vaø",
        "caùc", "ñöôïc", "ñuùng haïn",
    ),
    "UTF-8 that was once read as Windows-1252": (
        "há»“ sÆ¡", "thá»§ tá»¥c", "giáº£i quyáº¿t", "tá»‰nh", "cá»§a", "cÃ¡c", "Ä‘Æ°á»£c",
    ),
}  # fmt: skip
#: Short words that every Vietnamese page has, as Unicode writes them.
_COMMON: Final = re.compile(
    r"\b(?:và|của|các|được|trong|hồ sơ|tỉnh|ngày|giải quyết|thủ tục|hành chính|tiếp nhận|cấp)\b",
    re.IGNORECASE,
)
_MARKS: Final = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
_SAMPLE: Final = 20_000


def legacy_encoding(text: str) -> str | None:
    """Name the legacy encoding that a decoded text still is in; None for a sound one.

    >>> legacy_encoding("TØnh ®· tiÕp nhËn 12 hå s¬, gi¶i quyÕt 9 hå s¬ vµ tr¶ 3 hå s¬")
    'the legacy font encoding TCVN3 (ABC)'
    >>> legacy_encoding("Tỉnh đã tiếp nhận 12 hồ sơ")
    """
    sample = text[:_SAMPLE]
    for name, words in _LEGACY.items():
        hits = [sample.count(word) for word in words]
        if sum(hits) >= 3 and sum(hit > 0 for hit in hits) >= 2:
            return name
    return None


def is_vietnamese(text: str) -> bool:
    """Tell whether a decoded text surely is Vietnamese: several of its commonest words stand in it.

    >>> is_vietnamese("Các sở của tỉnh đã tiếp nhận 12 hồ sơ"), is_vietnamese("Hà sơ 12")
    (True, False)
    """
    found = _COMMON.findall(text[:_SAMPLE])
    return len({word.lower() for word in found}) >= 3


def from_windows_1258(data: bytes) -> str | None:
    """Decode Windows-1258, which writes tones as marks of their own; None when it is not surely it.

    >>> from_windows_1258("các sở của tỉnh".encode("utf-8"))
    """
    try:
        text = data.decode("cp1258")
    except UnicodeDecodeError:
        return None
    composed = unicodedata.normalize("NFC", text)
    return text if is_vietnamese(composed) and not _MARKS.search(composed) else None


def from_utf_16(data: bytes) -> str | None:
    """Decode UTF-16 without its mark; None when it is not surely it."""
    for encoding in ("utf-16-le", "utf-16-be"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if is_vietnamese(text):
            return text
    return None
