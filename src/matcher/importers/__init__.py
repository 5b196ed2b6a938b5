"""Data of others brought to our tables, unchanged in what it says."""

from matcher.importers.openreview import Imported, import_openreview

__all__ = ["Imported", "import_openreview"]
