"""The scripts of training/, importable as they import each other when they are run."""

import sys
from importlib import import_module
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).parents[2] / "training"


@pytest.fixture(scope="session")
def script():
    """Import a script of training/ by name."""
    sys.path.insert(0, str(SCRIPTS))
    yield import_module
    sys.path.remove(str(SCRIPTS))
