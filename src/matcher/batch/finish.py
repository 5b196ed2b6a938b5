"""Parts put together: counted, and written as one file that is whole or not there."""

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from matcher.batch.matches import COLUMNS
from matcher.batch.order import Done, Files, Progress
from matcher.batch.parts import Parts
from matcher.batch.rejects import COLUMNS as REJECT_COLUMNS
from matcher.errors import MatcherError
from matcher.tables import written_aside
from matcher.tables.write import FORMS, Columns, form_of, table_of


class RowsLostError(MatcherError):
    """The rows scored and the rows rejected are not the rows read; this is a fault of matcher."""


def tally(parts: Parts, n_parts: int, n_rows: int) -> Done:
    """Count what is on the disk; raises `RowsLostError` unless it is every row that was read."""
    n_scored = n_rejected = n_matches = 0
    for part in parts.all(n_parts):
        n_scored += part.n_scored
        n_rejected += len(part.rejects)
        n_matches += part.n_matches
    if n_scored + n_rejected != n_rows:
        raise lost(n_rows, n_scored, n_rejected)
    return Done(n_rows, n_scored, n_rejected, n_matches)


def lost(n_rows: int, n_scored: int, n_rejected: int) -> RowsLostError:
    """Return the error of rows that do not add up."""
    return RowsLostError(
        f"rows scored and rejected must be the rows read; {n_scored} + {n_rejected} is not {n_rows}: report this"
    )


def finish(parts: Parts, n_parts: int, files: Files, progress: Progress) -> None:
    """Put the parts together: the rejects first, so that where there are matches all else is there too."""
    if files.rejects:
        piece = FORMS[form_of(files.rejects)].piece
        rows = (piece(table_of(REJECT_COLUMNS, part.rejects)) for part in parts.all(n_parts))
        _write(parts, files.rejects, REJECT_COLUMNS, rows)
    else:
        for part in parts.all(n_parts):
            for reject in part.rejects:
                progress.on_reject(reject)
    _write(parts, files.matches, COLUMNS, (part.matches for part in parts.all(n_parts)))


def _write(parts: Parts, target: str, columns: Columns, pieces: Iterator[bytes]) -> None:
    form = FORMS[form_of(target)]
    if target == "-":
        form.file(columns, pieces, sys.stdout.buffer)
        return
    # written inside the folder of parts, so that a run killed here leaves nothing beside it
    aside = parts.folder / f"whole{Path(target).suffix}"
    with aside.open("wb") as file:
        form.file(columns, pieces, file)
        file.flush()
        os.fsync(file.fileno())
    with written_aside(target) as fresh:
        shutil.move(aside, fresh)
