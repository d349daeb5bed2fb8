"""The whole extractor in one place: text → mentions and links → facts → audit → report.

    normalise      vietnamese/text      blanks, look-alikes, NFC; every offset keeps its way back
    tag            rules/ or pipes/     mentions, links and codes, by rules or by the learned model
    assemble       facts/assemble       slots with inheritance: value, unit, level, agency, period
    audit          facts/audit          does the text's own arithmetic agree?
    to raw         here                 offsets back into the text as it was given

`load()` chooses the tagger; everything else is shared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from extractor.codebook import load_codebook
from extractor.errors import InputError, ModelError
from extractor.facts.assemble import assemble
from extractor.facts.audit import audit
from extractor.facts.confidence import Grounds, Table, chance_of, product_of, read_weights
from extractor.rules.findings import findings
from extractor.rules.tagger import tag_by_rules
from extractor.schema import Context, Finding, Observation, Report, Tagged
from extractor.vietnamese.gazetteer import era_of
from extractor.vietnamese.places import find_province
from extractor.vietnamese.text import Normalised, normalise

if TYPE_CHECKING:
    from spacy.language import Language

RULES: Final = "rules"
#: Longer texts are no bulletins; a page of this length is a whole book (code points).
LONGEST: Final = 5_000_000

Tagger = Callable[[str, Context], Tagged]


class Extractor:
    """Turn bulletins into reports; get one from `load()`."""

    def __init__(
        self,
        tagger: Tagger,
        *,
        model: str,
        folder: Path | None = None,
        table: Table | None = None,
        confident: bool = True,
    ) -> None:
        """Keep the tagger; `table` weighs its scores, a tagger without any is not `confident`.

        Without a table the product of the scores is reported. Refuses (ModelError) a table of
        another version.
        """
        self._tag = tagger
        self._weights = {told: read_weights(table, told=told) for told in (True, False)}
        self._confident = confident
        self._folder = folder
        self.model = model

    @cached_property
    def nlp(self) -> Language:
        """Return the spaCy pipeline behind the extractor; refuse for the rules, which have none.

        It is loaded when it is first asked for. `extract` reads the folder that it came from: a
        changed pipeline is written to a folder and loaded again.
        """
        if self._folder is None:
            raise ModelError(
                f"the pipeline {self.model!r} has no spaCy model; load the trained one"
            )
        from extractor.pipes.tagger import load_model

        return load_model(self._folder)[0]

    def extract(
        self,
        text: str,
        *,
        doc_id: str = "bulletin",
        province: str | None = None,
        published: date | None = None,
    ) -> Report:
        """Return the facts and findings of one bulletin.

        `province` and `published` are found in the text when they are not given. Refuses
        (InputError) an empty text and one over LONGEST code points.

        >>> from extractor import load
        >>> report = load("rules").extract("Quý I/2024, toàn tỉnh tiếp nhận 151.10 hồ sơ.")
        >>> fact = report.observations[0]
        >>> fact.value, fact.status, fact.surface
        (None, 'malformed', '151.10 hồ sơ')
        """
        normal, context = read_context(text, doc_id=doc_id, province=province, published=published)
        assembled = assemble(
            self._tag(normal.text, context), context, confidence=self.confidence_in(context)
        )
        audited, found = audit(assembled, context)
        observations, findings = list(audited), list(found)
        del assembled, audited, found
        if normal.text != text:
            _to_raw(observations, findings, normal, text)
        return Report(
            doc_id=doc_id,
            observations=tuple(observations),
            findings=tuple(findings),
            codebook_version=load_codebook().version,
            model=self.model,
        )

    def confidence_in(self, context: Context) -> Callable[[Grounds], float | None]:
        """Return what makes the chances of a bulletin's facts of what they rest on."""
        if not self._confident:
            return lambda grounds: None
        weights = self._weights[context.told]
        return product_of if weights is None else partial(chance_of, weights=weights)

    def extract_many(self, texts: Iterable[str], *, workers: int = 1) -> Iterator[Report]:
        """Yield the reports of many texts in order, with `workers` processes."""
        if workers == 1:
            for number, text in enumerate(texts, start=1):
                yield self.extract(text, doc_id=f"bulletin-{number}")
            return
        from extractor.batch import extract_parallel

        name = str(self._folder) if self._folder is not None else self.model
        yield from extract_parallel(texts, model=name, workers=workers)


def read_context(
    text: str, *, doc_id: str, province: str | None = None, published: date | None = None
) -> tuple[Normalised, Context]:
    """Normalise a text and find its province and day of publication where they are not given."""
    if not text.strip():
        raise InputError(f"{doc_id}: the text is empty; nothing to extract")
    if len(text) > LONGEST:
        raise InputError(
            f"{doc_id}: {len(text):,} characters, more than {LONGEST:,}; split it into bulletins"
        )
    normal = normalise(text)
    found = findings(normal.text)
    era = era_of(published) or found.era
    context = Context(
        doc_id,
        province or found.province or find_province(normal.text, era=era),
        published or found.published,
        era,
        told=province is not None and published is not None,
    )
    return normal, context


def load(name: str | Path | None = None) -> Extractor:
    """Load an extractor: the shipped model, "rules", or a trained pipeline's folder.

    Refuses (ModelError) a folder that is no pipeline or lacks a component.
    """
    if name == RULES:
        return Extractor(tag_by_rules, model=RULES, confident=False)
    from extractor.pipes.pipeline_files import find_pipeline, read_meta
    from extractor.pipes.reader import open_reader

    folder = find_pipeline(Path(name) if name is not None else None)
    meta = read_meta(folder)
    table = meta.get("tthc", {}).get("confidence")
    return Extractor(
        open_reader(folder) or _open_with_spacy(folder),
        model=f"{meta['name']}-{meta['version']}",
        folder=folder,
        table=table,
    )


def _open_with_spacy(folder: Path) -> Tagger:
    """Load a pipeline of other parts than the reader knows."""
    from extractor.pipes.tagger import load_model

    return load_model(folder)[1]


def _to_raw(
    observations: list[Observation], findings: list[Finding], normal: Normalised, raw: str
) -> None:
    """Move every offset and surface from the normalised text back into the raw one.

    Each takes the place of the one that it was made of: both at once were 55 MB more of 1 MB.
    """
    names: dict[str, str] = {}
    for observation in observations:
        start, _ = normal.raw_span(observation.char_start, observation.char_end)
        names[observation.obs_id] = f"{observation.doc_id}#{start}"
    for at, observation in enumerate(observations):
        observations[at] = _moved(observation, names, normal, raw)
    for at, finding in enumerate(findings):
        findings[at] = _moved_finding(finding, names, normal)


def _moved(
    observation: Observation, names: dict[str, str], normal: Normalised, raw: str
) -> Observation:
    start, end = normal.raw_span(observation.char_start, observation.char_end)
    return observation.model_copy(
        update={
            "obs_id": names[observation.obs_id],
            "part_of": names.get(observation.part_of or ""),
            "rate_of": names.get(observation.rate_of or ""),
            "char_start": start,
            "char_end": end,
            "surface": raw[start:end],
            "evidence": {k: normal.raw_span(*v) for k, v in observation.evidence.items()},
        }
    )


def _moved_finding(finding: Finding, names: dict[str, str], normal: Normalised) -> Finding:
    terms = []
    for term in finding.terms:
        start, end = normal.raw_span(term.char_start, term.char_end)
        name = names.get(term.obs_id, term.obs_id)
        terms.append(term.model_copy(update={"obs_id": name, "char_start": start, "char_end": end}))
    proposals = tuple((names.get(key, key), value) for key, value in finding.proposals)
    return finding.model_copy(update={"terms": tuple(terms), "proposals": proposals})
