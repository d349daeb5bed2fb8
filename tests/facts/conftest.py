"""Audits of marked sentences: gold mark-up in, observations by mark id and findings out."""

from dataclasses import dataclass

import pytest

from extractor.codebook import load_codebook
from extractor.corpus.compiler import Compiler
from extractor.corpus.observations import observe_gold
from extractor.corpus.store import Bulletin
from extractor.facts.audit import audit
from extractor.schema import Finding, Observation

HEAD = "@# doc_id=t; province=Kon Tum; published={published}; annotator=t\n@@ lv=PW; per={per}\n"


@dataclass
class Audited:
    facts: dict[str, Observation]
    findings: tuple[Finding, ...]

    def told(self, kind=None, verdict=None):
        return [
            finding
            for finding in self.findings
            if kind in (None, finding.kind) and verdict in (None, finding.verdict)
        ]

    def names(self, finding):
        """Return the mark ids of a finding's terms."""
        ids = {fact.obs_id: name for name, fact in self.facts.items()}
        return [ids[term.obs_id] for term in finding.terms]

    def proposals(self, finding):
        ids = {fact.obs_id: name for name, fact in self.facts.items()}
        return {(ids[name], str(value)) for name, value in finding.proposals}


@pytest.fixture(scope="session")
def observed():
    codebook = load_codebook()
    compiler = Compiler(codebook.first_units(), codebook_version=codebook.version)

    def observe(marked, *, published="2024-07-03", per="2024-04-01..2024-06-30"):
        head = HEAD.format(published=published, per=per)
        text, gold = compiler.compile(head + marked)
        observations, context = observe_gold(Bulletin("t", text, gold, "train"))
        starts = {f"t#{m.start}": m.id for m in gold.mentions}
        return observations, context, starts

    return observe


@pytest.fixture(scope="session")
def audited(observed):
    def run(marked, **head):
        observations, context, names = observed(marked, **head)
        after, findings = audit(observations, context)
        return Audited({names[fact.obs_id]: fact for fact in after}, findings)

    return run
