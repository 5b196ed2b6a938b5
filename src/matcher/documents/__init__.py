"""Reading documents: format, encoding, parts, and notes on what was done.

`read_document` takes a path, `parse_document` bytes; both return a `Document` of parts or raise one
`InputError`.
"""

from matcher.documents.blocks import KINDS, Part
from matcher.documents.document import Document
from matcher.documents.reader import parse_document, read_document

__all__ = ["KINDS", "Document", "Part", "parse_document", "read_document"]
