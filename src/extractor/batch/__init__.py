"""Many bulletins: parallel, resumable, in constant memory."""

from extractor.batch.run import extract_batch, extract_parallel, extract_stream, items_of
from extractor.batch.work import Job, Refused

__all__ = ["Job", "Refused", "extract_batch", "extract_parallel", "extract_stream", "items_of"]
