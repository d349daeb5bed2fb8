"""Stages are run once, again when what they read was made anew, and end together."""

import os
import time
from functools import partial

import pytest

from extractor.errors import InputError, ModelError
from extractor.stages import Stages, alone_in, processes


@pytest.fixture
def stages(tmp_path):
    lines = []
    yield Stages(tmp_path, lines.append), lines


def nothing():
    pass


def test_a_stage_runs_once_for_a_digest(stages):
    run, lines = stages
    ran = []
    for digest in ("a", "a", "b"):
        run.run("coder", digest, partial(ran.append, digest))

    assert ran == ["a", "b"]
    assert lines == ["coder: running", "coder: unchanged, kept", "coder: running"]


def test_what_reads_a_stage_runs_again_with_it(stages):
    run, lines = stages
    for name in ("linker", "finish"):
        run.run(name, "a", nothing)
    run.forget("linker")
    for name in ("linker", "finish"):
        run.run(name, "a", nothing)

    assert lines == ["linker: running", "finish: running"] * 2


def test_a_stage_that_failed_runs_again(stages):
    run, _ = stages

    def fail():
        raise OSError("disk full")

    run.run("pages", "a", nothing)
    with pytest.raises(OSError, match="disk full"):
        run.run("pages", "b", fail)
    ran = []
    run.run("pages", "a", partial(ran.append, 1))

    assert ran == [1]


def test_a_stage_beside_leaves_its_stamp_too(stages):
    run, lines = stages
    for _ in range(2):
        with processes(1) as others:
            run.end(run.begin(others, "fold1", "a", nothing))

    assert lines == ["fold1: running", "fold1: unchanged, kept"]


def test_a_killed_process_is_named(stages):
    run, _ = stages
    with pytest.raises(ModelError, match="was killed"), processes(1) as others:
        run.end(run.begin(others, "linker", "a", partial(os._exit, 9)))


def test_a_killed_process_is_named_when_the_next_stage_begins(stages):
    run, _ = stages
    with pytest.raises(ModelError, match="was killed"), processes(1) as others:
        beside = run.begin(others, "codes", "a", partial(os._exit, 9))
        while not beside.done():
            time.sleep(0.01)
        run.begin(others, "coder", "a", nothing)


def test_what_reads_a_stage_beside_runs_again_with_it(stages):
    """It was asked for before the other process had begun: old scopes stood beside new codes."""
    run, lines = stages
    run.run("coder", "a", nothing)
    with processes(1) as others:
        codes = run.begin(others, "codes", "a", partial(time.sleep, 0.5))
        coder = run.begin(others, "coder", "a", nothing)
        run.end(codes)
        run.end(coder)

    assert lines == ["coder: running", "codes: running", "coder: running"]


def test_a_failure_beside_is_told_and_leaves_no_stamp(stages):
    run, lines = stages
    for _ in range(2):
        with pytest.raises(ZeroDivisionError), processes(1) as others:
            run.end(run.begin(others, "codes", "a", partial(divmod, 1, 0)))

    assert lines == ["codes: running"] * 2


def test_a_second_run_in_one_folder_is_refused(tmp_path):
    work = tmp_path / "work"
    with alone_in(work), pytest.raises(InputError, match="another training runs here"):
        alone_in(work).__enter__()
    with alone_in(work):
        pass


def test_a_failure_does_not_wait_for_the_stage_beside(stages):
    run, _ = stages
    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt), processes(1) as others:
        run.begin(others, "linker", "a", partial(time.sleep, 60))
        time.sleep(0.5)
        raise KeyboardInterrupt

    assert time.monotonic() - began < 30
