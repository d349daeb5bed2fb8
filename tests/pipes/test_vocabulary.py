"""Features numbered by their hashes are numbered as by a dict."""

import json

from hypothesis import given
from hypothesis import strategies as st

from extractor.pipes.vocabulary import Vocabulary, read_vocabulary

NAMES = st.lists(st.text(max_size=3), unique=True, max_size=60)
SAMPLES = st.lists(st.lists(st.text(max_size=3), max_size=20), max_size=6)


@given(NAMES, SAMPLES)
def test_known_features_have_their_places_once_and_then_the_bias(names, samples):
    names = [name for name in names if name]
    places = {name: place for place, name in enumerate(names)}
    known = Vocabulary(names).look_up(samples)

    ends = [*known.starts.tolist()[1:], len(known.rows)] if samples else []
    found = [known.rows[a:b].tolist() for a, b in zip(known.starts.tolist(), ends, strict=True)]
    expected = [
        [places[f] for f in dict.fromkeys(sample) if f in places] + [len(names)]
        for sample in samples
    ]
    assert found == expected


@given(NAMES, st.lists(st.text(max_size=3), max_size=20))
def test_features_met_before_keep_their_places(names, features):
    vocabulary = Vocabulary(names)
    expected = [names.index(f) for f in dict.fromkeys(features) if f in names]

    assert vocabulary.rows_met(features) == expected
    assert vocabulary.rows_met(features) == expected


def test_models_of_the_same_names_share_them():
    names = json.dumps(["a", "b"])
    first = read_vocabulary(names)

    assert read_vocabulary(names) is first
    assert read_vocabulary(json.dumps(["a"])) is not first
