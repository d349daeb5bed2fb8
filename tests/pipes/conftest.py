"""Gold documents of the tiny project, as examples for the components."""

import pytest
from spacy.training import Example

import extractor.pipes.tagger  # noqa: F401  (registers the factories)
from extractor.corpus.docs import make_doc
from extractor.fitting import blank
from extractor.pipes.completion import complete
from extractor.pipes.records import mentions_of, set_mentions


@pytest.fixture(scope="session")
def empty():
    """An empty pipeline with the project's tokenizer; its make_doc is all that is used."""
    return blank()


@pytest.fixture(scope="session")
def golds(empty, tiny):
    return [make_doc(empty, bulletin.text, bulletin.gold) for bulletin in tiny]


@pytest.fixture(scope="session")
def make_examples(empty, golds):
    """Make examples whose predicted side has the gold mentions, completed, and nothing else."""

    def make():
        made = []
        for gold in golds:
            doc = empty.make_doc(gold.text)
            set_mentions(doc, list(complete(gold.text, mentions_of(gold))))
            made.append(Example(doc, gold))
        return made

    return make


@pytest.fixture
def examples(make_examples):
    return make_examples()
