"""The configs that share components with the released one say the same of them."""

from pathlib import Path

import pytest
from spacy import util

FOLDER = Path(__file__).parents[2] / "training"


@pytest.mark.parametrize("name", ["tthc_hints", "tthc_figures", "tthc_coder"])
def test_experiments_have_smaller_networks_and_no_other_settings(name):
    quick, ours = (
        util.load_config(FOLDER / f"{name}.cfg", interpolate=False) for name in ("quick", "config")
    )

    assert quick["nlp"] == ours["nlp"]
    assert quick["components"][name] == ours["components"][name]


@pytest.mark.parametrize("name", ["tthc_hints", "tthc_figures", "tthc_linker", "tthc_coder"])
def test_a_transformer_changes_only_what_stands_in_its_way(name):
    transformer, ours = (
        util.load_config(FOLDER / f"{name}.cfg", interpolate=False)
        for name in ("transformer", "config")
    )

    assert transformer["nlp"] == ours["nlp"]
    assert transformer["components"][name] == ours["components"][name]
