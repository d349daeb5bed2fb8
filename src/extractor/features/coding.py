"""Features from which a figure's indicator code and role are told, given its links."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

from extractor.features.kin import Kin, Targets
from extractor.features.lexical import figure_features
from extractor.features.page import Figure, Page
from extractor.features.terms import Near, Sample, all_nearest_codes
from extractor.rules.cues import GENERAL
from extractor.schema import Mention

#: Bases up to this are maxima of scores (18, 20, 100) or counts of places (63, 34).
_SMALL_BASE = 120
_PAYMENT_UNITS = frozenset({"transaction", "VND", "none", "times", "dossier"})

#: What the feature starts with that says what is paid, where paragraph and rules agree.
_SURE = "surepaid="
_ONLINE = "payments_online_"


def coding_features(
    page: Page,
    position: int,
    targets: Targets,
    codes: dict[int, str],
) -> list[str]:
    """Return the features of the figure at `position` among the page's figures.

    `targets` maps (mention index, link kind) to a mention index; `codes` holds the indicators of
    the figures that are already coded, by mention index (the text is coded from left to right).
    """
    kin = Kin(page, targets)
    return fixed_features(kin, [position])[0] + running_features(kin, position, codes)


def fixed_features(kin: Kin, positions: Iterable[int]) -> list[list[str]]:
    """Return for each position the features that hang on no other figure's code."""
    return _complete([_draft(kin, position) for position in positions])


def supposed_features(kin: Kin, cases: Iterable[tuple[int, int | None]]) -> list[list[str]]:
    """Return what `fixed_features` would, were figures linked to other INDICATORs, or none.

    All cases of a page at once: one by one they took 1.3 ms more a bulletin.
    """
    drafts = []
    for position, target in cases:
        with kin.supposing(position, target):
            drafts.append(_draft(kin, position))
    return _complete(drafts)


class _Draft(NamedTuple):
    """The features of a figure but those of the nearest codes, which stand between them."""

    first: list[str]
    unit: str
    samples: tuple[Sample, Sample]
    rest: list[str]


def _complete(drafts: list[_Draft]) -> list[list[str]]:
    nearest = all_nearest_codes([sample for draft in drafts for sample in draft.samples])
    pairs = zip(nearest[::2], nearest[1::2], strict=True)
    return [
        [*draft.first, *_near_features(own, near, draft.unit), *draft.rest]
        for draft, (own, near) in zip(drafts, pairs, strict=True)
    ]


def _draft(kin: Kin, position: int) -> _Draft:
    page, targets, unit = kin.page, kin.targets, kin.unit(position)
    figure = page.figures[position]
    features = _indicator_features(kin, figure, unit)
    features += _scope_features(page, figure, targets, unit)
    features += _change_features(page, figure, unit)
    features += _sentence_features(page, figure, unit)
    features += _notion_features(kin, figure, unit)
    paid = _payment_features(page, figure, unit)
    features += paid
    ruling = page.rulings[position]
    if ruling is not None:
        # paragraph and rules agree on what is paid: right in .91 of the training figures
        kind = ruling.code.indicator.removeprefix("payments_").partition("_")[0]
        features += [f"{_SURE}{kind}|{unit}"] if f"paid={kind}|{unit}" in paid else []
        features += [f"rulecode={ruling.code.indicator}", f"rulerole={ruling.code.role}|{unit}"]
    samples = _samples(page, figure, targets)
    return _Draft(figure_features(page, figure, position), unit, samples, features)


def paid_for(code: str, features: list[str]) -> str:
    """Tell land duties and fees from payments at large where paragraph and rules agree.

    Lists of bodies repeat `giao dịch` far from the words that say what was paid; the linear model
    then falls back on the commoner code. Both agree rightly in .91 of the training figures.

    >>> paid_for("payments_online_amount", ["paid=land|VND", "surepaid=land|VND"])
    'payments_land_amount'
    """
    if not code.startswith(_ONLINE):
        return code
    sure = next((f for f in features if f.startswith(_SURE)), None)
    if sure is None:
        return code
    kind = sure.removeprefix(_SURE).partition("|")[0]
    return code if kind == "none" else f"payments_{kind}_{code.removeprefix(_ONLINE)}"


def running_features(kin: Kin, position: int, codes: dict[int, str]) -> list[str]:
    """Return the features that read the codes of other figures.

    `fixed_features` never makes any of them, so that the sums of both may be added.
    """
    unit = kin.unit(position)
    features = _kin_features(kin, position, codes, unit)
    return features + _same_features(kin, position, codes, unit)


def _payment_features(page: Page, figure: Figure, unit: str) -> list[str]:
    """Name what the paragraph last said is paid, land duties or fees, and how near.

    `thanh toán` alone names neither; the opening of the sentence or of the list does.
    """
    if unit not in _PAYMENT_UNITS:
        return []
    start, _ = page.sentence_of(figure)
    line, _ = page.layout.line_of(figure.start)
    for name, low, high in (("sentence", start, figure.start), ("line", line, start)):
        said = [notion for notion in page.notions_in(low, high) if notion in {"land", "fee"}]
        if said:
            return [f"paid={said[-1]}|{unit}", f"paid={said[-1]}|{name}|{unit}"]
    return [f"paid=none|{unit}"]


def _same_features(kin: Kin, position: int, codes: dict[int, str], unit: str) -> list[str]:
    """Codes of figures named by the same words, and of the figures of the sentence so far."""
    page, targets = kin.page, kin.targets
    figure = page.figures[position]
    own, whole = (targets.get((figure.index, kind)) for kind in ("HAS_INDICATOR", "PART_OF"))
    features = []
    if own is not None:
        name = page.surface(own)
        same = (codes[f.index] for f in kin.named(position) if f.index in codes)
        features.append(f"same={next(same, 'none')}|{unit}")
        if whole is not None and whole in codes:
            other = targets.get((whole, "HAS_INDICATOR"))
            alike = other is not None and page.surface(other) == name
            features.append(f"wholesame={codes[whole]}|{alike}|{unit}")
    start, _ = page.sentence_of(figure)
    before = (f.index for f in page.figures_from(start, figure.start))
    sofar = {codes[index] for index in before if index in codes}
    features += [f"sofar={code}|{unit}" for code in sorted(sofar)]
    base = figure.quantity.base_value
    if base is not None and base <= _SMALL_BASE:
        features.append(f"base={base}|{unit}")
    return features


def _notion_features(kin: Kin, figure: Figure, unit: str) -> list[str]:
    """Notions of the linked words, of the words around them, and around the figure."""
    page = kin.page
    start, end = page.sentence_of(figure)
    before = page.notions_in(max(start, figure.start - 90), figure.start)[::-1]
    after = page.notions_in(figure.end, min(end, figure.end + 60))
    features = [f"nb{i}={name}|{unit}" for i, name in enumerate(before[:4])]
    features += [f"na{i}={name}|{unit}" for i, name in enumerate(after[:3])]
    features += [f"nb={name}|{unit}" for name in before] + [f"na={name}|{unit}" for name in after]
    index = kin.targets.get((figure.index, "HAS_INDICATOR"))
    return features if index is None else features + _linked(kin, index, unit)[1]


def _linked(kin: Kin, index: int, unit: str) -> tuple[list[str], list[str]]:
    """Return what the words of an INDICATOR say, and their notions; four of ten figures share it
    with another of a unit."""
    found = kin.linked.get((index, unit))
    if found is None:
        page, mention = kin.page, kin.page.mentions[index]
        found = _word_features(page, mention, unit), _linked_notions(page, mention, unit)
        kin.linked[index, unit] = found
    return found


def _linked_notions(page: Page, mention: Mention, unit: str) -> list[str]:
    names = page.notions_in(mention.start, mention.end)
    features = [f"nw={name}|{unit}" for name in names]
    features += [f"n2={one} {two}|{unit}" for one, two in pairwise(names)]
    distinct = sorted(set(names))
    features.append(f"ns={'+'.join(distinct)}|{unit}")
    features += [
        f"np={one}+{two}|{unit}" for i, one in enumerate(distinct) for two in distinct[i + 1 :]
    ]
    left = page.notions_in(max(0, mention.start - 50), max(0, mention.start - 1))[-3:]
    right = page.notions_in(mention.end + 1, mention.end + 50)[:3]
    features += [f"nl={name}|{unit}" for name in left] + [f"nr={name}|{unit}" for name in right]
    return features


def _samples(page: Page, figure: Figure, targets: Targets) -> tuple[Sample, Sample]:
    """Return the linked words and the words around the figure, each with its unit."""
    index = targets.get((figure.index, "HAS_INDICATOR"))
    linked = page.mentions[index] if index is not None else None
    words = page.words(linked.start, linked.end) if linked else []
    around = page.words(max(0, figure.start - 60), figure.start)
    around = around + page.words(figure.end, figure.end + 40)
    return (words, figure.quantity.unit), (around, figure.quantity.unit)


def _near_features(own: list[Near], near: list[Near], unit: str) -> list[str]:
    """Codes whose terms are nearest to the linked words, and to the words around the figure."""
    features = []
    for name, codes in (("own", own), ("near", near)):
        for rank, (code, cosine) in enumerate(codes):
            features.append(f"sim{rank}{name}={code}|{unit}")
            features.append(f"sim{name}={code}|{int(cosine * 5)}")
    return features


def _indicator_features(kin: Kin, figure: Figure, unit: str) -> list[str]:
    index = kin.targets.get((figure.index, "HAS_INDICATOR"))
    if index is None:
        return [f"i=none|{unit}"]
    side = "before" if kin.page.mentions[index].start < figure.start else "after"
    return [*_linked(kin, index, unit)[0], f"iside={side}|{unit}"]


def _word_features(page: Page, mention: Mention, unit: str) -> list[str]:
    words = page.words(mention.start, mention.end, masked=False)
    joined = " ".join(words)
    features = [f"i={joined}|{unit}", f"i={joined}"]
    features += [f"iw={word}|{unit}" for word in words]
    features += [f"i2={one} {two}|{unit}" for one, two in pairwise(words)]
    features += [f"i3={' '.join(words[k : k + 3])}" for k in range(len(words) - 2)]
    names = [hit.cue.name for hit in page.cues_in(mention.start, mention.end)]
    features += [f"ic={name}|{unit}" for name in names] + [f"ics={'+'.join(names)}|{unit}"]
    telling = [name for name in names if name not in GENERAL]
    features.append(f"ict={'+'.join(telling or names)}|{unit}")
    around = page.words_before(mention.start, 3) + page.words_after(mention.end, 3)
    return features + [f"ix={word}|{unit}" for word in around]


def _kin_features(kin: Kin, position: int, codes: dict[int, str], unit: str) -> list[str]:
    """Codes of the whole, of the restated count, and of the figures just before."""
    page, targets = kin.page, kin.targets
    figure = page.figures[position]
    features = []
    own = targets.get((figure.index, "HAS_INDICATOR"))
    for kind in ("PART_OF", "RATE_OF"):
        target = targets.get((figure.index, kind))
        code = codes.get(target, "?") if target is not None else "none"
        features.append(f"{kind}={code}|{unit}")
    if position:
        before = page.figures[position - 1]
        same = own is not None and own == targets.get((before.index, "HAS_INDICATOR"))
        before_unit = before.quantity.unit or "none"
        features.append(f"prev={codes.get(before.index)}|{before_unit}|{unit}|{same}")
        features.append(f"prevcode={codes.get(before.index)}|{unit}")
    sharing = (codes[f.index] for f in kin.sharing(position, unit) if f.index in codes)
    shared = "none" if own is None else next(sharing, "none")
    features.append(f"shared={shared}|{unit}")
    siblings = _following(page, position)
    features.append(f"siblings={'+'.join(siblings)}|{unit}")
    return features


def _following(page: Page, position: int) -> list[str]:
    """Cues of the figure's sentence: `đúng hạn` beside `trước hạn` means another thing."""
    figure = page.figures[position]
    start, end = page.sentence_of(figure)
    names = {hit.cue.name for hit in page.survey.cues_from(start, end)}
    return sorted(names & {"early", "within_deadline", "late", "new", "carried_over", "due"})


def _scope_features(page: Page, figure: Figure, targets: Targets, unit: str) -> list[str]:
    features = []
    for kind in ("AT_LEVEL", "BY_AGENCY"):
        index = targets.get((figure.index, kind))
        if index is None:
            features.append(f"{kind}=none|{unit}")
            continue
        mention = page.mentions[index]
        words = page.words(mention.start, mention.end)
        features.append(f"{kind}={' '.join(words[:2])}|{unit}")
    features.append(f"compared={(figure.index, 'COMPARED_TO') in targets}|{unit}")
    return features


def _change_features(page: Page, figure: Figure, unit: str) -> list[str]:
    window = page.lowered[max(0, figure.start - 40) : figure.start]
    verbs = ("tăng", "giảm", "cao hơn", "thấp hơn", "phấn đấu", "chỉ tiêu", "mục tiêu", "gấp", "từ")
    features = [f"near={verb}|{unit}" for verb in verbs if verb in window]
    start, _ = page.sentence_of(figure)
    sentence = page.lowered[start : figure.start]
    features += [
        f"in={verb}|{unit}" for verb in (*verbs, "yêu cầu", "trên", "dưới") if verb in sentence
    ]
    after = page.lowered[figure.end : figure.end + 30]
    features += [
        f"then={verb}|{unit}" for verb in ("so với", "cùng kỳ", "lên", "xuống") if verb in after
    ]
    return features


def _sentence_features(page: Page, figure: Figure, unit: str) -> list[str]:
    """Bag of cues in the sentence, the title and the lines above, for figures that inherit."""
    start, end = page.sentence_of(figure)
    cues = page.survey.cues_from
    features = [f"s={hit.cue.name}|{unit}" for hit in cues(start, end)]
    line_start, _ = page.layout.line_of(figure.start)
    features += [f"up={hit.cue.name}|{unit}" for hit in cues(line_start - 200, start)[-3:]]
    features += [f"t={hit.cue.name}|{unit}" for hit in cues(*page.layout.title)]
    return features
