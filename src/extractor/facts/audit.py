"""Test the text's own arithmetic, and prove by it what malformed numerals meant.

    figures   facts/figures                    values with their printed precision and frame
    checks    facts/sums, rates, comparisons   equations that must hold among them
    bounds    facts/limits                     what one figure must keep
    repairs   facts/repairs                    readings that an equation proves

Figures of different level, agency, period or qualifier are never added, save where the tiers or
units of one whole are what is added.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from itertools import chain

from extractor.facts.checks import Check, true_form
from extractor.facts.comparisons import find_comparisons
from extractor.facts.equations import gap, unknowns
from extractor.facts.figures import read_sheet
from extractor.facts.limits import find_breaches
from extractor.facts.misprints import Reading
from extractor.facts.rates import find_rates
from extractor.facts.repairs import Ledger, Repair, few
from extractor.facts.sums import find_sums
from extractor.facts.wording import say, term_of, written
from extractor.schema import Context, Finding, Observation


def audit(
    observations: tuple[Observation, ...], context: Context
) -> tuple[tuple[Observation, ...], tuple[Finding, ...]]:
    """Return the observations and the findings of every check, in the order of the text.

    A malformed numeral gets the reading that the text proves (status repaired), else stays null.
    Values of well-formed numerals never change: one that two independent identities prove wrong
    becomes `contradicted`, and what was meant is told in `status_note` and the proposals.
    """
    sheet = read_sheet(observations)
    checks = [
        *find_sums(sheet, context.published), *find_rates(sheet), *find_comparisons(sheet),
    ]  # fmt: skip
    ledger = Ledger(sheet.figures, checks)
    repairs = {repair.key: repair for repair in ledger.repair()}
    verdicts = [(check, verdict) for check in checks if (verdict := ledger.verdict(check))]
    wrong = ledger.contradicted(check for check, verdict in verdicts if verdict == "contradicts")
    findings = chain(
        (_finding(check, verdict, ledger, repairs, wrong) for check, verdict in verdicts),
        find_breaches(sheet, context),
    )
    return (
        tuple(_with_status(o, ledger, repairs, wrong) for o in observations),
        tuple(sorted(findings, key=lambda finding: finding.terms[0].char_start)),
    )


Wrong = dict[str, tuple[Reading, list[Check]]]


def _with_status(
    observation: Observation, ledger: Ledger, repairs: dict[str, Repair], wrong: Wrong
) -> Observation:
    key = observation.obs_id
    if key in repairs:
        repair = repairs[key]
        said = _say_all(repair.proofs, ledger)
        note = f'printed "{observation.surface}", proven by {said}'
        value = repair.reading.value
        plain = value.quantize(1) if value == value.to_integral_value() else value.normalize()
        update = {"value": plain, "status": "repaired", "status_note": note}
        return observation.model_copy(update=update)
    if key in wrong:
        reading, checks = wrong[key]
        said = _say_all(checks, ledger)
        note = f"two identities say {written(reading.value)}: {said}"
        return observation.model_copy(update={"status": "contradicted", "status_note": note})
    return observation


def _say_all(checks: Iterable[Check], ledger: Ledger) -> str:
    said = []
    for check in checks:
        form = true_form(check, ledger.figures)
        said.append(say(form or check.forms[0], ledger.figures, true=form is not None))
    return "; ".join(said)


def _finding(
    check: Check, verdict: str, ledger: Ledger, repairs: dict[str, Repair], wrong: Wrong
) -> Finding:
    figures = ledger.figures
    form = true_form(check, figures) or check.forms[0]
    terms = [figures[key] for key in form.keys]
    proposals, note = [], None
    if verdict == "holds":
        mended = [key for key in form.keys if key in repairs]
        proposals = [(key, repairs[key].reading.value) for key in mended]
        read = [f"{figures[k].printed} read as {written(v)}" for k, v in proposals]
        note = "; ".join(read) or None
    else:
        proposals, note = _suspects(check, verdict, ledger, wrong)
    return Finding(
        doc_id=terms[0].obs.doc_id,
        kind=check.kind,
        rule=check.rule,
        verdict=verdict,
        equation=say(form, figures, true=verdict == "holds"),
        gap=gap(form, figures),
        terms=tuple(term_of(term, terms[0].frame) for term in terms),
        proposals=tuple(proposals),
        note=note,
    )


def _suspects(
    check: Check, verdict: str, ledger: Ledger, wrong: Wrong
) -> tuple[list[tuple[str, Decimal]], str | None]:
    """Return what would make a check hold, and why it is not said to hold."""
    unknown = unknowns(check.forms[0], ledger.figures)
    if unknown:
        if len(unknown) > 1:
            return [], "several figures are unreadable"
        return ledger.open_readings(check, unknown[0]), "a numeral is malformed and not proven"
    for key, (reading, checks) in wrong.items():
        if check in checks:
            return [(key, reading.value)], "two independent identities agree on this reading"
    found = few(ledger.proposals(check))
    found = [(k, value) for k, value in found if k not in wrong or value == wrong[k][0].value]
    if found:
        return found, None
    if verdict == "cannot_tell":
        return [], "a figure may be unprinted or of another scope"
    return [], "no single misprint of one figure explains the gap"
