"""The encoder's memory of vectors."""

import numpy as np
import pytest

from extractor.pipes.encoder import _Memory


def test_vectors_that_were_not_made_in_time_are_made_when_they_are_asked_for_again():
    made = []

    def make(keys):
        made.append(list(keys))
        if len(made) == 1:
            raise TimeoutError  # what a batch with --timeout raises amid the work
        return np.array([[float(len(key))] for key in keys], np.float32)

    memory = _Memory(make, most=10)
    with pytest.raises(TimeoutError):
        memory.find(["hồ", "sơ trễ"])

    assert memory.find(["sơ trễ", "hồ"]).tolist() == [[6.0], [2.0]]
    assert made == [["hồ", "sơ trễ"], ["sơ trễ", "hồ"]]
