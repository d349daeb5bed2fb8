"""Pick the figure of a code that belongs beside another: same frame, linked first, then nearest."""

from __future__ import annotations

from typing import Final

from extractor.facts.figures import Figure, Frame, Sheet

#: A code with more figures in one frame is a list whose holders were not read.
_MOST: Final = 8


def totals(sheet: Sheet, code: str) -> list[Figure]:
    """Return each different figure that states a code, one mention of those that agree.

    Of mentions that agree the one with most parts linked to it is taken.
    """
    chosen: dict[tuple[Frame, object], Figure] = {}
    for frame in sheet.frames.get(code, ()):
        group = sheet.said[code, frame]
        for figure in group if len(group) <= _MOST else _with_parts(sheet, group):
            same = (frame, figure.key if figure.value is None else figure.value)
            best = chosen.get(same)
            if best is None or _count_parts(sheet, figure) > _count_parts(sheet, best):
                chosen[same] = figure
    return list(chosen.values())


def _with_parts(sheet: Sheet, figures: list[Figure]) -> list[Figure]:
    return [figure for figure in figures if figure.key in sheet.parts]


def _count_parts(sheet: Sheet, figure: Figure) -> int:
    return len(sheet.parts.get(figure.key, ()))


def pick(sheet: Sheet, code: str, near: Figure, *, frame: Frame | None = None) -> Figure | None:
    """Return the figure of a code in the frame of `near` (or another); None where it is unclear.

    A figure that is PART_OF `near` comes before one that merely stands in the same frame, a
    readable one before a malformed one, the nearest before the rest.
    """
    if code not in sheet.frames:
        return None
    frame = frame or near.frame
    parts = sheet.parts.get(near.key, ())
    found = [f for f in parts if f.code == code and f.frame == frame and f.addable]
    if not found:
        found = [f for f in sheet.said.get((code, frame), ()) if f.key != near.key]
        if len(found) > _MOST:
            return None
    if not found:
        return None
    found = [figure for figure in found if figure.value is not None] or found
    if len({figure.value for figure in found}) > 1:
        return None
    start = near.obs.char_start
    return min(found, key=lambda figure: abs(figure.obs.char_start - start))
