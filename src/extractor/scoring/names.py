"""When two wordings are one name: case, blanks and common abbreviations, on both sides alike."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

#: Abbreviated words of authorities and fields, folded; `+` stands for &, - , "và" or nothing.
_SHORT: Final = {
    "ubnd": "ủy ban nhân dân", "hđnd": "hội đồng nhân dân", "tp": "thành phố", "tx": "thị xã",
    "tt": "thị trấn", "ttpvhcc": "trung tâm phục vụ hành chính công",
    "tn+mt": "tài nguyên và môi trường", "nn+mt": "nông nghiệp và môi trường",
    "nn+ptnt": "nông nghiệp và phát triển nông thôn", "kh+đt": "kế hoạch và đầu tư",
    "kh+cn": "khoa học và công nghệ", "gd+đt": "giáo dục và đào tạo", "gtvt": "giao thông vận tải",
    "tt+tt": "thông tin và truyền thông", "lđ+tb+xh": "lao động - thương binh và xã hội",
    "vh+tt+dl": "văn hóa, thể thao và du lịch", "vh+tt": "văn hóa và thể thao",
}  # fmt: skip
_JOINT: Final = r"\s*(?:&|-|–|,|\bvà\b)?\s*"
_EXPAND: Final = [
    # the longest first, so that "TT&TT" is not read as two "thị trấn"
    (re.compile(rf"\b{short.replace('+', _JOINT)}\b\.?"), _SHORT[short])
    for short in sorted(_SHORT, key=len, reverse=True)
]
_RESPELL: Final = {"uỷ": "ủy", "hoá": "hóa", "&": " và "}
_MARKS: Final = re.compile(r"[.,;:–—-]")


def fold_name(name: str | None) -> str | None:
    """Fold case, blanks, composition and common abbreviations of a name for comparison.

    >>> fold_name("UBND  TP. Vinh") == fold_name("Uỷ ban nhân dân thành phố Vinh")
    True
    >>> fold_name("Sở TN&MT") == fold_name("Sở Tài nguyên và Môi trường")
    True
    """
    if name is None:
        return None
    folded = unicodedata.normalize("NFC", name).casefold()
    for pattern, words in _EXPAND:
        folded = pattern.sub(words, folded)
    for spelling, other in _RESPELL.items():
        folded = folded.replace(spelling, other)
    return " ".join(_MARKS.sub(" ", folded).split())
