"""How many bulletins does `annotate next` save against random order? A simulation on train.

    python training/active_learning.py

Both orders begin with the same bulletins, drawn by the seed, and take as many more at a time: the
next of the shuffled ones, or the first of the ranking that `annotate next` makes (uncertainty
times novelty). What learns is the coder alone, for it is fitted in seconds: indicator, role, level
and scope of a figure. It learns from gold mentions and links, and is scored on dev with the gold
ones given. For the ranking it reads the open bulletins as a model has to, with the mentions and
links that the rules find: their gold is not looked at.

Each result is appended to evaluation/results/active_learning.jsonl as it ends; start a simulation
that was broken off again, and what is there is kept.
"""

from __future__ import annotations

import json
import random
import sys
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from statistics import fmean
from typing import Any, Final

from thinc.api import Config

from extractor.corpus.store import Bulletin, load_bulletins, project_root
from extractor.errors import ExtractorError
from extractor.features.coding import coding_features
from extractor.features.kin import Targets
from extractor.features.page import Page
from extractor.features.scoping import scope_label
from extractor.labelstudio.sampling import rank
from extractor.labelstudio.suggestions import sureness
from extractor.pipes.codes import MODELS, History, code_figures
from extractor.pipes.completion import complete
from extractor.pipes.linear import LinearClassifier
from extractor.pipes.rows import LinkRow, targets_of
from extractor.rules.tagger import tag_by_rules
from extractor.schema import Context, Mention
from extractor.scoring.results import write_text
from extractor.scoring.studies import Row, read_rows
from extractor.training import corpus_digest
from extractor.vietnamese.text import normalise

RESULTS: Final = Path("evaluation/results/active_learning.jsonl")
RANDOM: Final = "random"
NEXT: Final = "next"
#: Shares of the score with every bulletin at which the two orders are compared.
LEVELS: Final = (0.9, 0.95, 0.98, 0.99)

Models = dict[str, LinearClassifier]
#: Indicator, role, and level with scope.
Right = tuple[str, str, str]
#: The features of indicator and role, those of the scope, and what is right.
Sample = tuple[list[str], list[str], Right]


@dataclass(frozen=True, slots=True)
class Lesson:
    """A bulletin as the coder learns from it and is scored on it: gold mentions and links."""

    page: Page
    targets: Targets
    rights: tuple[Right, ...]

    def samples(self) -> list[Sample]:
        """Return a sample of each figure; figures further left have their gold codes."""
        history = History(self.page)
        found = []
        for position, right in enumerate(self.rights):
            features = coding_features(self.page, position, self.targets, history.codes)
            scoping = history.scoping(position, self.targets, right[0])
            found.append((features, scoping, right))
            history.add(self.page.figures[position].index, right[0], right[2])
        return found


@dataclass(slots=True)
class School:
    """The bulletins of train and dev, each read once, and the strengths of the coder's models."""

    train: Mapping[str, Bulletin]
    dev: Sequence[Lesson]
    strengths: Mapping[str, float]
    _samples: dict[str, list[Sample]] = field(default_factory=dict)
    _pages: dict[str, tuple[Page, Targets]] = field(default_factory=dict)

    def fit(self, members: Iterable[str]) -> Models:
        """Fit the three models on bulletins of train."""
        samples = [sample for name in members for sample in self._samples_of(name)]
        models = {name: LinearClassifier(margins=name == MODELS[0]) for name in MODELS}
        for at, name in enumerate(MODELS):
            features = [sample[name == MODELS[2]] for sample in samples]
            labels = [sample[2][at] for sample in samples]
            models[name].fit(features, labels, strength=self.strengths[name])
        return models

    def _samples_of(self, name: str) -> list[Sample]:
        if name not in self._samples:
            self._samples[name] = make_lesson(self.train[name]).samples()
        return self._samples[name]

    def score(self, models: Models) -> dict[str, float]:
        """Return the share of dev's figures of which each part, and all of them, are right."""
        pairs = [
            (row[2:5], right)
            for lesson in self.dev
            for row, right in zip(
                code_figures(lesson.page, lesson.targets, models), lesson.rights, strict=True
            )
        ]
        scores = {
            name: sum(ours[at] == right[at] for ours, right in pairs) / len(pairs)
            for at, name in enumerate(MODELS)
        }
        scores["all"] = sum(ours == right for ours, right in pairs) / len(pairs)
        return {name: round(value, 4) for name, value in scores.items()}

    def choose(self, models: Models, members: Sequence[str], count: int) -> list[str]:
        """Return the bulletins that `annotate next` would put first among those left."""
        names = [name for name in self.train if name not in set(members)]
        candidates = {
            at: (name, self.train[name].text, 1 - self._sureness(models, name))
            for at, name in enumerate(names)
        }
        order = rank(candidates, [self.train[name].text for name in members])
        return [candidate.doc_id for candidate in order[:count]]

    def _sureness(self, models: Models, name: str) -> float:
        if name not in self._pages:
            self._pages[name] = read_by_rules(self.train[name])
        return sureness([row[5] for row in code_figures(*self._pages[name], models)])


def make_lesson(bulletin: Bulletin) -> Lesson:
    """Return a bulletin with its gold, on the normalised text and among the grammar's mentions."""
    normal, gold = normalise(bulletin.text), bulletin.gold
    places = {m.id: normal.normal_span(m.start, m.end) for m in gold.mentions}
    given = [Mention(*places[m.id], m.label) for m in gold.mentions]
    mentions = complete(normal.text, given)
    links: list[LinkRow] = [
        (*places[link.source], link.kind, *places[link.target], 1.0) for link in gold.links
    ]
    page = Page(normal.text, mentions)
    rights = {
        places[fact.mention][0]: (
            fact.indicator,
            fact.role,
            scope_label(fact.admin_level, fact.level_scope),
        )
        for fact in gold.facts
    }
    return Lesson(page, targets_of(mentions, links), tuple(rights[f.start] for f in page.figures))


def read_by_rules(bulletin: Bulletin) -> tuple[Page, Targets]:
    """Return a bulletin with the mentions and links that the rules find; gold is not looked at."""
    text = normalise(bulletin.text).text
    context = Context(bulletin.doc_id, bulletin.gold.province, bulletin.gold.published)
    tagged = tag_by_rules(text, context)
    ends = [(m.start, m.end) for m in tagged.mentions]
    links: list[LinkRow] = [
        (*ends[link.source], link.kind, *ends[link.target], 1.0) for link in tagged.links
    ]
    mentions = complete(text, tagged.mentions)
    return Page(text, mentions), targets_of(mentions, links)


@dataclass(frozen=True, slots=True)
class Study:
    """One simulation: how many bulletins a step adds, where lines go, and what every line says."""

    school: School
    step: int
    results: Path
    origin: Mapping[str, str]

    def simulate(self, order: str, *, seed: int) -> None:
        """Run one order to its end, a line for each size; go on where it stopped."""
        drawn = list(self.school.train)
        random.Random(seed).shuffle(drawn)
        members = drawn[: self.step]
        while len(members) <= len(drawn):
            run = f"{order}, seed {seed}, step {self.step}, {len(members)} bulletins"
            row = self._found(run)
            if row is None:
                _say(run)
                row = {"run": run, "order": order, "seed": seed, "step": self.step}
                row |= {**self._measure(order, members, drawn), **self.origin}
                self._append(row)
            if not row["then"]:
                return
            members = [*members, *row["then"]]

    def rows(self) -> list[Row]:
        """Return the lines that are there already, of the same bulletins, step and strengths."""
        rows = read_rows(self.results) if self.results.exists() else []
        same = self.origin["settings"]
        return [row for row in rows if row["settings"] == same and row["step"] == self.step]

    def _found(self, run: str) -> Row | None:
        return next((row for row in self.rows() if row["run"] == run), None)

    def _append(self, row: Row) -> None:
        rows = read_rows(self.results) if self.results.exists() else []
        lines = [json.dumps(one, ensure_ascii=False) for one in (*rows, row)]
        write_text("\n".join(lines) + "\n", self.results)

    def _measure(self, order: str, members: Sequence[str], drawn: Sequence[str]) -> dict[str, Any]:
        """Fit, score, and choose the bulletins that come next."""
        started = time.process_time()
        models = self.school.fit(members)
        scores = self.school.score(models)
        then = list(drawn[len(members) : len(members) + self.step])
        if order == NEXT and then:
            then = self.school.choose(models, members, self.step)
        train = self.school.train
        return {
            "bulletins": len(members),
            "figures": sum(len(train[name].gold.facts) for name in members),
            "scores": scores,
            "then": then,
            "seconds": round(time.process_time() - started),
        }


def needed(rows: Sequence[Row], order: str, score: str, level: float, axis: str) -> float | None:
    """Return how many bulletins (or figures) an order needs for a score, its seeds averaged.

    Between two sizes the curve is a straight line; the first place that reaches the score counts.
    None where it never does.
    """
    by_size: dict[int, list[Row]] = {}
    for row in rows:
        if row["order"] == order:
            by_size.setdefault(row["bulletins"], []).append(row)
    curve = [
        (fmean(row[axis] for row in same), fmean(row["scores"][score] for row in same))
        for _, same in sorted(by_size.items())
    ]
    if curve and curve[0][1] >= level:
        return curve[0][0]
    for (x, low), (later, high) in pairwise(curve):
        if high >= level:
            return x + (later - x) * (level - low) / (high - low)
    return None


def print_savings(rows: Sequence[Row]) -> str:
    """Return a table: what either order needs for a share of the score with every bulletin."""
    most = max(row["bulletins"] for row in rows)
    last = [row for row in rows if row["bulletins"] == most]
    lines = [
        "| score on dev | of all | score | bulletins: random | next | saved "
        "| figures: random | next | saved |",
        "|---|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for name in last[0]["scores"]:
        full = fmean(row["scores"][name] for row in last)
        for share in LEVELS:
            cells = [name, f"{share:.0%}", f"{share * full:.3f}"]
            for axis in ("bulletins", "figures"):
                pair = [needed(rows, order, name, share * full, axis) for order in (RANDOM, NEXT)]
                cells += [f"{n:.0f}" if n is not None else "–" for n in pair]
                cells.append(_saved(*pair))
            lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _saved(drawn: float | None, chosen: float | None) -> str:
    if drawn is None or chosen is None:
        return "–"
    return f"{drawn - chosen:+.0f} ({1 - chosen / drawn:+.0%})"


def open_study(wanted: Namespace, root: Path) -> Study:
    """Read the corpus and the coder's strengths; nothing is fitted yet."""
    train, dev = (load_bulletins(split, root=root) for split in ("train", "dev"))
    config = Config().from_disk(wanted.config, interpolate=False)
    strengths = config["components"]["tthc_coder"]["strengths"]
    school = School({b.doc_id: b for b in train}, [make_lesson(b) for b in dev], strengths)
    corpus = corpus_digest(train + dev)
    settings = sha256(f"{corpus} {json.dumps(strengths, sort_keys=True)}".encode()).hexdigest()
    origin = {"corpus": corpus, "config": wanted.config.name, "settings": settings}
    return Study(school, wanted.step, wanted.results, origin)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the simulation as the command line asks for it, and print what was saved."""
    parser = ArgumentParser(description="Simulate `annotate next` against random order.")
    parser.add_argument("--config", type=Path, default=Path("training/config.cfg"))
    parser.add_argument("--results", type=Path, default=RESULTS)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--step", type=int, default=20, help="bulletins that are added at a time")
    wanted = parser.parse_args(arguments)
    study = open_study(wanted, project_root())
    for seed in wanted.seeds:
        for order in (RANDOM, NEXT):
            study.simulate(order, seed=seed)
    rows = [row for row in study.rows() if row["seed"] in wanted.seeds]
    sys.stdout.write(print_savings(rows))


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")


if __name__ == "__main__":
    try:
        main()
    except ExtractorError as error:
        sys.exit(f"active_learning: {error}")
