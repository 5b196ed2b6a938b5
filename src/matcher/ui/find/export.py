"""What a visitor takes along: the ranking with stars and notes, as CSV or as a workbook."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

from matcher.records import RankedMentor
from matcher.registry import contributor_names
from matcher.tables import write_table
from matcher.tables.write import match_cells, match_columns
from matcher.ui import session

MIMES = {"csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


def exported(ranking: Sequence[RankedMentor], ending: str) -> bytes:
    """Return a ranking as a file: the columns of a table of matches, then `starred` and `note`."""
    stars, notes = session.stars(), session.notes()
    names = contributor_names()
    columns = {**match_columns(names), "starred": str, "note": str}
    rows = [
        (
            *match_cells(line, names),
            "yes" if line.mentor_id in stars else "",
            notes.get(line.mentor_id, ""),
        )
        for line in ranking
    ]
    with tempfile.TemporaryDirectory(prefix="matcher-") as folder:
        path = Path(folder) / f"matches.{ending}"
        write_table(path, columns, rows)
        return path.read_bytes()
