"""Facts out: JSON Lines, CSV with metadata, parquet, XLSX, HTML pages and a terminal table."""

from extractor.export.entry import COLUMNS, Entry, choose

__all__ = ["COLUMNS", "Entry", "choose"]
