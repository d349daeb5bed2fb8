"""How agencies and territories are written: UBND thị xã Hoài Nhơn, Sở TN&MT, TP. Huế, phường 8."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from extractor.vietnamese.gazetteer import places_named
from extractor.vietnamese.lexicon import lexicon
from extractor.vietnamese.text import fold

_UPPER: Final = "A-ZÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝĂĐĨŨƠƯẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸ"
_B: Final = r"[^\S\n]+"
_SYLLABLE: Final = rf"[{_UPPER}][^\W\d_]*(?:['’][^\W\d_]+)?"
#: A name is a run of capitalised syllables; how much of it is a place the gazetteer says.
_RUN: Final = rf"{_SYLLABLE}(?:(?:{_B}|[^\S\n]?[-–][^\S\n]?){_SYLLABLE}){{0,5}}"
_NAME: Final = rf"{_RUN}(?:{_B}[0-9]{{1,2}}(?![0-9.,/%]))?"
_FULL: Final = r"(?i:tỉnh|thành\s+phố|huyện|thị\s+xã|quận|xã|phường|thị\s+trấn|đặc\s+khu)"
_SHORT: Final = r"(?:TP|Tp|TX|Tx|TT|H|Q|P|X)"
_TERRITORY: Final = (
    rf"(?:(?:{_FULL}{_B}|{_SHORT}(?:\.[^\S\n]?|{_B}))(?:{_NAME}|[0-9]{{1,2}}(?![0-9.,/%]))"
    rf"|TP\.?[^\S\n]?HCM|TPHCM)"
)
_OWN: Final = r"(?i:tỉnh|thành\s+phố|TP)(?![\w.])"
_TAIL: Final = rf"(?:{_B}(?:của{_B})?(?:{_TERRITORY}|{_OWN}))"
#: The level that a kind of territory stands for; None: province or district, by the gazetteer.
LEVELS_OF_KIND: Final[dict[str, str | None]] = {
    "tỉnh": "P", "thành phố": None, "tp": None, "huyện": "D", "h": "D", "thị xã": "D", "tx": "D",
    "quận": "D", "q": "D", "xã": "C", "x": "C", "phường": "C", "p": "C", "thị trấn": "C", "tt": "C",
    "đặc khu": "C",
}  # fmt: skip


def _words(phrases: list[str]) -> str:
    ordered = sorted(set(phrases), key=lambda phrase: (-len(phrase), phrase))
    return "|".join(rf"{_B}".join(map(re.escape, phrase.split())) for phrase in ordered)


@cache
def department_pattern() -> re.Pattern[str]:
    """Match the name of a department or ministry, canonical or short: TN&MT, Tư pháp."""
    tables: dict[str, list[str]] = lexicon()["departments"]
    names = [name for canonical, others in tables.items() for name in (canonical, *others)]
    return re.compile(rf"(?:{_words(names)})(?!\w)", re.IGNORECASE)


@cache
def _heads() -> str:
    """Write the heads of organisations that take a territory after them."""
    tables = lexicon()
    heads = [head for head in tables["organisations"]["provincial"] if head != "Sở"]
    for head, others in tables["abbreviations"].items():
        if head in heads or head == "Ban Quản lý":
            heads += others
    return _words(heads)


@cache
def organisation_pattern() -> re.Pattern[str]:
    """Match an organisation at its first word."""
    council = _words(
        ["UBND", "HĐND", *lexicon()["abbreviations"]["UBND"], *lexicon()["abbreviations"]["HĐND"]]
    )
    departments = department_pattern().pattern
    national = _words(lexicon()["organisations"]["national"])
    bodies = _words(lexicon()["abbreviations"]["UBND"] + ["UBND"])
    zones = r"[Kk]hu\s+(?:[Kk]inh\s+tế|[Cc]ông\s+nghiệp|[Cc]ông\s+nghệ\s+cao|[Dd]u\s+lịch)"
    return re.compile(
        rf"(?P<national>{national})(?!\w)"
        rf"|(?P<council>(?i:{council}){_B}(?:{_TERRITORY}|{_OWN}))"
        rf"|(?P<department>(?i:Sở){_B}(?:(?i:{departments})|{_RUN}){_TAIL}?)"
        rf"|(?P<ministry>(?i:Bộ){_B}(?:(?i:{departments})|(?!Chỉ){_RUN}))"
        rf"|(?P<zone>(?:Ban{_B}[Qq]uản{_B}lý|BQL){_B}(?:các{_B})?"
        rf"(?:{zones}(?:(?:,{_B}|{_B}và{_B})(?:{zones}))*|KKT|KCN)(?:{_B}{_RUN})?{_TAIL}?)"
        rf"|(?P<office>(?:Văn{_B}phòng|VP\.?){_B}?(?:{bodies}){_B}(?:{_TERRITORY}|{_OWN}))"
        rf"|(?P<headed>(?:{_heads()})(?:{_B}và{_B}[^\W\d]+(?:{_B}[^\W\d]+){{1,4}}?)?"
        rf"(?:{_B}(?:thuộc{_B})?(?:{bodies}))?{_TAIL})"
        rf"|(?P<centre>(?:{_words(_centres())})(?!\w|{_B}(?:cấp|các|xã|phường|của)(?!\w)))"
    )


def _centres() -> list[str]:
    tables = lexicon()
    centres: list[str] = tables["organisations"]["centres"]
    others = [o for centre in centres for o in tables["abbreviations"].get(centre, [])]
    return [name for name in (*centres, *others) if name[0].isupper()]  # small letters: any centre


@cache
def territory_pattern() -> re.Pattern[str]:
    """Match a named territory: huyện Yên Lạc, TP. Huế, phường 8."""
    return re.compile(_TERRITORY)


@cache
def bare_name_pattern() -> re.Pattern[str]:
    """Match capitalised words before a figure or verb: Đà Nẵng có, Công Thương (21), Ba Bể 9."""
    more = rf"(?:(?:{_B}(?:và{_B})?|{_B}[-–]{_B}|,{_B}){_SYLLABLE}){{0,3}}"
    name = rf"{_SYLLABLE}{more}(?:{_B}[^\W\d_]+){{0,2}}?"
    verb = r"(?:có|đạt|xếp|đứng|với|là|nhận|tiếp nhận|chỉ|mới|còn|leo|được|để)(?!\w)"
    follow = rf"(?={_B}{verb}|{_B}?\([0-9]|:?{_B}[0-9]+(?![0-9]*[/-][0-9]))"
    departments = department_pattern().pattern
    return re.compile(rf"(?<![\w/])(?P<name>{departments}|{name}){follow}")


@cache
def department_names() -> dict[str, str]:
    """Map each way to write a department, folded, to its full name."""
    tables: dict[str, list[str]] = lexicon()["departments"]
    return {fold(o): full for full, others in tables.items() for o in (full, *others)}


def trim_name(text: str, start: int, end: int) -> int | None:
    """Give the end of the territory in [start, end), None where its name is no place.

    A short name is taken whole, a longer run of capitals as far as the gazetteer knows it. The
    lists of provinces and cities are closed; after one letter (H.Nguyên) an unknown name is an
    author's.
    """
    match = _KIND.match(text, start, end)
    if match is None or text[match.end()].isdigit() or text[match.end() : end] == "HCM":
        return end
    wanted = LEVELS_OF_KIND.get(fold(match["kind"]).strip("."))
    cuts = [end, *(cut.start() for cut in reversed(list(_CUT.finditer(text, match.end(), end))))]
    is_open = wanted in ("D", "C") and len(match["kind"]) > 1
    if is_open and len(cuts) <= _SHORT_NAME and not text[end - 1].isdigit():
        return end
    for cut in cuts:
        named = places_named(fold(_JOINER.sub(" ", text[match.end() : cut])))
        if any(wanted in (None, place.level) for place in named):
            return cut
    if not is_open:
        return None
    return cuts[1] if text[end - 1].isdigit() and len(cuts) > 1 else end


_SHORT_NAME: Final = 3
_KIND = re.compile(rf"(?P<kind>{_FULL}|{_SHORT})(?:\.[^\S\n]?|{_B})")
_CUT = re.compile(r"[^\S\n]?[-–\s][^\S\n]?(?=\S)")
_JOINER = re.compile(r"\s*[-–]\s*")


def openings(text: str) -> list[int]:
    """List the offsets at which an agency or territory may open, in order."""
    found = set()
    for word in lexicon()["openings"]["words"]:
        at = text.find(word)
        while at >= 0:
            start = _word_start(text, at)
            if start is not None:
                found.add(start)
            at = text.find(word, at + len(word))
    return sorted(found)


#: Openings that are not the first word of a name, and what stands before them in one.
_BEFORE_TAIL: Final = {
    "ban nhân dân": ("ủy ", "uỷ "),
    "ban Nhân dân": ("ủy ", "uỷ "),
    "đồng nhân dân": ("hội ",),
    "đồng Nhân dân": ("hội ",),
    "ộ phận": ("b",),
}


def _word_start(text: str, at: int) -> int | None:
    """Move from the middle of an opening (ban nhân dân) to its start (Ủy ban nhân dân)."""
    for tail, heads in _BEFORE_TAIL.items():
        if text.startswith(tail, at):
            head = text[max(0, at - 4) : at].lower()
            return next((at - len(h) for h in heads if head.endswith(h)), None)
    return at if at == 0 or not text[at - 1].isalnum() else None


_TERRITORY_TAIL = re.compile(
    r"(?:^|\s)(?P<kind>tỉnh|thành phố|huyện|thị xã|quận|xã|phường|thị trấn|đặc khu"
    r"|(?:tp|tx|tt|h|q|p|x)(?=\.|\s|hcm))(?:\.\s*|\s+|(?=hcm))(?P<name>[^\s].*)$"
)
_CITY_HCM: Final = "Hồ Chí Minh"


def territory_in(text: str) -> tuple[int, str, str] | None:
    """Split the territory off the end of a name: (offset, kind in lower case, name)."""
    if len(text.lower()) != len(text):
        return None
    match = _TERRITORY_TAIL.search(text.lower())
    while match:
        name = text[match.start("name") :]
        if name[0].isupper() or name[0].isdigit():
            name = _CITY_HCM if name.upper() == "HCM" else name
            return match.start("kind"), match["kind"], name
        match = _TERRITORY_TAIL.search(text.lower(), match.start("name") - 1)
    return None
