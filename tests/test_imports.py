"""Who may import whom, and what starts without spaCy."""

import ast
import subprocess
import sys
import tomllib
from importlib import import_module
from pathlib import Path

import pytest

import extractor

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "extractor"
CONFIG = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
PURE = next(c for c in CONFIG["contracts"] if c["type"] == "forbidden")
LAYERS = next(c for c in CONFIG["contracts"] if c["type"] == "layers")["layers"]


def sources(module):
    """The files of a module or package of ours."""
    path = PACKAGE.joinpath(*module.split(".")[1:])
    return sorted(path.rglob("*.py")) if path.is_dir() else [path.with_suffix(".py")]


def imported(path):
    """The absolute names that a file imports, at its top or inside its functions."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module


@pytest.mark.parametrize("module", PURE["source_modules"])
def test_below_the_pipes_nothing_imports_an_nlp_library(module):
    files = sources(module)
    names = {name.partition(".")[0] for path in files for name in imported(path)}

    assert files
    assert names & set(PURE["forbidden_modules"]) == set()


def test_the_layers_name_every_part_of_the_package():
    layered = {name.strip() for line in LAYERS for name in line.strip("()").split("|")}
    parts = {f"extractor.{path.stem}" for path in PACKAGE.glob("*.py") if path.stem[0] != "_"}
    parts |= {f"extractor.{path.parent.name}" for path in PACKAGE.glob("*/__init__.py")}

    assert len(parts) > 15
    # calibration is a part of training
    assert parts - layered <= {"extractor.calibration"}


def run(code):
    return subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=True,
    ).stdout


HEAVY = "sorted({'spacy', 'underthesea', 'sklearn', 'thinc', 'pandas'} & set(sys.modules))"


@pytest.mark.parametrize(
    "code",
    [
        "import extractor",
        "from extractor.cli import app",
        "import extractor; extractor.load('rules').extract('Toàn tỉnh tiếp nhận 9 hồ sơ.')",
    ],
    ids=["package", "command line", "rules"],
)
def test_what_needs_no_model_loads_no_nlp_library(code):
    assert run(f"import sys\n{code}\nprint({HEAVY})") == "[]\n"


@pytest.mark.parametrize("name", extractor.__all__)
def test_every_export_is_there(name):
    assert getattr(extractor, name) is not None


def test_an_unknown_export_is_an_attribute_error():
    with pytest.raises(AttributeError, match="'extractor' has no attribute 'nothing'"):
        _ = extractor.nothing


@pytest.mark.parametrize(("name", "home"), sorted(extractor._HOMES.items()))
def test_exports_come_from_their_homes(name, home):
    assert getattr(extractor, name) is getattr(import_module(home), name)
