"""Many bulletins as one table: province by indicator by period, each choice explained."""

from extractor.panel.cells import Cell, build_panel
from extractor.panel.facts import read_facts

__all__ = ["Cell", "build_panel", "read_facts"]
