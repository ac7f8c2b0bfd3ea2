"""A report as a document, for Word and for paper: the same blocks in the same order, so that both say the same."""

from peelgrade.rendering.report.documents.blocks import Document
from peelgrade.rendering.report.documents.layout import document

__all__ = ["Document", "document"]
