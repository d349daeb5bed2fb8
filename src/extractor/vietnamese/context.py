"""The words that stand right before a numeral: hedges, ranks and words that say it is no figure."""

from __future__ import annotations

from functools import cache
from typing import Final, NamedTuple, cast

from extractor.labels import Bound
from extractor.vietnamese.lexicon import lexicon, phrase_kinds

_REACH: Final = 64
_OPENING: Final = "([{“\"'‘«-–•*+:;"
_LONGEST: Final = 5


class Lead(NamedTuple):
    """The last words before a numeral, lower case, without opening signs and closing colons.

    `endings` are the phrases that end right before the numeral, the longest first; `start, at`
    is the stretch of the text they were taken from.
    """

    words: tuple[str, ...]
    endings: tuple[str, ...]
    start: int
    at: int
    bracketed: bool
    colon: bool

    def last(self) -> str:
        """Give the last word, empty at the start of a text."""
        return self.words[-1] if self.words else ""


def lead_of(lowered: str, at: int) -> Lead:
    """Collect the words before offset `at` of a lower-cased text, within one paragraph."""
    start = max(0, at - _REACH)
    gap = lowered.rfind("\n\n", start, at)
    start = gap if gap >= 0 else start
    printed = lowered[start:at].split()
    words, colon = printed[-_LONGEST - 1 :], False
    if not all(map(str.isalpha, words)):
        words, colon = _without_signs(words)
    endings: list[str] = []
    ending = ""
    for word in reversed(words[-_LONGEST:]):
        ending = f"{word} {ending}" if ending else word
        endings.append(ending)
    endings.reverse()
    return Lead(
        (*printed[: -_LONGEST - 1], *words),
        tuple(endings),
        start,
        at,
        at > 0 and lowered[at - 1] == "(",
        colon,
    )


def _without_signs(printed: list[str]) -> tuple[list[str], bool]:
    """Return words without opening signs and closing colons; tell whether the last had a colon."""
    words, colon = [], False
    for word in printed:
        core = word.lstrip(_OPENING)
        colon = core.endswith(":") or (colon and not core)
        core = core.rstrip(":(")
        if core or word[0] in "<>~≈≥≤":
            words.append(core or word)
    return words, colon


def hedge_of(lowered: str, lead: Lead) -> tuple[Bound, tuple[int, int] | None]:
    """Read the hedge right before a numeral: its bound and its span, (exact, None) without one."""
    if lead.colon:  # "ít nhất: 1.904" names the least one
        return "exact", None
    hedges = phrase_kinds("hedges")
    for phrase in lead.endings:
        kind = hedges.get(phrase)
        if kind is None:
            continue
        if kind == "none" or (phrase == "trên" and _is_base(lead)):
            return "exact", None
        if phrase in _DENIED and "không" in lead.words[-7:]:  # "không để nơi nào dưới 95%"
            return _DENIED[phrase], _span_of(lowered, lead, phrase)
        return cast(Bound, kind), _span_of(lowered, lead, phrase)
    return "exact", None


def _span_of(lowered: str, lead: Lead, phrase: str) -> tuple[int, int]:
    end = lead.start + len(lowered[lead.start : lead.at].rstrip())
    start = end
    for word in reversed(phrase.split()):
        start = lowered.rfind(word, lead.start, start)
    return start, end


def _is_base(lead: Lead) -> bool:
    """Tell `98,6% trên 41.207 lượt` (out of) from `trên 41.207 lượt` (more than)."""
    if len(lead.words) < 2:
        return False
    before = lead.words[-2]
    if before[-1].isdigit() or before[-1] in "%)" or before in ("tính", "điểm"):
        return True
    units = phrase_kinds("units")  # "198.345 hồ sơ trên 204.610 hồ sơ"
    return any(
        lead.words[-2 - length][-1].isdigit() and " ".join(lead.words[-1 - length : -1]) in units
        for length in range(1, min(3, len(lead.words) - 2) + 1)
    )


_DENIED: Final[dict[str, Bound]] = {"dưới": "ge", "quá": "le"}


def kind_before(lead: Lead) -> str | None:
    """Name the distractor kind that the words before a numeral announce."""
    kinds = phrase_kinds("before")
    if lead.colon or lead.bracketed:
        kinds = {**kinds, **phrase_kinds("before_colon")}
    for phrase in lead.endings:
        kind = kinds.get(phrase)
        if kind:
            return kind
    return None


@cache
def _rank_words() -> frozenset[str]:
    return frozenset(lexicon()["rank"]["words"])


def announces_rank(lead: Lead, *, alone: bool) -> bool:
    """Tell whether a rank word stands right before; `alone`: the numeral has no `/y`."""
    for phrase in lead.endings:
        if phrase in _rank_words():
            return not alone or phrase not in ("xếp", "đứng", "thứ")
    return False


def ends_with_any(lead: Lead, table: str, *, within: int = 1) -> bool:
    """Tell whether a phrase of `table` stands among the last `within` words before a numeral."""
    tail = " ".join(lead.words[-within:]) if within > 1 else ""
    phrases: list[str] = lexicon()[table]["words"]
    if within > 1:
        return any(f" {phrase} " in f" {tail} " for phrase in phrases)
    return any(phrase in phrases for phrase in lead.endings)
