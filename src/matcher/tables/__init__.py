"""Files at the edge of the house: bytes in under a limit, text out of bytes, whole files or none written."""

from matcher.tables.atomic import written_aside
from matcher.tables.encodings import Decoded, decode_noted
from matcher.tables.matches import matches_csv
from matcher.tables.read import Table, open_table, read_rows, spreadsheet_safe
from matcher.tables.reading import MAX_BYTES, decode, read_bytes
from matcher.tables.rows import Broken, Row
from matcher.tables.write import form_of, write_table

__all__ = [
    "MAX_BYTES",
    "Broken",
    "Decoded",
    "Row",
    "Table",
    "decode",
    "decode_noted",
    "form_of",
    "matches_csv",
    "open_table",
    "read_bytes",
    "read_rows",
    "spreadsheet_safe",
    "write_table",
    "written_aside",
]
