"""The registered names: others' configs hold them, so they change with a new version only."""

import tomllib
from importlib import import_module
from pathlib import Path

import pytest

PROJECT = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text("utf-8"))[
    "project"
]

GOLDEN = {
    "spacy_tokenizers": {
        "tthc.UndertheseaTokenizer.v1": "extractor.pipes.tokenizer:create_tokenizer",
    },
    "spacy_architectures": {
        "tthc.PairRanker.v1": "extractor.pipes.ranker:build_ranker",
    },
    "spacy_factories": {
        "tthc_hints": "extractor.pipes.hints:make_hints",
        "tthc_figures": "extractor.pipes.figures:make_figures",
        "tthc_linker": "extractor.pipes.linker:make_linker",
        "tthc_coder": "extractor.pipes.coder:make_coder",
    },
}
TARGETS = [(group, name, at) for group, names in GOLDEN.items() for name, at in names.items()]


def test_the_entry_points_are_the_golden_list():
    assert PROJECT["entry-points"] == GOLDEN


def test_the_command_is_extractor():
    assert PROJECT["scripts"] == {"extractor": "extractor.cli:main"}


@pytest.mark.parametrize(("group", "name", "at"), TARGETS, ids=[name for _, name, _ in TARGETS])
def test_every_entry_point_is_a_function_registered_under_its_name(group, name, at):
    from spacy.language import Language
    from spacy.util import registry

    module, _, attribute = at.partition(":")
    function = getattr(import_module(module), attribute)

    assert callable(function)
    if group == "spacy_factories":
        assert Language.has_factory(name)
    else:
        assert registry.has(group.removeprefix("spacy_"), name)


@pytest.mark.parametrize("component", GOLDEN["spacy_factories"])
def test_every_component_may_be_added_to_a_pipeline(component):
    import spacy

    import extractor.pipes.tagger  # noqa: F401  (registers the factories)

    nlp = spacy.blank("xx")
    nlp.add_pipe(component)

    assert nlp.pipe_names == [component]
