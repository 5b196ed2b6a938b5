"""Files and tables: bytes read up to a limit, decoded, parsed into rows; files written atomically."""

from matcher.tables.encodings import Decoded, decode, decode_noted
from matcher.tables.files import MAX_BYTES, read_bytes, write_text, written_atomically
from matcher.tables.read import open_table, read_rows
from matcher.tables.rows import Broken, Row, Table
from matcher.tables.spreadsheets import spreadsheet_plain, spreadsheet_safe
from matcher.tables.write import format_of, matches_csv, write_table

__all__ = [
    "MAX_BYTES",
    "Broken",
    "Decoded",
    "Row",
    "Table",
    "decode",
    "decode_noted",
    "format_of",
    "matches_csv",
    "open_table",
    "read_bytes",
    "read_rows",
    "spreadsheet_plain",
    "spreadsheet_safe",
    "write_table",
    "write_text",
    "written_atomically",
]
