"""The benchmarks time functions by name: a name that is gone would end them amid the run."""

import importlib.util
from pathlib import Path

from extractor import load

STAGES = Path("evaluation/benchmarks/stages.py")


def test_every_stage_that_is_timed_is_still_there():
    spec = importlib.util.spec_from_file_location("stages", STAGES)
    stages = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(stages)
    spent = stages.measure_stages(load(), ["Quý I/2024, toàn tỉnh tiếp nhận 9.417 hồ sơ."])

    assert {name for *_, name in stages.STAGES} < set(spent)
    assert spent["links.chain"] > 0
    assert spent["all"] >= spent["links"] > 0
