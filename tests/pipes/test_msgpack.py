"""MessagePack read as srsly reads it."""

import numpy as np
import pytest
import srsly
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from extractor.pipes.msgpack import read_message

SIMPLE = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats(allow_nan=False)
    | st.text(max_size=300)
    | st.binary(max_size=300)
)
VALUES = st.recursive(
    SIMPLE,
    lambda inner: (
        st.lists(inner, max_size=20) | st.dictionaries(st.text(max_size=40), inner, max_size=20)
    ),
)


@given(VALUES)
def test_it_reads_what_srsly_wrote(value):
    assert read_message(srsly.msgpack_dumps(value)) == value


@pytest.mark.parametrize("size", [0, 15, 16, 31, 32, 255, 256, 65_535, 65_536])
@pytest.mark.parametrize("make", [lambda n: "a" * n, lambda n: b"a" * n, lambda n: [1] * n])
def test_lengths_of_every_width(size, make):
    assert read_message(srsly.msgpack_dumps(make(size))) == make(size)


@given(arrays.arrays(st.sampled_from(["<f4", "<i8", "<u8"]), arrays.array_shapes()))
def test_arrays_come_back(array):
    found = read_message(srsly.msgpack_dumps({"W": array}))["W"]

    assert found.dtype == array.dtype
    assert np.array_equal(found, array, equal_nan=array.dtype.kind == "f")


@pytest.mark.parametrize("cut", [1, 5, 20])
def test_a_message_cut_short_is_refused(cut):
    data = srsly.msgpack_dumps({"weights": list(range(100))})

    with pytest.raises(ValueError, match="cut short"):
        read_message(data[:-cut])


def test_a_kind_that_spacy_does_not_write_is_refused():
    with pytest.raises(ValueError, match="0xc1"):
        read_message(b"\xc1")
