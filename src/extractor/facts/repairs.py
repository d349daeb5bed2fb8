"""Prove what a misprinted numeral meant, or list what it may have meant."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from extractor.facts.checks import PROOFS, Check, Verdict, judge, settled, solutions, true_form
from extractor.facts.equations import Figures, unknowns
from extractor.facts.figures import Figure, with_value
from extractor.facts.misprints import Reading, find_readings

#: A figure with more readings than this that fit a check is left out of its proposals.
_MOST: Final = 3

#: From here on one number is rarely a misprint of another by chance.
_LARGE: Final = Decimal(1000)

Proposals = dict[str, list[Reading]]


@dataclass(frozen=True, slots=True)
class Repair:
    """The proven reading of a malformed numeral and the checks that hold with it."""

    key: str
    reading: Reading
    proofs: tuple[Check, ...]


class Ledger:
    """The figures and checks of one bulletin; figures change as numerals are repaired."""

    def __init__(self, figures: Figures, checks: Sequence[Check]) -> None:
        self.figures: dict[str, Figure] = dict(figures)
        self.checks = checks
        self._of_key: dict[str, list[Check]] = defaultdict(list)
        for check in checks:
            for key in dict.fromkeys(key for form in check.forms for key in form.keys):
                self._of_key[key].append(check)
        self._readings: dict[str, tuple[Reading, ...]] = {}
        self._proposals: dict[int, Proposals] = {}

    def verdict(self, check: Check) -> Verdict | None:
        """Return what can be said of a check now."""
        return judge(check, self.figures, self._explained)

    def _explained(self, check: Check) -> bool:
        """Tell whether one misprint accounts for a gap.

        A loose equation, which many readings of a figure satisfy, explains nothing; nor does a
        bound between small numbers, which resemble each other by chance.
        """
        proposals = self.proposals(check)
        if check.strength == "firm":
            return bool(proposals)
        if check.strength == "soft" and check.forms[0].at_most:
            values = (self.figures[key].value for key in proposals)
            return any(value is not None and value >= _LARGE for value in values)
        return any(_is_few(readings) for readings in proposals.values())

    def repair(self) -> list[Repair]:
        """Prove readings of malformed numerals until nothing more follows; adopt the proven ones.

        Proof is an exact identity, or a rate within its rounding, that holds with one reading and
        with no other, while no printed identity contradicts it.
        """
        done: list[Repair] = []
        waiting = deque(k for k, f in self.figures.items() if f.value is None)
        while waiting:
            key = waiting.popleft()
            repair = self._prove(key) if self.figures[key].value is None else None
            if repair is None:
                continue
            reading = repair.reading
            self.figures[key] = with_value(self.figures[key], reading.value, reading.step)
            done.append(repair)
            waiting.extend(other for check in self._of_key[key] for other in self._unknown(check))
        return done

    def _unknown(self, check: Check) -> list[str]:
        return list(dict.fromkeys(k for form in check.forms for k in unknowns(form, self.figures)))

    def _prove(self, key: str) -> Repair | None:
        checks = [
            check
            for check in self._of_key[key]
            if self._unknown(check) == [key] and not settled(check, key, self.figures)
        ]
        if not any(self._is_proof(check) for check in checks):
            return None
        passed: dict[Decimal, set[int]] = defaultdict(set)
        refuted: set[Decimal] = set()
        best: dict[Decimal, Reading] = {}
        for number, check in enumerate(checks):
            fitting = {reading.value: reading for reading in self._fitting(check, key)}
            if self._is_proof(check):
                for value, reading in fitting.items():
                    passed[value].add(number)
                    best.setdefault(value, reading)
            if check.strength == "firm":
                refuted |= {r.value for r in self.readings(key)} - fitting.keys()
        proven = _strongest({v: p for v, p in passed.items() if v not in refuted})
        if proven is None:
            return None
        return Repair(key, best[proven], tuple(checks[number] for number in sorted(passed[proven])))

    def _is_proof(self, check: Check) -> bool:
        return check.kind in PROOFS and all(
            self.figures[key].obs.bound == "exact" for key in check.keys
        )

    def readings(self, key: str) -> tuple[Reading, ...]:
        """Return what a numeral may have meant, worked out once."""
        if key not in self._readings:
            self._readings[key] = find_readings(self.figures[key])
        return self._readings[key]

    def _fitting(self, check: Check, key: str) -> list[Reading]:
        """Return the readings of one figure with which a check holds."""
        ends = solutions(check, key, self.figures)
        return [
            reading
            for reading in self.readings(key)
            if any(reading.lo <= high and low <= reading.hi for low, high in ends)
        ]

    def open_readings(self, check: Check, key: str) -> list[tuple[str, Decimal]]:
        """Return the readings of a malformed numeral that fit one check, if they are few.

        Where none fits, the value that the equation itself gives.
        """
        values = list(dict.fromkeys(reading.value for reading in self._fitting(check, key)))
        if not values:
            values = [low for low, high in solutions(check, key, self.figures) if low == high > 0]
        return [(key, value) for value in values] if len(values) <= _MOST else []

    def proposals(self, check: Check) -> Proposals:
        """Return, by figure, the readings that make a failing check hold and break no other."""
        number = id(check)
        if number not in self._proposals:
            found = {}
            for key in dict.fromkeys(check.keys):
                fitting = self._fitting(check, key)
                if check.kind == "restated":  # the same print, not merely the same when rounded
                    others = {self.figures[k].value for k in check.keys if k != key}
                    fitting = [reading for reading in fitting if reading.value in others]
                sound = [r for r in fitting if not self._breaks(key, r)] if fitting else []
                if sound:
                    found[key] = sound
            self._proposals[number] = found
        return self._proposals[number]

    def _breaks(self, key: str, reading: Reading) -> bool:
        """Tell whether a check that holds as printed fails with a reading."""
        for check in self._of_key[key]:
            if true_form(check, self.figures) is None or settled(check, key, self.figures):
                continue
            ends = solutions(check, key, self.figures)
            if not any(reading.lo <= high and low <= reading.hi for low, high in ends):
                return True
        return False

    def contradicted(self, failing: Iterable[Check]) -> dict[str, tuple[Reading, list[Check]]]:
        """Return the figures that two independent identities prove wrong, with what was meant.

        Two checks are independent where the figure is all that they share. No other figure of the
        same checks may explain them too.
        """
        against: dict[str, list[Check]] = defaultdict(list)
        for check in failing:
            if self._is_proof(check):
                for key in self.proposals(check):
                    against[key].append(check)
        shared = {key: self._meant(key, checks) for key, checks in against.items()}
        proven = {}
        for key, checks in against.items():
            rivals = {k for check in checks for k in check.keys if k != key and shared.get(k)}
            rivals = {k for k in rivals if {id(c) for c in checks} <= {id(c) for c in against[k]}}
            values = {reading.value: reading for reading in shared[key]}
            if len(values) == 1 and not rivals and _independent(key, checks):
                proven[key] = next(iter(values.values())), checks
        return proven

    def _meant(self, key: str, checks: Sequence[Check]) -> list[Reading]:
        first, *others = (self.proposals(check)[key] for check in checks)
        return [reading for reading in first if all(reading in other for other in others)]


def few(proposals: Proposals) -> list[tuple[str, Decimal]]:
    """Return the proposals worth telling: figures with few readings, none of the y of x/y."""
    found = []
    for key, readings in proposals.items():
        if _is_few(readings) and not key.endswith("/"):
            found += [(key, value) for value in dict.fromkeys(r.value for r in readings)]
    return found


def _is_few(readings: Iterable[Reading]) -> bool:
    return len({reading.value for reading in readings}) <= _MOST


def _strongest(passed: dict[Decimal, set[int]]) -> Decimal | None:
    """Return the value that passes all that any other passes and more; alone it need only pass."""
    for value, proofs in passed.items():
        if all(other < proofs for v, other in passed.items() if v != value):
            return value
    return None


def _independent(key: str, checks: Sequence[Check]) -> bool:
    return any(
        set(one.keys) & set(two.keys) == {key}
        for i, one in enumerate(checks)
        for two in checks[i + 1 :]
    )
