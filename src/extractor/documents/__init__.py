"""Files in: plain text, HTML, PDF, DOCX and tables of texts become documents with one raw text."""

from extractor.documents.document import Document
from extractor.documents.reading import read_documents

__all__ = ["Document", "read_documents"]
