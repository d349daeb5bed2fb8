"""Plant misprints in clean bulletins and count what the audit finds and repairs.

    python evaluation/benchmarks/audit.py                        # gold figures of dev
    python evaluation/benchmarks/audit.py --model rules          # and end to end beside them
    python evaluation/benchmarks/audit.py --split train --each 2

A bulletin is clean when its gold says that no arithmetic is meant to fail. Which numerals an
identity covers is told by `extractor.corpus.arithmetic`, from the annotation alone, not by the
audit. A planted misprint is "beyond rounding" when a covering sum or share no longer holds with it.
"""

from __future__ import annotations

import argparse
import random
import re
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from statistics import median

from extractor.corpus.arithmetic import LISTING, Share, Sum, find_shares, find_sums
from extractor.corpus.gold import GoldFact
from extractor.corpus.observations import observe_gold
from extractor.corpus.store import Bulletin, load_bulletins
from extractor.facts.audit import audit
from extractor.pipeline import Extractor, load
from extractor.schema import Context, Finding, Observation
from extractor.vietnamese.numbers import read_quantity

ROOT = Path(__file__).parents[2]
NUMERAL = re.compile(r"\d+(?:[.,]\d+)*")
SCALES = {"tỷ": "triệu", "triệu": "tỷ", "nghìn": "triệu", "ngàn": "triệu"}
SCALED = re.compile(r"tỷ|triệu|nghìn|ngàn|vạn")
Audited = tuple[tuple[Observation, ...], tuple[Finding, ...]]


@dataclass(frozen=True)
class Case:
    """One misprint: the bulletin with one surface replaced, and what covered the numeral."""

    bulletin: Bulletin
    clean: tuple[tuple[Observation, ...], Context]
    fact: GoldFact
    kind: str
    start: int
    end: int
    surface: str
    value: Decimal | None
    readings: tuple[Decimal, ...]
    sums: tuple[Sum, ...]
    shares: tuple[Share, ...]

    @property
    def malformed(self) -> bool:
        return self.value is None

    @property
    def text(self) -> str:
        text = self.bulletin.text
        return text[: self.start] + self.surface + text[self.end :]


@dataclass
class Tally:
    """Counts of one row of the table."""

    planted: int = 0
    counts: Counter[str] = field(default_factory=Counter)

    def share(self, right: str, of: str) -> str:
        if not self.counts[of]:
            return "–"
        part, whole = self.counts[right], self.counts[of]
        return f"{part}/{whole} ({part / whole:.1%})"


def misprint(numeral: str, kind: str, draw: random.Random) -> str | None:
    """Return the numeral with one misprint of a kind; None where it has no place for it."""
    places = [i for i, sign in enumerate(numeral) if sign.isdigit()]
    marks = [i for i, sign in enumerate(numeral) if sign in ".,"]
    i = draw.choice(places)
    if kind == "separator moved":
        if not marks:
            return None
        mark = draw.choice(marks)
        bare = numeral[:mark] + numeral[mark + 1 :]
        # by one or two digits, but not to an end or beside another separator
        spots = [mark + by for by in (-2, -1, 1, 2) if 0 < mark + by < len(bare)]
        spots = [at for at in spots if bare[at - 1].isdigit() and bare[at].isdigit()]
        at = draw.choice(spots) if spots else None
        return None if at is None else bare[:at] + numeral[mark] + bare[at:]
    if kind == "separator lost":
        mark = draw.choice(marks) if marks else None
        return None if mark is None else numeral[:mark] + numeral[mark + 1 :]
    if kind == "digit lost":
        return numeral[:i] + numeral[i + 1 :] if len(places) > 1 else None
    if kind == "digit doubled":
        return numeral[:i] + numeral[i] + numeral[i:]
    if kind == "digit too many":
        return numeral[:i] + draw.choice("0123456789") + numeral[i:]
    if kind == "digit wrong":
        return numeral[:i] + draw.choice("0123456789") + numeral[i + 1 :]
    if kind == "digits swapped":
        pairs = [(a, b) for a, b in pairwise(places) if numeral[a] != numeral[b]]
        if not pairs:
            return None
        a, b = draw.choice(pairs)
        return numeral[:a] + numeral[b] + numeral[a + 1 : b] + numeral[a] + numeral[b + 1 :]
    raise ValueError(kind)


KINDS = (
    "separator moved", "separator lost", "digit lost", "digit doubled", "digit too many",
    "digit wrong", "digits swapped", "scale word",
)  # fmt: skip


def plant(bulletin: Bulletin, draw: random.Random, each: int) -> Iterator[Case]:
    """Yield the misprints of one bulletin: `each` of every kind for every plain numeral."""
    gold, text, clean = bulletin.gold, bulletin.text, observe_gold(bulletin)
    spans = {mention.id: (mention.start, mention.end) for mention in gold.mentions}
    sums = [s for s in find_sums(gold) if s.rule != LISTING and s.holds]
    # Counts in words of scale (1,62 triệu) are rounded themselves: what their shares show of a
    # misprint is not told here.
    rounded = {m for m, (start, end) in spans.items() if SCALED.search(text[start:end])}
    shares = [
        share
        for share in find_shares(gold, text)
        if share.holds and not {share.part, share.whole} & rounded
    ]
    for fact in gold.facts:
        start, end = spans[fact.mention]
        match = NUMERAL.search(text[start:end])
        if fact.value is None or fact.status != "ok" or match is None:
            continue
        own_sums = tuple(s for s in sums if fact.mention in (s.whole, *s.parts))
        own_shares = tuple(s for s in shares if fact.mention in (s.rate, s.part, s.whole))
        for kind in KINDS:
            printed = {_edit(text[start:end], match, kind, draw) for _ in range(each)}
            for surface in sorted(filter(None, printed)):
                read = read_quantity(surface, before=text[:start], after=text[end:], unit=fact.unit)
                if read.value != fact.value:
                    yield Case(
                        bulletin, clean, fact, kind, start, end, surface, read.value, read.readings,
                        own_sums, own_shares,
                    )  # fmt: skip


def _edit(surface: str, match: re.Match[str], kind: str, draw: random.Random) -> str | None:
    if kind == "scale word":
        word = next((w for w in SCALES if re.search(rf"\b{w}\b", surface)), None)
        return None if word is None else surface.replace(word, SCALES[word], 1)
    numeral = misprint(match.group(), kind, draw)
    if numeral is None or not numeral[0].isdigit() or not numeral[-1].isdigit():
        return None
    return surface[: match.start()] + numeral + surface[match.end() :]


def visible(case: Case) -> list[frozenset[str]]:
    """Return the members of each covering identity that no longer holds."""
    own = case.fact.mention
    if case.value is None:
        members = [(s.whole, *s.parts) for s in case.sums]
        members += [(s.rate, s.part, s.whole) for s in case.shares]
        return [frozenset(names) for names in members]
    by = case.value - (case.fact.value or 0)
    broken = [
        frozenset((s.whole, *s.parts))
        for s in case.sums
        if abs(s.gap + (by if own == s.whole else -by)) > s.tolerance
    ]
    for share in case.shares:
        printed, exact = share.printed, share.exact
        decimals = share.decimals
        if own == share.rate:
            printed += by
            tail = NUMERAL.search(case.surface)
            decimals = len(tail.group().partition(",")[2]) if tail else decimals
        elif own == share.part and not exact:
            printed = Decimal(-1)  # 0 of any whole is 0 %, anything else is not
        elif own == share.part:
            exact = exact * case.value / (case.value - by)
        else:
            exact = exact * (case.value - by) / case.value if case.value else Decimal(0)
        if abs(printed - exact) >= Decimal(1).scaleb(-decimals):
            broken.append(frozenset((share.rate, share.part, share.whole)))
    return broken


def independent(own: str, broken: list[frozenset[str]]) -> bool:
    return any(a & b == {own} for i, a in enumerate(broken) for b in broken[i + 1 :])


def audit_gold(case: Case) -> tuple[Audited, str]:
    observations, context = case.clean
    planted = [_planted(o, case) if o.char_start == case.start else o for o in observations]
    return audit(tuple(planted), context), f"{case.bulletin.doc_id}#{case.start}"


def _planted(observation: Observation, case: Case) -> Observation:
    return observation.model_copy(
        update={
            "surface": case.surface,
            "value": case.value,
            "readings": case.readings,
            "status": "malformed" if case.malformed else "ok",
        }
    )


def audit_text(case: Case, extractor: Extractor) -> tuple[Audited, str]:
    observations, findings = extract(extractor, case.bulletin, case.text)
    end = case.start + len(case.surface)
    inside = [o for o in observations if o.char_start < end and case.start < o.char_end]
    return (observations, findings), inside[0].obs_id if inside else ""


def extract(extractor: Extractor, bulletin: Bulletin, text: str) -> Audited:
    gold = bulletin.gold
    report = extractor.extract(
        text, doc_id=gold.doc_id, province=gold.province, published=gold.published
    )
    return report.observations, report.findings


def count(case: Case, audited: Audited, obs_id: str, tally: Tally) -> None:
    """Add one case to a row: covered, found, repaired, wrongly repaired."""
    observations, findings = audited
    tally.planted += 1
    after = {o.obs_id: o for o in observations}
    mended = {o.obs_id: o.value for o in observations if o.status == "repaired"}
    told = [f for f in findings if f.verdict == "contradicts"]
    for finding in told:
        names = {o for o, _ in finding.proposals if after[o].status == "contradicted"}
        mended |= {o: v for o, v in finding.proposals if o in names}
    right = mended.get(obs_id) == case.fact.value
    planned = {f"{case.bulletin.doc_id}#{start}" for start in _already_repaired(case)}
    wrong = (mended.keys() - planned - {obs_id}) or (obs_id in mended and not right)
    tally.counts["wrong"] += bool(wrong)
    broken = visible(case)
    if not broken:
        return
    tally.counts["covered"] += 1
    flagged = obs_id in after and after[obs_id].status in ("malformed", "repaired")
    contradicted = any(obs_id in {t.obs_id for t in f.terms} for f in told)
    tally.counts["found"] += flagged or contradicted
    form = "malformed" if case.malformed else "well"
    tally.counts[f"{form} covered"] += 1
    tally.counts[f"{form} found"] += flagged or contradicted
    if case.malformed or independent(case.fact.mention, broken):
        tally.counts["due"] += 1
        tally.counts["repaired"] += right
        tally.counts[f"{form} due"] += 1
        tally.counts[f"{form} repaired"] += right
    if case.malformed:
        proof = "sum" if case.sums else "rate"
        tally.counts[f"{proof} due"] += 1
        tally.counts[f"{proof} repaired"] += right
        tally.counts[f"{proof} null"] += obs_id in after and after[obs_id].value is None


def _already_repaired(case: Case) -> set[int]:
    """Return where the bulletin's own broken numerals stand, before and after the planting."""
    starts = {mention.id: mention.start for mention in case.bulletin.gold.mentions}
    own = {starts[f.mention] for f in case.bulletin.gold.facts if f.status != "ok"}
    by = len(case.surface) - (case.end - case.start)
    return own | {start + by for start in own if start > case.start}


def print_table(title: str, rows: dict[str, Tally]) -> None:
    total = Tally(
        sum(row.planted for row in rows.values()),
        sum((row.counts for row in rows.values()), Counter()),
    )
    print(f"\n### {title}\n")
    print("| misprint | planted | covered, beyond rounding: found | repairable: repaired | wrong |")
    print("|---|---|---|---|---|")
    for name, row in [*rows.items(), ("**all**", total)]:
        wrong = f"{row.counts['wrong']} ({row.counts['wrong'] / row.planted:.2%})"
        found, repaired = row.share("found", "covered"), row.share("repaired", "due")
        print(f"| {name} | {row.planted} | {found} | {repaired} | {wrong} |")
    found, repaired = (
        total.share("well found", "well covered"),
        total.share("well repaired", "well due"),
    )
    print(
        f"\nwell-formed: found {found}, repaired where two independent identities break {repaired}"
    )
    by_sum, by_rate = (
        total.share("sum repaired", "sum due"),
        total.share("rate repaired", "rate due"),
    )
    null = total.share("rate null", "rate due")
    print(
        f"malformed: repaired where a sum covers {by_sum}, only a rate {by_rate}, left null {null}"
    )


def print_clean(title: str, audits: Iterable[Audited]) -> None:
    verdicts: Counter[str] = Counter(f.verdict for _, findings in audits for f in findings)
    checks = sum(verdicts.values())
    print(f"\n{title}, clean bulletins: {checks} checks, {dict(verdicts)}; "
          f"false alarms {verdicts['contradicts'] / max(checks, 1):.2%}")  # fmt: skip


def print_speed() -> None:
    """Print the processor time of the audit on the bulletins with most facts, gold figures."""
    every = (
        observe_gold(b) for split in ("train", "dev") for b in load_bulletins(split, root=ROOT)
    )
    largest = sorted(every, key=lambda pair: len(pair[0]), reverse=True)[:5]
    print("\n| facts | ms, median of 50 | ms, best |\n|---|---|---|")
    for observations, context in largest:
        times = []
        for _ in range(50):
            began = time.process_time()
            audit(observations, context)
            times.append(1000 * (time.process_time() - began))
        print(f"| {len(observations)} | {median(times):.2f} | {min(times):.2f} |")


def tally_all(cases: list[Case], audits: Iterable[tuple[Audited, str]]) -> dict[str, Tally]:
    rows: dict[str, Tally] = {kind: Tally() for kind in KINDS}
    for case, (audited, obs_id) in zip(cases, audits, strict=True):
        count(case, audited, obs_id, rows[case.kind])
    return {kind: row for kind, row in rows.items() if row.planted}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--split", default="dev")
    parser.add_argument("--each", type=int, default=2, help="draws of each kind for each numeral")
    parser.add_argument("--model", help='end to end too: "rules" or the folder of a pipeline')
    parser.add_argument("--sample", type=int, default=400, help="cases end to end")
    chosen = parser.parse_args()
    draw = random.Random(6)
    bulletins = [b for b in load_bulletins(chosen.split, root=ROOT) if not b.gold.breaks]
    cases = [case for bulletin in bulletins for case in plant(bulletin, draw, chosen.each)]
    print(f"{len(bulletins)} clean bulletins of {chosen.split}, {len(cases)} planted misprints")
    print_clean("Gold figures", (audit(*observe_gold(b)) for b in bulletins))
    print_table("Gold figures", tally_all(cases, map(audit_gold, cases)))
    print_speed()
    if chosen.model is None:
        return
    extractor = load(chosen.model)
    covered = [case for case in cases if visible(case)]
    sample = draw.sample(covered, min(chosen.sample, len(covered)))
    print_clean("End to end", (extract(extractor, b, b.text) for b in bulletins))
    audits = (audit_text(case, extractor) for case in sample)
    print_table(f"End to end ({extractor.model}), covered cases only", tally_all(sample, audits))


if __name__ == "__main__":
    main()
