"""Errors of the extractor: each says in one line what was seen, where, and what to do.

ExtractorError
├── InputError       a file or text that cannot be read as a bulletin
├── AnnotationError  marks, offsets or links that break the gold format
├── CodebookError    vocabulary data that contradicts itself
├── ModelError       a pipeline that is missing, incomplete or of another version
├── ServerError      Label Studio or a worker answered something unusable
└── MissingExtra     an optional dependency that is not installed
"""

from __future__ import annotations


class ExtractorError(Exception):
    """Base of every error that the command line turns into one line and exit code 1."""


class InputError(ExtractorError, ValueError):
    """Refuse a file or text that cannot be read as a bulletin."""


class AnnotationError(ExtractorError, ValueError):
    """Refuse marks, offsets or links that break the gold format."""


class CodebookError(ExtractorError, ValueError):
    """Refuse vocabulary data that contradicts itself."""


class ModelError(ExtractorError, RuntimeError):
    """Refuse a pipeline that is missing, incomplete or of another version."""


class ServerError(ExtractorError, RuntimeError):
    """Report a server that answered something unusable."""


class MissingExtra(ExtractorError, ImportError):
    """Name the extra that installs an optional dependency."""

    def __init__(self, package: str, extra: str) -> None:
        super().__init__(
            f"{package} is not installed; run: pip install 'vn-bulletin-extractor[{extra}]'"
        )
