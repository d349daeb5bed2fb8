"""Read the authors' mark-up: a bulletin with its annotation written into the text.

    @# doc_id=hy01; province=Hưng Yên; published=2024-07-03; annotator=a1
    @@ l=l1; p=p1; lv=PW; per=2024-04-01..2024-06-30; pb=nominal
    [p1:Quý II/2024], [l1:toàn tỉnh] [i1:tiếp nhận] [q1:64.933 hồ sơ|dossiers_received_total|i=i1].

`@#` lines hold facts of the document, `@@` lines set defaults for the quantities after them;
neither is part of the text. A mark is `[id:surface]` (i indicator, l level, a agency, p period),
`[qN:surface|code|key=value;…]` for a quantity, `{surface|kind}` for any other number. All other
brackets are text. U+2423 (␣) in the source is a no-break space in the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from extractor.errors import AnnotationError
from extractor.labels import Label

_LABEL_OF: Final[dict[str, Label]] = {
    "q": "QUANTITY", "i": "INDICATOR", "l": "LEVEL", "a": "AGENCY", "p": "PERIOD",
}  # fmt: skip
_MARK: Final = re.compile(r"\[(?P<id>[qilap]\d+):(?P<body>[^\[\]]*)\]|\{(?P<number>[^{}]*)\}")
_OPEN: Final = re.compile(r"\[[qilap]\d+:")
#: Keys that a quantity or an `@@` line may set; compiler.py gives each its meaning.
KEYS: Final = frozenset({
    "i", "l", "a", "p", "c", "of", "rt", "v", "u", "b", "d", "y", "r", "st", "tr", "lv", "g", "ar",
    "per", "pb", "cmp", "x", "n",
})  # fmt: skip
HEAD_KEYS: Final = frozenset({
    "doc_id", "province", "published", "annotator", "type", "era", "region", "author", "made",
    "split", "breaks", "note", "guideline",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mark:
    """One marked mention: offsets into the text, and for a quantity its code and keys."""

    id: str
    label: Label
    start: int
    end: int
    code: str = ""
    keys: dict[str, str] = field(default_factory=dict)
    line: int = 0


@dataclass(frozen=True, slots=True)
class MarkedNumber:
    """A number marked as no reported figure."""

    start: int
    end: int
    kind: str
    line: int = 0


@dataclass(frozen=True, slots=True)
class Marked:
    """A bulletin freed of its marks, and the marks by offset."""

    text: str
    head: dict[str, str]
    marks: tuple[Mark, ...]
    numbers: tuple[MarkedNumber, ...]


def read_keys(source: str, *, allowed: frozenset[str], line: int) -> dict[str, str]:
    """Split `key=value; key=value`; refuse unknown and double keys with AnnotationError.

    A note `n=…` comes last and may contain anything.

    >>> read_keys("i=i1; n=a; b", allowed=KEYS, line=1)
    {'i': 'i1', 'n': 'a; b'}
    """
    keys: dict[str, str] = {}
    note = re.search(r"(?:^|;)\s*n=(.*)$", source, re.S) if "n" in allowed else None
    if note:
        source = source[: note.start()]
    for part in filter(None, (piece.strip() for piece in source.split(";"))):
        key, equals, value = part.partition("=")
        if not equals or key.strip() not in allowed:
            raise AnnotationError(f"line {line}: {part!r} is no key=value of {sorted(allowed)}")
        if key.strip() in keys:
            raise AnnotationError(f"line {line}: {key.strip()}= stands twice; keep one")
        keys[key.strip()] = value.strip()
    if note:
        keys["n"] = note.group(1).strip()
    return keys


def read_markup(source: str) -> Marked:
    """Separate text and marks; refuse broken marks with AnnotationError naming the line.

    >>> marked = read_markup("[i1:tiếp nhận] [q1:9 hồ sơ|dossiers_received_total|i=i1] {06|other}")
    >>> marked.text
    'tiếp nhận 9 hồ sơ 06'
    >>> [(m.id, m.start, m.end) for m in marked.marks]
    [('i1', 0, 9), ('q1', 10, 17)]
    """
    head: dict[str, str] = {}
    defaults: dict[str, str] = {}
    pieces: list[str] = []
    marks: list[Mark] = []
    numbers: list[MarkedNumber] = []
    length = 0
    for number, line in enumerate(source.split("\n"), start=1):
        if line.startswith("@#"):
            head.update(read_keys(line[2:], allowed=HEAD_KEYS, line=number))
            continue
        if line.startswith("@@"):
            defaults.update(read_keys(line[2:], allowed=KEYS, line=number))
            continue
        plain = _read_line(
            line.replace("␣", "\u00a0"),
            length,
            number,
            defaults=defaults,
            marks=marks,
            numbers=numbers,
        )
        pieces.append(plain)
        length += len(plain) + 1
    return Marked("\n".join(pieces), head, tuple(marks), tuple(numbers))


def _read_line(
    line: str,
    start: int,
    number: int,
    *,
    defaults: dict[str, str],
    marks: list[Mark],
    numbers: list[MarkedNumber],
) -> str:
    plain, last = "", 0
    for match in _MARK.finditer(line):
        plain += _plain(line[last : match.start()], number)
        last = match.end()
        begin = start + len(plain)
        if match.group("id"):
            mark = _read_mark(match.group("id"), match.group("body"), begin, number, defaults)
            plain += match.group("body").split("|")[0]
            marks.append(mark)
        else:
            surface, bar, kind = match.group("number").partition("|")
            if not bar or not surface:
                raise AnnotationError(f"line {number}: {match.group()!r}: write {{number|kind}}")
            plain += surface
            numbers.append(MarkedNumber(begin, begin + len(surface), kind.strip(), number))
    return plain + _plain(line[last:], number)


def _plain(text: str, line: int) -> str:
    broken = _OPEN.search(text) or re.search(r"[{}]", text)
    if broken:
        raise AnnotationError(
            f"line {line}: {text[broken.start() :][:40]!r} opens or closes no mark"
        )
    return text


def _read_mark(name: str, body: str, start: int, line: int, defaults: dict[str, str]) -> Mark:
    surface, *rest = body.split("|", 2)
    label = _LABEL_OF[name[0]]
    if not surface or surface != surface.strip():
        raise AnnotationError(f"line {line}: [{name}:{body}] is empty or padded with blanks")
    if label != "QUANTITY":
        if rest:
            raise AnnotationError(f"line {line}: [{name}:…] takes no codes; only q marks do")
        return Mark(name, label, start, start + len(surface), line=line)
    if not rest:
        raise AnnotationError(f"line {line}: [{name}:{surface}] lacks its code")
    own = read_keys(rest[1] if len(rest) > 1 else "", allowed=KEYS, line=line)
    keys = {**{k: v for k, v in defaults.items() if k != "n"}, **own}
    return Mark(name, label, start, start + len(surface), rest[0].strip(), keys, line)
