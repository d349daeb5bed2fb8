"""Compile the authors' mark-up into gold: resolve ids and defaults, refuse what is not whole.

The compiler reads only plain well-formed numerals (an independent, strict reading for authors'
convenience); everything else must be written by the author (`v=`). Area codes are looked up in the
gazetteer's table by level and name (`ar=` outranks). It never calls the product's readers, so gold
stays independent of what is scored against it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Final

from pydantic import ValidationError

from extractor.corpus.areas import find_area
from extractor.corpus.gold import (
    Distractor,
    Gold,
    GoldFact,
    GoldLink,
    GoldMention,
    text_digest,
)
from extractor.corpus.markup import Mark, Marked, read_markup
from extractor.errors import AnnotationError
from extractor.labels import Label, LinkKind
from extractor.vietnamese.gazetteer import era_of

GUIDELINE_VERSION: Final = "1.4"
_VERSION: Final = re.compile(r"\d+\.\d+")

_LINK_KEYS: Final[dict[str, LinkKind]] = {
    "i": "HAS_INDICATOR", "l": "AT_LEVEL", "a": "BY_AGENCY", "p": "IN_PERIOD",
    "c": "COMPARED_TO", "of": "PART_OF", "rt": "RATE_OF",
}  # fmt: skip
_LEVEL_LETTERS: Final = {"N": "national", "P": "province", "D": "district", "C": "commune"}
_SCOPES: Final = {"W": "whole_province", "T": "tier", "U": "unit", "A": "area", "0": None}
_BASES: Final = {
    "n": "nominal", "s": "stated", "a": "as_of",
    "nominal": "nominal", "stated": "stated", "as_of": "as_of",
}  # fmt: skip
_NUMERAL: Final = re.compile(r"(\d{1,3}(?:\.\d{3})+|\d+)(?:,(\d+))?(?![\d.,]*\d)")
_SCALES: Final = (
    ("nghìn tỷ", 10**12), ("ngàn tỷ", 10**12), ("trăm triệu", 10**8), ("tỷ", 10**9), ("tỉ", 10**9),
    ("triệu", 10**6), ("nghìn", 10**3), ("ngàn", 10**3), ("vạn", 10**4),
)  # fmt: skip
#: Unit words that authors write inside a QUANTITY, longest first; `u=` overrides.
_UNIT_WORDS: Final = (
    ("%", "percent"), ("điểm phần trăm", "percent"), ("hồ sơ", "dossier"),
    ("lượt giao dịch", "transaction"), ("giao dịch", "transaction"), ("lượt người", "person"),
    ("đồng", "VND"), ("điểm", "point"), ("bậc", "rank"), ("hạng", "rank"),
    ("thủ tục", "procedure"), ("TTHC", "procedure"), ("dịch vụ", "service"), ("DVC", "service"),
    ("bản", "copy"), ("kết quả", "result"), ("phản ánh", "feedback"), ("kiến nghị", "feedback"),
    ("PAKN", "feedback"), ("quy trình", "process"), ("người", "person"), ("ngày", "day"),
)  # fmt: skip
_NUMBER_INSIDE: Final = re.compile(r"\d+(?:[.,/:-]\d+)*")
_INSIDE_KIND: Final[dict[Label, str]] = {
    "PERIOD": "period", "AGENCY": "place_number", "LEVEL": "level_count",
    "INDICATOR": "named_number",
}  # fmt: skip
_POINT_UNITS: Final = frozenset({"cơ quan", "đơn vị", "sở", "ngành", "xã", "phường", "huyện"})


class Compiler:
    """Compile marked bulletins against one codebook.

    `units` maps each indicator code to its first unit, for quantities printed without a unit.
    """

    def __init__(self, units: Mapping[str, str], *, codebook_version: str) -> None:
        self._units = units
        self._codebook = codebook_version

    def compile(self, source: str, *, name: str = "bulletin") -> tuple[str, Gold]:
        """Return the raw text and its gold; refuse with AnnotationError listing every fault."""
        try:
            marked = read_markup(source)
        except AnnotationError as error:
            raise AnnotationError(f"{name}: {error}") from error
        faults: list[str] = []
        facts = [fact for mark in marked.marks if (fact := self._fact(mark, marked, faults))]
        links = _links(marked, faults)
        distractors = _distractors(marked, faults)
        _refuse_unmarked(marked, faults)
        guideline = marked.head.get("guideline", GUIDELINE_VERSION)
        if not _VERSION.fullmatch(guideline) or _parts(guideline) > _parts(GUIDELINE_VERSION):
            faults.append(f"guideline={guideline}: no version up to {GUIDELINE_VERSION}")
        if faults:
            raise AnnotationError("\n".join(f"{name}: {fault}" for fault in faults))
        head = marked.head
        try:
            gold = Gold(
                doc_id=head["doc_id"],
                text_sha256=text_digest(marked.text),
                annotator=head.get("annotator", head.get("author", "unknown")),
                guideline=guideline,
                codebook=self._codebook,
                province=head.get("province"),
                published=date.fromisoformat(head["published"]) if "published" in head else None,
                mentions=tuple(
                    sorted(
                        (GoldMention(id=m.id, label=m.label, start=m.start, end=m.end)
                         for m in marked.marks),
                        key=lambda mention: mention.start,
                    )
                ),
                links=tuple(links),
                facts=tuple(facts),
                distractors=tuple(sorted(distractors, key=lambda number: number.start)),
                breaks=tuple(filter(None, re.split(r"[,\s]+", head.get("breaks", "")))),
            )  # fmt: skip
        except (ValidationError, KeyError, ValueError) as error:
            raise AnnotationError(f"{name}: {error}") from error
        return marked.text, gold

    def _fact(self, mark: Mark, marked: Marked, faults: list[str]) -> GoldFact | None:
        if mark.label != "QUANTITY":
            return None
        try:
            return self._read_fact(mark, marked)
        except (AnnotationError, ValidationError, ValueError, ArithmeticError) as error:
            surface = marked.text[mark.start : mark.end]
            reason = str(error).replace("\n", " ")
            faults.append(f"line {mark.line}: [{mark.id}:{surface}]: {reason}")
            return None

    def _read_fact(self, mark: Mark, marked: Marked) -> GoldFact:
        keys, surface = mark.keys, marked.text[mark.start : mark.end]
        if mark.code != "OTHER" and mark.code not in self._units:
            raise AnnotationError(f"code {mark.code!r} is not in the codebook")
        for needed in ("lv", "per"):
            if needed not in keys:
                raise AnnotationError(f"{needed}= is missing (own or in an @@ line)")
        status = keys.get("st", "ok")
        base = keys.get("y") or _base_of(surface)
        start, end = _interval(keys["per"])
        compare_start, compare_end = _interval(keys.get("cmp", "-"))
        level, scope = _level(keys["lv"])
        unit = keys.get("u") or _unit_of(surface) or self._units.get(mark.code)
        if unit is None:
            raise AnnotationError("u= is missing: the surface names no unit and the code is OTHER")
        agency = _optional(keys.get("g")) or _surface_of(keys.get("a"), marked)
        return GoldFact.model_validate(
            {
                "mention": mark.id,
                "indicator": mark.code,
                "qualifier": _optional(keys.get("x")),
                "role": keys.get("r") or _role_of(surface, base, mark.code),
                "value": _value(keys, surface, status),
                "unit": unit,
                "bound": keys.get("b", "exact"),
                "direction": _optional(keys.get("d")),
                "base_value": base,
                "status": status,
                "true_value": keys.get("tr"),
                "admin_level": level,
                "level_scope": scope,
                "agency": agency,
                "ref_area": _area(keys.get("ar"), level, scope, agency, marked.head),
                "period_start": start,
                "period_end": end,
                "period_basis": _basis(keys.get("pb", "n")) if start else None,
                "compare_start": compare_start,
                "compare_end": compare_end,
                "note": keys.get("n"),
            }
        )


def _area(
    given: str | None,
    level: str | None,
    scope: str | None,
    agency: str | None,
    head: Mapping[str, str],
) -> str | None:
    if given:
        return None if given == "-" else given
    published = date.fromisoformat(head["published"]) if "published" in head else None
    return find_area(
        agency,
        level=level,
        scope=scope,
        province=head.get("province"),
        era=head.get("era") or era_of(published),
    )


def _optional(value: str | None) -> str | None:
    return None if value in (None, "", "-") else value


def _surface_of(mention: str | None, marked: Marked) -> str | None:
    found = next((m for m in marked.marks if m.id == mention), None)
    return " ".join(marked.text[found.start : found.end].split()) if found else None


def _value(keys: Mapping[str, str], surface: str, status: str) -> Decimal | None:
    if "v" in keys:
        return None if keys["v"] == "-" else Decimal(keys["v"])
    if status == "malformed":
        return None
    head = surface.split("/", maxsplit=1)[0]
    match = _NUMERAL.search(head)
    if match is None or re.search(r"\d\.\d{1,2}(?!\d)|\d\.\d{4,}", head):
        raise AnnotationError("value cannot be read strictly; write v=")
    if len(_NUMBER_INSIDE.findall(head)) > 1:
        raise AnnotationError("several numerals in one mention; write v=")
    value = Decimal(match.group(1).replace(".", "") + "." + (match.group(2) or "0"))
    after = surface[match.end() :].replace("\u00a0", " ").strip()
    scale = next((k for word, k in _SCALES if re.match(rf"{word}(?!\w)", after)), 1)
    value = (value * scale).normalize()
    return value.quantize(Decimal(1)) if value == value.to_integral() else value


def _base_of(surface: str) -> str | None:
    match = re.search(r"\d[^/]*/\s*(\d[\d.,]*)", surface)
    if match is None:
        return None
    base = match.group(1).rstrip(".,")
    if re.fullmatch(r"\d{1,3}(\.\d{3})+|\d+", base):
        return base.replace(".", "")
    if re.fullmatch(r"\d+,\d+", base):
        return base.replace(",", ".")
    raise AnnotationError("the number after / cannot be read strictly; write y=")


def _unit_of(surface: str) -> str | None:
    tail = re.sub(r"^[\d.,/\s\u00a0–-]+", "", surface).replace("\u00a0", " ")
    for word, unit in _UNIT_WORDS:
        if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", tail):
            return unit
    if any(re.search(rf"(?<!\w){word}(?!\w)", tail) for word in _POINT_UNITS):
        return "unit"
    return None


def _role_of(surface: str, base: str | None, code: str) -> str:
    if base is None:
        return "value"
    if code.endswith("_rank"):
        return "rank_of"
    return "score_of" if code.endswith("_score") else "value"


def _interval(value: str) -> tuple[str | None, str | None]:
    if value == "-":
        return None, None
    start, _, end = value.partition("..")
    return start.strip(), (end or start).strip()


def _basis(value: str) -> str:
    if value not in _BASES:
        raise AnnotationError(f"pb={value!r}: write n, s or a")
    return _BASES[value]


def _level(value: str) -> tuple[str | None, str | None]:
    letters, scope = value[:-1].replace("0", ""), value[-1:]
    if scope not in _SCOPES or any(letter not in _LEVEL_LETTERS for letter in letters):
        raise AnnotationError(f"lv={value!r}: write letters of N P D C, then W T U A or 0")
    return "+".join(_LEVEL_LETTERS[letter] for letter in letters) or None, _SCOPES[scope]


def _links(marked: Marked, faults: list[str]) -> list[GoldLink]:
    ids = {mark.id for mark in marked.marks}
    if len(ids) != len(marked.marks):
        names = [mark.id for mark in marked.marks]
        faults.append(f"ids used twice: {sorted({n for n in names if names.count(n) > 1})}")
    links = []
    for mark in marked.marks:
        for key, kind in _LINK_KEYS.items():
            target = _optional(mark.keys.get(key)) if mark.label == "QUANTITY" else None
            if target is None:
                continue
            if target not in ids:
                faults.append(f"line {mark.line}: {mark.id}: {key}={target}: no such mark")
                continue
            links.append(GoldLink(source=mark.id, kind=kind, target=target))
    return links


def _distractors(marked: Marked, faults: list[str]) -> list[Distractor]:
    found = []
    for number in marked.numbers:
        try:
            found.append(Distractor(start=number.start, end=number.end, kind=number.kind))
        except ValidationError as error:
            faults.append(f"line {number.line}: {error.errors()[0]['msg']}")
    for mark in marked.marks:
        if mark.label == "QUANTITY":
            continue
        surface = marked.text[mark.start : mark.end]
        kind = "service_level" if "mức độ" in surface.lower() else _INSIDE_KIND[mark.label]
        found.extend(
            Distractor(start=mark.start + m.start(), end=mark.start + m.end(), kind=kind)
            for m in _NUMBER_INSIDE.finditer(surface)
        )
    return found


def _parts(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


def _refuse_unmarked(marked: Marked, faults: list[str]) -> None:
    covered = [(m.start, m.end) for m in marked.marks]
    covered += [(n.start, n.end) for n in marked.numbers]
    for match in _NUMBER_INSIDE.finditer(marked.text):
        if not any(start <= match.start() and match.end() <= end for start, end in covered):
            around = marked.text[max(0, match.start() - 25) : match.end() + 15].replace("\n", "⏎")
            faults.append(f"number {match.group()!r} is neither marked nor {{…|kind}}: …{around}…")
