"""Figures of Vietnamese bulletins on administrative procedures as checked facts.

    >>> import extractor
    >>> ex = extractor.load("rules")
    >>> report = ex.extract("Trong quý I/2024, toàn tỉnh tiếp nhận 1.250 hồ sơ.")
    >>> [(str(o.value), o.unit, o.indicator) for o in report.observations]
    [('1250', 'dossier', 'dossiers_received_total')]

Exports are resolved on first use, so that `extractor --help` starts without spaCy.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from extractor.errors import ExtractorError
    from extractor.pipeline import Extractor, load
    from extractor.schema import Finding, Observation, Report

__version__ = "0.1.0"
__all__ = ["Extractor", "ExtractorError", "Finding", "Observation", "Report", "__version__", "load"]

_HOMES = {
    "Extractor": "extractor.pipeline",
    "load": "extractor.pipeline",
    "ExtractorError": "extractor.errors",
    "Finding": "extractor.schema",
    "Observation": "extractor.schema",
    "Report": "extractor.schema",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'extractor' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
