"""What every reader returns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Document:
    """One bulletin as read from a file; `text` is the raw text that all offsets point into."""

    doc_id: str
    text: str
    source: str
    title: str | None = None
    published: date | None = None
    province: str | None = None
