"""The codebook as the command line and the service list it."""

from __future__ import annotations

from typing import Any

from extractor.codebook import load_codebook


def codebook_rows() -> list[dict[str, Any]]:
    """List the indicator codes, each with its names, kind, units and the code above it.

    >>> codebook_rows()[0]["code"]
    'dossiers_received_total'
    """
    return [
        {"code": i.code, "vi": i.vi, "en": i.en, "kind": i.kind, "units": list(i.units),
         "parent": i.parent}
        for i in load_codebook().indicators.values()
    ]  # fmt: skip
